"""What is shipped is read only if it is what was made, and says what to do where it is not."""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import pytest

from conundrum.chapters.transfer.experiments.tasks import SHIPPED_FILE, precomputed
from conundrum.data import shipped
from conundrum.data.hitters import HITTERS_FILE, hitters
from conundrum.data.images import FASHION_FILE, fashion_mnist
from conundrum.data.shipped import ShippedResults
from conundrum.experiment import experiment, origin_of


@pytest.fixture
def folder(monkeypatch, tmp_path):
    folder = tmp_path / "data" / "files"
    folder.mkdir(parents=True)
    monkeypatch.setattr(shipped, "files", lambda package: tmp_path)
    return folder


@pytest.mark.parametrize("damaged", [b"", b"PK no archive", None])
@pytest.mark.parametrize(
    ("file", "read"),
    [
        (FASHION_FILE, fashion_mnist),
        (HITTERS_FILE, hitters),
        (SHIPPED_FILE, precomputed.__wrapped__),
    ],
)
def test_a_missing_or_corrupt_file_says_what_to_do(folder, file, read, damaged):
    if damaged is not None:
        (folder / file).write_bytes(damaged)
    kind, what = (
        (FileNotFoundError, "is missing")
        if damaged is None
        else (ValueError, "is corrupt, its checksum is [0-9a-f]{64}")
    )
    with pytest.raises(kind, match=f"{file} {what}: .*git checkout -- code/conundrum"):
        read()


def test_one_other_number_is_noticed(folder):
    arrays = {"a": np.arange(3), "b": np.ones(2)}
    np.savez(folder / "some.npz", **arrays)
    checksum = sha256((folder / "some.npz").read_bytes()).hexdigest()
    read = shipped.shipped_arrays("some.npz", checksum)
    np.testing.assert_equal(read, arrays)
    np.savez(folder / "some.npz", **arrays | {"b": np.array([1, 1 + 1e-12])})
    with pytest.raises(ValueError, match="is corrupt"):
        shipped.shipped_arrays("some.npz", checksum)


@dataclass(frozen=True)
class Sums:
    by_size: dict[int, np.ndarray]
    by_name: dict[str, dict[str, np.ndarray]]


@experiment
def add_up(*, seed: int, draws: int = 2) -> Sums:
    ones = np.full(draws, seed / 3)
    return Sums({4: ones}, {"some": {"all": 2 * ones}})


@experiment
def never(*, seed: int) -> Sums:
    raise AssertionError("nobody asked for this one")


def test_results_are_read_as_they_were_computed_and_know_their_experiment(folder, capsys):
    ShippedResults("sums.json", "", (add_up, never), seed=5).compute(["add_up"])
    [*_, checksum] = capsys.readouterr().out.split()
    read = ShippedResults("sums.json", checksum, (add_up, never), seed=5).of(add_up)
    now = add_up(seed=5)
    np.testing.assert_allclose(read.by_size[4], now.by_size[4], atol=1e-6)
    np.testing.assert_allclose(read.by_name["some"]["all"], now.by_name["some"]["all"], atol=1e-6)
    assert origin_of(read) == origin_of(now)
    with pytest.raises(ValueError, match="is corrupt"):
        ShippedResults("sums.json", 64 * "0", (add_up,), seed=5).of(add_up)


def test_what_was_computed_before_stays_in_the_file(folder):
    (folder / "sums.json").write_text('{"other": {"numbers": [1, 2]}}')
    ShippedResults("sums.json", "", (add_up,), seed=5).compute()
    content = (folder / "sums.json").read_text()
    assert '"other": {"numbers": [1, 2]}' in content
    assert '"add_up"' in content
