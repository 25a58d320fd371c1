"""Writing a closed round in the Pabulib `.pb` layout, so that anybody can count it again with other programs.

Nothing in the file leads to a voter: ballots have random numbers, stand in the order of these numbers, and
name options in the listed order; no time, age or sex is known here.
Written so that other readers understand it too: `;` in a cell is quoted, no cell holds a line break, lists
have no blanks, and an option whose id readers stumble over (META, none, one with a comma …) gets another one
beside `id_on_board`. A blank ballot of a points vote is a short row, which is what `pabutools` takes.
The projects stand in the order that decides between equals, so that "the first of equals" is the whole rule
(`ties;order`). What the layout has no key for stands under `utility` and `then` (equal shares) and `comment`.
"""

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from random import Random, SystemRandom
from typing import Any

from deliberation.errors import Refusal
from deliberation.tally.ballots import Ballots, Choices, Option
from deliberation.tally.counted import Count
from deliberation.tally.rule import Completion, Method, Paper, Rule

RESERVED = ("meta", "projects", "votes", "none")
PLAIN_ID = re.compile(r"[\w.:/+()#-]+")


@dataclass(frozen=True)
class About:
    """What a file says of its round: the question, where and when, and the round's id (it goes into lots)."""

    title: str
    community: str
    opened_on: date
    closed_on: date
    round_id: int | str
    country: str = "China"


def written(
    count: Count,
    options: Sequence[Option],
    names: Mapping[str, str],
    ballots: Ballots,
    about: About,
    selected: Collection[str] | None = None,
    draw: Random | None = None,
) -> str:
    """The text of the file.

    In: the count with its rule; the options, ballots it was made of; a name an option; `selected`: what won,
    unless it is the count's winners (a round below its turnout selects nothing); `draw` makes the ballots'
    numbers, from a safe source unless told. The caller publishes no ballots of a round with fewer than 10.
    Without a budget every option costs 1 and the budget is how many win: a greedy count then takes the first.
    Errors: Refusal `tally.rankings_have_another_file` for rankings, `tally.nothing_to_write` without options,
    `tally.cost_missing` (option) where there is a budget.
    """
    rule = count.rule
    if rule.ballot == Paper.RANKING:
        raise Refusal("tally.rankings_have_another_file")
    if not options:
        raise Refusal("tally.nothing_to_write")
    keys = rule.ties.keys(options, count.scores, about.round_id)
    ordered = sorted(options, key=lambda option: keys[option.id])
    ids = _ids(ordered)
    sheet = StringIO()
    rows = csv.writer(sheet, delimiter=";", lineterminator="\n")
    rows.writerows([["META"], ["key", "value"]])
    rows.writerows(_meta(count, len(options), about))
    rows.writerow(["PROJECTS"])
    rows.writerows(
        _projects(count, ordered, ids, names, ballots, count.winners if selected is None else selected)
    )
    rows.writerow(["VOTES"])
    rows.writerows(_votes(rule, ordered, ids, ballots, draw or SystemRandom()))
    return sheet.getvalue()


def _ids(options: Sequence[Option]) -> dict[str, str]:
    """The id each option has in the file: its own, where every reader takes it."""
    taken = {option.id for option in options}
    ids = {}
    for place, option in enumerate(options, 1):
        name = option.id
        if not PLAIN_ID.fullmatch(name) or name.lower() in RESERVED:
            name = f"option-{place}"
            while name in taken:
                name += "-"
            taken.add(name)
        ids[option.id] = name
    return ids


def _meta(count: Count, options: int, about: About) -> list[tuple[str, str]]:
    rule = count.rule
    budget = 100 * _winners(rule, options) if rule.budget_fen is None else rule.budget_fen
    meta = {
        "description": about.title,
        "country": about.country,
        "unit": about.community,
        "instance": about.title,
        "num_projects": options,
        "num_votes": count.ballots,
        "budget": _yuan(budget),
        "vote_type": _vote_type(rule),
        "rule": _rule_name(rule),
        "date_begin": f"{about.opened_on:%d.%m.%Y}",
        "date_end": f"{about.closed_on:%d.%m.%Y}",
        "min_length": rule.least,
        "max_length": rule.k,
    }
    if rule.ballot == Paper.POINTS:
        meta |= {"max_sum_points": rule.points} if rule.points is not None else {}
        meta |= {"max_points": rule.most_points} if rule.most_points is not None else {}
    least = _least(count)
    if least is not None:
        meta["min_project_score_threshold"] = least
    if rule.method == Method.EQUAL_SHARES:
        meta |= {"utility": str(rule.utility), "then": str(rule.then)}
    meta["ties"] = "order"
    meta["comment"] = _comment(rule, about.round_id)
    return [(key, _cell(str(value)) or "-") for key, value in meta.items()]


