"""Who is expected: the representatives, names typed, a pasted list of owners, or everybody of the roll."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, insert, or_, select

from deliberation.actors import Actor
from deliberation.clock import now, today
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.meetings import doors
from deliberation.meetings.guards import refuse_unless_open, touch
from deliberation.meetings.models import Attendance, Meeting
from deliberation.meetings.pinyin import initials_of
from deliberation.meetings.queries import representatives
from deliberation.meetings.rules import MOST_AREA_CM2, Base, Presence
from deliberation.meetings.telling import tell_newcomers
from deliberation.people.models import Account, Resident
from deliberation.places.models import Building, Estate, Household
from deliberation.places.queries import in_door_order
from deliberation.wording import tidy

MOST_LISTED = 5_000
ADULT = 18
CM2_IN_M2 = 10_000
WAITING = frozenset({Presence.EXPECTED, Presence.EXCUSED})
NOBODY = "住户"
_BETWEEN = re.compile(r"[,，\t;；]+")
_HEAD = ("姓名", "门牌", "面积")


@dataclass(frozen=True)
class Due:
    """Somebody who is due: behind which door, with what area; of the roll, or with an account."""

    name: str
    door: str = ""
    area_cm2: int = 0
    resident_id: UUID | None = None
    account_id: UUID | None = None

    @property
    def key(self) -> tuple[str, str]:
        return (self.name, self.door)


def enter(meeting: Meeting, name: str, status: Presence, **more: Any) -> Attendance:
    """One more row of the list, with the initials it is found by."""
    row = Attendance(meeting_id=meeting.id, name=name, status=status, initials=initials_of(name), **more)
    db.session.add(row)
    return row


def set_members(
    actor: Actor, meeting: Meeting, account_ids: Iterable[UUID], typed: Sequence[str] = ()
) -> None:
    """State who is expected: representatives by account, others by name; nobody stands there twice."""
    refuse_unless_open(meeting)
    wanted, names = set(account_ids), [name for name in map(tidy, typed) if name]
    people = {row.id: row for row in representatives(meeting.community_code)}
    kept = {row.account_id for row in meeting.attendance if row.account_id}
    if wanted - set(people) - kept:
        raise Refusal("meetings.not_from_here")
    _refuse_doubles(names)
    _drop(meeting, wanted, set(names), set(people))
    behind = doors_of(meeting.community_code, [people[each].resident_id for each in wanted - kept])
    new = []
    for account_id in sorted(wanted - kept, key=lambda each: people[each].name):
        person = people[account_id]
        more = {"account_id": account_id, "resident_id": person.resident_id}
        door = behind.get(person.resident_id, "")
        new.append(enter(meeting, person.name, Presence.EXPECTED, door=door, **more))
    standing = {row.name: row for row in meeting.attendance}
    listed = {name for name, row in standing.items() if by_name(row)}
    for name in names:
        if name in listed:
            continue
        if name in standing:
            raise Refusal("meetings.already_listed", name=name, door=standing[name].door)
        new.append(enter(meeting, name, Presence.EXPECTED))
    db.session.flush()
    tell_newcomers(meeting, new)
    _done(actor, "meetings.set_members", meeting)


def _refuse_doubles(names: Sequence[str]) -> None:
    if any(len(name) > 60 for name in names):
        raise Refusal("meetings.too_long")
    double = next((name for name in names if names.count(name) > 1), None)
    if double:
        raise Refusal("meetings.already_listed", name=double)


def _drop(meeting: Meeting, accounts: set[UUID], names: set[str], people: set[UUID]) -> None:
    """Take off the list who is no longer expected; who has come, observes, or came onto the list by the roll
    or with a door stays."""
    for row in list(meeting.attendance):
        chosen = row.account_id in people if row.account_id else by_name(row)
        wanted = row.account_id in accounts if row.account_id else row.name in names
        if chosen and not wanted and row.status in WAITING:
            meeting.attendance.remove(row)


def by_name(row: Attendance) -> bool:
    """Whether somebody was typed by name alone."""
    return row.account_id is None and row.resident_id is None and not row.door


def list_from_roll(actor: Actor, meeting: Meeting) -> int:
    """Put on the list whoever the roll says is due: every adult, or one of each household (for owners with
    its area); how many are new. Done again, it adds who is new and takes off who moved away."""
    refuse_unless_open(meeting)
    if meeting.profile.base not in {Base.RESIDENTS, Base.HOUSEHOLDS, Base.OWNERS}:
        raise Refusal("meetings.not_by_roll")
    wanted = due_of_roll(meeting.community_code, meeting.profile.base, today())
    if len(wanted) > MOST_LISTED:
        raise Refusal("meetings.list_too_long", most=MOST_LISTED)
    _drop_struck(meeting, {each.resident_id for each in wanted})
    added = _add(meeting, wanted, of_roll=True)
    _done(actor, "meetings.list_from_roll", meeting, added=added)
    return added


def _drop_struck(meeting: Meeting, residents: set[UUID | None]) -> None:
    """Whoever of the roll is not due any more, and neither came nor said a word, leaves the list."""
    elected = {row.id for row in representatives(meeting.community_code)}
    query = select(Attendance).where(
        Attendance.meeting_id == meeting.id,
        Attendance.resident_id.is_not(None),
        Attendance.status == Presence.EXPECTED,
    )
    for row in db.session.scalars(query):
        if row.resident_id not in residents and row.account_id not in elected:
            db.session.delete(row)
    db.session.flush()


def due_of_roll(code: str, base: Base, day: date) -> list[Due]:
    """Who of the roll is due, door by door: all adults, or the eldest of each household."""
    several = (db.session.scalar(select(func.count()).where(Estate.community_code == code)) or 0) > 1
    people = select(Resident).where(
        Resident.community_code == code, Resident.on_roll, Resident.moved_out_at.is_(None)
    )
    grown = or_(Resident.birth_year.is_(None), Resident.birth_year <= day.year - ADULT)
    behind: dict[UUID, list[Resident]] = {}
    for person in db.session.scalars(people.where(grown).order_by(Resident.birth_year, Resident.id)):
        behind.setdefault(person.household_id, []).append(person)
    query = (
        select(Household, Building.name, Estate.name)
        .join(Building, Building.id == Household.building_id)
        .join(Estate, Estate.id == Building.estate_id)
        .where(Household.community_code == code)
        .order_by(*in_door_order())
    )
    found: list[Due] = []
    for home, building, estate in db.session.execute(query):
        door = doors.door_of(building, home.unit, home.door, estate if several else "")
        grown_ups = behind.get(home.id, [])
        if base == Base.RESIDENTS:
            found += [Due(person.name, door, 0, person.id) for person in grown_ups]
            continue
        eldest = next(iter(grown_ups), None)
        area = (home.area_cm2 or 0) if base == Base.OWNERS else 0
        found.append(Due(eldest.name if eldest else NOBODY, door, area, eldest.id if eldest else None))
    return found


def doors_of(code: str, resident_ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Behind which doors residents live."""
    several = (db.session.scalar(select(func.count()).where(Estate.community_code == code)) or 0) > 1
    query = (
        select(Resident.id, Household.unit, Household.door, Building.name, Estate.name.label("estate"))
        .join(Household, Household.id == Resident.household_id)
        .join(Building, Building.id == Household.building_id)
        .join(Estate, Estate.id == Building.estate_id)
        .where(Resident.id.in_([each for each in resident_ids if each]))
    )
    return {
        row.id: doors.door_of(row.name, row.unit, row.door, row.estate if several else "")
        for row in db.session.execute(query)
    }


