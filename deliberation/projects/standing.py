"""Whether what a row rests on still stands: a need may have been merged or taken down, a vote annulled.

Needs are held as they are while a list has them, so these happen rarely (a list handed over by an import, a
need taken down because of its words, a vote annulled after an appeal); a row must not go out as if nothing
had happened. What a row lost is derived from the needs and rounds as they are, and never stored.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import aliased

from deliberation.database import db
from deliberation.needs.models import Need
from deliberation.needs.rules import LIVE, NeedState
from deliberation.projects.capping import caps_of
from deliberation.projects.models import Project, ProjectList
from deliberation.projects.queries import row_facts
from deliberation.projects.rules import DecisionKind, Loss, RowFacts
from deliberation.rounds.models import Round

Survivor = aliased(Need)
NeedNow = Row[UUID, str, NeedState, object, object, UUID | None, str | None]


def facts_of_rows(made: ProjectList, rows: Sequence[Project]) -> list[RowFacts]:
    """The rows of a list as completeness looks at them: three queries for all of them."""
    caps, lost = caps_of(made.community_code), losses_of(rows)
    return [row_facts(row, caps[row.kind], lost.get(row.id, [])) for row in rows]


def losses_of(rows: Sequence[Project]) -> dict[UUID, list[Loss]]:
    """What each of the rows lost since it was made; rows that lost nothing are left out."""
    needs, rounds = _needs_under(rows), _annulled_under(rows)
    found: dict[UUID, list[Loss]] = {}
    for row in rows:
        lost = [
            *(loss for need in row.needs if (loss := _loss(needs[need.need_id]))),
            *(
                Loss("round_annulled", {"title": rounds[each.source_id]})
                for each in row.decisions
                if each.kind == DecisionKind.ROUND and each.source_id in rounds
            ),
        ]
        if lost:
            found[row.id] = lost
    return found


def _loss(need: NeedNow) -> Loss | None:
    """What happened to a need that no row can rest on any more."""
    said = {"number": need.number}
    if need.state == NeedState.MERGED:
        return Loss("need_merged", {**said, "into": need.survivor})
    if need.state not in LIVE:
        return Loss("need_gone", {**said, "state": need.state.value, "reason": need.rejection_reason})
    return Loss("need_withheld", dict(said)) if need.withheld_at is not None else None


def _needs_under(rows: Sequence[Project]) -> dict[UUID, NeedNow]:
    ids = {need.need_id for row in rows for need in row.needs}
    query = (
        select(
            Need.id, Need.number, Need.state, Need.withheld_at, Need.rejection_reason, Need.merged_into_id,
            Survivor.number.label("survivor"),
        )
        .outerjoin(Survivor, Survivor.id == Need.merged_into_id)
        .where(Need.id.in_(ids))
    )  # fmt: skip
    return {row.id: row for row in db.session.execute(query)}


def _annulled_under(rows: Sequence[Project]) -> dict[UUID, str]:
    """The titles of the rounds under the rows that were annulled."""
    ids = {each.source_id for row in rows for each in row.decisions if each.kind == DecisionKind.ROUND}
    query = select(Round.id, Round.title).where(Round.id.in_(ids), Round.annulled_at.is_not(None))
    titles: dict[UUID, str] = dict(db.session.execute(query).all())
    return titles
