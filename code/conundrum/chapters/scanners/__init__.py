"""Code behind the page *Scanners: does it hold across the street?*."""
