"""Trained networks: width, epochs, and labels drawn at random."""
