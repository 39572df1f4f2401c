"""The code behind *The Deep Learning Conundrum*."""
