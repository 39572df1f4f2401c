"""How fast the built pages open: ``python benchmarks/pages.py``, or ``make speed``.

Lighthouse opens each page as on a phone (a slow network and a processor four times slower, both by
its own simulation) and on a desk, from a server on this machine that compresses what it sends. The
median of some runs is written, a line a page, as a table.
"""

import argparse
import gzip
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

from conundrum.publishing.browser import INSTALLED

HERE = Path(__file__).parent
SITE = HERE.parent / "_build" / "html"
NODE = Path(sys.executable).with_name("node")
LIGHTHOUSE = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
FLAGS = "--headless=new --no-sandbox --disable-background-networking --disable-component-update"
MEASURES = {
    "first text, s": ("first-contentful-paint", 1000),
    "largest, s": ("largest-contentful-paint", 1000),
    "blocked, ms": ("total-blocking-time", 1),
    "shift": ("cumulative-layout-shift", 1),
    "KB": ("total-byte-weight", 1024),
}


@cache
def compressed(file: Path) -> bytes:
    """Return a file as a server sends it."""
    return gzip.compress(file.read_bytes(), 6)


class Server(SimpleHTTPRequestHandler):
    """Sends files compressed, but for fonts and pictures, which are already."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with a file."""
        file = Path(self.translate_path(self.path))
        if not file.is_file():
            self.send_error(404)
            return
        packed = file.suffix in {".html", ".css", ".js", ".svg"}
        content = compressed(file) if packed else file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=600")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serve(site: Path) -> Iterator[str]:
    """Serve a site; give its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def open_page(address: str, form: str) -> dict[str, float]:
    """Let Lighthouse open a page once, on a ``"phone"`` or a ``"desk"``."""
    browser = next(filter(None, map(shutil.which, INSTALLED)))
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [NODE, LIGHTHOUSE, address, "--quiet", "--output=json", f"--output-path={report}"]
        command += ["--only-categories=performance", f"--chrome-flags={FLAGS}"]
        command += ["--preset=desktop"] if form == "desk" else []
        env = {"CHROME_PATH": browser, "PATH": "/usr/bin:/bin", "HOME": folder}
        subprocess.run(command, check=True, env=env)
        found = json.loads(report.read_text("utf-8"))
    audits = found["audits"]
    values = {
        name: audits[audit]["numericValue"] / unit for name, (audit, unit) in MEASURES.items()
    }
    return {"score": 100 * found["categories"]["performance"]["score"], **values}


def main() -> None:
    """Measure pages and write a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pages", nargs="*", help="as book/images.html; all if left out")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--site", type=Path, nargs="+", default=[SITE], help="several take turns")
    options = parser.parse_args()
    pages = options.pages or [
        file.relative_to(options.site[0]).as_posix()
        for file in sorted(options.site[0].rglob("*.html"))
        if "_static" not in file.parts
    ]
    print("| page | site | on a |", *(f"{name} |" for name in ["score", *MEASURES]))
    print("|---" * (4 + len(MEASURES)) + "|")
    for page in pages:
        for form in ("phone", "desk"):
            runs = {site: [] for site in options.site}
            for _ in range(options.runs):
                for site in options.site:
                    with serve(site) as address:
                        runs[site].append(open_page(f"{address}/{page}", form))
            for site, measured in runs.items():
                values = {name: median(run[name] for run in measured) for name in measured[0]}
                texts = (f"{value:.3g}" for value in values.values())
                print(f"| {page} | {site.name} | {form} |", *(f"{text} |" for text in texts))
                sys.stdout.flush()


if __name__ == "__main__":
    main()
