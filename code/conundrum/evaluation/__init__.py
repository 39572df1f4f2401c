"""How well models do."""
