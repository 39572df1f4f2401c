"""Code behind the page *Networks that see*."""
