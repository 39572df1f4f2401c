"""Code behind the page *What an image is*."""
