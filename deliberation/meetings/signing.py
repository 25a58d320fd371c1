"""Signing minutes: over the hash of the text; sealed with both signatures, then addenda only."""

from uuid import UUID

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db, refusing
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.meetings import matters
from deliberation.meetings.guards import link_to
from deliberation.meetings.minuting import MOST_LETTERS
from deliberation.meetings.models import AgendaItem, Meeting, Minutes, MinutesAddendum, MinutesSignature
from deliberation.meetings.policy import roles_to_sign
from deliberation.meetings.queries import locked_minutes
from deliberation.meetings.rules import MotionKind, Outcome, Phase, Presence, SignatureRole
from deliberation.meetings.writing import addendum_hash
from deliberation.notices.service import tell
from deliberation.wording import tidy_lines


def sign(actor: Actor, minutes: Minutes, seen_hash: str) -> MinutesSignature:
    """Sign the text that was seen; with the chair's and the recorder's signatures it is sealed."""
    minutes = locked_minutes(minutes.id)
    meeting = minutes.meeting
    role = _role_of(actor, meeting)
    if seen_hash != minutes.text_hash:
        raise Refusal("meetings.text_changed")
    if any(row.account_id == actor.account_id for row in minutes.standing()):
        raise Refusal("meetings.signed_already")
    assert actor.account_id is not None  # a role to sign in belongs to accounts only
    signature = MinutesSignature(
        minutes_id=minutes.id,
        role=role,
        account_id=actor.account_id,
        name=actor.name,
        signed_at=now(),
        text_hash=minutes.text_hash,
    )
    with refusing("account_id", "meetings.signed_already"):
        minutes.signatures.append(signature)
    after = {"role": role, "hash": minutes.text_hash}
    record(actor, "meetings.sign", "meeting", meeting.id, meeting.community_code, after=after)
    given = {row.role for row in minutes.standing()}
    if minutes.sealed_at is None and {SignatureRole.CHAIR, SignatureRole.RECORDER} <= given:
        _seal(actor, minutes)
    return signature


def _role_of(actor: Actor, meeting: Meeting) -> SignatureRole:
    if meeting.phase not in {Phase.DRAFTED, Phase.SIGNED}:
        raise Refusal("meetings.not_ended")
    if meeting.chair_id is None or meeting.recorder_id is None:
        raise Refusal("meetings.no_chair_account")
    roles = roles_to_sign(
        actor, meeting.phase, meeting.chair_id, meeting.recorder_id, was_present(actor, meeting)
    )
    if not roles:
        signed = meeting.phase == Phase.SIGNED and meeting.is_party(actor.account_id)
        raise Refusal("meetings.signed_already" if signed else "meetings.not_yours_to_sign")
    return roles[0]


def was_present(actor: Actor, meeting: Meeting) -> bool:
    """Whether this account was at the meeting as one of those due."""
    row = meeting.member(actor.account_id)
    return row is not None and row.status == Presence.PRESENT


def _seal(actor: Actor, minutes: Minutes) -> None:
    """Both signatures stand: nothing changes any more, and what was passed takes effect."""
    minutes.sealed_at = now()
    meeting = minutes.meeting
    db.session.flush()
    record(
        actor,
        "meetings.seal",
        "meeting",
        meeting.id,
        meeting.community_code,
        after={"hash": minutes.text_hash},
    )
    for item in meeting.items:
        if item.need_id:
            _settle(actor, meeting, item, item.need_id)
    members = [row.account_id for row in meeting.attendance if row.account_id]
    facts = {"title": meeting.title}
    tell(
        members, "notice.meetings.signed", facts, meeting.community_code, "meetings.minutes", link_to(meeting)
    )


def _settle(actor: Actor, meeting: Meeting, item: AgendaItem, need_id: UUID) -> None:
    """What was decided enters the need's history; a need on which nothing passed may change again."""
    passed = [motion for motion in item.motions if motion.outcome == Outcome.PASSED]
    if not passed:
        matters.release(meeting, need_id)
    for motion in item.motions:
        matters.record_event(need_id, "meetings.decided", meeting, item, motion)
        if motion in passed and motion.kind == MotionKind.SHORTLIST_NEED:
            motion.effect = matters.shortlist(actor, meeting, need_id, motion.cost_fen or 0)
    if item.motions:
        last = item.motions[-1]
        facts = {"need": item.title, "title": meeting.title, "outcome": last.outcome}
        code, link = meeting.community_code, link_to(meeting)
        tell(
            matters.followers_of(need_id),
            "notice.meetings.need_decided",
            facts,
            code,
            "meetings.minutes",
            link,
        )


def add_addendum(actor: Actor, minutes: Minutes, text: str) -> MinutesAddendum:
    """Add what was missing after the signatures; its author signs it by writing it."""
    minutes = locked_minutes(minutes.id)
    if minutes.sealed_at is None:
        raise Refusal("meetings.not_signed")
    if actor.account_id is None or not tidy_lines(text):
        raise Refusal("meetings.no_addendum")
    if len(text) > MOST_LETTERS:
        raise Refusal("meetings.too_long")
    addendum = MinutesAddendum(
        text=tidy_lines(text),
        author_id=actor.account_id,
        author_name=actor.name,
        written_at=now(),
        text_hash=addendum_hash(minutes.text_hash, tidy_lines(text)),
    )
    minutes.addenda.append(addendum)
    db.session.flush()
    meeting, after = minutes.meeting, {"hash": addendum.text_hash}
    record(actor, "meetings.add_addendum", "meeting", meeting.id, meeting.community_code, after=after)
    return addendum
