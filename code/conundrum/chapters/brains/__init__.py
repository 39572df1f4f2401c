"""Code behind the page *Brains: a task from start to end*."""
