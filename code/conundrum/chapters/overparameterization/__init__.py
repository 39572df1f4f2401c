"""Code behind the page *Overparameterization*."""
