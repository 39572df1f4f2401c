"""Which families of models come back down past the point where they fit everything."""
