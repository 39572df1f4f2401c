"""Evidence for what the book says: the value of each statement on fresh seeds, stored.

`stored` is what lies in ``book/evidence``, `fingerprint` says what it comes from, `measuring` makes
it, `repeating` judges whether a value that is measured again is the same.
"""

from conundrum.evidence.stored import FOLDER, Evidence, read_evidence

__all__ = ["FOLDER", "Evidence", "read_evidence"]
