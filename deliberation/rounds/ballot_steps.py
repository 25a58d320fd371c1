"""Filling in a ballot one option at a time: what a press of a button makes of it. Pure.

Nothing is stored: the page carries what was chosen so far, and each step gives it back changed.
"""

from collections.abc import Callable, Sequence

from deliberation.errors import Refusal
from deliberation.rounds.ballot_rules import Said, Terms, cost_of
from deliberation.tally.rule import Paper

Step = Callable[[Terms, Said, str], Said]


def pick(terms: Terms, said: Said, key: str) -> Said:
    """Choose an option (ranked last of those chosen); refuses one more than fits."""
    if key in said:
        return said
    _check_room(terms, said, key)
    return [*said, key]


def first(terms: Terms, said: Said, key: str) -> Said:
    """Rank an option before all others."""
    if key not in said:
        _check_room(terms, said, key)
    return [key, *(other for other in said if other != key)]


def drop(terms: Terms, said: Said, key: str) -> Said:
    """Leave an option out again."""
    if terms.ballot == Paper.POINTS:
        return [pair for pair in said if pair[0] != key]
    return [other for other in said if other != key]


def up(terms: Terms, said: Said, key: str) -> Said:
    """Rank an option one place higher; the first one stays."""
    return _moved(said, key, -1)


def down(terms: Terms, said: Said, key: str) -> Said:
    """Rank an option one place lower; the last one stays."""
    return _moved(said, key, 1)


STEPS: dict[Paper, dict[str, Step]] = {
    Paper.APPROVAL: {"pick": pick, "drop": drop},
    Paper.POINTS: {"drop": drop},
    Paper.RANKING: {"pick": pick, "first": first, "drop": drop, "up": up, "down": down},
}


def fits(terms: Terms, said: Said, key: str) -> bool:
    """Whether one more option may be named: fewer than k so far, and its cost within what is left."""
    if key in said:
        return True
    if len(said) >= terms.k:
        return False
    return terms.budget_fen is None or cost_of(terms, [*said, key]) <= terms.budget_fen


def _check_room(terms: Terms, said: Said, key: str) -> None:
    if key not in terms.places:
        raise Refusal("rounds.unknown_option")
    if len(said) >= terms.k:
        raise Refusal("rounds.no_room_left", k=terms.k)
    if not fits(terms, said, key):
        left = (terms.budget_fen or 0) - cost_of(terms, said)
        raise Refusal("rounds.no_money_left", cost=cost_of(terms, [key]), left=left)


def _moved(said: Sequence[str], key: str, by: int) -> Said:
    order = list(said)
    if key not in order:
        return order
    place = order.index(key)
    other = min(max(place + by, 0), len(order) - 1)
    order[place], order[other] = order[other], order[place]
    return order
