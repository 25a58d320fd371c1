"""Every text minutes ever had: each is put down as a revision of its own, and an earlier one can return."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import Page, db, paginate
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.meetings.comparing import FactChange, facts_changed
from deliberation.meetings.guards import link_to
from deliberation.meetings.indexing import index
from deliberation.meetings.models import Minutes, MinutesRevision
from deliberation.meetings.queries import locked_minutes
from deliberation.meetings.rules import Phase, Source
from deliberation.meetings.writing import text_hash
from deliberation.notices.service import tell

MOST_REVISIONS = 10**9


@dataclass(frozen=True)
class Text:
    """The sections of minutes, where they came from, and what their author says about them."""

    sections: dict[str, str]
    source: Source
    note: str = ""


def put_down(actor: Actor, minutes: Minutes, data: dict[str, Any], text: Text) -> bool:
    """Put a text down as the next revision; True when signatures under the old one fell."""
    digest = text_hash(data, text.sections)
    changed, first = minutes.text_hash != digest, not minutes.revision
    minutes.record, minutes.sections, minutes.text_hash = data, text.sections, digest
    minutes.revision += 1
    minutes.edited_at, minutes.edited_by = now(), actor.name
    db.session.flush()
    revision = MinutesRevision(
        minutes_id=minutes.id,
        revision=minutes.revision,
        record=data,
        sections=text.sections,
        text_hash=digest,
        source=text.source,
        note=text.note,
        written_at=minutes.edited_at,
        author_id=actor.account_id,
        author_name=actor.name,
    )
    db.session.add(revision)
    index(minutes)
    return drop_signatures(minutes) if changed and not first else False


def drop_signatures(minutes: Minutes) -> bool:
    """Let the standing signatures fall, and tell those who gave them."""
    fallen = minutes.standing()
    for row in fallen:
        row.fell_at = now()
    meeting = minutes.meeting
    told, facts = [row.account_id for row in fallen if row.account_id], {"title": meeting.title}
    code = meeting.community_code
    tell(told, "notice.meetings.signature_fell", facts, code, "meetings.minutes", link_to(meeting))
    return bool(fallen)


def sections_at(minutes: Minutes, revision: int) -> Mapping[str, str] | None:
    """The sections as a revision left them; None where that revision was not kept."""
    if revision == minutes.revision:
        return minutes.sections
    found = revision_of(minutes.id, revision)
    return found.sections if found else None


def written_by_people(minutes: Minutes) -> set[str]:
    """The sections that say something else than what was drafted from the records.

    Minutes begun before revisions were kept do not tell: there every section counts as written.
    """
    query = (
        select(MinutesRevision.sections, MinutesRevision.source)
        .where(MinutesRevision.minutes_id == minutes.id)
        .order_by(MinutesRevision.revision)
    )
    before: Mapping[str, str] | None = None
    written: set[str] = set()
    for sections, source in db.session.execute(query):
        if before is None and source != Source.DRAFTED:
            return set(minutes.sections)
        if before is not None and source != Source.DRAFTED:
            written |= {key for key, text in sections.items() if text != before.get(key)}
        before = sections
    return set(minutes.sections) if before is None else written & set(minutes.sections)


def revision_of(minutes_id: UUID, revision: int) -> MinutesRevision | None:
    """One revision of these minutes."""
    if not 0 < revision < MOST_REVISIONS:
        return None
    query = select(MinutesRevision).where(
        MinutesRevision.minutes_id == minutes_id, MinutesRevision.revision == revision
    )
    return db.session.scalars(query).first()


def revisions(minutes_id: UUID, page: int) -> Page[Row[int, Source, str, Any, str]]:
    """The revisions, newest first, without their texts."""
    query = (
        select(
            MinutesRevision.revision,
            MinutesRevision.source,
            MinutesRevision.note,
            MinutesRevision.written_at,
            MinutesRevision.author_name,
            MinutesRevision.text_hash,
        )
        .where(MinutesRevision.minutes_id == minutes_id)
        .order_by(MinutesRevision.revision.desc())
    )
    return paginate(query, page)


def redrafted(minutes: Minutes) -> list[FactChange]:
    """What the records say otherwise, where the text as it is was drafted again from them."""
    query = select(MinutesRevision).where(
        MinutesRevision.minutes_id == minutes.id,
        MinutesRevision.revision.in_((minutes.revision - 1, minutes.revision)),
    )
    both = db.session.scalars(query.order_by(MinutesRevision.revision)).all()
    if len(both) < 2 or both[1].source != Source.DRAFTED:
        return []
    return facts_changed(both[0].record, both[1].record)


def restore(actor: Actor, minutes: Minutes, revision: int, seen: int) -> bool:
    """Bring the words of an earlier revision back, as a new one; what was recorded stays as it is."""
    minutes = locked_minutes(minutes.id)
    if minutes.meeting.phase != Phase.DRAFTED:
        raise Refusal("meetings.sealed")
    if seen != minutes.revision:
        raise Refusal("meetings.minutes_changed", by=minutes.edited_by)
    earlier = revision_of(minutes.id, revision)
    if earlier is None:
        raise Refusal("meetings.no_such_revision")
    sections = {key: earlier.sections.get(key, text) for key, text in minutes.sections.items()}
    if sections == minutes.sections:
        raise Refusal("meetings.nothing_to_restore")
    fell = put_down(actor, minutes, minutes.record, Text(sections, Source.RESTORED, str(revision)))
    meeting = minutes.meeting
    after = {"revision": minutes.revision, "restored": revision, "hash": minutes.text_hash}
    record(actor, "meetings.restore_minutes", "meeting", meeting.id, meeting.community_code, after=after)
    return fell
