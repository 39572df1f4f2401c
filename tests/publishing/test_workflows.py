"""The workflows are of GitHub's form, ask for little, and run what is there to run."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def jobs(path: Path) -> list[dict]:
    return list(yaml.safe_load(path.read_text())["jobs"].values())


def make_targets() -> set[str]:
    return set(re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.M)[1].split())


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("github-workflows", WORKFLOWS),
        ("dependabot", [ROOT / ".github" / "dependabot.yml"]),
    ],
)
def test_files_are_of_githubs_form(schema, paths):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    check = subprocess.run([*command, *paths], capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stdout + check.stderr


def test_zizmor_finds_nothing_unsafe():
    zizmor = shutil.which("zizmor", path=Path(sys.executable).parent)
    command = [zizmor, "--offline", "--quiet", ROOT / ".github"]
    check = subprocess.run(command, capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stdout + check.stderr


@each_workflow
def test_actions_are_pinned_by_commit(path):
    uses = re.findall(r"uses: *(.+)", path.read_text())
    assert uses
    for action in uses:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_an_action_is_pinned_to_the_same_commit_everywhere():
    pins = {}
    for path in WORKFLOWS:
        for action, pin in re.findall(r"uses: *(.+)@(.+)", path.read_text()):
            pins.setdefault(action, set()).add(pin)
    assert {action: pin for action, pin in pins.items() if len(pin) > 1} == {}


@each_workflow
def test_jobs_have_few_rights(path):
    assert yaml.safe_load(path.read_text())["permissions"] == {}
    for job in jobs(path):
        writes = {right for right, grant in job["permissions"].items() if grant == "write"}
        deploys = any("deploy-pages" in step.get("uses", "") for step in job["steps"])
        assert writes == ({"pages", "id-token"} if deploys else set())


def test_what_may_publish_runs_nothing_of_the_book():
    _, publish = jobs(ROOT / ".github" / "workflows" / "publish.yml")
    assert [step["uses"].partition("@")[0] for step in publish["steps"]] == ["actions/deploy-pages"]


@each_workflow
def test_only_waiting_is_limited_in_minutes(path):
    """What computes may take its time; what hangs in it is stopped by the build itself."""
    waiting = {"make links", "make audit"}
    for job in jobs(path):
        commands = {step["run"] for step in job["steps"] if "run" in step}
        assert ("timeout-minutes" in job) == (commands <= waiting)


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_every_python_that_the_pins_allow_is_tested(version):
    [job] = jobs(ROOT / ".github" / "workflows" / "test.yml")
    assert version in job["strategy"]["matrix"]["python"]


def test_a_small_book_is_built_on_other_systems():
    [job] = jobs(ROOT / ".github" / "workflows" / "systems.yml")
    assert {name.partition("-")[0] for name in job["strategy"]["matrix"]["system"]} == {
        "macos",
        "windows",
    }
    install, build = (step["run"].split() for step in job["steps"] if "run" in step)
    assert (ROOT / install[-1]).exists()
    assert build == ["pytest", "tests/breaking", "-k", "small_book"]
    tests = (ROOT / "tests/breaking/test_build_cannot_lie.py").read_text("utf-8")
    assert len(re.findall(r"^def test_\w*small_book\w*\(", tests, re.M)) >= 2


@each_workflow
def test_checkouts_leave_no_credentials(path):
    for job in jobs(path):
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize(
    "path", [path for path in WORKFLOWS if path.stem != "systems"], ids=lambda path: path.stem
)
def test_commands_are_make_targets(path):
    commands = [step["run"] for job in jobs(path) for step in job["steps"] if "run" in step]
    assert commands
    for command in commands:
        make, target = command.split()
        assert make == "make"
        assert target in make_targets()


def test_what_is_published_is_what_make_writes_and_knows_its_address():
    job, _ = jobs(ROOT / ".github" / "workflows" / "publish.yml")
    (upload,) = (s for s in job["steps"] if s.get("uses", "").startswith("actions/upload-pages"))
    assert upload["with"]["path"] == "_build/html"
    assert "_build/html/index.html" in (ROOT / "Makefile").read_text()
    (build,) = (step for step in job["steps"] if "run" in step)
    assert build["run"] == "make site"
    (pages,) = (s for s in job["steps"] if s.get("uses", "").startswith("actions/configure-pages"))
    assert build["env"] == {"PAGES_URL": f"${{{{ steps.{pages['id']}.outputs.base_url }}}}"}


def test_libraries_are_audited_once_a_week():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "audit.yml").read_text())
    (when,) = workflow[True]["schedule"]
    assert re.fullmatch(r"[1-9]\d? \d+ \* \* [0-6]", when["cron"])
    (job,) = workflow["jobs"].values()
    assert job["steps"][-1] == {"run": "make audit"}


def test_claims_are_measured_on_new_seeds_once_a_week():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "evidence.yml").read_text())
    ((minute, _, *rest),) = (when["cron"].split() for when in workflow[True]["schedule"])
    assert rest == ["*", "*", "3"]
    assert minute != "0"
    (job,) = workflow["jobs"].values()
    assert job["steps"][-1] == {"run": "make new-seeds"}
