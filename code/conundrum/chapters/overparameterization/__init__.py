"""Code behind the page *Why the error comes back down*."""
