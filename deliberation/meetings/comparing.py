"""What changed between two texts of minutes: words put in and taken out, and facts recorded otherwise. Pure.

Comparing letter by letter takes time that grows with the square of the length: it happens only inside
sentences that changed, and only as long as the budget lasts; beyond it whole sentences are shown.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

# Pairs of letters (or of sentences) compared for one page.
BUDGET = 10_000_000
ALIKE = 0.4
SENTENCE = re.compile(r"[^。！？；\n]*(?:[。！？；]+\n?|\n)|[^。！？；\n]+")
# Numbers and Latin words stay whole; so do a sign and what colours it, and the two letters of a flag.
COLOURS = "[\u0300-\u036f\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]"
LETTER = re.compile(f"\\d+|[A-Za-z]+|[\U0001f1e6-\U0001f1ff]{{2}}|.{COLOURS}*", re.DOTALL)


class Mark(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    TAKEN = "del"
    PUT = "ins"


@dataclass(frozen=True)
class Piece:
    """A piece of text, and what became of it."""

    mark: Mark
    text: str


class Budget:
    """How much may still be compared letter by letter."""

    def __init__(self, left: int = BUDGET) -> None:
        self.left = left

    def allows(self, pairs: int) -> bool:
        if pairs > self.left:
            return False
        self.left -= pairs
        return True


def compared(old: str, new: str, budget: Budget | None = None) -> list[Piece]:
    """The pieces of both texts in order: what stayed, what was taken out, what was put in."""
    if old == new:
        return [Piece(Mark.SAME, old)] if old else []
    budget = budget or Budget()
    before, after = SENTENCE.findall(old), SENTENCE.findall(new)
    return _joined(_sentences(before, after, budget))


def _sentences(before: Sequence[str], after: Sequence[str], budget: Budget) -> Iterator[Piece]:
    head, tail = _common_ends(before, after)
    yield Piece(Mark.SAME, "".join(before[:head]))
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if not budget.allows(len(old) * len(new)):
        yield from _replaced("".join(old), "".join(new))
    else:
        for act, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if act == "equal":
                yield Piece(Mark.SAME, "".join(old[a:b]))
            else:
                yield from _letters("".join(old[a:b]), "".join(new[c:d]), budget)
    yield Piece(Mark.SAME, "".join(before[len(before) - tail :]))


def _letters(old: str, new: str, budget: Budget) -> Iterator[Piece]:
    """Inside sentences that changed; sentences with little in common are shown whole."""
    before, after = LETTER.findall(old), LETTER.findall(new)
    head, tail = _common_ends(before, after)
    middle, other = before[head : len(before) - tail], after[head : len(after) - tail]
    yield Piece(Mark.SAME, "".join(before[:head]))
    if middle and other and budget.allows(len(middle) * len(other)):
        yield from _matched(middle, other)
    else:
        yield from _replaced("".join(middle), "".join(other))
    yield Piece(Mark.SAME, "".join(before[len(before) - tail :]))


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        yield from _replaced("".join(old), "".join(new))
        return
    for act, a, b, c, d in matcher.get_opcodes():
        if act == "equal":
            yield Piece(Mark.SAME, "".join(old[a:b]))
        else:
            yield from _replaced("".join(old[a:b]), "".join(new[c:d]))


def _replaced(old: str, new: str) -> Iterator[Piece]:
    yield Piece(Mark.TAKEN, old)
    yield Piece(Mark.PUT, new)


def _common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    shorter = min(len(old), len(new))
    head = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    return head, tail


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    """Neighbours of one kind as one piece, and what was taken out before what was put in."""
    found: list[Piece] = []
    waiting = {Mark.TAKEN: "", Mark.PUT: ""}
    for piece in pieces:
        if not piece.text:
            continue
        if piece.mark != Mark.SAME:
            waiting[piece.mark] += piece.text
            continue
        found += _put_down(waiting)
        if found and found[-1].mark == Mark.SAME:
            found[-1] = Piece(Mark.SAME, found[-1].text + piece.text)
        else:
            found.append(piece)
    return found + _put_down(waiting)


def _put_down(waiting: dict[Mark, str]) -> list[Piece]:
    pieces = [Piece(mark, text) for mark, text in waiting.items() if text]
    waiting.update(dict.fromkeys(waiting, ""))
    return pieces


@dataclass(frozen=True)
class FactChange:
    """A recorded fact that is not what it was: of what kind, about whom or what, and both its values (None:
    there was or is none)."""

    kind: str
    about: str
    before: Any
    after: Any


Record = Mapping[str, Any]
OF_MEETING = ("title", "year", "session_no", "series_name", "place", "mode", "held_from", "held_to")
COUNTED = ("due", "present", "others_present", "due_area", "present_area")
OF_PERSON = ("status", "reason", "households", "represents", "arrived_at", "left_at")
OF_ITEM = ("title", "proposer", "root")
OF_MOTION = (
    *("kind", "text", "proposer", "seconder", "way", "votes_for", "against", "abstain", "outcome"),
    *("unit", "cost_fen", "deadline_on", "refuse_reason", "roll", "ballot"),
)
OF_ACTION = ("text", "unit", "owner", "due_on")
OF_LOOK_BACK = ("state", "note")


def facts_changed(old: Record, new: Record) -> list[FactChange]:
    """What was recorded otherwise, in the order of the minutes; a key one of them never held is no change."""
    changes = [*_values("meeting", "", old, new, OF_MEETING), *_values("count", "", old, new, COUNTED)]
    for role in ("chair", "recorder"):
        changes += _values(role, "", old.get(role, {}), new.get(role, {}), ("name",))
    changes += _rows("person", _people(old), _people(new), "name", OF_PERSON)
    changes += _rows("item", _by_id(old, "items"), _by_id(new, "items"), "title", OF_ITEM)
    changes += _rows("motion", _motions(old), _motions(new), "text", OF_MOTION)
    changes += _rows("action", _by_id(old, "actions"), _by_id(new, "actions"), "text", OF_ACTION)
    return changes + _rows(
        "looked_back", _by_id(old, "looked_back"), _by_id(new, "looked_back"), "text", OF_LOOK_BACK
    )


def _values(kind: str, about: str, old: Record, new: Record, names: Sequence[str]) -> list[FactChange]:
    return [
        FactChange(f"{kind}.{name}", about, old[name], new[name])
        for name in names
        if name in old and name in new and old[name] != new[name]
    ]


def _rows(
    kind: str, old: Mapping[str, Record], new: Mapping[str, Record], title: str, names: Sequence[str]
) -> list[FactChange]:
    changes = [FactChange(f"{kind}.gone", "", row[title], None) for key, row in old.items() if key not in new]
    for key, row in new.items():
        if key in old:
            changes += _values(kind, str(row[title]), old[key], row, names)
        else:
            changes.append(FactChange(f"{kind}.new", "", None, row[title]))
    return changes


def _people(data: Record) -> dict[str, Record]:
    """Those on the list, by name: two of one name are told apart by how many of them came before."""
    found: dict[str, Record] = {}
    for row in data.get("attendance", []):
        key, number = row["name"], 1
        while key in found:
            number += 1
            key = f"{row['name']} {number}"
        found[key] = row
    return found


def _by_id(data: Record, name: str) -> dict[str, Record]:
    return {row["id"]: row for row in data.get(name, [])}


def _motions(data: Record) -> dict[str, Record]:
    return {motion["id"]: motion for item in data.get("items", []) for motion in item["motions"]}
