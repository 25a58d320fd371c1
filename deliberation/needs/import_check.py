"""The dry run of a table of needs: what is wrong, what is known already, who says it, what sounds alike.

Nothing is written. What cannot be read is told line by line with its column and how to mend it; lines that
say what somebody has said already are proposed to be joined with it.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select

from deliberation.clock import today
from deliberation.cycles.queries import collecting_cycle
from deliberation.database import db, reading
from deliberation.errors import Refusal
from deliberation.needs.lookalikes import Lookalikes
from deliberation.needs.models import Need
from deliberation.needs.queries import categories_off
from deliberation.needs.rules import checked_reference
from deliberation.needs.sheet_rows import Known, NeedLine, NeedsRead, plain, read_needs
from deliberation.needs.similar import Likeness, similar_to
from deliberation.needs.submitting import cycle_of_day
from deliberation.people.models import Resident
from deliberation.people.roll_rows import Wrong
from deliberation.people.sheets import Sheet, filled_in, marks_of, read_sheet
from deliberation.places.models import Building, Estate, Household
from deliberation.places.queries import estates_of

MOST_ROWS = 5_000
MOST_SHOWN = 300
MOST_NEAR = 3
ASKED_FOR_ONE = 100
AT_A_TIME = 500
OURS = frozenset(("说明", "选项"))
BUILDING = re.compile(r"(号楼|号院|楼|栋|幢|座|号|#)$")

Tell = Callable[[int, int], None]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Checked:
    """A table read and compared with what there is: its lines, whose they are, what is known already."""

    sheet: Sheet
    read: NeedsRead
    keys: Mapping[int, str]
    known: Mapping[str, UUID]
    residents: Mapping[int, UUID] = field(default_factory=dict)
    merged: bool = False

    @property
    def fresh(self) -> list[NeedLine]:
        """The lines that were not taken over before."""
        return [row for row in self.read.rows if self.keys[row.line] not in self.known]

    @property
    def wrong_lines(self) -> list[int]:
        """The lines that cannot be taken over."""
        return sorted({wrong.line for wrong in self.read.wrongs})


def opened(content: bytes) -> Sheet:
    """The table in a file; refuses what is none, or longer than what is taken over at once."""
    sheet = read_sheet(content, texts=True)
    if len(sheet.lines) > MOST_ROWS + 10:
        raise Refusal("needs.import_too_long", most=MOST_ROWS, have=len(sheet.lines))
    return sheet


def checked(community_code: str, content: bytes) -> Checked:
    """A table, read and compared: the same file and the same needs give the same."""
    sheet = opened(content)
    marks = marks_of(content, sheet)
    sheet = filled_in(sheet, marks)
    estates = {plain(estate.name): estate.id for estate in estates_of(community_code)}
    known = Known(estates, categories_off(community_code), today())
    read = read_needs(sheet, known, marks.uncalculated)
    count = len(read.rows) + len({wrong.line for wrong in read.wrongs})
    if count > MOST_ROWS:
        raise Refusal("needs.import_too_long", most=MOST_ROWS, have=count)
    keys, repeated = _keys(community_code, read.rows)
    there, used = _already(community_code, read.rows, keys)
    residents, doubts = _residents(community_code, read.rows)
    wrongs = sorted([*read.wrongs, *used], key=lambda wrong: wrong.line)
    spoiled = {wrong.line for wrong in used} | {note.line for note in repeated}
    notes = sorted([*read.notes, *repeated, *doubts], key=lambda note: note.line)
    rows = [row for row in read.rows if row.line not in spoiled]
    return Checked(
        sheet, NeedsRead(rows, wrongs, notes, read.head), keys, there, residents, bool(marks.merges)
    )


def key_of(community_code: str, row: NeedLine) -> str:
    """What makes a line the same line when it comes again: its own number, else its words, name and day."""
    said = [*row.words, plain(row.name), str(row.said_on or "")]
    parts = [community_code, "own", row.own] if row.own else [community_code, "said", *said]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _keys(community_code: str, rows: Sequence[NeedLine]) -> tuple[dict[int, str], list[Wrong]]:
    """The key of each line; a line that says exactly what one before it says is left out and told."""
    keys: dict[int, str] = {}
    first: dict[str, int] = {}
    repeated = []
    for row in rows:
        keys[row.line] = key_of(community_code, row)
        if first.setdefault(keys[row.line], row.line) != row.line:
            repeated.append(Wrong(row.line, "title", "needs.repeated", {"other": first[keys[row.line]]}))
    return keys, repeated


def _already(
    community_code: str, rows: Sequence[NeedLine], keys: Mapping[int, str]
) -> tuple[dict[str, UUID], list[Wrong]]:
    """The needs these lines became before; a number that stands for something else by now is wrong."""
    found: dict[str, tuple[UUID, str, str]] = {}
    columns = (Need.submission_key, Need.id, Need.number, Need.title)
    for some in _portions(set(keys.values())):
        query = select(*columns).where(Need.community_code == community_code, Need.submission_key.in_(some))
        for made in db.session.execute(query):
            found[str(made.submission_key)] = (made.id, made.number, made.title)
    references = _references(community_code, rows)
    wrongs = []
    for row in rows:
        there = found.get(keys[row.line])
        if there and row.own and plain(there[2]) != plain(row.title):
            facts = {"number": there[1], "title": there[2]}
            wrongs.append(Wrong(row.line, "own", "needs.own_used", facts))
        elif not there and row.reference and (entered := references.get(_reference(row))):
            wrongs.append(Wrong(row.line, "reference", "needs.reference_used", {"number": entered}))
    return {key: need_id for key, (need_id, _number, _title) in found.items()}, wrongs


def keys_there(community_code: str, keys: Iterable[str]) -> set[str]:
    """Those of some keys under which there is a need."""
    query = select(Need.submission_key).where(Need.community_code == community_code)
    return {
        str(key)
        for some in _portions(keys)
        for key in db.session.scalars(query.where(Need.submission_key.in_(some)))
    }


def _references(community_code: str, rows: Sequence[NeedLine]) -> dict[str, str]:
    """The forms and work orders of these lines that were entered already, with the needs' numbers."""
    found: dict[str, str] = {}
    for some in _portions({_reference(row) for row in rows if row.reference}):
        query = select(Need.reference, Need.number).where(
            Need.community_code == community_code, Need.reference.in_(some)
        )
        found |= {str(reference): number for reference, number in db.session.execute(query)}
    return found


