"""Answering: nobody's entry ends in silence; and the answers a community keeps ready."""

from uuid import UUID

from sqlalchemy import delete, func, select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db, refusing
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.needs.acting import keeping
from deliberation.needs.history import record_event, tell_followers
from deliberation.needs.models import Need, NeedTemplate
from deliberation.needs.ready import starters
from deliberation.needs.rules import (
    ANSWER_LENGTH,
    MOST_TEMPLATES,
    TEMPLATE_LENGTH,
    NeedState,
    fits,
)
from deliberation.wording import tidy, tidy_lines


def answer(actor: Actor, need: Need, text: str) -> None:
    """Answer a need in public; author and supporters are told. A later answer replaces it.

    Of a need that was handed over, it is what the department or the estate replied.
    """
    words = fits(tidy_lines(text), ANSWER_LENGTH, "needs.answer_missing", "needs.answer_long")
    with keeping(actor, need, "needs.answer"):
        need.answer, need.answered_at, need.answered_by = words, now(), actor.account_id
        _, kind, facts = _said(need)
        record_event(need.id, kind, facts, actor=actor)
    told, _, facts = _said(need)
    tell_followers(actor, need, told, facts)


def _said(need: Need) -> tuple[str, str, dict[str, str]]:
    """Who answers: the community, or whoever the need was handed to."""
    if need.state == NeedState.HANDED_OVER:
        return "notice.needs.replied", "needs.replied", {"unit": need.destination_unit}
    return "notice.needs.answered", "needs.answered", {}


def keep_template(actor: Actor, community_code: str, template_id: UUID | None, title: str, text: str) -> None:
    """Write a new answer to keep ready, or change one; the starter set then becomes the community's own."""
    title = fits(tidy(title), TEMPLATE_LENGTH, "needs.template_untitled", "needs.template_title_long")
    text = fits(tidy_lines(text), ANSWER_LENGTH, "needs.answer_missing", "needs.answer_long")
    own = _made_own(community_code)
    before = {}
    with refusing("need_template", "needs.template_twice"):
        if template_id is None:
            _refuse_too_many(own)
            kept = _new(community_code, title, text)
        else:
            kept = _template(community_code, template_id)
            before = {"title": kept.title, "text": kept.text}
            kept.title, kept.text = title, text
    after = {"title": title, "text": text}
    record(actor, "needs.keep_template", "need_template", kept.id, community_code, before, after)


def drop_template(actor: Actor, community_code: str, template_id: UUID) -> str:
    """Throw away an answer; gives back its name. With the last of its own, the starter set comes back."""
    _made_own(community_code)
    gone = _template(community_code, template_id)
    before = {"title": gone.title, "text": gone.text}
    db.session.execute(delete(NeedTemplate).where(NeedTemplate.id == gone.id))
    record(actor, "needs.drop_template", "need_template", template_id, community_code, before)
    return before["title"]


def _made_own(community_code: str) -> int:
    """Make the starter set the community's own before it is changed; how many it has."""
    there = select(func.count()).where(NeedTemplate.community_code == community_code)
    own = db.session.scalar(there) or 0
    if not own:
        for each in starters(community_code):
            _new(community_code, each.title, each.text, each.id)
            own += 1
    return own


def _new(community_code: str, title: str, text: str, template_id: UUID | None = None) -> NeedTemplate:
    made = NeedTemplate(community_code=community_code, title=title, text=text)
    if template_id is not None:
        made.id = template_id
    db.session.add(made)
    db.session.flush()
    return made


def _template(community_code: str, template_id: UUID) -> NeedTemplate:
    kept = db.session.get(NeedTemplate, template_id)
    if kept is None or kept.community_code != community_code:
        raise Refusal("needs.no_template")
    return kept


def _refuse_too_many(own: int) -> None:
    if own >= MOST_TEMPLATES:
        raise Refusal("needs.many_templates", most=MOST_TEMPLATES)
