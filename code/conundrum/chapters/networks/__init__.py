"""Code behind the page *One neuron, then many*."""
