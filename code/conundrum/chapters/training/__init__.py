"""Code behind the page *Training*."""
