"""Putting a row right when what it rests on changed: a merged need gives way to the one it lives on in, an
annulled vote leaves where another signed decision bears the row."""

from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.needs.models import Need
from deliberation.needs.queries import survivor_of
from deliberation.needs.rules import LIVE, NeedState
from deliberation.projects.holding import draft_only, hold_still, let_go, lock, take_up
from deliberation.projects.joining import need_row, told
from deliberation.projects.models import Project, ProjectList
from deliberation.projects.queries import lists_by_need
from deliberation.projects.resting import decisions_of, rest_on, still_resting
from deliberation.projects.rules import DecisionKind
from deliberation.rounds.models import Round


def put_right(actor: Actor, made: ProjectList, row: Project) -> None:
    """Mend all that can be mended in a row: follow merged needs, drop needs that are gone and votes that were
    annulled; what is left must still be a need and a signed decision, else the row is to be taken off."""
    lock(made)
    draft_only(made)
    before = told(row)
    _follow_merged(actor, made, row)
    _drop_gone(actor, made, row)
    _drop_annulled(row)
    db.session.flush()
    after = told(row)
    if after == before:
        raise Refusal("projects.nothing_to_mend")
    made.revision += 1
    record(actor, "projects.put_right", "project", row.id, made.community_code, before, after)


def _follow_merged(actor: Actor, made: ProjectList, row: Project) -> None:
    """The survivor stands for the need: the vote and the motions were about what it says now."""
    for need in _needs(row):
        if need.state != NeedState.MERGED:
            continue
        survivor = survivor_of(need)
        hold_still([survivor.id])
        if lists_by_need(made.community_code).get(survivor.id, set()) - {made.id}:
            raise Refusal("projects.survivor_listed", number=survivor.number)
        _take_out(actor, made, row, need.id)
        if survivor.id not in {each.need_id for each in row.needs}:
            row.needs.append(need_row(made, survivor.id, survivor.number))
            db.session.flush()
            take_up(actor, made, row, [survivor.id])


def _drop_gone(actor: Actor, made: ProjectList, row: Project) -> None:
    gone = {need.id for need in _needs(row) if need.state not in LIVE}
    if not gone:
        return
    stay = {need.need_id: need.number for need in row.needs if need.need_id not in gone}
    if not stay:
        raise Refusal("projects.beyond_mending")
    rest_on(row, still_resting(made, row, stay))
    for need_id in gone:
        _take_out(actor, made, row, need_id)


def _drop_annulled(row: Project) -> None:
    ids = [each.source_id for each in row.decisions if each.kind == DecisionKind.ROUND]
    query = select(Round.id).where(Round.id.in_(ids), Round.annulled_at.is_not(None))
    annulled = set(db.session.scalars(query))
    kept = {key: facts for key, facts in decisions_of(row).items() if key[1] not in annulled}
    if not kept:
        raise Refusal("projects.beyond_mending")
    rest_on(row, kept)


def _needs(row: Project) -> list[Need]:
    query = select(Need).where(Need.id.in_([need.need_id for need in row.needs])).order_by(Need.number)
    return list(db.session.scalars(query))


def _take_out(actor: Actor, made: ProjectList, row: Project, need_id: UUID) -> None:
    row.needs.remove(next(need for need in row.needs if need.need_id == need_id))
    db.session.flush()
    let_go(actor, made, row, need_id)
