"""Code behind the chapter *Validation*."""
