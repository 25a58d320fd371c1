"""Names of residents hidden from outsiders: on the lists, and wherever they stand in a text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from deliberation.meetings.hiding import Cover, without_numbers
from deliberation.meetings.models import Meeting, Minutes
from deliberation.meetings.naming import Lookup, Named, listed_in, sorted_out, texts_of, typed_in
from deliberation.meetings.neighbours import lookup_for, lookup_for_many
from deliberation.meetings.queries import consented, staff_among
from deliberation.meetings.rules import THERE
from deliberation.wording import mask_name

LEADERS = ("chair", "recorder")


@dataclass(frozen=True)
class Veil:
    """What is hidden: nothing, or the names of all who neither act for the community nor agreed."""

    masked: bool
    cover: Cover = field(default_factory=lambda: Cover(()))
    consented: frozenset[str] = frozenset()

    def over(self, text: str) -> str:
        """A text as this reader may have it: outsiders read no hidden name, no phone, no door."""
        return without_numbers(self.cover.over(text)) if self.masked else text

    def name(self, row: Mapping[str, Any]) -> str:
        """The name of somebody on the list."""
        if not self.masked:
            return str(row["name"])
        shown = row["public"] or row.get("id") in self.consented
        return self.over(row["name"]) if shown else mask_name(row["name"])


def veil_of(minutes: Minutes, masked: bool, lookup: Lookup | None = None) -> Veil:
    """Hides from outsiders the name of everybody who has not agreed to its being published, asked live."""
    if not masked:
        return Veil(False)
    meeting, record, sections = minutes.meeting, minutes.record, minutes.sections
    agreed = consented(meeting.id)
    leaders = {part: _agrees(meeting, getattr(meeting, f"{part}_id"), agreed) for part in LEADERS}
    typed = [*typed_in(record, sections), *(row.name for row in minutes.signatures)]
    for addendum in minutes.addenda:
        typed += [addendum.author_name, *(row.name for row in addendum.signatures)]
    texts = [*texts_of(record), *sections.values(), *(row.text for row in minutes.addenda)]
    lookup = lookup or lookup_for(meeting.community_code)
    named = sorted_out(listed_in(record, agreed, leaders), typed, texts, lookup)
    return Veil(True, named.cover(), agreed)


def veil_over(meeting: Meeting, masked: bool) -> Veil:
    """The same for the page of a meeting, which shows its records rather than its minutes."""
    if not masked:
        return Veil(False)
    agreed = consented(meeting.id)
    named = _named_at(meeting, agreed, staff_among(_accounts(meeting)), lookup_for(meeting.community_code))
    return Veil(True, named.cover(), agreed)


def veils_over(meetings: Sequence[Meeting], community_code: str) -> dict[UUID, Veil]:
    """The same for many meetings of a community, asked once for all; their lists are loaded already."""
    public = staff_among(list({account for meeting in meetings for account in _accounts(meeting)}))
    lookup, veils = lookup_for_many(community_code), {}
    for meeting in meetings:
        agreed = frozenset(
            row.id.hex for row in meeting.attendance if row.consents_at and row.status in THERE
        )
        veils[meeting.id] = Veil(True, _named_at(meeting, agreed, public, lookup).cover(), agreed)
    return veils


def _accounts(meeting: Meeting) -> list[UUID | None]:
    return [*(row.account_id for row in meeting.attendance), meeting.chair_id, meeting.recorder_id]


def _named_at(meeting: Meeting, agreed: frozenset[str], public: frozenset[UUID], lookup: Lookup) -> Named:
    rows = meeting.attendance
    listed = [(row.name, row.account_id in public or row.id.hex in agreed) for row in rows]
    for name, account_id in (
        (meeting.chair_name, meeting.chair_id),
        (meeting.recorder_name, meeting.recorder_id),
    ):
        listed.append((name, account_id in public or _agrees(meeting, account_id, agreed)))
    motions = [motion for item in meeting.items for motion in item.motions]
    typed = [item.proposer for item in meeting.items]
    typed += [name for motion in motions for name in (motion.proposer, motion.seconder)]
    texts = [meeting.title, meeting.notice_text, meeting.cancel_reason, meeting.short_notice_reason]
    texts += [text for item in meeting.items for text in (item.title, item.explanation)]
    texts += [text for motion in motions for text in (motion.text, motion.first_text)]
    return sorted_out(listed, typed, texts, lookup)


def _agrees(meeting: Meeting, account_id: object, agreed: frozenset[str]) -> bool:
    """Whether the chair or the recorder agreed as one of those on the list."""
    return account_id is not None and any(
        row.account_id == account_id and row.id.hex in agreed for row in meeting.attendance
    )
