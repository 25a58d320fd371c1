"""Every recorded election, and thousands of made ones, counted by us and by the referee (`make referee`).

    python -m tests.referee.compare [--most 5000] [--made 2000] [--only plain|add-one|made]

Without completion every file, by greedy and by equal shares with both utilities; with add-one where votes ×
projects are at most `--most` (the referee needs minutes and gigabytes beyond 50,000), driven by our schedule
of shares. Prints what differs; ends with 1 when anything does.
"""

import argparse
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from deliberation.config import PROJECT
from deliberation.tally import pabulib
from deliberation.tally.rule import Completion
from tests.referee.made import made
from tests.referee.referee import PYTHON, ask, cases, differences

ELECTIONS = PROJECT.parent / "shared" / "data" / "elections"


def files(folder: Path) -> Iterator[Path]:
    """The recorded elections, those of the archive one after the other through one folder."""
    yield from sorted((ELECTIONS / "pb").glob("*.pb"))
    with tarfile.open(ELECTIONS / "pabulib_rest.tar.xz", "r|xz") as archive:
        for member in archive:
            held = archive.extractfile(member)
            if held is not None:
                path = folder / Path(member.name).name
                path.write_bytes(held.read())
                yield path
                path.unlink()


def compared(path: Path, completions: Sequence[Completion], told: list[str]) -> int:
    """Ask about one file; how many rules were compared."""
    found = list(cases(path, completions))
    if Completion.NONE not in completions:
        found = [each for each in found if each.job["completion"]]
    new = differences(found, ask([each.job for each in found]))
    for line in new:
        print("DIFFERS", line, flush=True)
    told += new
    return len(found)


def main() -> None:
    """Compare, and say how many cases agreed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=50_000, help="votes × projects with add-one")
    parser.add_argument("--made", type=int, default=3_000, help="made elections")
    parser.add_argument("--only", choices=("plain", "add-one", "made"))
    asked = parser.parse_args()
    if not PYTHON.exists():
        sys.exit("没有裁判环境，先运行 scripts/referee")
    told: list[str] = []
    begun, counted = time.monotonic(), dict.fromkeys(("plain", "add-one", "made"), 0)
    with tempfile.TemporaryDirectory(prefix="referee-") as name:
        folder = Path(name)
        for path in files(folder) if ELECTIONS.exists() and asked.only != "made" else ():
            election = pabulib.read(path)
            if asked.only != "add-one":
                counted["plain"] += compared(path, (Completion.NONE,), told)
            if asked.only != "plain" and len(election.ballots) * len(election.projects) <= asked.most:
                counted["add-one"] += compared(path, (Completion.ADD_ONE,), told)
            print(f"{path.name} {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        if asked.only in (None, "made"):
            found = list(made(folder, asked.made))
            counted["made"] = len(found)
            told += differences(found, ask([each.job for each in found]))
    print(f"{counted}: {len(told)} differ")
    for line in told:
        print(line)
    sys.exit(bool(told))


if __name__ == "__main__":
    main()
