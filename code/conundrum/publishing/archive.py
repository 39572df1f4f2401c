"""The site as one file, to be read without a network: ``make zip``.

Run as ``python -m conundrum.publishing.archive SITE ARCHIVE`` with the folder of the built pages
and the file to write.
"""

import sys
import zipfile
from pathlib import Path

# What serves only the machines that find the site, and what Sphinx keeps for itself.
ONLINE = {".buildinfo", "404.html", "objects.inv", "robots.txt", "sitemap.xml"}
PICTURES = "_static/pictures"


def write_archive(site: Path, archive: Path) -> None:
    """Pack the pages into a folder named after the archive; the same pages give the same bytes.

    Parameters
    ----------
    site
        The folder of the built pages.
    archive
        The file to write; it appears when it is complete.

    Raises
    ------
    ValueError
        When there are no pages in `site`.
    """
    if not (site / "index.html").exists():
        raise ValueError(f"site={str(site)!r} must be a folder with index.html: run make book")
    left_out = (PICTURES, f"{archive.stem}.")  # itself, and the PDF, are downloaded beside it
    unfinished = archive.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(site.rglob("*")):
            name = file.relative_to(site).as_posix()
            if file.is_file() and name not in ONLINE and not name.startswith(left_out):
                entry = zipfile.ZipInfo(f"{archive.stem}/{name}")  # dated 1980, whenever it is made
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                packed.writestr(entry, file.read_bytes())
    unfinished.replace(archive)


if __name__ == "__main__":
    write_archive(*map(Path, sys.argv[1:]))