def _reference(row: NeedLine) -> str:
    return checked_reference(row.reference, row.channel, today().year)


def _residents(community_code: str, rows: Sequence[NeedLine]) -> tuple[dict[int, UUID], list[Wrong]]:
    """Who of the roll said each line, by door and name; who is not found, or not certain, is told."""
    doors = [row for row in rows if row.door and row.name]
    at_home = _at_home(community_code, {row.name for row in doors})
    found: dict[int, UUID] = {}
    doubts = []
    for row in doors:
        fitting = [person for person in at_home.get(row.name, ()) if _lives_at(person, row)]
        if len(fitting) == 1:
            found[row.line] = fitting[0].id
        else:
            code = "needs.several_on_roll" if fitting else "needs.not_on_roll"
            doubts.append(Wrong(row.line, "door", code, {"name": row.name}))
    return found, doubts


def _at_home(community_code: str, names: Iterable[str]) -> dict[str, list[Any]]:
    people: defaultdict[str, list[Any]] = defaultdict(list)
    for some in _portions(names):
        query = (
            select(
                Resident.id, Resident.name, Estate.id.label("estate_id"), Estate.name.label("estate"),
                Building.name.label("building"), Household.unit, Household.door,
            )
            .join(Household, Household.id == Resident.household_id)
            .join(Building, Building.id == Household.building_id)
            .join(Estate, Estate.id == Building.estate_id)
            .where(
                Resident.community_code == community_code,
                Resident.moved_out_at.is_(None),
                Resident.name.in_(some),
            )
        )  # fmt: skip
        for person in db.session.execute(query):
            people[person.name].append(person)
    return people


def _lives_at(person: Any, row: NeedLine) -> bool:
    """The door fits; estate, building and unit fit where the line names them."""
    if plain(person.door) != plain(row.door) or row.estate_id not in (None, person.estate_id):
        return False
    building = plain(row.building).removeprefix(plain(person.estate))
    if building and BUILDING.sub("", building) != BUILDING.sub("", plain(person.building)):
        return False
    return not (row.unit and person.unit) or plain(row.unit) == plain(person.unit)