def list_pasted(actor: Actor, meeting: Meeting, text: str) -> int:
    """Put a pasted list on the list, one member a line: 门牌,姓名,面积; how many are new. Done again, nobody
    is doubled, and areas that changed are taken over for those who have not come yet."""
    refuse_unless_open(meeting)
    wanted = read_lines(text)
    if not wanted:
        raise Refusal("meetings.no_lines")
    if len(wanted) > MOST_LISTED:
        raise Refusal("meetings.list_too_long", most=MOST_LISTED)
    added = _add(meeting, wanted)
    _done(actor, "meetings.list_pasted", meeting, added=added)
    return added


def read_lines(text: str) -> list[Due]:
    """A pasted list, line by line; what cannot be read is refused with its line."""
    found: list[Due] = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = [tidy(cell) for cell in _BETWEEN.split(line)]
        if not any(cells) or (any(word in cells[0] for word in _HEAD) and number == 1):
            continue
        found.append(_read(cells, number))
    keys = [due.key for due in found]
    if len(set(keys)) < len(keys):
        double = next(due for place, due in enumerate(found) if due.key in keys[:place])
        raise Refusal("meetings.already_listed", name=double.name, door=double.door)
    return found


def _read(cells: Sequence[str], number: int) -> Due:
    """门牌,姓名,面积; 门牌,姓名; 姓名,面积; or a name alone."""
    cells = [cell for cell in cells if cell]
    area = _area(cells[-1]) if len(cells) > 1 else None
    words = list(cells[:-1] if area is not None else cells)
    if not 1 <= len(words) <= 2 or len(words[-1]) > 60 or not any(map(str.isalpha, words[-1])):
        raise Refusal("meetings.line_unread", line=number, text=",".join(cells)[:60])
    if area is not None and not 0 <= area <= MOST_AREA_CM2:
        raise Refusal("meetings.line_area", line=number, text=cells[-1][:20])
    return Due(words[-1], doors.plain(words[0]) if len(words) == 2 else "", area or 0)


