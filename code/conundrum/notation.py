"""Numbers as readers write them."""

import math


def superscript(exponent: int) -> str:
    """Return an exponent in raised digits, which are letters and need no layout."""
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def number(value: float, *, digits: int = 10) -> str:
    """Return a number with a true minus sign, as a power of ten where it is very large or small.

    At most `digits` digits are written, not counting zeros at its ends. What is no number, or has
    no end, is written as "NaN", "∞" and "−∞".
    """
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
    value = float(f"{value:.{digits}g}")
    if value and not 1e-3 <= abs(value) < 1e6:
        mantissa, exponent = f"{value:e}".split("e")
        return f"{float(mantissa):g} × 10{superscript(int(exponent))}".replace("-", "−")
    return f"{value:,.10g}".replace("-", "−")
