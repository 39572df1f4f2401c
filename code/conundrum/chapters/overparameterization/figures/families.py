"""Which families of models come back down."""
