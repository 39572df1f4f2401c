"""Code behind the page *Convolution and pooling*."""
