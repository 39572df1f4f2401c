"""The list of all claims follows the book."""

from pathlib import Path

import yaml

TOC = Path(__file__).parents[2] / "_toc.yml"


def test_chapters_stand_in_the_order_in_which_they_are_read(pages):
    listed = [
        Path(heading.a["href"]).stem
        for heading in pages["book/claims.html"].find_all(class_="claims-of")
    ]
    book = [Path(page["file"]).stem for page in yaml.safe_load(TOC.read_text("utf-8"))["chapters"]]
    assert listed == [page for page in book if page in listed]
    assert len(listed) == len(set(listed)) >= 3
