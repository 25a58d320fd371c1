"""What a need's own history learns of a round, and that it stays as it was voted on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from deliberation.actors import Actor
from deliberation.clock import today
from deliberation.cycles.models import Cycle
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.needs import queries as needs_queries
from deliberation.needs import service as needs
from deliberation.needs.queries import NeedBrief
from deliberation.rounds.models import Round, RoundOption
from deliberation.rounds.rules import OptionPlan, Plan, way_of


def check(community_code: str, plan: Plan) -> None:
    """Only needs this community has shortlisted are voted on, each once."""
    wanted = [option.need_id for option in plan.options if option.need_id]
    if len(set(wanted)) != len(wanted):
        raise Refusal("rounds.option_repeated")
    if wanted and not set(wanted) <= {need.id for need in needs_queries.shortlisted_needs(community_code)}:
        raise Refusal("rounds.need_not_shortlisted")


def as_chosen(options: Sequence[OptionPlan]) -> list[OptionPlan]:
    """The options with cost and way of the solution that is chosen for their needs by now."""
    briefs = needs_queries.need_rows(option.need_id for option in options if option.need_id)
    return [_as_chosen(option, briefs.get(option.need_id) if option.need_id else None) for option in options]


def _as_chosen(option: OptionPlan, need: NeedBrief | None) -> OptionPlan:
    """What was never filled from a solution stays as it was planned."""
    if need is None or not (need.solution_title or option.way):
        return option
    return replace(option, cost_fen=need.cost_fen, way=chosen_way(need))


def chosen_way(need: NeedBrief) -> dict[str, str]:
    """How a need is to be met, as a ballot keeps it."""
    return way_of(need.solution_title, need.solution_text, need.solution_unit, need.solution_upkeep)


def opened(actor: Actor, row: Round, option: RoundOption) -> None:
    """A need is put to the vote: from now on it is neither merged nor changed."""
    if option.need_id is None:
        return
    needs.hold(option.need_id, _holder(row))
    facts = {"opens_at": row.opens_at.isoformat(), "closes_at": row.closes_at.isoformat()}
    needs.record_event(option.need_id, "rounds.opened", {**_about(row), **facts}, actor=actor)


def extended(actor: Actor, row: Round, option: RoundOption) -> None:
    """The vote ends later than it was said."""
    if option.need_id is not None:
        facts = {**_about(row), "closes_at": row.closes_at.isoformat()}
        needs.record_event(option.need_id, "rounds.extended", facts, actor=actor)


def ranked(
    actor: Actor, row: Round, option: RoundOption, placed: Mapping[str, Any], unit: str, won: bool
) -> None:
    """The vote is counted: which place of how many, with what score, and whether it is among what won."""
    if option.need_id is not None:
        place = {"rank": placed["rank"], "of": len(row.options), "votes": placed["votes"]}
        facts = {**_about(row), **place, "unit": unit, "won": won}
        needs.record_event(option.need_id, "rounds.ranked", facts, actor=actor)


def annulled(actor: Actor, row: Round, option: RoundOption) -> None:
    """The vote was stopped without a result: the need is free again."""
    if option.need_id is not None:
        needs.release(option.need_id, _holder(row))
        facts = {**_about(row), "reason": row.annul_reason}
        needs.record_event(option.need_id, "rounds.annulled", facts, actor=actor)


def let_go(round_ids: Collection[UUID]) -> None:
    """What was built on these rounds is settled: their needs may change again."""
    query = select(RoundOption.need_id, RoundOption.round_id).where(RoundOption.round_id.in_(round_ids))
    for need_id, round_id in db.session.execute(query).all():
        if need_id is not None:
            needs.release(need_id, f"round:{round_id}")


def over(round_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the rounds that need nothing any more: annulled, or counted in a cycle that has ended."""
    ended = or_(Round.cycle_id.is_(None), Cycle.ends_on < today())
    query = (
        select(Round.id)
        .outerjoin(Cycle, Cycle.id == Round.cycle_id)
        .where(Round.id.in_(round_ids))
        .where(or_(Round.annulled_at.is_not(None), and_(Round.closed_at.is_not(None), ended)))
    )
    return set(db.session.scalars(query))


def _holder(row: Round) -> str:
    return f"round:{row.id}"


def _about(row: Round) -> dict[str, Any]:
    return {"round_id": str(row.id), "round": row.title}
