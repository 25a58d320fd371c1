"""Asking the referee: the same files, rules and order of equals, and what it answers beside our winners."""

import json
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from deliberation.config import PROJECT
from deliberation.tally import pabulib, recorded
from deliberation.tally.counting import Count, count
from deliberation.tally.equal_shares import first_share
from deliberation.tally.rule import Completion, Method, Paper, Rule, Then, Utility
from deliberation.tally.ties import TieOrder

PYTHON = PROJECT / "var" / "referee" / "bin" / "python"
BATCH = Path(__file__).with_name("pabutools_batch.py")
TIES = TieOrder(("cost", "votes", "order"))


@dataclass(frozen=True)
class Case:
    """One file counted by one rule: what we found, and the job for the referee."""

    name: str
    ours: tuple[str, ...]
    counted: Count
    job: dict[str, Any]


def rules(found: recorded.Recorded, completions: Iterable[Completion]) -> Iterator[Rule]:
    """Greedy, and equal shares with both utilities where the ballots can be shared by."""
    plain = Method.POINTS if found.paper == Paper.RANKING else Method(found.paper)
    terms: dict[str, Any] = {"k": found.k, "budget_fen": found.budget_fen, "ties": TIES}
    yield Rule(plain, ballot=Paper(plain), **terms)
    if found.paper == Paper.RANKING:
        return
    for completion in completions:
        for utility in Utility:
            shares = {"utility": utility, "completion": completion, "then": Then.NONE}
            yield Rule(Method.EQUAL_SHARES, ballot=found.paper, **terms, **shares)


def cases(path: Path, completions: Sequence[Completion] = (Completion.NONE,)) -> Iterator[Case]:
    """What we make of a file, by every rule."""
    election = pabulib.read(path)
    found = recorded.of(election)
    for rule in rules(found, completions):
        yield case(path, found, rule, election.k)


def case(path: Path, found: recorded.Recorded, rule: Rule, k: int) -> Case:
    """One file by one rule; the order of equals is handed to the referee as a list."""
    counted = count(rule, found.options, recorded.ballots_for(found, rule), "1")
    keys = rule.ties.keys(found.options, counted.scores, "1")
    job = {
        "file": str(path),
        "method": "equal_shares" if rule.method == Method.EQUAL_SHARES else "greedy",
        "utility": str(rule.utility),
        "order": sorted(keys, key=keys.__getitem__),
        "k": k,
        "completion": None,
    }
    if rule.method == Method.EQUAL_SHARES and rule.completion == Completion.ADD_ONE:
        assert rule.budget_fen is not None
        share = int(first_share(rule, rule.budget_fen, counted.ballots))
        job["completion"] = {"share": share, "unit": rule.unit_fen, "budget": rule.budget_fen}
    return Case(f"{path.name} {rule.method} {rule.utility} {rule.completion}", counted.winners, counted, job)


def at_the_ends(each: Case, looks: int = 8) -> Case:
    """The same case, asked only at the last raise, the one after it, and at some spread before it."""
    raises = each.counted.details["raises"]
    look = sorted({raises * place // looks for place in range(looks)} - {raises})
    ends = {**each.job["completion"], "raises": raises, "look": look}
    return replace(each, name=f"{each.name} ends", job={**each.job, "completion": ends})


def ask(jobs: Sequence[dict[str, Any]], timeout: float | None = None) -> list[dict[str, Any]]:
    """The referee's answers to jobs; those of one file should stand together, it is read once."""
    lines = "".join(json.dumps(job) + "\n" for job in jobs)
    command = [str(PYTHON), str(BATCH)]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, timeout=timeout, check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(jobs), f"{jobs[len(answers)]['file']}: {done.stderr[-2000:]}"
    return answers


def differences(found: Sequence[Case], answers: Sequence[dict[str, Any]]) -> list[str]:
    """The cases in which the referee has other winners; what nobody named never wins with us."""
    told = []
    for each, answer in zip(found, answers, strict=True):
        theirs = [name for name in answer["winners"] if each.counted.scores[name]]
        if set(theirs) != set(each.ours) or (each.job["method"] == "greedy" and theirs != list(each.ours)):
            told.append(f"{each.name}: ours {sorted(each.ours)}, theirs {sorted(theirs)}")
    return told
