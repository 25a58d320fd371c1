"""What neighbours do by paper, phone or at the door, entered by a worker: support, take back, say, report.

It counts as if they had done it themselves, once; the worker is recorded, and whoever has an account is told.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.needs.history import tell_about
from deliberation.needs.models import Need, NeedComment, NeedReport, NeedSupport
from deliberation.needs.piles import resident_of
from deliberation.needs.queries import comment_by_key, comment_of, survivor_of
from deliberation.needs.reporting import Reported, file_report, need_of_text, take_report_back
from deliberation.needs.rules import NAME_LENGTH, Behalf, Channel, ReportReason, fits
from deliberation.needs.supporting import add_support, end_support, supportable
from deliberation.needs.talking import Voice, say, withdraw_comment
from deliberation.people.models import Account, Resident
from deliberation.wording import tidy


@dataclass(frozen=True)
class Speaker:
    """For whom a worker enters something: somebody of the roll, or somebody known by name only."""

    name: str
    resident_id: UUID | None = None
    account_id: UUID | None = None


def speaker_of(resident_id: UUID, community_code: str) -> Speaker:
    """Somebody who lives here, with their open account."""
    resident = resident_of(resident_id, community_code)
    if resident is None:
        raise Refusal("needs.unknown_resident")
    return _speaker(resident)


def _speaker(resident: Resident) -> Speaker:
    query = select(Account.id).where(Account.resident_id == resident.id, Account.closed_at.is_(None))
    return Speaker(resident.name, resident.id, db.session.scalar(query))


def speaker_named(name: str) -> Speaker:
    """Somebody the roll does not know."""
    return Speaker(fits(tidy(name), NAME_LENGTH, "needs.name_missing", "needs.name_long"))


def support_for(actor: Actor, need: Need, speaker: Speaker, channel: Channel) -> tuple[Need, bool]:
    """Count somebody among the supporters; returns the need supported, and whether that is new."""
    _by_hand(channel)
    if speaker.resident_id is None:
        raise Refusal("needs.support_needs_roll", name=speaker.name)
    survivor = supportable(need)
    new = add_support(actor, survivor, speaker.resident_id, channel, actor.account_id)
    if new:
        _tell(actor, speaker, survivor, "notice.needs.supported_for", channel)
    return survivor, new


def withdraw_for(actor: Actor, need: Need, speaker: Speaker, channel: Channel) -> tuple[Need, bool]:
    """Take somebody off the supporters; returns the need, and whether they were among them."""
    _by_hand(channel)
    if speaker.resident_id is None:
        raise Refusal("needs.support_needs_roll", name=speaker.name)
    survivor = survivor_of(need)
    gone = end_support(actor, survivor, speaker.resident_id, channel)
    if gone:
        _tell(actor, speaker, survivor, "notice.needs.withdrawn_for", channel)
    return survivor, gone


def comment_for(
    actor: Actor, need: Need, speaker: Speaker, text: str, channel: Channel, key: str | None = None
) -> NeedComment:
    """Keep what somebody said about a need."""
    _by_hand(channel)
    voice = Voice(
        speaker.account_id,
        speaker.resident_id,
        speaker.name,
        channel=channel,
        entered_by=actor.account_id,
    )
    again = key is not None and comment_by_key(need.id, key) is not None
    said = say(actor, need, text, voice, key)
    if not again:
        _tell(actor, speaker, need, "notice.needs.comment_entered", channel)
    return said


def report_for(
    actor: Actor, text: Reported, speaker: Speaker, reason: ReportReason, words: str, channel: Channel
) -> NeedReport:
    """Keep somebody's report of a text; they, or else this worker, hear what becomes of it."""
    _by_hand(channel)
    filed, new = file_report(actor, text, reason, words, speaker.account_id, speaker.name, channel)
    if new:
        _tell(actor, speaker, need_of_text(text), "notice.needs.report_entered", channel)
    return filed


def undo_support(actor: Actor, need: Need, resident_id: UUID) -> None:
    """Take back a support this worker entered by mistake."""
    given = db.session.get(NeedSupport, (need.id, resident_id))
    if given is None or given.entered_by != actor.account_id:
        raise Refusal("needs.nothing_to_undo")
    end_support(actor, need, resident_id, given.channel)
    speaker = speaker_of(resident_id, need.community_code)
    _tell(actor, speaker, need, "notice.needs.support_undone", given.channel)


def undo_withdrawal(actor: Actor, need: Need, resident_id: UUID, channel: Channel) -> None:
    """Count somebody among the supporters again whom this worker took off by mistake."""
    support_for(actor, need, speaker_of(resident_id, need.community_code), channel)


def undo_comment(actor: Actor, need: Need, comment_id: UUID) -> None:
    """Take back what this worker entered by mistake as somebody's words."""
    comment = comment_of(comment_id, need.id, need.community_code)
    if comment is None or comment.entered_by != actor.account_id:
        raise Refusal("needs.nothing_to_undo")
    withdraw_comment(actor, comment)
    if comment.author_account_id:
        tell_about([comment.author_account_id], need, "notice.needs.comment_undone")


def undo_report(actor: Actor, need: Need, report_id: UUID) -> None:
    """Take back a report this worker entered by mistake."""
    filed = report_of(report_id, need.id)
    if filed is None or filed.entered_by != actor.account_id:
        raise Refusal("needs.nothing_to_undo")
    take_report_back(actor, filed)


def report_of(report_id: UUID, need_id: UUID) -> NeedReport | None:
    """A report of a text of this need."""
    query = select(NeedReport).where(NeedReport.id == report_id, NeedReport.need_id == need_id)
    return db.session.scalars(query).first()


def name_of(need: Need, resident_id: UUID | None, row_id: UUID | None) -> str:
    """For whom something was entered: somebody of the roll, or the name that was written down."""
    resident = resident_of(resident_id, need.community_code) if resident_id else None
    if resident is not None:
        return resident.name
    comment = comment_of(row_id, need.id, need.community_code) if row_id else None
    filed = report_of(row_id, need.id) if row_id else None
    return comment.on_behalf_name if comment else filed.reporter_name if filed else ""


def can_undo(actor: Actor, act: Behalf, need: Need, resident_id: UUID | None, row_id: UUID | None) -> bool:
    """Whether what this worker entered still stands as it was entered."""
    given = db.session.get(NeedSupport, (need.id, resident_id)) if resident_id else None
    if act == Behalf.SUPPORT:
        return given is not None and given.entered_by == actor.account_id
    if act == Behalf.WITHDRAW:
        return given is None and resident_id is not None
    comment = comment_of(row_id, need.id, need.community_code) if row_id else None
    filed = report_of(row_id, need.id) if row_id else None
    if act == Behalf.COMMENT:
        return comment is not None and comment.entered_by == actor.account_id and comment.hidden_at is None
    return filed is not None and filed.entered_by == actor.account_id and filed.closed_at is None


def _by_hand(channel: Channel) -> None:
    if channel == Channel.ONLINE:
        raise Refusal("needs.channel_missing")


def _tell(actor: Actor, speaker: Speaker, need: Need, kind: str, channel: Channel) -> None:
    if speaker.account_id is not None and speaker.account_id != actor.account_id:
        tell_about([speaker.account_id], need, kind, {"channel": channel})
