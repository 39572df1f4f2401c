"""Functions with parameters."""
