"""Code behind the page *The last layer and the loss*."""
