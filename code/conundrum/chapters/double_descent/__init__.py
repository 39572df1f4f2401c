"""Code behind the page *Where the error comes back down*."""
