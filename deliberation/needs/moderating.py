"""Taking texts down and putting them back, always with a reason; every act is journalled and the author told.

A text that waits for a look is published or taken down; a taken-down one is restored, or (a need) put right
by its author and looked at again. Taking a text down closes what was reported of it.
"""

from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.needs.acting import keeping
from deliberation.needs.history import record_event, refuse_if_held, tell_about
from deliberation.needs.models import Need, NeedComment, NeedPhoto, NeedSolution
from deliberation.needs.reporting import Reported, close_reports, need_of_text
from deliberation.needs.rules import REASON_LENGTH, Draft, TextKind, checked, fits
from deliberation.needs.search import index
from deliberation.needs.solving import hide_way, publish_way
from deliberation.needs.sorting import publish
from deliberation.needs.submitting import refuse_foreign_estate
from deliberation.needs.talking import tell_of
from deliberation.needs.wordlist import look_at
from deliberation.wording import tidy

Text: TypeAlias = Reported | NeedPhoto


def text_of(kind: TextKind, text_id: UUID, community_code: str) -> Text | None:
    """A text of this community, by its kind and id."""
    tables: dict[TextKind, Any] = {
        TextKind.NEED: Need,
        TextKind.COMMENT: NeedComment,
        TextKind.SOLUTION: NeedSolution,
        TextKind.PHOTO: NeedPhoto,
    }
    table = tables[kind]
    query = select(table).where(table.id == text_id, table.community_code == community_code)
    found: Text | None = db.session.scalars(query).first()
    return found


def publish_text(actor: Actor, text: Reported) -> None:
    """A worker lets everybody read a text that waited."""
    if isinstance(text, Need):
        publish(actor, text)
    elif isinstance(text, NeedComment):
        publish_comment(actor, text)
    else:
        _refuse_hidden(text)
        publish_way(actor, need_of_text(text), text)


def take_down(actor: Actor, text: Text, why: str) -> None:
    """A worker takes a text or a photo off the public pages, with a reason everybody can read."""
    if isinstance(text, Need):
        withhold(actor, text, why)
    elif isinstance(text, NeedComment):
        hide_comment(actor, text, why)
    elif isinstance(text, NeedSolution):
        hide_way(actor, need_of_text(text), text, why)
    else:
        hide_photo(actor, text, why)


def restore(actor: Actor, text: Text, why: str) -> None:
    """A worker puts back what was taken down, with a reason; the author is told."""
    if isinstance(text, Need):
        restore_need(actor, text, why)
    elif isinstance(text, NeedPhoto):
        restore_photo(actor, text, why)
    elif isinstance(text, NeedComment):
        _restore_comment(actor, text, why)
    else:
        _restore_way(actor, text, why)


def dismiss(actor: Actor, text: Reported, note: str = "") -> None:
    """A worker has looked at what was reported and lets it stand; the reporters are told."""
    if close_reports(actor, text, False, note) == 0:
        raise Refusal("needs.nothing_reported")


def withhold(actor: Actor, need: Need, why: str) -> None:
    """A worker takes a need's text off the public pages; its author still sees it and is told why."""
    words = _reason(why)
    refuse_if_held(need)
    if need.withheld_at is not None:
        return
    with keeping(actor, need, "needs.withhold") as act:
        need.published_at, need.withheld_at, need.withheld_reason = None, now(), words
        act.facts["why"] = words
        record_event(need.id, "needs.withheld", {"why": words}, actor=actor)
    _tell_author(need, need, "withheld", words)
    close_reports(actor, need, True)


def restore_need(actor: Actor, need: Need, why: str) -> None:
    """A worker lets everybody read a need's text again."""
    words = _reason(why)
    if need.withheld_at is None:
        return
    with keeping(actor, need, "needs.restore") as act:
        need.published_at, need.withheld_at, need.withheld_reason = now(), None, ""
        act.facts["why"] = words
        record_event(need.id, "needs.restored", {"why": words}, actor=actor)
    _tell_author(need, need, "restored", words)


def revise(actor: Actor, need: Need, draft: Draft) -> None:
    """The author puts a taken-down need right and sends it again; a worker looks before it appears."""
    if need.withheld_at is None:
        raise Refusal("needs.not_taken_down")
    draft = checked(draft)
    refuse_foreign_estate(draft.estate_id, need.community_code)
    before = {name: getattr(need, name) for name in vars(draft)}
    changed = {name: value for name, value in vars(draft).items() if before[name] != value}
    if not changed:
        raise Refusal("needs.nothing_changed")
    for name, value in changed.items():
        setattr(need, name, value)
    need.withheld_at, need.withheld_reason = None, ""
    need.held_word = look_at(actor, need.community_code, need.title, need.body, need.place).word
    index(need)
    record_event(need.id, "needs.revised", actor=actor)
    old = {name: before[name] for name in changed}
    record(actor, "needs.revise", "need", need.id, need.community_code, old, changed)


