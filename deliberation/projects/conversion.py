"""From signed decisions to rows: what a ranking or a motion would give, why, and taking it over.

Two sources: a signed round result (what its count decided for, the first n, or as many as the money allows)
and signed minutes.
What is previewed and what is taken are the same count, so nobody is surprised.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from deliberation.actors import Actor
from deliberation.errors import Refusal
from deliberation.meetings import queries as meetings
from deliberation.meetings.queries import SignedDecision
from deliberation.meetings.rules import MotionKind
from deliberation.needs import queries as needs
from deliberation.needs.queries import NeedBrief
from deliberation.needs.rules import LIVE
from deliberation.projects import queries, service
from deliberation.projects.models import Project, ProjectList
from deliberation.projects.rules import DecisionKind, Taking
from deliberation.projects.service import Entry
from deliberation.rounds.needs_way import chosen_way
from deliberation.rounds.outcomes import OptionRow, Outcome, signed_results
from deliberation.tally import selection
from deliberation.tally.placing import Placed
from deliberation.tally.selection import Decision

ABOUT_NEEDS = frozenset({MotionKind.ADOPT_PROJECT, MotionKind.SHORTLIST_NEED})
Key = tuple[DecisionKind, UUID]


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


def usable_results(made: ProjectList) -> list[Outcome]:
    """The signed results of the list's cycle whose turnout was reached, the latest first."""
    outcomes = signed_results(made.community_code, made.cycle_id)
    return [outcome for outcome in outcomes if outcome.valid]


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
    costs = {option.key: _cost(option, briefs) for option in outcome.rows}
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
    service.lock(made)
    seen = preview(made, round_id, taking, amount, skip)
    if not seen.taken:
        raise Refusal("projects.nothing_to_take")
    decided = meetings.signed_decisions(made.community_code, None)
    affected = queries.households_affected(each.need.id for each in seen.taken if each.need)
    entries = [
        _entry(
            each.need,
            each.cost_fen,
            _voted(seen.outcome, each, decided),
            affected.get(each.need.id),
            each.option.way,
        )
        for each in seen.taken
        if each.need
    ]
    return service.add_rows(actor, made, entries)


def offers(made: ProjectList) -> list[Offer]:
    """The needs that passed motions in signed minutes name and that stand in no list yet."""
    decided = meetings.signed_decisions(made.community_code, made.cycle_id)
    about = [each for each in decided if each.kind in ABOUT_NEEDS]
    listed = queries.lists_by_need(made.community_code)
    ids = list(dict.fromkeys(need_id for each in about for need_id in each.need_ids if need_id not in listed))
    briefs = needs.need_rows(ids)
    found = [
        Offer(need, [each for each in about if need.id in each.need_ids and _may_decide(each, need)])
        for need in (briefs[need_id] for need_id in ids)
        if need.state in LIVE
    ]
    return [offer for offer in found if offer.decisions]


def _may_decide(decision: SignedDecision, need: NeedBrief) -> bool:
    """What the owners decide together (需业主共同决定) no other meeting decides for them."""
    return decision.by_owners or not need.owners_decision


def take_needs(actor: Actor, made: ProjectList, need_ids: Iterable[UUID]) -> list[Project]:
    """Make rows of needs that signed minutes decided on, without a vote."""
    service.lock(made)
    wanted = set(need_ids)
    chosen = [offer for offer in offers(made) if offer.need.id in wanted]
    if not chosen or len(chosen) != len(wanted):
        raise Refusal("projects.nothing_to_take" if not wanted else "projects.not_on_offer")
    affected = queries.households_affected(wanted)
    entries = []
    for offer in chosen:
        priced = [each.cost_fen for each in offer.decisions if each.cost_fen is not None]
        cost = priced[-1] if priced else offer.need.cost_fen
        until = [each.deadline_on for each in offer.decisions if each.deadline_on]
        entry = _entry(offer.need, cost, _moved(offer.decisions), affected.get(offer.need.id))
        entries.append(replace(entry, finish_on=until[-1] if until else None))
    return service.add_rows(actor, made, entries)


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


def _cost(option: OptionRow, briefs: dict[UUID, NeedBrief]) -> int | None:
    """What the option said it costs when it was voted on, else what the need says."""
    if option.cost_fen is not None:
        return option.cost_fen
    need = briefs.get(option.need_id) if option.need_id else None
    return need.cost_fen if need else None


def _entry(
    need: NeedBrief,
    cost_fen: int | None,
    decisions: dict[Key, dict[str, Any]],
    households: int | None,
    voted: Mapping[str, str] | None = None,
) -> Entry:
    """A row from the need, and from how it is to be met: as it was voted on, else as it is chosen now."""
    way = voted or chosen_way(need)
    moved = [facts for (kind, _source), facts in decisions.items() if kind == DecisionKind.MOTION]
    units = [facts["unit"] for facts in moved if facts["unit"]]
    return Entry(
        name=need.title,
        needs={need.id: need.number},
        decisions=decisions,
        cost_fen=cost_fen,
        category=need.category,
        content="\n".join(filter(None, (way.get("title"), way.get("text")))) or need.body or need.title,
        site=need.place,
        households=households,
        unit=units[-1] if units else way.get("unit", ""),
        note=way.get("upkeep", ""),
    )


def _voted(
    outcome: Outcome, weighed: Weighed, decided: Sequence[SignedDecision]
) -> dict[Key, dict[str, Any]]:
    """The round a row rests on, and every signed motion that adopted the round or names the need."""
    row, option = outcome.round, weighed.option
    facts = {
        "title": row.title,
        "votes": option.votes,
        "counts": outcome.unit,
        "rank": option.rank,
        "ballots": outcome.ballots,
        "register": outcome.register_size,
        "unit": row.unit.value,
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
    }
    about = [
        each
        for each in decided
        if (each.kind == MotionKind.ADOPT_RANKING and each.round_id == row.id)
        or (each.kind in ABOUT_NEEDS and option.need_id in each.need_ids)
    ]
    return {(DecisionKind.ROUND, row.id): facts, **_moved(about)}


def _moved(decisions: Iterable[SignedDecision]) -> dict[Key, dict[str, Any]]:
    return {(DecisionKind.MOTION, each.motion_id): _motion_facts(each) for each in decisions}


def _motion_facts(each: SignedDecision) -> dict[str, Any]:
    return {
        "meeting_id": str(each.meeting_id),
        "meeting": each.meeting_title,
        "session": [each.year, each.session_no],
        "kind": each.kind.value,
        "text": each.text,
        "for": each.votes_for,
        "against": each.against,
        "abstain": each.abstain,
        "held_at": each.held_at.isoformat(),
        "unit": each.unit,
    }
