"""What a paper adds up or puts in order from its facts: exact, in 分."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from deliberation.papers.facts import ProjectRow, Slip


def estimate(rows: Iterable[ProjectRow]) -> int:
    """The money of all rows in 分."""
    return sum(row["estimate_fen"] for row in rows)


def by_kind(rows: Iterable[ProjectRow]) -> list[tuple[str, int]]:
    """How many projects of each kind, most first, then in order of the list."""
    return Counter(row["kind"] for row in rows if row["kind"]).most_common()


def by_source(rows: Iterable[ProjectRow]) -> list[tuple[str, int]]:
    """The money in 分 from each source, in the order the list first names them."""
    sums: dict[str, int] = {}
    for row in rows:
        for part in row["funding"]:
            sums[part["source"]] = sums.get(part["source"], 0) + part["amount_fen"]
    return list(sums.items())


def slips_in_order(slips: Iterable[Slip]) -> list[Slip]:
    """Slips by estate, building, unit and door, figures in their natural order (2 before 10)."""
    return sorted(
        slips, key=lambda slip: _natural(slip["estate"], slip["building"], slip["unit"], slip["door"])
    )


def _natural(*words: str) -> list[tuple[int, int, str]]:
    """A sorting key in which runs of figures compare as numbers."""
    key: list[tuple[int, int, str]] = []
    for word in words:
        parts: list[Any] = re.split(r"(\d+)", word)
        key += [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]
        key.append((-1, 0, ""))
    return key