def report_of(community_code: str, content: bytes, tell: Tell = lambda done, total: None) -> dict[str, Any]:
    """What the dry run tells, as it is kept: nothing is written, and nobody else waits for it."""
    with reading():
        try:
            return _report(community_code, checked(community_code, content), tell)
        except Refusal as refusal:
            return {"refused": {"code": refusal.code, "facts": refusal.facts}}
        finally:
            db.session.rollback()


def _report(community_code: str, found: Checked, tell: Tell) -> dict[str, Any]:
    fresh = found.fresh
    twins = _twins(community_code, fresh, tell)
    wrongs, notes = found.read.wrongs, found.read.notes
    return {
        "refused": None,
        "wrongs": [asdict(wrong) for wrong in wrongs[:MOST_SHOWN]],
        "wrong_count": len(wrongs),
        "wrong_lines": len(found.wrong_lines),
        "notes": [asdict(note) for note in notes[:MOST_SHOWN]],
        "note_count": len(notes),
        "others": [name for name in found.sheet.others if name not in OURS],
        "hidden": list(found.sheet.hidden),
        "merged": found.merged,
        "fresh": len(fresh),
        "already": len(found.read.rows) - len(fresh),
        "tied": sum(row.line in found.residents for row in fresh),
        "fates": _fates(community_code, fresh),
        "twins": twins,
        "choices": {},
        "done": None,
    }


def row_count(report: Mapping[str, Any]) -> int:
    """How many lines the table has."""
    if report["refused"]:
        return 0
    return int(report["fresh"]) + int(report["already"]) + int(report["wrong_lines"])


def _fates(community_code: str, rows: Sequence[NeedLine]) -> dict[str, Any]:
    """How many lines join the cycle that collects, how many join late, how many wait for the next one."""
    cycle = collecting_cycle(community_code)
    if cycle is not None:
        return {"cycle": cycle.name, "joins": len(rows), "late": 0, "waits": 0}
    days: dict[date, str] = {}
    for day in {row.said_on for row in rows if row.said_on}:
        late = cycle_of_day(community_code, day)
        if late is not None:
            days[day] = late.name
    late_count = sum(row.said_on in days for row in rows)
    name = next(iter(days.values()), "")
    return {"cycle": name, "joins": 0, "late": late_count, "waits": len(rows) - late_count}


def _twins(community_code: str, rows: Sequence[NeedLine], tell: Tell) -> list[dict[str, Any]]:
    """The lines that may say what is there already, or what a line before them says."""
    near = _asker(community_code, len(rows))
    first: dict[tuple[str, str], int] = {}
    twins = []
    for done, row in enumerate(rows, start=1):
        here = first.setdefault(row.words, row.line)
        alike = near(row)
        if alike or here != row.line:
            twins.append(
                {
                    "line": row.line,
                    "title": row.title,
                    "place": row.place,
                    "here": here if here != row.line else None,
                    "near": [_near(each) for each in alike],
                }
            )
        if done % AT_A_TIME == 0 or done == len(rows):
            tell(done, len(rows))
    return twins


def _asker(community_code: str, count: int) -> Callable[[NeedLine], list[Likeness]]:
    """How to ask what sounds alike: the index for a few lines, else everything is heard once."""
    there = select(func.count()).where(Need.community_code == community_code)
    if count * ASKED_FOR_ONE > (db.session.scalar(there) or 0):
        alike = Lookalikes(community_code)
        return lambda row: alike.near(row.title, row.body, row.place, row.category, MOST_NEAR)
    return lambda row: similar_to(
        community_code, row.title, row.body, row.category, None, MOST_NEAR, True, row.place
    )


def _near(alike: Likeness) -> dict[str, Any]:
    return {
        "id": str(alike.need_id),
        "number": alike.number,
        "title": alike.title,
        "supports": alike.supports,
    }


def _portions(items: Iterable[Item]) -> Iterable[list[Item]]:
    """Some hundred at a time, for a statement takes only so many values."""
    coming = iter(items)
    while some := list(islice(coming, AT_A_TIME)):
        yield some
