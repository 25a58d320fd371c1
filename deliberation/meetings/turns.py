"""How people take turns: two turns a motion, two minutes a turn, for and against alternating. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from deliberation.meetings.rules import Side

TURNS = 2
SECONDS = 120
MORE_SECONDS = 60
MOST_SECONDS = 900
OPPOSITE = {Side.FOR: Side.AGAINST, Side.AGAINST: Side.FOR}


@dataclass(frozen=True)
class Waiting:
    """Somebody on the list: for what they speak, and how often they spoke on this before."""

    side: Side
    turns: int = 0


def suggested_order(waiting: Sequence[Waiting], last: Side | None) -> list[int]:
    """In which order to call them (places in `waiting`): after one side the other, then who spoke less, then
    who asked first. A suggestion; the chair decides."""
    left, order = list(range(len(waiting))), []
    while left:
        chosen = min(left, key=lambda place: (_rank(waiting[place].side, last), waiting[place].turns, place))
        left.remove(chosen)
        order.append(chosen)
        last = waiting[chosen].side if waiting[chosen].side in OPPOSITE else last
    return order


def _rank(side: Side, last: Side | None) -> int:
    """0 the other side, 1 neither, 2 the same side once more; without a side before, all are alike."""
    if last not in OPPOSITE:
        return 0
    return {OPPOSITE[last]: 0, last: 2}.get(side, 1)
