"""The glossary by letters: a heading for each, and links to them on top."""

import unicodedata
from itertools import groupby

from docutils import nodes
from sphinx.addnodes import glossary
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

OTHERS = "0–9"


class GroupByLetter(SphinxTransform):
    """Divide each glossary into sections, one a letter."""

    default_priority = 850  # before the contents of pages are collected, which is at 880

    def apply(self, **kwargs: object) -> None:
        """Replace the list of all terms by a list a letter."""
        for whole in list(self.document.findall(glossary)):
            [terms] = whole.children
            sections = []
            for letter, entries in groupby(terms.children, key=first_letter):
                one = glossary("", nodes.definition_list("", *entries, **terms.attributes))
                section = nodes.section("", nodes.title("", letter), one, ids=[f"letter-{letter}"])
                sections.append(section)
            whole.replace_self([_letters(sections), *sections])


def first_letter(entry: nodes.definition_list_item) -> str:
    """Return the letter that a term is looked up under."""
    first = unicodedata.normalize("NFKD", entry[0].astext())[0].upper()
    return first if first.isalpha() else OTHERS


def setup(app: Sphinx) -> dict[str, bool]:
    """Act on each page that is read."""
    app.add_transform(GroupByLetter)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _letters(sections: list[nodes.section]) -> nodes.paragraph:
    row = nodes.paragraph(classes=["letters"])
    for section in sections:
        [name] = section["ids"]
        row += [
            nodes.reference("", section[0].astext(), internal=True, refid=name),
            nodes.Text(" "),
        ]
    return row
