"""Counts Pabulib files with pabutools, for comparison: one JSON job a line in, one JSON answer a line out.

A program of its own, run by the python of its own environment (`scripts/referee`): pabutools is GPL and no
part of the platform, which never imports it. Nothing here is imported by the platform or its tests.

A job: {"file", "method": "greedy" | "equal_shares", "utility": "cost" | "votes", "order": [ids, first of
equals first], "k": points for a first place, "completion": null | {"share", "unit", "budget"} in fen}. With
"raises" and "look" in the completion not every raise is made, only those of `look` (numbers of raises, which
must all stay within the budget), the last one, and the one after it, which must go beyond.
The answer: {"winners": [ids in the order taken], "seconds": CPU of the count, "parse": CPU of the reading}.
"""

import json
import sys
import time

from pabutools.election import parse_pabulib
from pabutools.election.ballot import AbstractApprovalBallot, AbstractOrdinalBallot
from pabutools.election.satisfaction.additivesatisfaction import AdditiveSatisfaction
from pabutools.fractions import frac
from pabutools.rules import greedy_utilitarian_welfare
from pabutools.rules.budgetallocation import BudgetAllocation
from pabutools.rules.mes.mes_rule import method_of_equal_shares_scheme
from pabutools.tiebreaking import TieBreakingRule

sys.setrecursionlimit(20_000)


def measure(by_cost, first):
    """What a project is worth to a ballot: its points there (one where it is only named), times its cost."""

    def worth(instance, profile, ballot, project, precomputed):
        if isinstance(ballot, AbstractApprovalBallot):
            points = int(project in ballot)
        elif isinstance(ballot, AbstractOrdinalBallot):
            points = first - list(ballot).index(project) if project in ballot else 0
        else:
            points = ballot.get(project, 0)
        return points * project.cost if by_cost else points

    class Worth(AdditiveSatisfaction):
        def __init__(self, instance, profile, ballot):
            super().__init__(instance, profile, ballot, worth)

    return Worth


def shares(instance, profile, worth, share, ties):
    """Plain equal shares with a given share for every ballot."""
    return method_of_equal_shares_scheme(
        instance,
        profile,
        profile.as_sat_profile(worth),
        share,
        BudgetAllocation(),
        ties,
        binary_sat=all(isinstance(ballot, AbstractApprovalBallot) for ballot in profile),
    )


def count(job, instance, profile):
    place = {name: number for number, name in enumerate(job["order"])}
    ties = TieBreakingRule(lambda _instance, _profile, project: place[project.name])
    if job["method"] == "greedy":
        worth = measure(True, job.get("k"))
        return greedy_utilitarian_welfare(instance, profile, sat_class=worth, tie_breaking=ties)
    worth = measure(job["utility"] == "cost", job.get("k"))
    if not job["completion"]:
        return shares(instance, profile, worth, frac(instance.budget_limit, profile.num_ballots()), ties)
    share, unit, budget = (frac(job["completion"][name], 100) for name in ("share", "unit", "budget"))
    supported = sum(
        any(ballot_has(ballot, project) for ballot in profile) for project in instance if project.cost > 0
    )
    if "raises" in job["completion"]:
        run = (instance, profile, worth, ties)
        return at_the_ends(run, share, unit, budget, supported, job["completion"])
    outcome = shares(instance, profile, worth, share, ties)
    while len(outcome) < supported:
        share += unit
        following = shares(instance, profile, worth, share, ties)
        if sum(project.cost for project in following) > budget:
            break
        outcome = following
    return outcome


def at_the_ends(run, share, unit, budget, supported, asked):
    """The outcome after so many raises, if it is where the schedule ends; else nothing."""
    instance, profile, worth, ties = run

    def after(raises):
        return shares(instance, profile, worth, share + raises * unit, ties)

    def cost(outcome):
        return sum(project.cost for project in outcome)

    for raises in asked["look"]:
        early = after(raises)
        if cost(early) > budget or len(early) >= supported:
            return []
    outcome = after(asked["raises"])
    ended = len(outcome) >= supported or cost(after(asked["raises"] + 1)) > budget
    return outcome if cost(outcome) <= budget and ended else []


def ballot_has(ballot, project):
    return project in ballot


def main():
    last, parsed = None, None
    for line in sys.stdin:
        job = json.loads(line)
        began = time.process_time()
        if last != job["file"]:
            instance, profile = parse_pabulib(job["file"])
            last, parsed = job["file"], (instance, profile.as_multiprofile())
            parsing = time.process_time() - began
        began = time.process_time()
        winners = [project.name for project in count(job, *parsed)]
        seconds = time.process_time() - began
        print(json.dumps({"winners": winners, "seconds": seconds, "parse": parsing}), flush=True)


if __name__ == "__main__":
    main()
