"""Every recorded election, and thousands of made ones, counted by us and by the referee (`make referee`).

    python -m tests.referee.compare [--most 5000] [--made 2000] [--only plain|add-one|ends|made] [--again]

Without completion every file, by greedy and by equal shares with both utilities; with add-one where votes ×
projects are at most `--most` (the referee needs minutes and gigabytes beyond 50,000), driven by our schedule
of shares. Where thousands of raises take it too long, `--only ends` asks it at the last raise, the one after
it and eight before: which winners, and whether the schedule ends there. What it agreed to is kept in
`agreed.csv` and not asked again while our winners stay the same, the small files come first, and it may be
stopped and gone on with at any time. Prints what differs; ends with 1 when anything does.
"""

import argparse
import sys
import tarfile
import tempfile
import time
from pathlib import Path

from deliberation.config import PROJECT
from deliberation.tally import pabulib
from deliberation.tally.rule import Completion
from tests.referee import agreed
from tests.referee.made import made
from tests.referee.referee import PYTHON, ask, at_the_ends, cases, differences

ELECTIONS = PROJECT.parent / "shared" / "data" / "elections"


def files(folder: Path) -> list[Path]:
    """The recorded elections, those of the archive unpacked, the small ones first."""
    with tarfile.open(ELECTIONS / "pabulib_rest.tar.xz", "r|xz") as archive:
        for member in archive:
            held = archive.extractfile(member)
            if held is not None:
                (folder / Path(member.name).name).write_bytes(held.read())
    found = [*(ELECTIONS / "pb").glob("*.pb"), *folder.glob("*.pb")]
    return sorted(found, key=lambda path: path.stat().st_size)


def compared(path: Path, kind: str, known: agreed.Agreed, told: list[str]) -> int:
    """Ask about one file, unless the referee has agreed to these very winners; how many rules it covers."""
    completion = Completion.NONE if kind == "plain" else Completion.ADD_ONE
    found = list(cases(path, (completion,)))
    if kind != "plain":
        found = [each for each in found if each.job["completion"]]
    if kind == "ends":
        found = [at_the_ends(each) for each in found]
    if known.get((path.name, kind)) == agreed.fingerprint(found):
        return len(found)
    new = differences(found, ask([each.job for each in found]))
    for line in new:
        print("DIFFERS", line, flush=True)
    told += new
    if not new:
        known[path.name, kind] = agreed.fingerprint(found)
        agreed.write(known)
    return len(found)


def main() -> None:
    """Compare, and say how many cases agreed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=50_000, help="votes × projects with add-one")
    parser.add_argument("--made", type=int, default=3_000, help="made elections")
    parser.add_argument("--only", choices=("plain", "add-one", "ends", "made"))
    parser.add_argument("--again", action="store_true", help="ask about what it agreed to as well")
    asked = parser.parse_args()
    if not PYTHON.exists():
        sys.exit("没有裁判环境，先运行 scripts/referee")
    told: list[str] = []
    known = {} if asked.again else agreed.read()
    begun, counted = time.monotonic(), dict.fromkeys(("plain", "add-one", "ends", "made"), 0)
    with tempfile.TemporaryDirectory(prefix="referee-") as name:
        folder = Path(name)
        for path in files(folder) if ELECTIONS.exists() and asked.only != "made" else ():
            election = pabulib.read(path)
            small = len(election.ballots) * len(election.projects) <= asked.most
            if asked.only in (None, "plain"):
                counted["plain"] += compared(path, "plain", known, told)
            if asked.only in (None, "add-one") and small:
                counted["add-one"] += compared(path, "add-one", known, told)
            if asked.only == "ends" and small and (path.name, "add-one") not in known:
                counted["ends"] += compared(path, "ends", known, told)
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
