"""Lets another environment see the libraries of the one that runs this.

Run as ``python assignments/layer.py ENVIRONMENT``. What ENVIRONMENT has itself comes first.
"""

import sys
import sysconfig
from pathlib import Path

if __name__ == "__main__":
    below = sysconfig.get_path("purelib")
    above = sysconfig.get_path("purelib", vars={"base": sys.argv[1]})
    Path(above, "book.pth").write_text(f"import site; site.addsitedir({below!r})\n", "utf-8")
