"""Test honestly how well an outcome is predicted from the scans of a BIDS data set.

Nothing in the data set is changed. A page with pictures of what was read is written before anything
is trained, and again, with numbers and what they do not show, at the end.
"""

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_cache_path

from conundrum.data.scans import read_scans
from conundrum.data.scans.files import COORDINATES
from conundrum.own_scans.honest import honest_test
from conundrum.own_scans.report import Made, claim_place, write_page

PROGRAM = "python -m conundrum.own_scans"


def main(arguments: Sequence[str] | None = None) -> None:
    """Read scans, write a page that shows them, test, and write the page anew."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    parser = _parser()
    asked = parser.parse_args(arguments)
    try:
        _run(asked, f"{PROGRAM} {shlex.join(arguments)}")
    except (ValueError, OSError) as error:
        parser.exit(2, f"{error}\n")


def _run(asked: argparse.Namespace, command: str) -> None:
    page = asked.page or Path(f"own_scans_{_letters(asked.outcome)}.html")
    place = claim_place(page, asked.folder)
    scans = read_scans(
        asked.folder,
        outcome=asked.outcome,
        positive=asked.positive,
        negative=asked.negative,
        covariates=asked.covariates,
        site=asked.site,
        exclude=asked.exclude,
        table=asked.table,
        missing=asked.missing,
        encoding=asked.encoding,
        image=asked.image,
        mask=asked.mask,
        session=asked.session,
        heights=asked.heights,
        coordinates=asked.coordinates,
        cache=asked.cache,
        jobs=asked.jobs,
    )
    for note in scans.notes:
        print(note)
    made = Made(command, asked.seed, str(asked.cache))
    write_page(place, scans, None, made)
    print(
        f"{len(scans)} scans of {len(scans.names)} participants. Look at them: {place}", flush=True
    )
    if asked.look:
        return
    test = honest_test(
        scans,
        seed=asked.seed,
        model=asked.model,
        permutations=asked.permutations,
        jobs=asked.jobs,
        say=print,
    )
    write_page(place, scans, test, made)
    print(f"Done: {place}")


def _letters(name: str) -> str:
    """Return a name with nothing in it that a file's name cannot have."""
    return "".join(letter if letter.isalnum() else "_" for letter in name)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=PROGRAM, description=__doc__)
    add = parser.add_argument
    add("folder", type=Path, help="a BIDS data set, or one of its derivatives")
    add("--outcome", required=True, help="column of what is to be predicted")
    add("--positive", help="category that is to be found, if the outcome is one of categories")
    add("--negative", help="category it is compared with, if there are more than two")
    add("--covariates", nargs="+", default=[], metavar="COLUMN", help="as age sex")
    add("--site", metavar="COLUMN", help="where people were scanned: each site is left out once")
    add("--exclude", nargs="+", default=[], metavar="PARTICIPANT", help="whom to leave out")
    add("--table", type=Path, help="another table than participants.tsv")
    add("--missing", nargs="+", default=[], metavar="TEXT", help="means not known, besides n/a")
    add("--encoding", help="of the table; UTF-8 unless given")
    add("--image", metavar="ENTITIES", help="as space-MNI152NLin6Asym_desc-preproc_T1w")
    add("--mask", metavar="ENTITIES", help="as desc-brain_mask: what is outside is set to zero")
    add("--session", help="read this one only")
    add("--heights", nargs="+", type=float, default=[0.0, 18.0, 36.0], metavar="MM")
    add("--coordinates", choices=COORDINATES, help="the file's, or after shifting the head to MNI")
    add("--model", help="what the test is about, as 'linear model'")
    add("--permutations", type=int, default=99, metavar="N", help="by chance (99)")
    add("--seed", type=int, default=1)
    add("--page", type=Path, metavar="FILE", help="where to write; is never replaced")
    add("--cache", type=Path, default=user_cache_path("conundrum") / "own_scans", metavar="FOLDER")
    add(
        "--jobs",
        type=int,
        default=-1,
        metavar="N",
        help="side by side; all processors unless given",
    )
    add("--look", action="store_true", help="stop when the pictures are written")
    return parser


if __name__ == "__main__":
    main()
