"""The street's verdict row by row: what is taken over, what is not and why, and what an officer noted so far.

A list taken over in part is taken over; the needs of a row that was declined are free again and told why.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.needs import service as needs
from deliberation.people.models import Account
from deliberation.projects.holding import event_facts, holder_of, lock
from deliberation.projects.models import Project, ProjectList, VerdictDraft
from deliberation.projects.rules import MOST_LETTERS, ListState, RowVerdict
from deliberation.wording import tidy_lines


def judge(actor: Actor, made: ProjectList, rows: Sequence[Project], declined: Mapping[UUID, str]) -> None:
    """Give each row its verdict; a declined one needs a reason, and declining all is returning the list."""
    reasons = {row.id: tidy_lines(declined[row.id]) for row in rows if row.id in declined}
    if sum(map(len, reasons.values())) > MOST_LETTERS:
        raise Refusal("projects.too_long", most=MOST_LETTERS)
    if rows and len(reasons) == len(rows):
        raise Refusal("projects.all_declined")
    unexplained = next((row for row in rows if reasons.get(row.id) == ""), None)
    if unexplained is not None:
        raise Refusal("projects.declined_without_reason", name=unexplained.name)
    for row in rows:
        row.verdict = RowVerdict.DECLINED if row.id in reasons else RowVerdict.ACCEPTED
        row.returned_reason = reasons.get(row.id, "")
    _let_go(actor, made, rows)


def _let_go(actor: Actor, made: ProjectList, rows: Sequence[Project]) -> None:
    """The needs of declined rows are free, unless a row that was taken over answers them too."""
    kept = {need.need_id for row in rows if row.verdict == RowVerdict.ACCEPTED for need in row.needs}
    for row in rows:
        if row.verdict != RowVerdict.DECLINED:
            continue
        for need in row.needs:
            if need.need_id not in kept:
                needs.release(need.need_id, holder_of(made))
            facts = {**event_facts(made, row), "reason": row.returned_reason}
            needs.record_event(need.need_id, "projects.need_declined", facts, actor=actor)


def save_draft(actor: Actor, made: ProjectList, facts: Mapping[str, Any]) -> None:
    """Keep what an officer noted, in place of what they noted before; nothing is decided by it."""
    lock(made)
    if made.state != ListState.SUBMITTED:
        raise Refusal("projects.wrong_state", state=made.state.value)
    if sum(len(str(text)) for text in facts.values()) > 2 * MOST_LETTERS:
        raise Refusal("projects.too_long", most=MOST_LETTERS)
    assert actor.account_id is not None  # officers are signed in
    kept = db.session.get(VerdictDraft, (made.id, actor.account_id))
    if kept is None:
        kept = VerdictDraft(list_id=made.id, account_id=actor.account_id)
        db.session.add(kept)
    kept.version, kept.facts, kept.saved_at = made.version, dict(facts), now()


def draft_of(actor: Actor, made: ProjectList) -> VerdictDraft | None:
    """What this officer noted about the version that was handed in."""
    kept = db.session.get(VerdictDraft, (made.id, actor.account_id)) if actor.account_id else None
    return kept if kept is not None and kept.version == made.version else None


def also_reading(actor: Actor, made: ProjectList) -> list[str]:
    """The other officers who have notes on the same version."""
    query = (
        select(Account)
        .join(VerdictDraft, VerdictDraft.account_id == Account.id)
        .where(
            VerdictDraft.list_id == made.id,
            VerdictDraft.version == made.version,
            VerdictDraft.account_id != actor.account_id,
        )
        .order_by(VerdictDraft.saved_at)
    )
    return [account.name for account in db.session.scalars(query)]


def forget_drafts(made: ProjectList) -> None:
    """What was noted has done its work once the list is decided on."""
    for kept in db.session.scalars(select(VerdictDraft).where(VerdictDraft.list_id == made.id)):
        db.session.delete(kept)
