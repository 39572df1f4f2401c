"""Code behind the page *How good is it?*."""
