"""Random ReLU features of handwritten digits."""
