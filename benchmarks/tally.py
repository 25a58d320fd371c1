"""Counting big elections: CPU and memory by method, beside pabutools in the same run, and how it grows.

    python benchmarks/tally.py [--quick]

Every count runs in a process of its own, so that its peak memory is its own; the CPU is what reading the file
and counting took, without starting Python. The elections are recorded ones where they lie beside the
project, else made ones of the same size. pabutools (`scripts/referee`) counts the same files without
completion, and one small file with add-one; where its environment is missing, that is said.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.claims import Claim, at_least, at_most, tell

PROJECT = Path(__file__).resolve().parent.parent
RECORDED = PROJECT.parent / "shared" / "data" / "elections" / "pb"
CHILD = """
import json, resource, sys, time
from deliberation.tally import recorded
from deliberation.tally.counting import count
from deliberation.tally.rule import Completion, Method
file, method, completion = sys.argv[1:]
began = time.process_time()
found = recorded.read(file)
read = time.process_time() - began
shares = {"completion": Completion(completion)} if method == "equal_shares" else {}
rule = recorded.rule_of(found, Method(method), **shares)
counted = count(rule, found.options, found.ballots, "1")
seconds = time.process_time() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "read": read, "peak": peak, "winners": len(counted.winners),
                  "raises": counted.details.get("raises", 0)}))
