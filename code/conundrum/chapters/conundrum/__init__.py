"""Code behind the page *The conundrum*."""
