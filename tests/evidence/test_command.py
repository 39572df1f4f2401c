"""What `python -m conundrum.evidence` prints, and the status it exits with."""

import pytest

from conundrum.claims import EXACT, Check
from conundrum.evidence import __main__ as command
from conundrum.evidence.__main__ import main, measured_on_new_seeds, rate_missed, report
from conundrum.evidence.measuring import Draw
from conundrum.evidence.stored import Evidence


def always(result):
    "It is."
    return 1.0


def on_even_seeds(result):
    "It is."
    return result


def exactly(result):
    "It is."
    return 1.0


def draw(*, seed):
    return seed


STATEMENTS = [
    Check(always, draw, above=0),
    Check(on_even_seeds, draw, above=0, rate=0.5),
    Check(exactly, draw, above=0, kind=EXACT),
]


@pytest.fixture
def run_at_once(monkeypatch):
    def run_all(tasks):
        for task in tasks:
            values = ({"always": 1.0, "on_even_seeds": float(s % 2 == 0)} for s in task.seeds)
            yield task, [Draw(s, 0.1, v) for s, v in zip(task.seeds, values, strict=True)]

    monkeypatch.setattr(command, "run_all", run_all)


def test_new_seeds_are_drawn_for_everything_random(run_at_once):
    values = measured_on_new_seeds(STATEMENTS, range(7000, 7020))
    assert values["always"] == [1.0] * 20
    assert sorted(values["on_even_seeds"]) == [0.0] * 10 + [1.0] * 10
    assert set(values) == {"always", "on_even_seeds"}


def test_the_rarest_come_first_and_missed_rates_are_named(capsys):
    values = {"always": [2.5] * 15 + [-1.0] * 5, "on_even_seeds": [1.0, 0.0] * 10}
    assert not report(STATEMENTS, values)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[:2] == ["15/20", "100%"]
    assert lines[1].endswith("always: -1 to 2.5, allowed 0 to inf MISSED")
    assert lines[2].split()[:2] == ["10/20", "50%"]
    assert lines[-1] == "1 of 2 statements missed their rate."


@pytest.mark.parametrize(
    ("held", "draws", "rate", "missed"),
    [
        (20, 20, 1, False),
        (17, 20, 1, False),  # 1 in 140, if it holds on 98 of 100
        (16, 20, 1, True),
        (98, 100, 1, False),
        (90, 100, 1, True),
        (14, 20, 0.9, False),
        (12, 20, 0.9, True),
    ],
)
def test_a_rate_is_missed_when_chance_cannot_explain_it(held, draws, rate, missed):
    assert rate_missed(held, draws, rate) == missed


@pytest.mark.parametrize(("arguments", "first"), [([], 1000), (["--first-seed", "5"], 5)])
def test_reports_store_nothing(monkeypatch, run_at_once, tmp_path, capsys, arguments, first):
    monkeypatch.setattr(command, "statements_of", lambda chapter: STATEMENTS)
    monkeypatch.setattr(command, "measure", None)
    status = main(["--report", "--chapter", "losses", "--seeds", "4", *arguments])
    assert status == 0
    shown = capsys.readouterr().out
    if arguments:
        assert f"Seeds {first} to {first + 3}." in shown
    assert "4/4" in shown
    assert "2/4" in shown


@pytest.fixture
def stored(monkeypatch):
    """Have evidence for one statement, in no folder."""
    values = dict.fromkeys(range(1000, 1020), 1.0)
    good = Evidence("draw()", "abc", 0.1, values, {1000: 1.0})
    records = {"always": good, "on_even_seeds": good}
    monkeypatch.setattr(command, "statements_of", lambda chapter: STATEMENTS)
    monkeypatch.setattr(command.Fingerprints, "of", lambda self, statement: "abc")
    monkeypatch.setattr("conundrum.evidence.stored.read_evidence", lambda *where: dict(records))
    return records


def test_checking_is_silent_where_all_is_well(stored, capsys):
    assert main(["--check", "--chapter", "losses"]) == 0
    assert capsys.readouterr().out.strip() == ""


def test_checking_names_chapter_and_claim(stored, capsys, monkeypatch):
    del stored["on_even_seeds"]
    monkeypatch.setattr(command.Fingerprints, "of", lambda self, statement: "abd")
    assert main(["--check", "--chapter", "losses"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "losses: always is stale: what it comes from has changed",
        "losses: on_even_seeds has no evidence",
    ]


def test_an_unknown_chapter_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["--check", "--chapter", "nothing"])
    assert "invalid choice: 'nothing'" in capsys.readouterr().err