"""
HEAD = """META
key;value
description;made
country;Nowhere
unit;Nowhere
instance;made
num_projects;{projects}
num_votes;{votes}
budget;{budget}
vote_type;approval
rule;greedy
date_begin;01.01.2026
date_end;02.01.2026
PROJECTS
project_id;cost
"""


@dataclass(frozen=True)
class Big:
    """An election that is measured: its file, its size if it has to be made, and the most CPU it may take."""

    file: str
    votes: int
    projects: int
    picks: int
    budget: int
    most_seconds: float


BIG = (
    Big("Poland_Warszawa_2022_Praga-Poludnie.pb", 10_424, 96, 15, 6_643_832, 2),
    Big("Poland_Warszawa_2026.pb", 61_668, 83, 5, 24_186_815, 3),
    Big("Poland_Lodz_2022.pb", 90_494, 160, 2, 6_112_868, 0.5),
)
SMALL = Big("Poland_Warszawa_2023_Wesola.pb", 1_181, 29, 15, 1_011_308, 1)


def made(path: Path, votes: int, projects: int, picks: int, budget: int, seed: int = 1) -> Path:
    """Write an election: some projects are far better liked than others, costs differ by a hundred."""
    chance = random.Random(seed)
    names = [f"p{number}" for number in range(projects)]
    liked = [1 / (1 + place) ** 0.7 for place in range(projects)]
    costs = [round(budget * 10 ** chance.uniform(-2.4, -0.6)) for _ in names]
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD.format(projects=projects, votes=votes, budget=budget))
        file.writelines(f"{name};{cost}\n" for name, cost in zip(names, costs, strict=True))
        file.write("VOTES\nvoter_id;vote\n")
        for voter in range(votes):
            drawn = set(chance.choices(names, liked, k=chance.randint(1, picks)))
            file.write(f"{voter};{','.join(sorted(drawn))}\n")
    return path


def election(big: Big, folder: Path) -> tuple[Path, str]:
    """The recorded file, or a made one of the same size."""
    path = RECORDED / big.file
    if path.exists():
        return path, "recorded"
    return made(folder / big.file, big.votes, big.projects, big.picks, big.budget), "made"


def counted(path: Path, method: str = "equal_shares", completion: str = "add-one") -> dict[str, Any]:
    """One count in a process of its own; of two, the quicker."""
    command = [sys.executable, "-c", CHILD, str(path), method, completion]
    runs = []
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=True)
        runs.append(json.loads(done.stdout))
    return min(runs, key=lambda run: float(run["seconds"]))


def big_files(folder: Path) -> Iterator[Claim]:
    """The aims: equal shares with add-one, reading included."""
    print(f"{'equal shares + add-one':42} {'read s':>7} {'all s':>7} {'raises':>7} {'peak MB':>8}")
    for big in BIG:
        path, kind = election(big, folder)
        seen = counted(path)
        name = f"{big.votes:,} × {big.projects} ({kind})"
        print(
            f"  {name:40} {seen['read']:7.3f} {seen['seconds']:7.3f} {seen['raises']:7} {seen['peak']:8.0f}"
        )
        yield at_most(f"add-one, {name}, CPU with reading", seen["seconds"], big.most_seconds, "s")
        yield at_most(f"add-one, {name}, peak memory", seen["peak"], 150, "MB")


def beside_pabutools(folder: Path, quick: bool) -> Iterator[Claim]:
    """The same files without completion, ours against pabutools; one small file with add-one."""
    from deliberation.tally.rule import Completion, Utility
    from tests.referee.referee import PYTHON, ask, cases

    if not PYTHON.exists():
        print("\npabutools: no environment (scripts/referee), not compared")
        return
    print(f"\n{'CPU s with reading':42} {'ours':>8} {'pabutools':>10} {'times':>8}")
    files = [(BIG[0], Completion.NONE)] if quick else [(big, Completion.NONE) for big in BIG]
    if not quick:
        files.append((SMALL, Completion.ADD_ONE))
    for big, completion in files:
        path, _ = election(big, folder)
        found = [
            each
            for each in cases(path, (completion,))
            if each.job["method"] == "equal_shares" and each.job["utility"] == Utility.COST
        ]
        answer = ask([each.job for each in found])[0]
        theirs = answer["seconds"] + answer["parse"]
        ours = counted(path, completion=str(completion))["seconds"]
        name = f"{big.votes:,} × {big.projects}, completion {completion}"
        print(f"  {name:40} {ours:8.3f} {theirs:10.2f} {theirs / ours:7.0f}×", flush=True)
        same = set(answer["winners"]) == set(found[0].ours)
        yield Claim(f"{name}, same winners as pabutools", "yes" if same else "NO", "yes", same)
        yield at_least(f"{name}, times quicker than pabutools", theirs / ours, 10, "times")


def growth(folder: Path, quick: bool) -> Iterator[Claim]:
    """Twice the ballots, twice the projects: how much longer the count takes."""
    size = 5_000 if quick else 20_000
    print(f"\n{'made elections, equal shares without completion':42} {'all s':>12} {'of it reading':>14}")
    for what, sizes in (
        ("ballots", [(size * factor, 60) for factor in (1, 2, 4)]),
        ("projects", [(size, 40 * factor) for factor in (1, 2, 4)]),
    ):
        times = []
        for votes, projects in sizes:
            path = made(folder / f"{votes}-{projects}.pb", votes, projects, 5, votes * 100)
            seen = counted(path, completion="none")
            times.append(seen["seconds"])
            print(f"  {votes:,} × {projects:<32} {seen['seconds']:12.3f} {seen['read']:14.3f}", flush=True)
        yield at_most(f"four times the {what}, CPU", times[-1] / times[0], 6, "times")


def methods(folder: Path) -> Iterator[Claim]:
    """The plain counts of the largest file."""
    path, kind = election(BIG[2], folder)
    for method in ("approval", "knapsack"):
        seen = counted(path, method, "none")
        yield at_most(f"{method}, {BIG[2].votes:,} × {BIG[2].projects} ({kind})", seen["seconds"], 0.5, "s")


def main() -> None:
    """Measure; say what was claimed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under 40 seconds")
    asked = parser.parse_args()
    claims: list[Claim] = []
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="tally-") as name:
        folder = Path(name)
        claims += big_files(folder)
        claims += beside_pabutools(folder, asked.quick)
        claims += growth(folder, asked.quick)
        claims += methods(folder)
    print(f"\n{time.perf_counter() - begun:.0f} s in all")
    tell(claims)


if __name__ == "__main__":
    main()
