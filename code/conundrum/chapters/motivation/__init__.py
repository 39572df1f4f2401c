"""Code behind the page *What a curve can do, and where it ends*."""
