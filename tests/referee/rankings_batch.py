"""Compare our rankings with other people's programs: `preflibtools` reads files, `pref_voting` counts.

A program of its own, run by the python of its own environment (`scripts/referee rankings`): preflibtools is
GPL and no part of the platform, which never imports it; nor do its tests import this.

    var/referee-rankings/bin/python tests/referee/rankings_batch.py --program .venv/bin/deliberation \
        --random 200 FILE.soi …

Only files pass between the two: random small elections are written by preflibtools and by nobody else, and
ours is called as an outsider calls it (`deliberation count FILE --json`). Compared are the numbers of every
option, Borda (symmetric Borda scores, which are our half points less a constant) and Schulze (how many it
defeats by beat path over winning votes), the order that follows, and the winner.
Prints what was compared and every difference; ends with 1 when there is one.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from pref_voting.margin_based_methods import beat_path, beat_path_defeat
from pref_voting.profiles_with_ties import ProfileWithTies
from pref_voting.scoring_methods import symmetric_borda_scores
from preflibtools.instances import OrdinalInstance


def profile_of(instance: Any) -> ProfileWithTies:
    """The file's orders as pref_voting takes them; options that an order does not name come last, alike."""
    rankings = [
        {option: place for place, equals in enumerate(order, 1) for option in equals}
        for order in instance.orders
    ]
    counts = [instance.multiplicity[order] for order in instance.orders]
    profile = ProfileWithTies(rankings, counts, candidates=sorted(instance.alternatives_name))
    profile.use_extended_strict_preference()
    return profile


def borda_of(profile: ProfileWithTies, ballots: int) -> dict[int, int]:
    """Half points: options below less options above, and m − 1 for every ballot."""
    options = len(profile.candidates)
    return {
        option: int(score) + (options - 1) * ballots
        for option, score in symmetric_borda_scores(profile).items()
    }


def schulze_of(profile: ProfileWithTies) -> dict[int, int]:
    """How many options each defeats."""
    defeats = beat_path_defeat(profile, strength_function=profile.support)
    return {option: defeats.out_degree(option) for option in profile.candidates}


def ours(program: str, path: Path, method: str) -> dict[str, Any]:
    """What our command line makes of the file."""
    command = [program, "count", str(path), "--method", method, "--ties", "order", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{path}: {done.stderr.strip()}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def differences(program: str, path: Path) -> list[str]:
    """Everything in which the two disagree about one file."""
    instance = OrdinalInstance(str(path))
    profile = profile_of(instance)
    said = []
    for method, scores in (
        ("ranking", borda_of(profile, sum(instance.multiplicity.values()))),
        ("schulze", schulze_of(profile)),
    ):
        found = ours(program, path, method)
        mine = {int(option["id"]): option["votes"] for option in found["options"]}
        if mine != scores:
            said.append(f"{path.name} {method}: ours {mine}, theirs {scores}")
        order = sorted(scores, key=lambda option: (-scores[option], option))
        if [int(option["id"]) for option in found["options"]] != order:
            said.append(f"{path.name} {method}: our order is not theirs, {order}")
        if method == "schulze":
            undefeated = beat_path(profile, strength_function=profile.support)
            if int(found["winners"][0]) not in undefeated:
                said.append(f"{path.name} schulze: our winner is not one of theirs, {undefeated}")
    return said


def random_file(draw: random.Random, folder: Path, number: int) -> Path:
    """A small election with ties and options left out, in the narrowest type that holds it."""
    options = draw.randint(1, 6)
    orders: dict[tuple[tuple[int, ...], ...], int] = {}
    ties, complete = draw.random() < 0.5, draw.random() < 0.3
    for _ in range(draw.randint(1, 9)):
        left = draw.sample(range(1, options + 1), options if complete else draw.randint(1, options))
        order: list[tuple[int, ...]] = []
        while left:
            size = draw.randint(1, len(left)) if ties and draw.random() < 0.4 else 1
            order.append(tuple(sorted(left[:size])))
            left = left[size:]
        orders[tuple(order)] = draw.randint(1, 5)
    instance = OrdinalInstance()
    instance.append_vote_map(orders)
    for option in range(1, options + 1):
        instance.alternatives_name[option] = f"option {option}"
    instance.num_alternatives = options
    instance.data_type = instance.infer_type()
    path = folder / f"random{number}.{instance.data_type}"
    instance.write(str(path))
    return path


def main() -> int:
    """Compare every file and every random election; 1 when anything differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--program", default="deliberation", help="our command line")
    parser.add_argument("--random", type=int, default=0, help="how many random small elections")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    said: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        draw = random.Random(arguments.seed)
        drawn = [random_file(draw, Path(folder), number) for number in range(arguments.random)]
        for path in [*arguments.files, *drawn]:
            said += differences(arguments.program, path)
    print("\n".join(said) or "no differences")
    print(f"files {len(arguments.files)}, random elections {arguments.random} (seed {arguments.seed})")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
