"""How models are named and drawn in all figures of the chapter."""

from conundrum.style import COLOUR, DASHED, DOTTED

NAMES = {
    "pooled": "convolution, pooled",
    "flattened": "convolution, flattened",
    "connected": "fully connected",
    "linear": "linear",
    "transformer": "transformer",
    "transformer without places": "without places",
}
STYLES = {
    "pooled": {"color": COLOUR["convolution"], "ls": "-"},
    "flattened": {"color": COLOUR["convolution"], "ls": DASHED},
    "connected": {"color": COLOUR["network"], "ls": "-"},
    "linear": {"color": COLOUR["linear"], "ls": DOTTED},
    "transformer": {"color": COLOUR["test"], "ls": "-"},
    "transformer without places": {"color": COLOUR["test"], "ls": DASHED},
}
