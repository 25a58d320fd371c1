"""Addenda: what was missing or wrong in signed minutes, in force once chair and recorder have signed it."""

from uuid import UUID

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db, refusing
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.journal.service import record
from deliberation.meetings.guards import link_to
from deliberation.meetings.indexing import index
from deliberation.meetings.minuting import MOST_LETTERS
from deliberation.meetings.models import AddendumSignature, Meeting, Minutes, MinutesAddendum
from deliberation.meetings.policy import leader_role
from deliberation.meetings.queries import locked_minutes
from deliberation.meetings.rules import AddendumKind, SignatureRole
from deliberation.meetings.writing import addendum_hash, printed_on
from deliberation.notices.service import tell
from deliberation.rounds.scans import Scan
from deliberation.wording import tidy_lines

LEADERS = (SignatureRole.CHAIR, SignatureRole.RECORDER)


def add_addendum(
    actor: Actor, minutes: Minutes, text: str, kind: AddendumKind = AddendumKind.ADDITION, about: str = ""
) -> MinutesAddendum:
    """Write an addendum; a correction says, as its first line, what it corrects (`about`)."""
    minutes = locked_minutes(minutes.id)
    if minutes.sealed_at is None:
        raise Refusal("meetings.not_signed")
    words = tidy_lines(text)
    if actor.account_id is None or not words:
        raise Refusal("meetings.no_addendum")
    if kind == AddendumKind.CORRECTION and not about:
        raise Refusal("meetings.no_section")
    words = f"{about}\n{words}" if kind == AddendumKind.CORRECTION else words
    if len(words) > MOST_LETTERS:
        raise Refusal("meetings.too_long")
    addendum = MinutesAddendum(
        minutes_id=minutes.id,
        kind=kind,
        text=words,
        author_id=actor.account_id,
        author_name=actor.name,
        written_at=now(),
        text_hash=addendum_hash(minutes.text_hash, words),
    )
    minutes.addenda.append(addendum)
    index(minutes)
    meeting, after = minutes.meeting, {"kind": kind, "hash": addendum.text_hash}
    record(actor, "meetings.add_addendum", "meeting", meeting.id, meeting.community_code, after=after)
    others = [each for each in (meeting.chair_id, meeting.recorder_id) if each and each != actor.account_id]
    _tell(meeting, others, "notice.meetings.addendum_to_sign")
    return addendum


def in_force(addendum: MinutesAddendum) -> bool:
    """An addendum counts once chair and recorder have signed it."""
    return set(LEADERS) <= {row.role for row in addendum.signatures}


def shown_addenda(minutes: Minutes, outside: bool) -> list[MinutesAddendum]:
    """The addenda somebody reads: outside those in force, for who sat there and the workers all."""
    return [row for row in minutes.addenda if not outside or in_force(row)]


def missing_under(addendum: MinutesAddendum) -> list[SignatureRole]:
    """Whose signature is still missing."""
    given = {row.role for row in addendum.signatures}
    return [role for role in LEADERS if role not in given]


def sign_addendum(actor: Actor, addendum: MinutesAddendum, seen_hash: str) -> AddendumSignature:
    """The chair or the recorder signs an addendum as it was read."""
    minutes = locked_minutes(addendum.minutes_id)
    meeting = minutes.meeting
    role = leader_role(actor, meeting.chair_id, meeting.recorder_id)
    if role is None:
        raise Refusal("meetings.not_yours_to_sign")
    if seen_hash != addendum.text_hash:
        raise Refusal("meetings.text_changed")
    signature = AddendumSignature(role=role, account_id=actor.account_id, name=actor.name)
    _put_under(addendum, signature)
    after = {"role": role, "hash": addendum.text_hash}
    record(actor, "meetings.sign_addendum", "meeting", meeting.id, meeting.community_code, after=after)
    _tell_if_in_force(meeting, addendum)
    return signature


def record_addendum_signatures(
    actor: Actor, addendum: MinutesAddendum, roles: list[SignatureRole], typed: str, scan: Scan
) -> None:
    """A worker records who signed the printed addendum, and keeps its scan."""
    meeting = locked_minutes(addendum.minutes_id).meeting
    if not roles:
        raise Refusal("meetings.nobody_signed")
    if not printed_on(typed, addendum.text_hash):
        raise Refusal("meetings.old_paper")
    kept = files.keep(scan.content, scan.name, scan.media_type, meeting.community_code)
    for role in (role for role in LEADERS if role in roles):
        chairs = role == SignatureRole.CHAIR
        signature = AddendumSignature(
            role=role,
            account_id=meeting.chair_id if chairs else meeting.recorder_id,
            name=meeting.chair_name if chairs else meeting.recorder_name,
            scan_id=kept.id,
            recorded_by=actor.account_id,
        )
        _put_under(addendum, signature)
        after = {"role": role, "hash": addendum.text_hash, "scan": kept.sha256}
        record(
            actor,
            "meetings.record_addendum_signature",
            "meeting",
            meeting.id,
            meeting.community_code,
            after=after,
        )
    _tell_if_in_force(meeting, addendum)


def _put_under(addendum: MinutesAddendum, signature: AddendumSignature) -> None:
    db.session.refresh(addendum, ["signatures"])
    if signature.role in {row.role for row in addendum.signatures}:
        raise Refusal("meetings.signed_already")
    signature.addendum_id, signature.signed_at = addendum.id, now()
    signature.text_hash = addendum.text_hash
    with refusing("addendum_id", "meetings.signed_already"):
        addendum.signatures.append(signature)


def _tell_if_in_force(meeting: Meeting, addendum: MinutesAddendum) -> None:
    if in_force(addendum):
        members = [row.account_id for row in meeting.attendance if row.account_id]
        _tell(meeting, members, "notice.meetings.addendum_signed")


def _tell(meeting: Meeting, accounts: list[UUID], kind: str) -> None:
    facts, code = {"title": meeting.title}, meeting.community_code
    tell(accounts, kind, facts, code, "meetings.minutes", link_to(meeting))


def addendum_scan(addendum: MinutesAddendum, role: SignatureRole) -> StoredFile | None:
    """The sheet on which a signature under an addendum stands."""
    found = next((row for row in addendum.signatures if row.role == role), None)
    return db.session.get(StoredFile, found.scan_id) if found and found.scan_id else None
