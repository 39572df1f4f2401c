"""Code behind the page *Regularization*."""
