"""From signed decisions to rows: what a ranking or a motion would give, why, and taking it over.

Two sources: a signed round result (what its count decided for, the first n, or as many as the money allows)
and signed minutes.
What is previewed and what is taken are the same count, so nobody is surprised.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from deliberation.actors import Actor
from deliberation.errors import Refusal
from deliberation.meetings import queries as meetings
from deliberation.meetings.queries import SignedDecision
from deliberation.needs import queries as needs
from deliberation.needs.queries import NeedBrief
from deliberation.needs.rules import LIVE
from deliberation.projects import adding, holding, queries
from deliberation.projects.grounds import (
    ABOUT_NEEDS,
    cost_of,
    ground_voted,
    motions_about,
    usable_results,
)
from deliberation.projects.models import Project, ProjectList
from deliberation.projects.rules import Taking
from deliberation.rounds.outcomes import OptionRow, Outcome
from deliberation.tally import selection
from deliberation.tally.placing import Placed
from deliberation.tally.selection import Decision


@dataclass(frozen=True)
class Weighed:
    """One option of the ranking: whether it becomes a row now, and the reason with its facts.

    Reasons of `tally.selection`, and: `decided`, `not_decided` (by the round's own count), `listed`
    (stands in this list already), `in_other_list`, `no_need` (the option points to no need), `need_gone` (the
    need was merged or refused since).
    `running_fen` is what everything selected so far costs.
    """

    option: OptionRow
    need: NeedBrief | None
    cost_fen: int | None
    selected: bool
    reason: str
    facts: dict[str, Any]
    running_fen: int


@dataclass(frozen=True)
class Preview:
    """What a taking would give, first to last."""

    outcome: Outcome
    taking: Taking
    amount: int
    options: Sequence[Weighed] = field(default_factory=tuple)

    @property
    def taken(self) -> list[Weighed]:
        """What becomes a new row."""
        return [each for each in self.options if each.selected and each.reason != "listed"]

    @property
    def cost_fen(self) -> int:
        """What everything selected costs, rows of this list included."""
        return self.options[-1].running_fen if self.options else 0


@dataclass(frozen=True)
class Offer:
    """A need that signed minutes let become a row without a vote."""

    need: NeedBrief
    decisions: Sequence[SignedDecision]


def preview(made: ProjectList, round_id: UUID, taking: Taking, amount: int, skip: bool = True) -> Preview:
    """What would be taken from a signed result, and what falls out and why; `amount` is n or fen, and not
    asked for where the count itself decided (equal shares, say).

    `skip=False` stops at the first that the money does not pay for, instead of passing over it.
    """
    outcome = next((each for each in usable_results(made) if each.round.id == round_id), None)
    if outcome is None:
        raise Refusal("projects.no_signed_result")
    if amount < 0:
        raise Refusal("projects.negative_amount")
    if taking == Taking.DECIDED and not outcome.decides:
        raise Refusal("projects.round_only_orders")
    briefs = needs.need_rows(option.need_id for option in outcome.rows if option.need_id)
    barred = _barred(made, outcome.rows, briefs)
    costs = {
        option.key: cost_of(option, briefs.get(option.need_id) if option.need_id else None)
        for option in outcome.rows
    }
    left = [option for option in outcome.rows if option.key not in barred]
    if taking == Taking.DECIDED:
        decided = {option.key: _as_counted(option) for option in left}
    else:
        counted = [_placed(option) for option in left]
        decided = _decide(counted, costs, taking, amount, outcome.round.min_votes, skip)
    listed = _needs_of(made)
    weighed: list[Weighed] = []
    for option in outcome.rows:
        decision = barred.get(option.key) or decided[option.key]
        before = weighed[-1].running_fen if weighed else 0
        need = briefs.get(option.need_id) if option.need_id else None
        weighed.append(_weighed(option, need, costs[option.key], decision, before, listed))
    return Preview(outcome, taking, amount, weighed)


def take(
    actor: Actor, made: ProjectList, round_id: UUID, taking: Taking, amount: int, skip: bool = True
) -> list[Project]:
    """Make rows of what the ranking selects and the list does not have yet, each resting on its decisions."""
    holding.lock(made)
    seen = preview(made, round_id, taking, amount, skip)
    if not seen.taken:
        raise Refusal("projects.nothing_to_take")
    decided = meetings.signed_decisions(made.community_code, None)
    spread = queries.spread_of(each.need.id for each in seen.taken if each.need)
    entries = [
        ground_voted(each.need, seen.outcome, each.option, decided, spread[each.need.id]).entry()
        for each in seen.taken
        if each.need
    ]
    return adding.add_rows(actor, made, entries)


def offers(made: ProjectList) -> list[Offer]:
    """The needs that passed motions in signed minutes name and that stand in no list yet."""
    decided = meetings.signed_decisions(made.community_code, made.cycle_id)
    about = [each for each in decided if each.kind in ABOUT_NEEDS]
    listed = queries.lists_by_need(made.community_code)
    ids = list(dict.fromkeys(need_id for each in about for need_id in each.need_ids if need_id not in listed))
    briefs = needs.need_rows(ids)
    found = [
        Offer(need, motions_about(need, about))
        for need in (briefs[need_id] for need_id in ids)
        if need.state in LIVE
    ]
    return [offer for offer in found if offer.decisions]


def _decide(
    ranking: Sequence[Placed],
    costs: dict[str, int | None],
    taking: Taking,
    amount: int,
    min_votes: int | None,
    skip: bool,
) -> dict[str, Decision]:
    if taking == Taking.TOP:
        decisions = selection.top(ranking, amount, min_votes)
    else:
        decisions = selection.greedy(ranking, costs, amount, skip, min_votes)
    return {decision.id: decision for decision in decisions}


def _as_counted(option: OptionRow) -> Decision:
    """What the count of the round decided."""
    return Decision(option.key, option.selected, "decided" if option.selected else "not_decided")


def _barred(
    made: ProjectList, options: Sequence[OptionRow], briefs: dict[UUID, NeedBrief]
) -> dict[str, Decision]:
    """The options no count can select, with the reason."""
    elsewhere = queries.lists_by_need(made.community_code)
    found = {}
    for option in options:
        need = briefs.get(option.need_id) if option.need_id else None
        if need is None:
            found[option.key] = Decision(option.key, False, "no_need")
        elif elsewhere.get(need.id, set()) - {made.id}:
            found[option.key] = Decision(option.key, False, "in_other_list")
        elif need.state not in LIVE:
            found[option.key] = Decision(option.key, False, "need_gone")
    return found


def _weighed(
    option: OptionRow,
    need: NeedBrief | None,
    cost_fen: int | None,
    decision: Decision,
    before: int,
    listed: set[UUID],
) -> Weighed:
    running = before + (cost_fen or 0 if decision.selected else 0)
    reason = "listed" if need and need.id in listed else decision.reason
    return Weighed(option, need, cost_fen, decision.selected, reason, decision.facts, running)


def _needs_of(made: ProjectList) -> set[UUID]:
    return {need.need_id for row in queries.rows_of(made.id) for need in row.needs}


def _placed(option: OptionRow) -> Placed:
    return Placed(option.key, option.votes, option.rank, option.shared_rank, option.reason, option.facts)
