"""Talking about a need: a remark, a reply below it, and taking one's own words back."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db, refusing
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.needs.history import tell_about
from deliberation.needs.models import Need, NeedComment
from deliberation.needs.queries import comment_by_key, survivor_of
from deliberation.needs.reporting import close_reports
from deliberation.needs.rules import COMMENT_LENGTH, Channel, NeedState, fits, public_role
from deliberation.needs.wordlist import look_at
from deliberation.notices.service import tell
from deliberation.people.models import Account
from deliberation.wording import tidy_lines


@dataclass(frozen=True)
class Voice:
    """Whose words they are, as what they speak, and by which channel they reached us."""

    account_id: UUID | None = None
    resident_id: UUID | None = None
    name: str = ""
    role: str = "resident"
    channel: Channel = Channel.ONLINE
    entered_by: UUID | None = None


def comment(
    actor: Actor,
    need: Need,
    text: str,
    key: str | None = None,
    reply_to: NeedComment | None = None,
    solution_id: UUID | None = None,
) -> NeedComment:
    """Say something about a need, or reply; what needs a worker's look waits for it.

    The same form (key) sent again changes nothing. `solution_id` says it of one way to meet the need.
    """
    at_home = actor.lives_in(need.community_code)
    voice = Voice(
        actor.account_id,
        actor.resident_id if at_home else None,
        role=public_role(actor, need.community_code),
    )
    return say(actor, need, text, voice, key, reply_to, solution_id)


def say(
    actor: Actor,
    need: Need,
    text: str,
    voice: Voice,
    key: str | None = None,
    reply_to: NeedComment | None = None,
    solution_id: UUID | None = None,
) -> NeedComment:
    """Keep somebody's words below a need."""
    sent = _sent(need, key, voice)
    if sent is not None:
        return sent
    words = fits(tidy_lines(text), COMMENT_LENGTH, "needs.comment_missing", "needs.comment_long")
    _refuse_merged(need)
    if reply_to is not None:
        _refuse_lost(need, reply_to, solution_id)
    said = _new(actor, need, words, voice)
    said.submission_key = key
    said.parent_id = (reply_to.parent_id or reply_to.id) if reply_to else None
    said.reply_to_id = reply_to.id if reply_to and reply_to.parent_id else None
    said.solution_id = solution_id
    try:
        with refusing("submission_key", "needs.sent_already"):
            db.session.add(said)
    except Refusal:
        sent = _sent(need, key, voice)
        if sent is None:
            raise
        return sent
    after = {"comment": str(said.id), "channel": said.channel}
    record(actor, "needs.comment", "need", need.id, need.community_code, after=after)
    if said.published_at:
        tell_of(said, need)
    return said


def _sent(need: Need, key: str | None, voice: Voice) -> NeedComment | None:
    """What this person's form with this key has become."""
    sent = comment_by_key(need.id, key) if key else None
    if sent is not None and (sent.author_account_id, sent.entered_by) != (voice.account_id, voice.entered_by):
        raise Refusal("needs.sent_already")
    return sent


def _refuse_merged(need: Need) -> None:
    if need.state == NeedState.MERGED:
        raise Refusal("needs.talk_elsewhere", into=survivor_of(need).number)


def _refuse_lost(need: Need, reply_to: NeedComment, solution_id: UUID | None) -> None:
    """Only what everybody can read, below the same need or the same way to meet it, is replied to."""
    beside = (reply_to.need_id, reply_to.solution_id) == (need.id, solution_id)
    if not beside or reply_to.published_at is None or reply_to.hidden_at is not None:
        raise Refusal("needs.reply_lost")


def _new(actor: Actor, need: Need, words: str, voice: Voice) -> NeedComment:
    look = look_at(actor, need.community_code, words)
    return NeedComment(
        community_code=need.community_code,
        need_id=need.id,
        author_account_id=voice.account_id,
        author_resident_id=voice.resident_id,
        on_behalf_name=voice.name,
        role=voice.role,
        channel=voice.channel,
        entered_by=voice.entered_by,
        text=words,
        published_at=now() if look.at_once else None,
        held_word=look.word,
    )


def tell_of(said: NeedComment, need: Need) -> None:
    """The need's author hears that somebody spoke, and whoever was replied to hears of the reply."""
    answered = db.session.get(NeedComment, said.reply_to_id or said.parent_id) if said.parent_id else None
    replied = answered.author_account_id if answered else None
    if replied and replied != said.author_account_id and _is_open(replied):
        facts = {"number": need.number, "title": need.title}
        link = {"code": need.community_code, "need_id": str(need.id), "comment_id": str(said.id)}
        tell([replied], "notice.needs.replied", facts, need.community_code, "needs.said", link)
    author = need.author_account_id
    if author and author not in (said.author_account_id, replied):
        tell_about([author], need, "notice.needs.commented")


def _is_open(account_id: UUID) -> bool:
    query = select(Account.id).where(Account.id == account_id, Account.closed_at.is_(None))
    return db.session.scalar(query) is not None


def withdraw_comment(actor: Actor, comment: NeedComment) -> None:
    """Take one's own words back: they are gone, and where they stood it says so."""
    if comment.withdrawn:
        return
    if comment.hidden_at is not None:
        raise Refusal("needs.comment_down")
    before = {"comment": str(comment.id), "text": Personal(comment.text)}
    comment.text, comment.hidden_at, comment.held_word = "", now(), ""
    record(actor, "needs.withdraw_comment", "need", comment.need_id, comment.community_code, before)
    close_reports(actor, comment, True)
