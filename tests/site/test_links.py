"""Every link inside the site leads to a page, and to a place on it, that exists."""

from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import unquote, urlsplit


def test_every_link_inside_the_site_leads_somewhere(site, pages):
    places = {
        name: {element["id"] for element in page.find_all(id=True)} for name, page in pages.items()
    }
    broken = []
    for name, page in pages.items():
        for element in page.find_all(["a", "img", "link", "script"]):
            url = urlsplit(element.get("href") or element.get("src") or "")
            if url.scheme or url.netloc:
                continue
            path = normpath(PurePosixPath(name).parent / unquote(url.path)) if url.path else name
            if not (site / path).is_file():
                broken.append(f"{name}: {url.geturl()}: there is no {path}")
            elif url.fragment and unquote(url.fragment) not in places.get(path, ()):
                broken.append(f"{name}: {url.geturl()}: there is no such place on {path}")
    assert not broken, "\n".join(broken)