def _least(count: Count) -> int | None:
    """The least score an option needs; of an approval ballot more than half is such a number too."""
    rule = count.rule
    half = count.ballots // 2 + 1 if rule.majority and rule.ballot == Paper.APPROVAL else None
    return max(rule.min_votes or 0, half) if half is not None else rule.min_votes


def _winners(rule: Rule, options: int) -> int:
    return options if rule.winners is None else min(rule.winners, options)


def _vote_type(rule: Rule) -> str:
    if rule.ballot == Paper.APPROVAL:
        return "approval"
    return "scoring" if rule.points is None else "cumulative"


def _rule_name(rule: Rule) -> str:
    """The layout's name for how winners are taken."""
    if rule.method == Method.EQUAL_SHARES:
        return "equalshares/add1" if rule.completion == Completion.ADD_ONE else "equalshares"
    if rule.majority and rule.ballot == Paper.POINTS:
        return "greedy-custom"
    if not rule.skip:
        return "greedy-no-skip"
    return "greedy" if rule.min_votes is None and not rule.majority else "greedy-threshold"


def _comment(rule: Rule, round_id: int | str) -> str:
    """What the layout has no key for."""
    told = [f"round {round_id}", "equals: the project that stands first here wins"]
    ties = ", ".join(rule.ties.steps)
    told.append(f"announced order of ties: {ties}" + (f", seed {rule.ties.seed}" if rule.ties.seed else ""))
    if rule.majority:
        told.append("more than half of all ballots must name a project")
    if rule.budget_fen is None:
        told.append("no money was voted on: every project costs 1, the budget is how many win")
    return "; ".join(told)


def _projects(
    count: Count,
    options: Sequence[Option],
    ids: Mapping[str, str],
    names: Mapping[str, str],
    ballots: Ballots,
    selected: Collection[str],
) -> list[list[Any]]:
    points = count.rule.ballot == Paper.POINTS
    renamed = any(ids[option.id] != option.id for option in options)
    named = dict.fromkeys(ids, 0)
    for choices, number in ballots.items():
        for choice in choices:
            named[choice[0] if points else choice] += number
    header = ["project_id", "cost", "votes", *(["score"] if points else []), "name", "selected"]
    rows: list[list[Any]] = [header + (["id_on_board"] if renamed else [])]
    for option in options:
        cost = 100 if count.rule.budget_fen is None else option.cost_fen
        if cost is None:
            raise Refusal("tally.cost_missing", option=option.id)
        row = [ids[option.id], _yuan(cost), named[option.id]]
        row += [count.scores[option.id]] if points else []
        row += [_cell(names[option.id]) or ids[option.id], int(option.id in selected)]
        rows.append(row + ([_cell(option.id)] if renamed else []))
    return rows


def _votes(
    rule: Rule, options: Sequence[Option], ids: Mapping[str, str], ballots: Ballots, draw: Random
) -> list[list[str]]:
    """One row a ballot, in the order of random numbers."""
    place = {option.id: number for number, option in enumerate(options)}
    said = [_said(choices, rule, place, ids) for choices, number in ballots.items() for _ in range(number)]
    numbers: set[str] = set()
    while len(numbers) < len(said):
        numbers.add(f"{draw.getrandbits(64):016x}")
    draw.shuffle(said)
    header = ["voter_id", "vote"] + (["points"] if rule.ballot == Paper.POINTS else [])
    return [header, *([number, *cells] for number, cells in zip(sorted(numbers), said, strict=True))]


def _said(choices: Choices, rule: Rule, place: Mapping[str, int], ids: Mapping[str, str]) -> list[str]:
    """The cells of one ballot, its options in the order of the file."""
    if rule.ballot == Paper.APPROVAL:
        return [",".join(ids[choice] for choice in sorted(choices, key=place.__getitem__))]
    if not choices:
        return [""]
    spread = sorted(choices, key=lambda choice: place[choice[0]])
    return [",".join(ids[option] for option, _ in spread), ",".join(str(points) for _, points in spread)]


def _yuan(fen: int) -> str:
    """An amount in yuan, with its fen only where there are any."""
    return f"{fen // 100}.{fen % 100:02}" if fen % 100 else str(fen // 100)


def _cell(text: str) -> str:
    """A text on one line, in characters that every reader prints."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
