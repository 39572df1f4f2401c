"""What search engines, messengers and reference managers read of a page.

Some of it needs the address at which the book is published, which only the workflow that publishes
knows (``PAGES_URL``). At home such parts are left out.
"""

import json
import os
import re
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from conundrum.site.order import part_of

SCHEMA = "https://schema.org"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PICTURE = {"width": 1200, "height": 630}  # what messengers show uncut
OFFLINE = "deep-learning-conundrum"  # the PDF and the archive, at the top of the site
FORMATS = {"BibTeX": "citation.bib", "RIS": "citation.ris"}


def published_at() -> str | None:
    """Return the address at which the book is published, with a slash at its end.

    Raises
    ------
    ValueError
        If ``PAGES_URL`` is no address.
    """
    url = os.environ.get("PAGES_URL")
    if not url:
        return None
    if not re.fullmatch(r"https?://[\w.:-]+(/[\w.~/-]*)?", url):
        raise ValueError(f"PAGES_URL is {url!r}; it must be as https://owner.github.io/name")
    return f"{url.rstrip('/')}/"


def bibtex(book: dict[str, Any], url: str | None) -> str:
    """Write the preferred citation of ``CITATION.cff`` for BibTeX."""
    authors = " and ".join(f"{{{author['name']}}}" for author in book["authors"])
    fields = {"author": authors, "title": f"{{{book['title']}}}", "year": book["year"], "url": url}
    lines = (f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@book{{conundrum{book['year']},\n{''.join(lines)}}}\n"


def ris(book: dict[str, Any], url: str | None) -> str:
    """Write the preferred citation of ``CITATION.cff`` as RIS, which reference managers import."""
    fields = [
        ("TY", "BOOK"),
        *(("AU", author["name"]) for author in book["authors"]),
        ("TI", book["title"]),
        ("PY", book["year"]),
        ("UR", url),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in fields if value is not None)


def configure(app: Sphinx, config: Config) -> None:
    """Let each page name its canonical address, where that is known."""
    config.published_at = config.html_baseurl = published_at() or ""


def describe(
    app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None
) -> None:
    """Write into the head of a page what it is, for machines."""
    base = app.config.published_at
    if base and pagename == "404":  # shown at any address; its links start from the top of the site
        context["metatags"] = f'<base href="{urlsplit(base).path}">\n'
    if pagename not in app.env.descriptions:
        return
    title = app.env.titles[pagename].astext()
    about = app.env.descriptions[pagename]
    is_chapter = part_of(app.env, pagename) is not None
    book = _citation(app)
    properties = {
        "og:site_name": book["title"],
        "og:title": title,
        "og:description": about,
        "og:type": "article" if is_chapter else "website",
    }
    names = {
        "citation_title": title,
        "citation_author": book["authors"][0]["name"],
        "citation_publication_date": book["year"],
        "citation_language": app.config.language,
    }
    if is_chapter:
        names["citation_inbook_title"] = book["title"]
    if base:
        names["citation_public_url"] = properties["og:url"] = context["pageurl"]
        if is_chapter or pagename == app.config.root_doc:
            properties["og:image"] = base + picture_of(pagename)
            properties |= {f"og:image:{side}": size for side, size in PICTURE.items()}
            properties["og:image:alt"] = f"A figure of “{title}”"
            names["twitter:card"] = "summary_large_image"
    context["metatags"] += "".join(
        f'<meta {attribute}="{name}" content="{escape(str(content))}">\n'
        for attribute, tags in (("property", properties), ("name", names))
        for name, content in tags.items()
    )
    if is_chapter:
        course = {**_resource(app, app.config.root_doc, "Course"), "provider": _provider(book)}
        _add_data(context, {**_chapter(app, pagename), "isPartOf": course})
    elif pagename == app.config.root_doc:
        _add_data(context, _course(app, book))


def picture_of(page: str) -> str:
    """Return where the picture lies that stands for a page, below the top of the site."""
    return f"_static/pictures/{page.rpartition('/')[2]}.png"


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write the citations, and the list of all pages where their addresses are known."""
    if exception is not None or app.builder.format != "html":
        return
    out, base, book = Path(app.outdir), app.config.published_at, _citation(app)
    (out / FORMATS["BibTeX"]).write_text(bibtex(book, base), encoding="utf-8")
    (out / FORMATS["RIS"]).write_text(ris(book, base or None), encoding="utf-8", newline="")
    if base:
        urls = ElementTree.Element("urlset", xmlns=SITEMAP)
        for page in app.env.external_site_map:
            url = ElementTree.SubElement(urls, "url")
            ElementTree.SubElement(url, "loc").text = base + app.builder.get_target_uri(page)
        ElementTree.indent(urls)
        ElementTree.ElementTree(urls).write(out / "sitemap.xml", "utf-8", xml_declaration=True)
        (out / "robots.txt").write_text(f"User-agent: *\nSitemap: {base}sitemap.xml\n")


class Citation(SphinxDirective):
    """``{citation}``: the citation for BibTeX, and files for reference managers."""

    def run(self) -> list[nodes.Node]:
        """Write both."""
        app = self.env.app
        self.env.note_dependency(str(_citation_file(app)))
        code = bibtex(_citation(app), app.config.published_at)
        up = "../" * self.env.docname.count("/")
        links = nodes.paragraph("", "For reference managers: ")
        for name, file in FORMATS.items():
            links += [nodes.reference("", name, refuri=up + file), nodes.Text(", ")]
        links[-1] = nodes.Text(".")
        return [nodes.literal_block(code, code, language="bibtex"), links]


class Downloads(SphinxDirective):
    """``{downloads}``: the book on paper and offline, or how to make both where it is at home."""

    def run(self) -> list[nodes.Node]:
        """Write links, or two commands."""
        base = self.config.published_at
        parts: list[nodes.Node] = []
        for words, ending in (("on paper, as a PDF", "pdf"), ("offline, as an archive", "zip")):
            if base:
                parts.append(nodes.reference("", words, refuri=f"{base}{OFFLINE}.{ending}"))
            else:
                command = nodes.literal("", f"make {ending}")
                parts += [nodes.Text(f"{words} ("), command, nodes.Text(")")]
            parts.append(nodes.Text(" or "))
        parts[-1] = nodes.Text(".")
        return [nodes.paragraph("", "Read the whole book ", *parts)]


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect all of it to the build."""
    app.add_config_value("published_at", "", "env", str)
    app.add_directive("citation", Citation)
    app.add_directive("downloads", Downloads)
    app.connect("config-inited", configure)
    app.connect("html-page-context", describe)
    app.connect("build-finished", write_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _citation_file(app: Sphinx) -> Path:
    return Path(app.srcdir) / "CITATION.cff"


def _citation(app: Sphinx) -> dict[str, Any]:
    """Return how the book asks to be cited; a copy without that file by its title and author."""
    if not _citation_file(app).exists():
        return {"title": app.config.project, "authors": [{"name": app.config.author}], "year": ""}
    return yaml.safe_load(_citation_file(app).read_text("utf-8"))["preferred-citation"]


def _add_data(context: dict, data: dict[str, Any]) -> None:
    code = json.dumps({"@context": SCHEMA, **data}, ensure_ascii=False).replace("<", "\\u003c")
    context["metatags"] += f'<script type="application/ld+json">{code}</script>\n'


def _resource(app: Sphinx, page: str, kind: str) -> dict[str, Any]:
    """Describe a page, or the course it opens."""
    data = {
        "@type": kind,
        "name": app.env.titles[page].astext(),
        "description": app.env.descriptions[page],
        "inLanguage": app.config.language,
        "isAccessibleForFree": True,
        "license": LICENCE,
    }
    if app.config.published_at:
        data["url"] = app.config.published_at + app.builder.get_target_uri(page)
    return data


def _chapter(app: Sphinx, page: str) -> dict[str, Any]:
    [number] = app.env.titles[page]["secnumber"]
    return {
        **_resource(app, page, "LearningResource"),
        "learningResourceType": "chapter",
        "position": number,
    }


def _course(app: Sphinx, book: dict[str, Any]) -> dict[str, Any]:
    chapters = [page for page in app.env.external_site_map if part_of(app.env, page)]
    return {
        **_resource(app, app.config.root_doc, "Course"),
        "provider": _provider(book),
        "hasPart": [_chapter(app, page) for page in chapters],
    }


def _provider(book: dict[str, Any]) -> dict[str, str]:
    return {"@type": "Organization", "name": book["authors"][0]["name"]}
