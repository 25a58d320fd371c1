"""What changed between two frozen versions of a list, row by row. Pure: the facts of both in, changes out.

Rows are the same row when they have the same `id`; versions frozen before rows had one go by number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FIELDS = (
    "number",
    "name",
    "kind",
    "category",
    "site",
    "content",
    "households",
    "people",
    "estimate_fen",
    "funding",
    "budget",
    "unit",
    "partner",
    "start_on",
    "finish_on",
    "needs",
    "decision",
    "owners_decision",
    "plan",
    "resources",
    "note",
)
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class FieldChange:
    """One field of a row: what stood there and what stands there now."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class RowChange:
    """A row that came, went, or says something else; the money it costs more (or less), in fen."""

    what: str
    number: str
    name: str
    more_fen: int
    fields: Sequence[FieldChange] = ()


@dataclass(frozen=True)
class Comparison:
    """All that changed, in the order of the newer version, what was taken off last; sums in fen."""

    rows: Sequence[RowChange]
    before_fen: int
    after_fen: int

    @property
    def more_fen(self) -> int:
        """How much more the newer version costs."""
        return self.after_fen - self.before_fen


def compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """What must be done to the older facts of a list to get the newer ones."""
    old, new = list(before["rows"]), list(after["rows"])
    pairs = _pairs(old, new)
    met = {id(each) for each in pairs if each is not None}
    changes = [
        change
        for row, other in zip(new, pairs, strict=True)
        if (change := _came(row) if other is None else _changed(other, row)) is not None
    ]
    gone = [RowChange(REMOVED, row["number"], row["name"], -_cost(row)) for row in old if id(row) not in met]
    return Comparison([*changes, *gone], sum(map(_cost, old)), sum(map(_cost, new)))


def _pairs(old: Sequence[Row], new: Sequence[Row]) -> list[Row | None]:
    """Beside each newer row the older one it was; every older row stands beside one at most."""
    by_id = {row["id"]: row for row in old if row.get("id")}
    by_number = {row["number"]: row for row in old if not row.get("id")}
    known = {row["id"] for row in new if row.get("id")}
    nameless = {row["number"]: row for row in old if row.get("id") and row["id"] not in known}
    return [_pair(row, by_id, by_number, nameless) for row in new]


def _pair(
    row: Row, by_id: Mapping[str, Row], by_number: Mapping[str, Row], nameless: Mapping[str, Row]
) -> Row | None:
    if row.get("id"):
        return by_id.get(row["id"]) or by_number.get(row["number"])
    return by_number.get(row["number"]) or nameless.get(row["number"])


def _came(row: Row) -> RowChange:
    return RowChange(ADDED, row["number"], row["name"], _cost(row))


def _changed(before: Row, after: Row) -> RowChange | None:
    """A field one of the two versions did not keep yet is no change."""
    fields = [
        FieldChange(field, before[field], after[field])
        for field in FIELDS
        if field in before and field in after and before[field] != after[field]
    ]
    if not fields:
        return None
    return RowChange(CHANGED, after["number"], after["name"], _cost(after) - _cost(before), fields)


def _cost(row: Row) -> int:
    return int(row.get("estimate_fen") or 0)
