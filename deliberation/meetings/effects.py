"""What signed minutes bring about: a need put on the shortlist or refused, a vote begun as a draft."""

from uuid import UUID

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.meetings import matters
from deliberation.meetings.guards import link_to
from deliberation.meetings.models import AgendaItem, Meeting, Motion
from deliberation.meetings.rules import MotionKind, Outcome, Phase
from deliberation.notices.service import tell


def settle(actor: Actor, meeting: Meeting) -> None:
    """What was decided enters the needs' histories and takes effect; where a need no longer allows it, the
    motion keeps the code of the refusal. One vote is begun for all that the meeting left to the residents."""
    for item in meeting.items:
        if item.need_id:
            _settle_need(actor, meeting, item)
    _begin_vote(actor, meeting)


def _settle_need(actor: Actor, meeting: Meeting, item: AgendaItem) -> None:
    assert item.need_id is not None  # the caller has asked
    decided = [motion for motion in item.motions if motion.amends_id is None]
    if not any(motion.outcome == Outcome.PASSED for motion in decided):
        matters.release(meeting, item.need_id)
    for motion in decided:
        matters.record_event(item.need_id, "meetings.decided", meeting, item, motion)
        if motion.outcome == Outcome.PASSED:
            motion.effect = _carry_out(actor, meeting, item, motion)
    if decided:
        facts = {"need": item.title, "title": meeting.title, "outcome": decided[-1].outcome}
        followers = matters.followers_of(item.need_id)
        code, link = meeting.community_code, link_to(meeting)
        tell(followers, "notice.meetings.need_decided", facts, code, "meetings.minutes", link)


def _carry_out(actor: Actor, meeting: Meeting, item: AgendaItem, motion: Motion) -> str:
    assert item.need_id is not None  # only needs are carried out on
    if motion.kind == MotionKind.SHORTLIST_NEED:
        return matters.shortlist(actor, meeting, item.need_id, motion.cost_fen or 0)
    if motion.kind == MotionKind.REFUSE_NEED:
        return matters.refuse_need(actor, meeting, item.need_id, motion.refuse_reason, motion.text)
    return ""


def _begin_vote(actor: Actor, meeting: Meeting) -> None:
    """A draft offers the needs that can be voted on; the others, and free matters, wait for a worker."""
    asked = [
        (motion, item)
        for item in meeting.items
        for motion in item.motions
        if motion.kind == MotionKind.OPEN_ROUND and motion.outcome == Outcome.PASSED and not motion.amends_id
    ]
    votable = matters.votable([item.need_id for _motion, item in asked if item.need_id], meeting)
    offered = list(dict.fromkeys(item.need_id for _motion, item in asked if item.need_id in votable))
    title = next((item.title for _motion, item in asked if item.need_id in votable), "")
    code, round_id = "", None
    if offered:
        title = title if len(offered) == 1 else meeting.title
        code, round_id = matters.begin_round(actor, meeting, title, offered)
    for motion, item in asked:
        if item.need_id in votable:
            motion.effect, motion.effect_id = code, round_id
        else:
            motion.effect = "meetings.need_not_votable" if item.need_id else "meetings.round_by_hand"


def take_round(actor: Actor, meeting: Meeting, motion: Motion, round_id: UUID) -> None:
    """A worker says which vote is the one the meeting wanted."""
    if motion.kind != MotionKind.OPEN_ROUND or motion.outcome != Outcome.PASSED or motion.amends_id:
        raise Refusal("meetings.no_such_round")
    if meeting.phase != Phase.SIGNED:
        raise Refusal("meetings.not_signed")
    if round_id not in {each for each, _title in matters.rounds_to_take(meeting.community_code)}:
        raise Refusal("meetings.no_such_round")
    motion.effect, motion.effect_id = "", round_id
    db.session.flush()
    after = {"motion": str(motion.id), "round": str(round_id)}
    record(actor, "meetings.take_round", "meeting", meeting.id, meeting.community_code, after=after)