def publish_comment(actor: Actor, comment: NeedComment) -> None:
    """A worker lets everybody read a comment that waited; its author is told, and whom it concerns."""
    _refuse_hidden(comment)
    if comment.published_at is not None:
        return
    comment.published_at = now()
    _record(actor, "needs.publish_comment", comment)
    need = need_of_text(comment)
    _tell_author(comment, need, "comment_published", "")
    tell_of(comment, need)


def _refuse_hidden(text: NeedComment | NeedSolution) -> None:
    if text.hidden_at is not None:
        raise Refusal("needs.taken_down", number=need_of_text(text).number)


def hide_comment(actor: Actor, comment: NeedComment, why: str) -> None:
    """A worker takes a comment down; the need's history says that this happened."""
    words = _reason(why)
    if comment.hidden_at is not None:
        return
    comment.hidden_at, comment.hidden_reason = now(), words
    record_event(comment.need_id, "needs.comment_hidden", {"why": words}, actor=actor)
    _record(actor, "needs.hide_comment", comment, words)
    _tell_author(comment, need_of_text(comment), "comment_hidden", words)
    close_reports(actor, comment, True)


def _restore_comment(actor: Actor, comment: NeedComment, why: str) -> None:
    words = _reason(why)
    if comment.withdrawn:
        raise Refusal("needs.withdrawn")
    if comment.hidden_at is None:
        return
    comment.published_at, comment.hidden_at, comment.hidden_reason = comment.published_at or now(), None, ""
    record_event(comment.need_id, "needs.comment_restored", {"why": words}, actor=actor)
    _record(actor, "needs.restore_comment", comment, words)
    _tell_author(comment, need_of_text(comment), "comment_restored", words)


def _restore_way(actor: Actor, way: NeedSolution, why: str) -> None:
    words = _reason(why)
    if way.hidden_at is not None:
        publish_way(actor, need_of_text(way), way)
        after = {"solution": str(way.id), "why": words}
        record(actor, "needs.restore_way", "need", way.need_id, way.community_code, after=after)


def hide_photo(actor: Actor, photo: NeedPhoto, why: str) -> None:
    """A worker takes one photo of a need down."""
    words = _reason(why)
    if photo.need_id is None or photo.hidden_at is not None:
        return
    photo.hidden_at, photo.hidden_reason = now(), words
    need = db.session.get_one(Need, photo.need_id)
    record_event(need.id, "needs.photo_hidden", {"why": words}, actor=actor)
    _record_photo(actor, "needs.hide_photo", photo, need, words)
    _tell_author(need, need, "photo_hidden", words)


def restore_photo(actor: Actor, photo: NeedPhoto, why: str) -> None:
    """A worker shows a photo again."""
    words = _reason(why)
    if photo.need_id is None or photo.hidden_at is None:
        return
    photo.hidden_at, photo.hidden_reason = None, ""
    need = db.session.get_one(Need, photo.need_id)
    record_event(need.id, "needs.photo_restored", {"why": words}, actor=actor)
    _record_photo(actor, "needs.restore_photo", photo, need, words)
    _tell_author(need, need, "photo_restored", words)


def _reason(why: str) -> str:
    return fits(tidy(why), REASON_LENGTH, "needs.reason_missing", "needs.reason_long")


def _record(actor: Actor, act: str, comment: NeedComment, why: str = "") -> None:
    after = {"comment": str(comment.id)} | ({"why": why} if why else {})
    record(actor, act, "need", comment.need_id, comment.community_code, after=after)


def _record_photo(actor: Actor, act: str, photo: NeedPhoto, need: Need, why: str) -> None:
    after = {"photo": str(photo.id), "why": why}
    record(actor, act, "need", need.id, need.community_code, after=after)


def _tell_author(text: Need | NeedComment, need: Need, what: str, why: str) -> None:
    """The author is told; of somebody without an account the worker is who wrote it down."""
    facts = {"why": why, "words": _beginning(text.text) if isinstance(text, NeedComment) else ""}
    if text.author_account_id is not None:
        tell_about([text.author_account_id], need, f"notice.needs.{what}", facts)
    elif text.entered_by is not None:
        told = {**facts, "what": what, "name": text.on_behalf_name}
        tell_about([text.entered_by], need, "notice.needs.for_somebody", told)


def _beginning(words: str) -> str:
    return words if len(words) <= 20 else f"{words[:20]}…"
