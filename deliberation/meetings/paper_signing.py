"""Signatures on paper: the minutes were printed and signed with a pen; sheet and signers are recorded.

The paper carries a short code of its text. Whoever records the signatures types it, so that a sheet of an
older text is noticed.
"""

from collections.abc import Sequence
from uuid import UUID

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.journal.service import record
from deliberation.meetings.models import Attendance, Meeting, Minutes, MinutesSignature
from deliberation.meetings.queries import locked_minutes
from deliberation.meetings.rules import Phase, SignatureRole
from deliberation.meetings.signing import came, put_under, seal_if_signed
from deliberation.meetings.writing import printed_on
from deliberation.rounds.scans import Scan

LEADERS = (SignatureRole.CHAIR, SignatureRole.RECORDER)


def to_record(meeting: Meeting, minutes: Minutes) -> list[tuple[str, SignatureRole, str]]:
    """Who may still sign on paper, as (key, role, name): chair and recorder, then those who came, by name."""
    standing = minutes.standing()
    given = {row.role for row in standing}
    waiting = [(role.value, role, _leader(meeting, role)) for role in LEADERS if role not in given]
    there = {row.attendance_id for row in standing} | {row.account_id for row in standing if row.account_id}
    others = [
        (row.id.hex, SignatureRole.REPRESENTATIVE, row.name)
        for row in sorted(meeting.attendance, key=lambda row: (row.name, row.id.hex))
        if came(row) and not _leads(meeting, row) and row.id not in there and row.account_id not in there
    ]
    return waiting + others


def record_signatures(
    actor: Actor, minutes: Minutes, keys: Sequence[str], typed: str, scan: Scan
) -> list[MinutesSignature]:
    """A worker records who signed one printed sheet, and keeps its scan."""
    minutes = locked_minutes(minutes.id)
    meeting = minutes.meeting
    if meeting.phase not in {Phase.DRAFTED, Phase.SIGNED}:
        raise Refusal("meetings.not_ended")
    if not keys:
        raise Refusal("meetings.nobody_signed")
    if not printed_on(typed, minutes.text_hash):
        raise Refusal("meetings.old_paper")
    waiting = {key: (role, name) for key, role, name in to_record(meeting, minutes)}
    if not set(keys) <= set(waiting):
        raise Refusal("meetings.signed_already")
    kept = files.keep(scan.content, scan.name, scan.media_type, meeting.community_code)
    signatures = []
    for key in (key for key in waiting if key in keys):
        role, name = waiting[key]
        signature = _signature(meeting, key, role, name)
        signature.scan_id, signature.recorded_by = kept.id, actor.account_id
        put_under(minutes, signature)
        after = {"role": role, "hash": minutes.text_hash, "scan": kept.sha256}
        if role == SignatureRole.REPRESENTATIVE:
            after["attendance"] = key
        record(actor, "meetings.record_signature", "meeting", meeting.id, meeting.community_code, after=after)
        signatures.append(signature)
    seal_if_signed(actor, minutes)
    return signatures


def _signature(meeting: Meeting, key: str, role: SignatureRole, name: str) -> MinutesSignature:
    if role == SignatureRole.REPRESENTATIVE:
        row = next(each for each in meeting.attendance if each.id.hex == key)
        return MinutesSignature(role=role, account_id=row.account_id, attendance_id=row.id, name=name)
    account_id = meeting.chair_id if role == SignatureRole.CHAIR else meeting.recorder_id
    listed = meeting.member(account_id)
    attendance_id = listed.id if listed else None
    return MinutesSignature(role=role, account_id=account_id, attendance_id=attendance_id, name=name)


def _leader(meeting: Meeting, role: SignatureRole) -> str:
    return meeting.chair_name if role == SignatureRole.CHAIR else meeting.recorder_name


def _leads(meeting: Meeting, row: Attendance) -> bool:
    """Chair and recorder sign as such; one without account is known by name alone."""
    if row.account_id is not None:
        return row.account_id in (meeting.chair_id, meeting.recorder_id)
    named = [(meeting.chair_name, meeting.chair_id), (meeting.recorder_name, meeting.recorder_id)]
    return any(account_id is None and row.name == name for name, account_id in named)


def sheets(minutes: Minutes) -> list[list[MinutesSignature]]:
    """The standing signatures given on paper, those of one sheet together."""
    found: dict[UUID, list[MinutesSignature]] = {}
    for row in minutes.standing():
        if row.scan_id:
            found.setdefault(row.scan_id, []).append(row)
    return list(found.values())


def scan_of(minutes: Minutes, signature_id: UUID) -> tuple[StoredFile, set[UUID]] | None:
    """The sheet on which a signature stands, and the accounts of all who signed that sheet."""
    found = next((row for row in minutes.signatures if row.id == signature_id), None)
    kept = db.session.get(StoredFile, found.scan_id) if found and found.scan_id else None
    if kept is None:
        return None
    return kept, {row.account_id for row in minutes.signatures if row.scan_id == kept.id and row.account_id}
