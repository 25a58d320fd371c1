"""What a ballot says: as JSON keeps it (in the box and on the board), and as the counts take it. Pure."""

from collections.abc import Collection, Sequence
from typing import Any

from deliberation.tally.rule import Paper, Rule

Choices = tuple[Any, ...]


def said(rule: Rule, ids: Collection[str], written: Any) -> Choices | None:
    """What a raw ballot says, in the counts' form; None when the rule does not allow it.

    In: `written` as the box holds it, which may be anything a hand in the database left there: approval
    ["a", "c"], points [["a", 3], ["c", 7]], ranking ["c", "a", ["b", "d"]] (those ranked alike in a list of
    their own). Out: the same as tuples, approval and points by id, `()` for a blank ballot.
    """
    if not isinstance(written, list):
        return None
    read = {Paper.APPROVAL: _named, Paper.POINTS: _given, Paper.RANKING: _ordered}[rule.ballot]
    choices = read(rule, written)
    if choices is None:
        return None
    names = names_of(rule.ballot, choices)
    once = len(set(names)) == len(names) and set(names) <= set(ids)
    enough = not names or rule.least <= len(names) <= rule.k
    return choices if once and enough else None


def written(choices: Choices) -> list[Any]:
    """The same as JSON keeps it."""
    return [written(part) if isinstance(part, tuple) else part for part in choices]


def names_of(paper: Paper, choices: Sequence[Any]) -> list[str]:
    """The options a ballot names, in its order."""
    if paper == Paper.POINTS:
        return [option for option, _points in choices]
    if paper == Paper.APPROVAL:
        return list(choices)
    return [option for part in choices for option in ([part] if isinstance(part, str) else part)]


def _named(_rule: Rule, parts: list[Any]) -> Choices | None:
    return tuple(sorted(parts)) if all(isinstance(part, str) for part in parts) else None


def _given(rule: Rule, parts: list[Any]) -> Choices | None:
    """Points: whole numbers above zero, no more on one option nor in all than there are."""
    if not all(isinstance(part, list) and len(part) == 2 and isinstance(part[0], str) for part in parts):
        return None
    numbers = [number for _option, number in parts]
    if not all(isinstance(number, int) and not isinstance(number, bool) and number > 0 for number in numbers):
        return None
    within = rule.most_points is None or max(numbers, default=0) <= rule.most_points
    if not within or (rule.points is not None and sum(numbers) > rule.points):
        return None
    return tuple(sorted((option, number) for option, number in parts))


def _ordered(_rule: Rule, parts: list[Any]) -> Choices | None:
    """An order, first to last; several ranked alike stand in a list of at least two."""
    choices: list[Any] = []
    for part in parts:
        if isinstance(part, str):
            choices.append(part)
        elif isinstance(part, list) and len(part) > 1 and all(isinstance(each, str) for each in part):
            choices.append(tuple(sorted(part)))
        else:
            return None
    return tuple(choices)
