"""Simulations of linear regression beside exact formulas."""
