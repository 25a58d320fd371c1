"""Signing minutes on the screen, over the hash of the text; sealed with both signatures."""

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import refusing
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.meetings import effects
from deliberation.meetings.guards import link_to
from deliberation.meetings.indexing import index
from deliberation.meetings.models import Attendance, Meeting, Minutes, MinutesSignature
from deliberation.meetings.policy import roles_to_sign
from deliberation.meetings.queries import locked_minutes
from deliberation.meetings.rules import CAME, Phase, SignatureRole
from deliberation.notices.service import tell


def sign(actor: Actor, minutes: Minutes, seen_hash: str) -> MinutesSignature:
    """Sign the text that was seen; with the chair's and the recorder's signatures it is sealed."""
    minutes = locked_minutes(minutes.id)
    meeting = minutes.meeting
    role = _role_of(actor, meeting)
    if seen_hash != minutes.text_hash:
        raise Refusal("meetings.text_changed")
    row = meeting.member(actor.account_id)
    signature = MinutesSignature(
        role=role,
        account_id=actor.account_id,
        attendance_id=row.id if row else None,
        name=actor.name,
    )
    put_under(minutes, signature)
    after = {"role": role, "hash": minutes.text_hash}
    record(actor, "meetings.sign", "meeting", meeting.id, meeting.community_code, after=after)
    seal_if_signed(actor, minutes)
    return signature


def put_under(minutes: Minutes, signature: MinutesSignature) -> None:
    """Put a signature under the text as it is now; nobody signs one text twice, on screen or on paper."""
    for given in minutes.standing():
        same_account = given.account_id is not None and given.account_id == signature.account_id
        same_person = given.attendance_id is not None and given.attendance_id == signature.attendance_id
        leads = signature.role != SignatureRole.REPRESENTATIVE and given.role == signature.role
        if same_account or same_person or leads:
            raise Refusal("meetings.signed_already")
    signature.minutes_id, signature.signed_at, signature.text_hash = minutes.id, now(), minutes.text_hash
    with refusing("account_id", "meetings.signed_already"):
        minutes.signatures.append(signature)


def _role_of(actor: Actor, meeting: Meeting) -> SignatureRole:
    if meeting.phase not in {Phase.DRAFTED, Phase.SIGNED}:
        raise Refusal("meetings.not_ended")
    was_there = came(meeting.member(actor.account_id))
    roles = roles_to_sign(actor, meeting.phase, meeting.chair_id, meeting.recorder_id, was_there)
    if not roles:
        signed = meeting.phase == Phase.SIGNED and meeting.is_party(actor.account_id)
        raise Refusal("meetings.signed_already" if signed else "meetings.not_yours_to_sign")
    return roles[0]


def came(row: Attendance | None) -> bool:
    """Whether somebody sat in the meeting as one of those due, to the end or not."""
    return row is not None and row.status in CAME


def seal_if_signed(actor: Actor, minutes: Minutes) -> None:
    """Once chair and recorder have signed nothing changes any more, and what was passed takes effect."""
    given = {row.role for row in minutes.standing()}
    if minutes.sealed_at is None and {SignatureRole.CHAIR, SignatureRole.RECORDER} <= given:
        _seal(actor, minutes)


def _seal(actor: Actor, minutes: Minutes) -> None:
    minutes.sealed_at = now()
    meeting = minutes.meeting
    index(minutes)
    after = {"hash": minutes.text_hash}
    record(actor, "meetings.seal", "meeting", meeting.id, meeting.community_code, after=after)
    effects.settle(actor, meeting)
    members = [row.account_id for row in meeting.attendance if row.account_id]
    facts = {"title": meeting.title}
    tell(
        members, "notice.meetings.signed", facts, meeting.community_code, "meetings.minutes", link_to(meeting)
    )
