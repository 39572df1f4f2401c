"""When two names are the same: identifiers, columns, files and categories.

A blank at the end, a non-breaking hyphen or an umlaut in two parts cannot be seen. Names that
differ in nothing else are one name. Names that look different and may still mean the same (upper
and lower case, zeros in front of a number) are *alike*: whoever compares them says so, or refuses.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable

NAMED = 8  # so many names are written out, then their number
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # soft hyphens, joiners, marks


def seen(text: str) -> str:
    """Return a name as it is seen: one Unicode form, one kind of blank and hyphen, none around."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    dashes = {ord(letter): "-" for letter in text if unicodedata.category(letter) == "Pd"}
    return " ".join(text.translate(dashes).split())


def folded(text: str) -> str:
    """Return what a name and all names that are alike have in common.

    That is the name in one case, without ``sub-`` in front, with one separator for all, and with no
    zeros in front of numbers.
    """
    text = unicodedata.normalize("NFKC", seen(text)).casefold()
    text = re.sub(r"[\W_]+", "-", text).removeprefix("sub-")
    return re.sub(r"(?<!\d)0+(?=\d)", "", text) or text


def alike(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return pairs of different names that may mean the same, the earlier one first."""
    first, pairs = {}, []
    for name in dict.fromkeys(seen(name) for name in names):
        known = first.setdefault(folded(name), name)
        if known != name:
            pairs.append((known, name))
    return pairs


def listed(names: Collection[str]) -> str:
    """Write names out, and the number of those that are too many."""
    names = list(dict.fromkeys(names))
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
