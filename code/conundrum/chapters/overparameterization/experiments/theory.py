"""Linear regression with as many inputs as wanted: simulations beside exact formulas."""
