"""Writing the rankings of a closed round in the PrefLib layout, so that anybody can count them again.

Orders are grouped and sorted, so that neither who cast a ballot nor when can be seen. The layout has no blank
ballots: they are left out, and the description says how many.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from deliberation.errors import Refusal
from deliberation.tally.ballots import Option
from deliberation.tally.ties import TieOrder

Order = tuple[Any, ...]


def in_tie_order(options: Sequence[Option], ties: TieOrder, round_id: int | str) -> list[Option]:
    """The options in the order that decides between equals, whatever their score: numbered like this, "the
    first of equals" is the whole rule for whoever counts the file."""
    keys = ties.keys(options, dict.fromkeys((option.id for option in options), 0), round_id)
    return sorted(options, key=lambda option: keys[option.id])


def written(
    options: Sequence[tuple[str, str]],
    ballots: Mapping[Order, int],
    title: str,
    closed_on: date,
    description: str = "",
    name: str = "round",
) -> tuple[str, str]:
    """The text of the file and its type, the narrowest of soc, soi, toc, toi that holds these ballots.

    In: options as (id, name), best `in_tie_order`; ballots grouped as in `ballots.Ballots`, sound (counted
    before); `name` is the file's name without its ending. Out: (text, type); options get the numbers 1, 2,
    3 … as they stand. Errors: Refusal `tally.nothing_to_write` without any option.
    """
    if not options:
        raise Refusal("tally.nothing_to_write")
    numbers = {option: number for number, (option, _) in enumerate(options, 1)}
    orders: dict[tuple[tuple[int, ...], ...], int] = {}
    for ballot, count in ballots.items():
        order = tuple(_place(place, numbers) for place in ballot)
        if order and count:
            orders[order] = orders.get(order, 0) + count
    data_type = _type(orders, len(options))
    blank = ballots.get((), 0)
    about = [description, f"{blank} blank ballots left out"] if blank else [description]
    header = [
        ("FILE NAME", f"{name}.{data_type}"),
        ("TITLE", title),
        ("DESCRIPTION", "; ".join(text for text in about if text)),
        ("DATA TYPE", data_type),
        ("MODIFICATION TYPE", "original"),
        ("RELATES TO", ""),
        ("RELATED FILES", ""),
        ("PUBLICATION DATE", closed_on.isoformat()),
        ("MODIFICATION DATE", closed_on.isoformat()),
        ("NUMBER ALTERNATIVES", str(len(options))),
        ("NUMBER VOTERS", str(sum(orders.values()))),
        ("NUMBER UNIQUE ORDERS", str(len(orders))),
        *((f"ALTERNATIVE NAME {number}", text) for number, (_, text) in enumerate(options, 1)),
    ]
    lines = [f"# {key}: {_one_line(value)}" for key, value in header]
    lines += _order_lines(orders)
    return "\n".join(lines) + "\n", data_type


def _place(place: Any, numbers: Mapping[str, int]) -> tuple[int, ...]:
    """The numbers of the options that share a place."""
    return tuple(sorted(numbers[option] for option in (place if isinstance(place, tuple) else (place,))))


def _type(orders: Mapping[tuple[tuple[int, ...], ...], int], options: int) -> str:
    ties = any(len(place) > 1 for order in orders for place in order)
    complete = all(sum(map(len, order)) == options for order in orders)
    return ("to" if ties else "so") + ("c" if complete else "i")


def _order_lines(orders: Mapping[tuple[tuple[int, ...], ...], int]) -> Iterator[str]:
    """The most frequent order first, equals by their options."""
    for order, count in sorted(orders.items(), key=lambda item: (-item[1], item[0])):
        places = (f"{{{','.join(map(str, p))}}}" if len(p) > 1 else str(p[0]) for p in order)
        yield f"{count}: {','.join(places)}"


def _one_line(text: str) -> str:
    """A text that stays on its line in every reader."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