def _area(text: str) -> int | None:
    """Square metres in whole square centimetres; None when the words are no number."""
    try:
        metres = Decimal(text.removesuffix("平方米").removesuffix("㎡").strip())
    except InvalidOperation:
        return None
    if not metres.is_finite() or metres * CM2_IN_M2 != int(metres * CM2_IN_M2):
        return -1
    return int(metres * CM2_IN_M2)


def _add(meeting: Meeting, wanted: Sequence[Due], of_roll: bool = False) -> int:
    """Add who is not there yet: one of an account, of a resident, of a name behind a door; of the roll, where
    households count, one behind each door."""
    rows = db.session.scalars(select(Attendance).where(Attendance.meeting_id == meeting.id)).all()
    by_key = {(row.name, row.door): row for row in rows}
    by_resident: dict[UUID | None, Attendance] = {row.resident_id: row for row in rows if row.resident_id}
    one_a_door = of_roll and meeting.profile.base != Base.RESIDENTS
    by_door = {row.door: row for row in rows if row.door and one_a_door}
    accounts = _accounts([due.resident_id for due in wanted])
    taken = {row.account_id for row in rows if row.account_id}
    fresh: list[dict[str, Any]] = []
    for due in wanted:
        there = by_key.get(due.key) or by_resident.get(due.resident_id) or by_door.get(due.door)
        if there is None:
            account = accounts.get(due.resident_id)
            fresh.append(_values(meeting, due, None if account in taken else account))
        elif due.area_cm2 and there.status == Presence.EXPECTED and there.area_cm2 != due.area_cm2:
            there.area_cm2, there.version = due.area_cm2, there.version + 1
    if fresh:
        db.session.flush()
        db.session.execute(insert(Attendance), fresh)
    return len(fresh)


def _accounts(resident_ids: Iterable[UUID | None]) -> dict[UUID | None, UUID]:
    """The accounts of those residents who have one."""
    wanted = {each for each in resident_ids if each}
    if not wanted:
        return {}
    query = select(Account.resident_id, Account.id).where(
        Account.resident_id.is_not(None), Account.closed_at.is_(None)
    )
    return {row[0]: row[1] for row in db.session.execute(query) if row[0] in wanted}


def _values(meeting: Meeting, due: Due, account_id: UUID | None) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "meeting_id": meeting.id,
        "name": due.name,
        "door": due.door,
        "area_cm2": due.area_cm2,
        "resident_id": due.resident_id,
        "account_id": account_id,
        "initials": initials_of(due.name),
        "status": Presence.EXPECTED,
        "households": 1,
        "version": 0,
        "reason": "",
        "represents": "",
        "created_at": now(),
    }


def _done(actor: Actor, act: str, meeting: Meeting, **more: Any) -> None:
    db.session.flush()
    db.session.expire(meeting, ["attendance"])
    listed = db.session.scalar(select(func.count()).where(Attendance.meeting_id == meeting.id))
    after = {"listed": listed, **more}
    record(actor, act, "meeting", meeting.id, meeting.community_code, after=after)
    touch(meeting)
