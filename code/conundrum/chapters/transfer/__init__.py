"""Code behind the page *Transfer*."""
