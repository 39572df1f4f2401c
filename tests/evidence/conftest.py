"""A small package to take evidence of, whose sources a test writes."""

import importlib
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from conundrum.claims import Statement, statements_in
from conundrum.evidence.fingerprint import Fingerprints


class Toys:
    """A package `toys`, and a file of pins.

    Parameters
    ----------
    folder
        An empty folder.
    """

    def __init__(self, folder: Path):
        self.code = folder / "code"
        self.requirements = folder / "requirements.txt"
        self.requirements.write_text("numpy==2\nscipy==1\nscikit-learn==3\ntorch==4\ntqdm==5\n")
        self.write("__init__.py", "")

    def write(self, file: str, source: str) -> None:
        """Write a module, or another file."""
        path = self.code / "toys" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(source))

    def replace(self, file: str, old: str, new: str) -> None:
        """Change the source of a module."""
        path = self.code / "toys" / file
        source = path.read_text()
        assert old in source
        path.write_text(source.replace(old, new))

    def forget(self) -> None:
        """Let modules be imported anew."""
        for name in [name for name in sys.modules if name.partition(".")[0] == "toys"]:
            del sys.modules[name]
        importlib.invalidate_caches()

    def statements(self) -> list[Statement]:
        """Import the claims as they are now."""
        self.forget()
        return statements_in(importlib.import_module("toys.claims"))

    @property
    def fingerprints(self) -> Fingerprints:
        """Take fingerprints of the sources as they are now."""
        return Fingerprints(self.code, self.requirements)

    def fingerprint(self) -> str:
        """Take the fingerprint of the first statement."""
        return self.fingerprints.of(self.statements()[0])


@pytest.fixture
def toys(tmp_path, monkeypatch):
    package = Toys(tmp_path)
    monkeypatch.syspath_prepend(package.code)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # sources change within a second
    yield package
    package.forget()
