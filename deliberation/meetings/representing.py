"""Who speaks and votes for whom: how many households somebody stands for, whose they are, with what area.

A household on the list that is represented keeps its own row and its own figures; while it is represented it
is counted with whoever stands for it, and no longer by itself.
"""

import re
from collections.abc import Sequence

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.meetings.at_door import behind
from deliberation.meetings.guards import refuse_unless_noticed, refuse_unless_seen, touch
from deliberation.meetings.models import Attendance, Meeting
from deliberation.meetings.queries import turnout
from deliberation.meetings.rules import MOST_AREA_CM2, MOST_HOUSEHOLDS, Base, Presence
from deliberation.wording import tidy

LONGEST = 200
ENTRUSTED = "委托"
WEIGHED = frozenset({Base.HOUSEHOLDS, Base.OWNERS})
_BETWEEN = re.compile(r"[,，、;；\n]+")


def represent(
    actor: Actor,
    meeting: Meeting,
    row: Attendance,
    households: int,
    whom: str,
    area_cm2: int | None = None,
    seen: int | None = None,
) -> None:
    """State for how many households (their own included) somebody is here, and whose they are; where owners
    decide, with the area of all of them."""
    refuse_unless_noticed(meeting)
    db.session.refresh(row, with_for_update=True)
    refuse_unless_seen(row, seen)
    whom = tidy(whom.replace("\n", "、"))
    _refuse_impossible(row, households, whom, area_cm2)
    before = {"households": row.households, "area_cm2": row.area_cm2}
    set_free(meeting, row)
    listed = _named(meeting, row, whom)
    if len(listed) >= households:
        raise Refusal("meetings.fewer_than_named", households=households, named=len(listed) + 1)
    row.households, row.represents = households, whom
    row.area_cm2 = area_cm2 if area_cm2 is not None else row.area_cm2 + sum(each.area_cm2 for each in listed)
    if meeting.profile.base == Base.OWNERS and households > 1 and not (area_cm2 or _all_known(row, listed)):
        raise Refusal("meetings.area_needed", name=row.name)
    if meeting.profile.base in WEIGHED:
        _entrust(row, listed)
    refuse_beyond_due(meeting)
    db.session.expire(meeting, ["attendance"])
    after = {
        "households": households,
        "whom": Personal(whom),
        "area_cm2": row.area_cm2,
        "name": Personal(row.name),
    }
    record(actor, "meetings.represent", "meeting", meeting.id, meeting.community_code, before, after)
    touch(meeting)


def _refuse_impossible(row: Attendance, households: int, whom: str, area_cm2: int | None) -> None:
    if row.status == Presence.OBSERVER:
        raise Refusal("meetings.observer")
    if represented(row):
        raise Refusal("meetings.represented", name=row.name, by=row.represents)
    if not 1 <= households <= MOST_HOUSEHOLDS or not 0 <= (area_cm2 or 0) <= MOST_AREA_CM2:
        raise Refusal("meetings.bad_count")
    if len(whom) > LONGEST:
        raise Refusal("meetings.too_long")
    if households > 1 and not whom:
        raise Refusal("meetings.whom_needed")


def _named(meeting: Meeting, row: Attendance, whom: str) -> list[Attendance]:
    """Those on the list whom the words name; who is here, or has somebody else, is not represented."""
    found: dict[object, Attendance] = {}
    for word in filter(None, map(str.strip, _BETWEEN.split(whom))):
        alike = [each for each in behind(meeting.id, word) if each.id != row.id]
        if len(alike) > 1:
            raise Refusal("meetings.several_of_name", name=word)
        for each in alike:
            if each.status in {Presence.PRESENT, Presence.LEFT}:
                raise Refusal("meetings.is_here", name=each.name)
            if represented(each):
                raise Refusal("meetings.represented", name=each.name, by=each.represents)
            if each.households > 1:
                raise Refusal("meetings.represents_others", name=each.name)
            found[each.id] = each
    return list(found.values())


def _all_known(row: Attendance, listed: Sequence[Attendance]) -> bool:
    """Every household that is represented stands on the list with its area."""
    return len(listed) == row.households - 1 and all(each.area_cm2 for each in listed)


def _entrust(row: Attendance, listed: Sequence[Attendance]) -> None:
    by = f"{row.name} {row.door}".strip()
    for each in listed:
        each.status, each.represents = Presence.EXCUSED, by[:LONGEST]
        each.reason, each.version = f"{ENTRUSTED}{by}"[:LONGEST], each.version + 1


def represented(row: Attendance) -> bool:
    """Whether somebody else is here for this household."""
    return row.status == Presence.EXCUSED and bool(row.represents)


def set_free(meeting: Meeting, row: Attendance) -> None:
    """Somebody stands for their own household alone; the others are expected again, with their own area."""
    by = f"{row.name} {row.door}".strip()[:LONGEST]
    for word in filter(None, map(str.strip, _BETWEEN.split(row.represents))):
        for each in behind(meeting.id, word):
            if represented(each) and each.represents == by:
                row.area_cm2 = max(0, row.area_cm2 - each.area_cm2)
                each.status, each.represents, each.reason = Presence.EXPECTED, "", ""
                each.version += 1
    row.households, row.represents = 1, ""


def release(meeting: Meeting, row: Attendance) -> None:
    """A household that comes itself after all: whoever stood for it stands for one household less."""
    name, _blank, door = row.represents.partition(" ")
    for each in behind(meeting.id, door or name):
        if each.name == name and each.households > 1:
            each.households -= 1
            each.area_cm2 = max(0, each.area_cm2 - row.area_cm2)
            words = [
                word
                for word in _BETWEEN.split(each.represents)
                if row not in behind(meeting.id, word.strip())
            ]
            each.represents, each.version = "、".join(words), each.version + 1
    row.status, row.represents, row.reason = Presence.EXPECTED, "", ""


def refuse_beyond_due(meeting: Meeting) -> None:
    """No more are here, by heads or by area, than are due; a hearing is open to everybody."""
    db.session.flush()
    if meeting.profile.base == Base.OPEN:
        return
    there = turnout(meeting)
    if there.present > there.due:
        raise Refusal("meetings.more_than_due", present=there.present, due=there.due)
    if there.present_area > there.due_area:
        raise Refusal("meetings.more_area_than_due")
