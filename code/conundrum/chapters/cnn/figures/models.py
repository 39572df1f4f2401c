"""How models are named and drawn in all figures of the chapter."""

from conundrum.style import COLOUR, DASHED, DOTTED

NAMES = {
    "pooled": "convolution, pooled",
    "flattened": "convolution, flattened",
    "connected": "fully connected",
    "linear": "linear",
    "transformer": "transformer",
    "transformer without places": "without places",
    "pooled, patches exchanged": "the same, patches exchanged",
    "pooled, pixels exchanged": "the same, pixels exchanged",
    "transformer, patches exchanged": "the same, patches exchanged",
}
STYLES = {
    "pooled": {"color": COLOUR["convolution"], "ls": "-"},
    "flattened": {"color": COLOUR["convolution"], "ls": DASHED},
    "connected": {"color": COLOUR["network"], "ls": "-"},
    "linear": {"color": COLOUR["linear"], "ls": DOTTED},
    "transformer": {"color": COLOUR["test"], "ls": "-"},
    "transformer without places": {"color": COLOUR["test"], "ls": DASHED},
    "pooled, patches exchanged": {"color": COLOUR["convolution"], "ls": DASHED},
    "pooled, pixels exchanged": {"color": COLOUR["convolution"], "ls": DOTTED},
    "transformer, patches exchanged": {"color": COLOUR["test"], "ls": DASHED},
}
