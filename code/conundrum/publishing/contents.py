"""Which pages the book has, and in which order."""

from dataclasses import dataclass
from pathlib import Path

from sphinx_external_toc.parsing import parse_toc_yaml

CONTENTS = Path("_toc.yml")


@dataclass(frozen=True)
class Part:
    """Some pages of the book, in their order, under a common caption; chapters have numbers."""

    caption: str
    numbered: bool
    pages: tuple[str, ...]


def read_contents(file: Path) -> tuple[str, list[Part]]:
    """Read which page is the first, and which parts follow."""
    root = parse_toc_yaml(file).root
    return root.docname, [
        Part(part.caption, bool(part.numbered), tuple(map(str, part.items)))
        for part in root.subtrees
    ]
