"""Made-up slices as a BIDS data set: an example of what `read_scans` reads."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import nibabel
import numpy as np

from conundrum.checks import same_length
from conundrum.data.brains import MIDDLE, MM, SIDE, Slices
from conundrum.data.scans.bids import TABLE

DESCRIPTION = {
    "Name": "Semi-synthetic slices of brains",
    "BIDSVersion": "1.10.0",
    "DatasetType": "derivative",
    "GeneratedBy": [{"Name": "conundrum"}],
}


def write_scans(
    folder: str | Path, slices: Slices, columns: Mapping[str, Sequence[object]] | None = None
) -> None:
    """Write slices as a derivative in MNI space, a session for each visit.

    Each file is a thin block of three equal slices around 18 mm.

    Parameters
    ----------
    folder : str or Path
        Made if it is not there; must hold nothing yet.
    slices : Slices
    columns : mapping of str to sequence, optional
        Columns of ``participants.tsv`` besides ``participant_id`` and ``group`` (patient or
        control): a value for each participant.

    Raises
    ------
    FileExistsError
        If there is something in the folder.
    ValueError
        If a column does not have a value for each participant.
    """
    folder, columns = Path(folder), dict(columns or {})
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} must be empty: nothing in it is replaced")
    whose, first = np.unique(slices.participants, return_index=True)
    same_length(participants=whose, **{name: np.asarray(v) for name, v in columns.items()})
    names = [f"sub-{number:03d}" for number in whose]
    groups = np.where(slices.patients[first] == 1, "patient", "control")
    table = {"participant_id": names, "group": groups, **columns}
    lines = [table.keys(), *zip(*table.values(), strict=True)]
    text = "".join("\t".join(map(str, line)) + "\n" for line in lines)
    (folder / TABLE).write_text(text, encoding="utf-8")
    (folder / "dataset_description.json").write_text(json.dumps(DESCRIPTION), encoding="utf-8")
    affine = np.diag([MM, MM, MM, 1.0])
    affine[:3, 3] = (*(np.array(MIDDLE) - MM * (SIDE - 1) / 2), 18 - MM)
    for name, number in zip(names, whose, strict=True):
        for visit, pixels in enumerate(slices.pixels[slices.participants == number, 0], start=1):
            place = folder / name / f"ses-{visit}" / "anat"
            place.mkdir(parents=True)
            block = np.repeat(pixels[::-1].T[:, :, None], 3, axis=2)  # right, front, up
            file = place / f"{name}_ses-{visit}_space-MNI152NLin6Asym_FLAIR.nii.gz"
            nibabel.Nifti1Image(block, affine).to_filename(file)
