import subprocess
import sys

import pytest
from sphinx.errors import ExtensionError

from conundrum.site.freshness import files_run_by, fingerprint, modules_run_by, pinned_versions

HEADER = "---\njupytext: {text_representation: {extension: .md, format_name: myst}}\n---\n"


def page(cell):
    return f"{HEADER}\n```{{code-cell}} ipython3\n{cell}\n```\n"


def test_a_page_runs_what_it_imports_and_what_that_imports():
    modules = modules_run_by(page("from conundrum.training import fit"))
    assert {
        "conundrum",
        "conundrum.training",
        "conundrum.training.fit",
        "conundrum.checks",
    } <= modules
    assert "conundrum.models.splines" not in modules


def test_no_module_that_python_loads_is_missed():
    # The package `fleet` imports its modules, of which `blocks` needs none.
    cell = "import conundrum.training.fleet.blocks"
    loaded = subprocess.run(
        [sys.executable, "-c", f"{cell}, sys; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    own = {name for name in loaded if name.split(".")[0] == "conundrum"}
    assert len(own) > 5
    assert own <= modules_run_by(page(cell))


@pytest.mark.parametrize(
    "cell",
    [
        "import conundrum.models.splines",
        "import conundrum.models.splines as s",
        "from conundrum.models.splines import slope_basis",
        "def f():\n    from conundrum.models import splines",
    ],
)
def test_every_way_to_import_is_seen(cell):
    assert "conundrum.models.splines" in modules_run_by(page(cell))


def test_text_is_not_code():
    assert modules_run_by(f"{HEADER}\nimport conundrum.style\n") == set()


def test_data_files_of_the_package_count():
    assert any(file.suffix == ".otf" for file in files_run_by(page("import conundrum.style")))


def test_a_fingerprint_changes_with_a_file_and_with_a_version():
    files = files_run_by(page("import conundrum.checks"))
    name = fingerprint(files, {"numpy": "2.4.6"})
    assert name == fingerprint(files, {"numpy": "2.4.6"})
    assert name != fingerprint(files, {"numpy": "2.4.7"})
    assert name != fingerprint(files[:-1], {"numpy": "2.4.6"})


def test_pins_are_compared_with_what_is_installed(tmp_path):
    pins = tmp_path / "requirements.txt"
    pins.write_text(
        "-e .\n# a comment\nnot-installed-anywhere==1.0\n"
        "pytest>=1 ; python_version >= '3'\ncycler==0 ; python_version < '3'\n"
    )
    assert set(pinned_versions(pins)) == {"pytest"}
    pins.write_text("pytest==0.1\n")
    with pytest.raises(ExtensionError, match=r"pins pytest==0.1, but .* is installed"):
        pinned_versions(pins)
