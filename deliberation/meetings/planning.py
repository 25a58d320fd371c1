"""Planning a meeting: what, when, who, the agenda, and its notice."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.clock import local, now, today
from deliberation.database import db, refusing
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.meetings import matters
from deliberation.meetings.agreed import any_open
from deliberation.meetings.door_code import ensure_code
from deliberation.meetings.guards import link_to, refuse_unless_open, touch
from deliberation.meetings.listing import set_members
from deliberation.meetings.models import AgendaItem, Meeting
from deliberation.meetings.profiles import rule_of
from deliberation.meetings.queries import last_sessions, possible_leaders, representatives
from deliberation.meetings.rules import (
    MOST_AREA_CM2,
    MOST_PEOPLE,
    NOTICE_DAYS,
    ItemKind,
    Mode,
    Phase,
    days_ahead,
)
from deliberation.meetings.telling import Ways, tell_called, tell_cancelled, tell_moved
from deliberation.notices.service import tell
from deliberation.people.queries import names_of
from deliberation.wording import tidy, tidy_lines

MOST_SESSIONS = 999
# The title of the first matter of a meeting that looks back; as data, for minutes are Chinese.
LOOK_BACK = "上次议定事项落实情况"


@dataclass(frozen=True)
class Leader:
    """Who chairs or records: an account of the community, or a typed name (who then cannot sign here)."""

    name: str = ""
    account_id: UUID | None = None


NOBODY_YET = Leader()


@dataclass(frozen=True)
class Plan:
    """What is decided beforehand about a meeting."""

    title: str
    starts_at: datetime
    place: str
    mode: Mode = Mode.ON_SITE
    ends_at: datetime | None = None
    chair: Leader = field(default=NOBODY_YET)
    recorder: Leader = field(default=NOBODY_YET)
    due: int | None = None
    due_area_cm2: int | None = None
    cycle_id: UUID | None = None
    series_name: str = ""
    session_no: int | None = None


def plan(actor: Actor, community_code: str, profile_key: str, given: Plan) -> Meeting:
    """Plan a meeting; it keeps its own copy of the rule; the representatives are expected."""
    offered = rule_of(community_code, profile_key)
    if offered is None or offered.retired:
        raise Refusal("meetings.no_profile")
    year = local(given.starts_at).year
    meeting = Meeting(
        community_code=community_code,
        series=offered.profile.key,
        year=year,
        session_no=last_sessions(community_code, year).get(offered.profile.key, 0) + 1,
        profile_data=offered.as_data(),
    )
    _apply(meeting, given)
    db.session.add(meeting)
    with refusing("session_no", "meetings.session_taken", year=year, number=meeting.session_no):
        db.session.flush()
    record(actor, "meetings.plan", "meeting", meeting.id, community_code, after=_facts(meeting))
    set_members(actor, meeting, [row.id for row in representatives(community_code)])
    if any_open(community_code):
        look_back(actor, meeting)
    return meeting


def look_back(actor: Actor, meeting: Meeting) -> AgendaItem:
    """Put first on the agenda what earlier meetings agreed and how far it is."""
    refuse_unless_open(meeting)
    there = next((item for item in meeting.items if item.kind == ItemKind.ACTIONS), None)
    if there is not None:
        return there
    item = AgendaItem(kind=ItemKind.ACTIONS, title=LOOK_BACK, position=0)
    meeting.items.insert(0, item)
    db.session.flush()
    _number(meeting, sorted(meeting.items, key=lambda row: row.position))
    _record_item(actor, "meetings.add_item", meeting, item)
    return item


def add_needs(actor: Actor, meeting: Meeting, need_ids: Sequence[UUID]) -> list[AgendaItem]:
    """Put several needs on the agenda at once, each once, in the order given."""
    there = {item.need_id for item in meeting.items}
    wanted = [each for each in dict.fromkeys(need_ids) if each not in there]
    if not wanted:
        raise Refusal("meetings.no_needs_chosen")
    named = matters.needs_named(wanted)
    if set(named) != set(wanted):
        raise Refusal("meetings.no_such_need")
    return [add_item(actor, meeting, ItemDraft(named[each].title, need_id=each)) for each in wanted]


def edit(actor: Actor, meeting: Meeting, given: Plan) -> None:
    """Change a planned meeting; when its time or place changes after the notice, its members are told."""
    refuse_unless_open(meeting)
    before, placed = _facts(meeting), (meeting.starts_at, meeting.place)
    _apply(meeting, given)
    db.session.flush()
    record(actor, "meetings.edit", "meeting", meeting.id, meeting.community_code, before, _facts(meeting))
    if meeting.notice_sent_at and placed != (meeting.starts_at, meeting.place):
        starts_at, place = placed
        meeting.moved_at = now()
        meeting.moved_from = {"starts_at": starts_at.isoformat(), "place": place}
        tell_moved(meeting)
    if meeting.notice_sent_at:
        touch(meeting)


def _apply(meeting: Meeting, given: Plan) -> None:
    if not tidy(given.title):
        raise Refusal("meetings.no_title")
    if len(tidy(given.title)) > 200 or len(tidy(given.place)) > 200:
        raise Refusal("meetings.too_long")
    if given.ends_at and given.ends_at <= given.starts_at:
        raise Refusal("meetings.ended_before_start")
    _refuse_impossible_due(given.due, given.due_area_cm2)
    chair, recorder = (known_leader(meeting, leader) for leader in (given.chair, given.recorder))
    if chair.account_id and chair.account_id == recorder.account_id:
        raise Refusal("meetings.same_chair_and_recorder")
    meeting.title, meeting.place, meeting.mode = tidy(given.title), tidy(given.place), given.mode
    meeting.starts_at, meeting.ends_at, meeting.cycle_id = given.starts_at, given.ends_at, given.cycle_id
    meeting.chair_name, meeting.chair_id = chair.name, chair.account_id
    meeting.recorder_name, meeting.recorder_id = recorder.name, recorder.account_id
    meeting.due_typed, meeting.due_area_cm2 = given.due, given.due_area_cm2
    meeting.series_name = tidy(given.series_name)[:60]
    if given.session_no is not None and given.session_no != meeting.session_no:
        _renumber(meeting, given.session_no)


def _renumber(meeting: Meeting, number: int) -> None:
    """A session has a number of its own in its series and year."""
    if not 1 <= number <= MOST_SESSIONS:
        raise Refusal("meetings.bad_session")
    same = (Meeting.community_code == meeting.community_code, Meeting.series == meeting.series)
    with db.session.no_autoflush:
        taken = db.session.scalar(
            select(Meeting.id).where(*same, Meeting.year == meeting.year, Meeting.session_no == number)
        )
    if taken is not None and taken != meeting.id:
        raise Refusal("meetings.session_taken", year=meeting.year, number=number)
    meeting.session_no = number


def _refuse_impossible_due(due: int | None, area: int | None) -> None:
    if due is not None and not 0 <= due <= MOST_PEOPLE:
        raise Refusal("meetings.bad_count")
    if area is not None and not 0 <= area <= MOST_AREA_CM2:
        raise Refusal("meetings.bad_count")


def known_leader(meeting: Meeting, leader: Leader) -> Leader:
    """A leader by account is one of the community's people, and is called by the account's name."""
    if leader.account_id is None:
        return Leader(tidy(leader.name)[:60])
    code = meeting.community_code
    if leader.account_id not in {row.id for row in possible_leaders(code)}:
        raise Refusal("meetings.not_from_here")
    return Leader(names_of([leader.account_id])[leader.account_id], leader.account_id)


@dataclass(frozen=True)
class ItemDraft:
    """What an agenda item says."""

    title: str
    explanation: str = ""
    proposer: str = ""
    need_id: UUID | None = None
    round_id: UUID | None = None


def add_item(actor: Actor, meeting: Meeting, given: ItemDraft) -> AgendaItem:
    """Put a matter on the agenda, at its end."""
    refuse_unless_open(meeting)
    item = AgendaItem(position=max((row.position for row in meeting.items), default=0) + 1)
    _fill(item, meeting, given)
    meeting.items.append(item)
    db.session.flush()
    _record_item(actor, "meetings.add_item", meeting, item)
    return item


def edit_item(actor: Actor, item: AgendaItem, given: ItemDraft) -> None:
    """Change what an agenda item says."""
    refuse_unless_open(item.meeting)
    _fill(item, item.meeting, given)
    db.session.flush()
    _record_item(actor, "meetings.edit_item", item.meeting, item)


def _fill(item: AgendaItem, meeting: Meeting, given: ItemDraft) -> None:
    if not tidy(given.title):
        raise Refusal("meetings.no_title")
    if len(tidy(given.title)) > 200 or len(tidy(given.proposer)) > 60:
        raise Refusal("meetings.too_long")
    matters.refuse_foreign(meeting.community_code, given.need_id, given.round_id)
    item.title, item.proposer = tidy(given.title), tidy(given.proposer)
    item.explanation = tidy_lines(given.explanation)
    item.need_id, item.round_id = given.need_id, given.round_id


def move_item(actor: Actor, item: AgendaItem, down: bool) -> None:
    """Let an item change places with its neighbour; at the end of the list nothing happens."""
    meeting = item.meeting
    refuse_unless_open(meeting)
    rows = sorted(meeting.items, key=lambda row: row.position)
    here = rows.index(item)
    there = here + (1 if down else -1)
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    _number(meeting, rows)
    _record_item(actor, "meetings.move_item", meeting, item)


def remove_item(actor: Actor, item: AgendaItem) -> None:
    """Take a matter off the agenda, as long as nothing was moved on it."""
    meeting = item.meeting
    refuse_unless_open(meeting)
    if item.motions:
        raise Refusal("meetings.item_has_motions")
    _record_item(actor, "meetings.remove_item", meeting, item)
    meeting.items.remove(item)
    _number(meeting, sorted(meeting.items, key=lambda row: row.position))


def _number(meeting: Meeting, rows: Sequence[AgendaItem]) -> None:
    for position, row in enumerate(rows, 1):
        row.position = position
    db.session.flush()
    db.session.expire(meeting, ["items"])


def give_notice(
    actor: Actor,
    meeting: Meeting,
    text: str,
    reason: str = "",
    posted_on: date | None = None,
    ways: Ways = (),
) -> None:
    """Announce a meeting, three days ahead at least (a notice on paper counts from its day), in the inbox and
    by the `ways` ticked."""
    if meeting.phase != Phase.PLANNED:
        raise Refusal("meetings.already_noticed" if meeting.notice_sent_at else "meetings.already_cancelled")
    noticed_on = posted_on or today()
    if noticed_on > today():
        raise Refusal("meetings.posted_in_future")
    held_on = local(meeting.starts_at).date()
    if posted_on is None and meeting.starts_at <= now():
        raise Refusal("meetings.notice_after_start")
    days = days_ahead(noticed_on, held_on)
    if days < NOTICE_DAYS and not tidy(reason):
        raise Refusal("meetings.notice_too_late", days=max(0, days), due=NOTICE_DAYS)
    if not meeting.place:
        raise Refusal("meetings.no_place")
    if not meeting.items:
        raise Refusal("meetings.no_agenda")
    meeting.notice_text, meeting.notice_posted_on = tidy_lines(text), posted_on
    meeting.short_notice_reason = tidy(reason)[:200] if days < NOTICE_DAYS else ""
    meeting.notice_sent_at = now()
    ensure_code(meeting)
    db.session.flush()
    after = {
        "days_ahead": days,
        "reason": meeting.short_notice_reason,
        "posted_on": posted_on,
        "ways": sorted(ways),
    }
    record(actor, "meetings.give_notice", "meeting", meeting.id, meeting.community_code, after=after)
    tell_called(meeting, ways)
    touch(meeting)
    _tell_proposers(meeting)


def cancel(actor: Actor, meeting: Meeting, reason: str) -> None:
    """Call a meeting off, with the reason; not after something was decided."""
    refuse_unless_open(meeting)
    if not tidy(reason):
        raise Refusal("meetings.reason_needed")
    if any(item.motions for item in meeting.items):
        raise Refusal("meetings.item_has_motions")
    meeting.cancelled_at, meeting.cancel_reason = now(), tidy(reason)[:200]
    db.session.flush()
    after = {"reason": meeting.cancel_reason}
    record(actor, "meetings.cancel", "meeting", meeting.id, meeting.community_code, after=after)
    if meeting.notice_sent_at:
        tell_cancelled(meeting)
        touch(meeting)
    for item in meeting.items:
        if item.need_id:
            matters.release(meeting, item.need_id)


def _tell_proposers(meeting: Meeting) -> None:
    """The needs on the agenda, and those who sent them, learn when they are discussed."""
    facts = {"title": meeting.title, "starts_at": meeting.starts_at.isoformat(), "place": meeting.place}
    for item in meeting.items:
        if item.need_id:
            matters.hold(meeting, item.need_id)
            matters.record_event(item.need_id, "meetings.scheduled", meeting, item)
            authors = matters.followers_of(item.need_id)
            tell(
                authors,
                "notice.meetings.need_scheduled",
                {**facts, "need": item.title},
                meeting.community_code,
                "meetings.show",
                link_to(meeting),
            )


def _record_item(actor: Actor, act: str, meeting: Meeting, item: AgendaItem) -> None:
    after = {"item": str(item.id), "title": item.title, "position": item.position, "need": item.need_id}
    record(actor, act, "meeting", meeting.id, meeting.community_code, after=after)
    if meeting.notice_sent_at:
        touch(meeting)


def _facts(meeting: Meeting) -> dict[str, Any]:
    return {
        "title": meeting.title,
        "profile": meeting.series,
        "session": (meeting.series_name, meeting.year, meeting.session_no),
        "starts_at": meeting.starts_at,
        "place": meeting.place,
        "chair": Personal(meeting.chair_name),
        "recorder": Personal(meeting.recorder_name),
        "due": meeting.due_typed,
    }
