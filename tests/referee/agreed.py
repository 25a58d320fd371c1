"""What the referee has agreed to so far: by file and kind of count, the fingerprint of our winners.

The referee needs hours for the big files, so that nobody asks it twice: a file is asked about again only when
our own winners are no longer those it agreed to.
"""

import csv
import hashlib
from collections.abc import Sequence
from pathlib import Path

from tests.referee.referee import Case

LEDGER = Path(__file__).with_name("agreed.csv")
Agreed = dict[tuple[str, str], str]


def fingerprint(found: Sequence[Case]) -> str:
    """16 hex digits of SHA-256 over the names of the counts and their winners, in order."""
    lines = (f"{each.name}|{','.join(sorted(each.ours))}" for each in found)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def read() -> Agreed:
    """The ledger: {(file, kind): fingerprint}."""
    if not LEDGER.exists():
        return {}
    with LEDGER.open(encoding="utf-8", newline="") as file:
        return {(row["file"], row["kind"]): row["fingerprint"] for row in csv.DictReader(file)}


def write(agreed: Agreed) -> None:
    """Keep the ledger, sorted."""
    with LEDGER.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("file", "kind", "fingerprint"))
        writer.writerows((*which, agreed[which]) for which in sorted(agreed))
