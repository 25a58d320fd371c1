"""What a meeting's papers are printed from: the minutes (会议纪要) and the record (会议记录).

Both papers, and their Word documents, are made from the same facts; see `facts.py` for units and times.
"""

from typing import NotRequired, TypedDict

from deliberation.papers.facts import Signature


class HandSignature(Signature):
    """A place to sign that may also have been signed on paper, the scan being kept."""

    on_paper: NotRequired[bool]


class Absence(TypedDict):
    """Who is missing, and why."""

    name: str
    reason: str


class Attendee(TypedDict):
    """Somebody on the list; `note` is what belongs to the name (for whom, how much, why, when)."""

    name: str
    note: str


class AttendanceGroup(TypedDict):
    """Those who came, were excused, missed, left early or sat in; `heading` is the printed word."""

    heading: str
    people: list[Attendee]


class Speech(TypedDict):
    """Who said what."""

    speaker: str
    point: str


class RollGroup(TypedDict):
    """Everybody who voted one way, by name."""

    choice: str
    people: list[Attendee]


class Motion(TypedDict):
    """A motion put to the vote: `way` 举手/书面…, `result` 通过/不通过/暂缓, `arithmetic` in words.

    `first_text` is what was moved before amendments changed it; `amends` names the motion this one amends.
    """

    text: str
    first_text: str
    proposer: str
    seconder: str
    amends: str
    way: str
    counted: bool
    votes_for: int
    against: int
    abstain: int
    result: str
    arithmetic: str
    roll: list[RollGroup]
    ballot: str


class AgendaItem(TypedDict):
    """One matter of a meeting, with what was said and what was decided."""

    title: str
    proposer: str
    explanation: str
    root: str
    speeches: list[Speech]
    motions: list[Motion]
    conclusion: str
    dissent: list[str]


class Resolution(TypedDict):
    """What is to be done, by whom, until when."""

    text: str
    unit: str
    owner: str
    due_on: str | None


class LookedBack(TypedDict):
    """What an earlier meeting agreed, and how far it is."""

    text: str
    unit: str
    due_on: str | None
    state: str
    note: str


class Addendum(TypedDict):
    """A text added after the minutes were signed; `kind` 补充/更正, with its own signatures."""

    kind: str
    text: str
    author: str
    written_at: str
    short_hash: str
    signatures: list[HandSignature]


class MinutesFacts(TypedDict):
    """`minutes` and `meeting-record`: `mark` is the red head, `record_mark` the record's title.

    `session` 届次/期号; `rule` how it decides; `signed` False prints 草稿 and lines for the pen; `veiled`
    says that names are hidden.
    """

    mark: str
    record_mark: str
    community: str
    title: str
    session: str
    held_from: str
    held_to: str
    place: str
    form: str
    rule: str
    chair: str
    recorder: str
    expected: int
    present: int
    counted_in: str
    attendees: list[str]
    absent: list[Absence]
    observers: list[str]
    groups: list[AttendanceGroup]
    quorum: str
    looked_back: list[LookedBack]
    opening: str
    items: list[AgendaItem]
    resolutions: list[Resolution]
    closing: str
    text: str
    attachments: list[str]
    signed: bool
    veiled: bool
    signatures: list[HandSignature]
    addenda: list[Addendum]
    short_hash: str
    dated_on: str
