"""Splines, and networks that are splines."""
