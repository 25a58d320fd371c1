"""What is said about a row as a whole: the owners decide, the negative list names it, it is no duplicate."""

from uuid import UUID

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.projects.holding import draft_only, lock, same_revision
from deliberation.projects.models import Project, ProjectList, RowApart
from deliberation.projects.rules import NEGATIVE, REASON_LENGTH
from deliberation.wording import tidy_lines


def flag(
    actor: Actor,
    made: ProjectList,
    row: Project,
    owners_decision: bool,
    negative: str,
    reason: str,
    revision: int,
) -> None:
    """Set a row's flags, saying why wherever they change."""
    lock(made)
    draft_only(made)
    same_revision(made, revision)
    if negative and negative not in NEGATIVE:
        raise Refusal("projects.unknown_flag")
    before = {"owners_decision": row.owners_decision, "negative": row.negative}
    after = {"owners_decision": owners_decision, "negative": negative}
    if before == after:
        return
    row.flags_reason = _reason(reason)
    row.owners_decision, row.negative = owners_decision, negative
    made.revision += 1
    after_told = {**after, "reason": row.flags_reason}
    record(actor, "projects.flag_row", "project", row.id, made.community_code, before, after_told)


def tell_apart(actor: Actor, made: ProjectList, row: Project, other_id: UUID, reason: str) -> None:
    """Say why a row is no duplicate of one of another list of this community."""
    lock(made)
    draft_only(made)
    other = db.session.get(Project, other_id)
    if other is None or other.community_code != made.community_code or other.list_id == made.id:
        raise Refusal("projects.not_alike")
    why = _reason(reason)
    said = db.session.get(RowApart, (row.id, other_id))
    if said is None:
        said = RowApart(project_id=row.id, other_id=other_id)
        db.session.add(said)
    said.reason, said.said_by = why, actor.account_id
    after = {"other": other.number, "reason": why}
    record(actor, "projects.tell_apart", "project", row.id, made.community_code, after=after)


def _reason(text: str) -> str:
    reason = tidy_lines(text)
    if not reason:
        raise Refusal("projects.no_reason")
    if len(reason) > REASON_LENGTH:
        raise Refusal("projects.reason_long", most=REASON_LENGTH)
    return reason
