"""The list's way out: submit, accept or return, revise. Writes the room's own tables."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from deliberation.actors import Actor, Role
from deliberation.clock import now, today
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.needs import service as needs
from deliberation.notices.service import tell
from deliberation.people.queries import accounts_holding
from deliberation.projects.attaching import without_owners
from deliberation.projects.hashing import facts_hash
from deliberation.projects.holding import event_facts, lock, note_step, same_revision
from deliberation.projects.models import ListVersion, ProjectList
from deliberation.projects.objecting import tally_of
from deliberation.projects.queries import rows_of
from deliberation.projects.rules import MOST_LETTERS, DecisionKind, ListState, RowVerdict, gaps, step
from deliberation.projects.standing import facts_of_rows
from deliberation.projects.verdicts import forget_drafts, judge
from deliberation.rounds import service as rounds
from deliberation.wording import tidy_lines

TOLD_NEEDS = {
    "projects.publicised": "projects.need_publicised",
    "projects.submitted": "projects.need_submitted",
    "projects.accepted": "projects.need_accepted",
    "projects.returned": "projects.need_returned",
}


def submit(actor: Actor, made: ProjectList, facts: Mapping[str, Any]) -> ListVersion:
    """Hand the list to the street office when the 公示 is over; `facts` are frozen as this version."""
    lock(made)
    made.state = step(made.state, ListState.SUBMITTED)
    refuse_gaps(made)
    if made.public_to is None or today() <= made.public_to:
        raise Refusal("projects.still_public", to_on=made.public_to and made.public_to.isoformat())
    _refuse_unanswered(made)
    _refuse_without_owners(made)
    made.submitted_at, made.decided_at, made.decided_by, made.decision_note = now(), None, None, ""
    made.revision += 1
    version = ListVersion(list_id=made.id, version=made.version, facts=dict(facts), sha256=facts_hash(facts))
    db.session.add(version)
    went(actor, made, "projects.submit", "projects.submitted", {"sha256": version.sha256})
    _tell_officers(made)
    return version


def accept(
    actor: Actor,
    made: ProjectList,
    note: str = "",
    declined: Mapping[UUID, str] | None = None,
    revision: int | None = None,
) -> None:
    """The street office takes the list over, but for the rows it declines, each with its reason; what was
    voted on and did not get in is free again."""
    lock(made)
    made.state = step(made.state, ListState.ACCEPTED)
    _refuse_changed(made, revision)
    rows = rows_of(made.id)
    judge(actor, made, rows, declined or {})
    _decide(actor, made, tidy_lines(note))
    rounds.let_go(_rounds_under(made))
    reasons = {row.number: row.returned_reason for row in rows if row.verdict == RowVerdict.DECLINED}
    facts = {"note": made.decision_note, "declined": reasons}
    went(actor, made, "projects.accept", "projects.accepted", facts)
    _tell_workers(made, "notice.projects.accepted_in_part" if reasons else "notice.projects.accepted")


def _rounds_under(made: ProjectList) -> set[UUID]:
    """The rounds a list rests on."""
    return {
        decision.source_id
        for row in rows_of(made.id)
        for decision in row.decisions
        if decision.kind == DecisionKind.ROUND
    }


def _refuse_changed(made: ProjectList, revision: int | None) -> None:
    """The list is still the one the officer read."""
    if revision is not None:
        same_revision(made, revision)


def return_(
    actor: Actor,
    made: ProjectList,
    reason: str,
    row_reasons: Mapping[UUID, str],
    revision: int | None = None,
) -> None:
    """The street office sends the list back, saying why, row by row where it can."""
    lock(made)
    made.state = step(made.state, ListState.RETURNED)
    _refuse_changed(made, revision)
    rows = rows_of(made.id)
    if sum(len(text) for text in (reason, *row_reasons.values())) > MOST_LETTERS:
        raise Refusal("projects.too_long", most=MOST_LETTERS)
    for row in rows:
        row.returned_reason = tidy_lines(row_reasons.get(row.id, ""))
    if not tidy_lines(reason) and not any(row.returned_reason for row in rows):
        raise Refusal("projects.no_reason")
    _decide(actor, made, tidy_lines(reason))
    facts = {
        "reason": made.decision_note,
        "rows": {row.number: row.returned_reason for row in rows if row.returned_reason},
    }
    went(actor, made, "projects.return", "projects.returned", facts)
    _tell_workers(made, "notice.projects.returned")


def revise(actor: Actor, made: ProjectList) -> None:
    """Open a returned list again as its next version; what was submitted stays frozen."""
    lock(made)
    made.state = step(made.state, ListState.DRAFT)
    made.version += 1
    made.public_from = made.public_to = made.submitted_at = None
    made.revision += 1
    went(actor, made, "projects.revise", "projects.revised", {})


def _refuse_unanswered(made: ProjectList) -> None:
    """Every objection of the 公示 is answered before the list goes on."""
    objections, answered = tally_of(made)
    if answered != objections:
        raise Refusal("projects.unanswered", objections=objections, answered=answered)


def _refuse_without_owners(made: ProjectList) -> None:
    """What the owners decide together goes to the street with their decision."""
    lacking = without_owners(made, rows_of(made.id))
    if lacking:
        raise Refusal("projects.owners_missing", count=len(lacking), name=lacking[0].name)


def refuse_gaps(made: ProjectList) -> None:
    """A list with gaps does not go out; the first gap is told, the page shows them all."""
    found = gaps(facts_of_rows(made, rows_of(made.id)))
    if found:
        first = found[0]
        raise Refusal("projects.incomplete", count=len(found), position=first.position)


def _decide(actor: Actor, made: ProjectList, note: str) -> None:
    made.decided_at, made.decided_by, made.decision_note = now(), actor.account_id, note
    forget_drafts(made)
    made.revision += 1


def went(actor: Actor, made: ProjectList, act: str, kind: str, facts: dict[str, Any]) -> None:
    """A step of the list's way: dated, journalled, and told in the history of its needs."""
    shown = {key: value.isoformat() if isinstance(value, date) else value for key, value in facts.items()}
    note_step(made, kind, shown)
    after = {"state": made.state, "version": made.version, **shown}
    record(actor, act, "project_list", made.id, made.community_code, after=after)
    if kind in TOLD_NEEDS:
        for row in rows_of(made.id):
            if row.verdict == RowVerdict.DECLINED:
                continue
            for need in row.needs:
                needs.record_event(need.need_id, TOLD_NEEDS[kind], event_facts(made, row), actor=actor)


def _tell_officers(made: ProjectList) -> None:
    tell(
        accounts_holding(Role.OFFICER, made.community_code),
        "notice.projects.submitted",
        {"title": made.title, "number": made.number},
        made.community_code,
        "projects.show",
        {"code": made.community_code, "list_id": str(made.id)},
    )


def _tell_workers(made: ProjectList, kind: str) -> None:
    workers = [
        *accounts_holding(Role.WORKER, made.community_code),
        *accounts_holding(Role.LEAD, made.community_code),
    ]
    values = {"code": made.community_code, "list_id": str(made.id)}
    tell(
        workers,
        kind,
        {"title": made.title, "number": made.number},
        made.community_code,
        "projects.show",
        values,
    )


def reason_in(text: str) -> str:
    """A reason, which may not be left out."""
    reason = tidy_lines(text)
    if not reason:
        raise Refusal("projects.no_reason")
    return reason
