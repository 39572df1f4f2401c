"""Splines past the point where they fit every observation, and networks that are splines."""
