"""Telling people of a meeting: in the inbox always, and by the ways its notice was sent: short message, mail,
the groups of the community. Whoever has no account stands in the outbox for a worker to call.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from deliberation.clock import now
from deliberation.meetings.guards import link_to
from deliberation.meetings.letters import News, Words, words_of
from deliberation.meetings.models import Attendance, Meeting
from deliberation.meetings.rules import Presence
from deliberation.notices import channels, outbox
from deliberation.notices.outbox import About, Letter
from deliberation.notices.queries import told_groups, ways_used
from deliberation.notices.rules import SENT_BY_MACHINE, Channel
from deliberation.notices.service import tell
from deliberation.people.reaching import Reachable, reachable
from deliberation.places.queries import region_of

Ways = Collection[Channel]


def subject_of(meeting: Meeting) -> str:
    """Under which name the outbox keeps what is written about a meeting."""
    return f"meeting:{meeting.id}"


def ways_of(meeting: Meeting) -> frozenset[Channel]:
    """By which ways this meeting's people were told so far, besides the inbox."""
    return ways_used(subject_of(meeting)) & set(SENT_BY_MACHINE)


def tell_called(meeting: Meeting, ways: Ways) -> None:
    """The notice."""
    _tell(_Telling(meeting, News.CALLED, ways, _members(meeting)))


def tell_newcomers(meeting: Meeting, rows: Sequence[Attendance]) -> None:
    """Whoever comes on the list after the notice hears of it, too, by the same ways; groups know already."""
    if meeting.notice_sent_at and rows:
        ways = ways_of(meeting) - {Channel.WEBHOOK}
        _tell(_Telling(meeting, News.CALLED, ways, rows, leaders=False, groups=False))


def tell_moved(meeting: Meeting) -> None:
    """Another time or place, by the same ways again; a reminder will be due anew."""
    meeting.reminded_at = None
    ways = ways_of(meeting)
    outbox.withdraw(subject_of(meeting))
    _tell(_Telling(meeting, News.MOVED, ways, _members(meeting), occasion=now().isoformat()))


def tell_cancelled(meeting: Meeting) -> None:
    """The meeting will not be held; what was not told yet of it is not told any more."""
    ways = ways_of(meeting)
    outbox.withdraw(subject_of(meeting))
    _tell(_Telling(meeting, News.CANCELLED, ways, _members(meeting)))


def tell_reminder(meeting: Meeting) -> None:
    """The day before, those still expected, once; nobody has to be called again for it."""
    rows = [row for row in _members(meeting) if row.status == Presence.EXPECTED]
    day = meeting.starts_at.date().isoformat()
    _tell(_Telling(meeting, News.REMINDER, ways_of(meeting), rows, occasion=day, by_hand=False))


@dataclass(frozen=True)
class _Telling:
    """Whom, of what, and by which ways."""

    meeting: Meeting
    news: News
    ways: Ways
    rows: Sequence[Attendance]
    occasion: str = ""
    leaders: bool = True
    groups: bool = True
    by_hand: bool = True


def _members(meeting: Meeting) -> list[Attendance]:
    return [row for row in meeting.attendance if row.status != Presence.OBSERVER]


def _tell(telling: _Telling) -> None:
    meeting, code = telling.meeting, telling.meeting.community_code
    region = region_of(code)
    words = words_of(meeting, telling.news, region.name if region else code)
    listed = [row.account_id for row in telling.rows if row.account_id]
    leading = [each for each in (meeting.chair_id, meeting.recorder_id) if each] if telling.leaders else []
    extra = [each for each in leading if meeting.member(each) is None]
    _tell_inbox(telling, listed, leads=False)
    _tell_inbox(telling, extra, leads=True)
    about = About(
        subject_of(meeting),
        f"{telling.news}:{telling.occasion}".rstrip(":"),
        code,
        "meetings.show",
        link_to(meeting),
    )
    outbox.write(_letters(telling, words, [*listed, *extra]), about)


def _tell_inbox(telling: _Telling, accounts: Sequence[UUID], leads: bool) -> None:
    meeting = telling.meeting
    facts: dict[str, Any] = {
        "title": meeting.title,
        "starts_at": meeting.starts_at.isoformat(),
        "place": meeting.place,
    }
    if telling.news == News.CANCELLED:
        facts["reason"] = meeting.cancel_reason
    if leads:
        facts["leads"] = True
    kind = f"notice.meetings.{telling.news}"
    tell(accounts, kind, facts, meeting.community_code, "meetings.show", link_to(meeting))


def _letters(telling: _Telling, words: Words, accounts: Sequence[UUID]) -> Iterator[Letter]:
    people = reachable(accounts) if {Channel.SMS, Channel.EMAIL} & set(telling.ways) else []
    yield from _to_people(telling.ways, words, people)
    if telling.groups and Channel.WEBHOOK in telling.ways:
        for group in told_groups(telling.meeting.community_code):
            yield channels.letter_to(group, words.title, words.whole)
    if telling.by_hand:
        for row in telling.rows:
            if row.account_id is None:
                yield Letter(Channel.BY_HAND, "", words.title, words.short, row.name)


def _to_people(ways: Ways, words: Words, people: Iterable[Reachable]) -> Iterator[Letter]:
    for person in people:
        if Channel.SMS in ways and person.phone:
            yield Letter(
                Channel.SMS, person.phone, words.title, words.short, person.name, person.account_id
            )  # fmt: skip
        if Channel.EMAIL in ways and person.email:
            yield Letter(
                Channel.EMAIL, person.email, words.title, words.whole, person.name, person.account_id
            )  # fmt: skip
