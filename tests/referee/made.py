"""Made elections, small and nasty: ties are common, money just suffices or just does not, camps are few."""

import random
from collections.abc import Iterator
from pathlib import Path

from deliberation.tally import pabulib, recorded
from deliberation.tally.rule import Completion
from tests.referee.referee import Case, case, rules

HEAD = """META
key;value
description;made
country;Nowhere
unit;Nowhere
instance;{seed}
num_projects;{projects}
num_votes;{votes}
budget;{budget}
vote_type;{kind}
rule;greedy
date_begin;01.01.2026
date_end;02.01.2026
{more}PROJECTS
project_id;cost
"""


def text(seed: int) -> str:
    """One election: the same for the same seed."""
    chance = random.Random(seed)
    names = [f"p{number}" for number in range(chance.randint(1, 8))]
    prices = chance.choice(((1, 2, 3, 4, 6, 12), (10, 10, 20, 30), (7, 11, 13, 17, 19), range(1, 60)))
    costs = {name: chance.choice(prices) for name in names}
    budget = max(1, int(sum(costs.values()) * chance.choice((0.1, 0.3, 0.5, 0.5, 0.8, 1.2))))
    points = chance.random() < 0.4
    camps = [chance.sample(names, chance.randint(1, len(names))) for _ in range(chance.randint(1, 4))]
    ballots = []
    for number in range(chance.choice((1, 2, 3, 5, 8, 13, 30))):
        camp = chance.choice(camps)
        named = sorted(chance.sample(camp, chance.randint(1, len(camp))))
        spread = ",".join(str(chance.randint(1, 5)) for _ in named)
        ballots.append(f"{number};{','.join(named)}" + (f";{spread}" if points else ""))
    head = HEAD.format(
        seed=seed,
        projects=len(names),
        votes=len(ballots),
        budget=budget,
        kind="cumulative" if points else "approval",
        more="max_sum_points;100\n" if points else "",
    )
    rows = "".join(f"{name};{cost}\n" for name, cost in costs.items())
    columns = "voter_id;vote;points" if points else "voter_id;vote"
    return f"{head}{rows}VOTES\n{columns}\n" + "\n".join(ballots) + "\n"


def made(folder: Path, number: int) -> Iterator[Case]:
    """So many made elections, each counted by every rule with and without completion."""
    for seed in range(number):
        path = folder / f"made-{seed}.pb"
        path.write_text(text(seed), encoding="utf-8")
        election = pabulib.read(path)
        found = recorded.of(election)
        for rule in rules(found, tuple(Completion)):
            yield case(path, found, rule, election.k)
