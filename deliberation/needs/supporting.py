"""What neighbours do with a need: support it, take that back, talk about it."""

from uuid import UUID

from sqlalchemy import delete

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db, refusing
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.needs.history import record_event, tell_about
from deliberation.needs.models import Need, NeedComment, NeedSupport
from deliberation.needs.policy import appears_at_once
from deliberation.needs.queries import comment_by_key, family_ids, has_supported, survivor_of
from deliberation.needs.rules import COMMENT_LENGTH, fits, public_role, takes_support
from deliberation.wording import tidy_lines


def support(actor: Actor, need: Need) -> Need:
    """Support a need once; of a merged need the survivor is supported. Returns the need that was supported.

    Any resident of the community may; a support is counted while its person is confirmed.
    """
    need = survivor_of(need)
    if actor.resident_id is None or not actor.lives_in(need.community_code):
        raise Refusal("needs.not_resident")
    if not takes_support(need.state) or need.published_at is None:
        raise Refusal("needs.not_supportable")
    if has_supported(need.id, actor.resident_id):
        return need
    try:
        with refusing("need_support", "needs.supported_already"):
            db.session.add(
                NeedSupport(
                    need_id=need.id,
                    resident_id=actor.resident_id,
                    community_code=need.community_code,
                    at=now(),
                )
            )
    except Refusal:
        return need
    _record(actor, "needs.support", need)
    return need


def withdraw_support(actor: Actor, need: Need) -> Need:
    """Take one's support back, also from everything that was merged into the need."""
    need = survivor_of(need)
    if has_supported(need.id, actor.resident_id):
        family = family_ids(need.id)
        db.session.execute(
            delete(NeedSupport).where(
                NeedSupport.resident_id == actor.resident_id, NeedSupport.need_id.in_(family)
            )
        )
        _record(actor, "needs.withdraw_support", need)
    return need


def _record(actor: Actor, act: str, need: Need) -> None:
    after = {"resident": Personal(str(actor.resident_id))}
    record(actor, act, "need", need.id, need.community_code, after=after)


def comment(
    actor: Actor, need: Need, text: str, key: str | None = None, solution_id: UUID | None = None
) -> NeedComment:
    """Say something about a need, or of one way to meet it; an unconfirmed person's words wait for an OK."""
    sent = comment_by_key(need.id, key) if key else None
    if sent is not None:
        return sent
    words = fits(tidy_lines(text), COMMENT_LENGTH, "needs.comment_missing", "needs.comment_long")
    said = NeedComment(
        community_code=need.community_code,
        need_id=need.id,
        author_account_id=actor.account_id,
        role=public_role(actor, need.community_code),
        text=words,
        published_at=now() if appears_at_once(actor, need.community_code) else None,
        submission_key=key,
        solution_id=solution_id,
    )
    with refusing("submission_key", "needs.sent_already"):
        db.session.add(said)
    record(actor, "needs.comment", "need", need.id, need.community_code, after={"comment": str(said.id)})
    author = need.author_account_id
    if said.published_at and author and author != actor.account_id:
        tell_about([author], need, "notice.needs.commented")
    return said


def publish_comment(actor: Actor, comment: NeedComment) -> None:
    """A worker lets everybody read a comment that waited, or one that was taken down."""
    comment.published_at, comment.hidden_at = comment.published_at or now(), None
    _record_comment(actor, "needs.publish_comment", comment)


def hide_comment(actor: Actor, comment: NeedComment) -> None:
    """A worker takes a comment down; its history says that this happened."""
    if comment.hidden_at is None:
        comment.hidden_at = now()
        record_event(comment.need_id, "needs.comment_hidden", actor=actor)
        _record_comment(actor, "needs.hide_comment", comment)


def _record_comment(actor: Actor, act: str, comment: NeedComment) -> None:
    record(actor, act, "need", comment.need_id, comment.community_code, after={"comment": str(comment.id)})
