"""What a need can become a row with: the signed decisions on it, what it costs, how it is to be met.

Conversion, the desk and every later change of a row's needs ask here, so that a row never rests on anything
that did not decide about one of its needs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from deliberation.meetings import queries as meetings
from deliberation.meetings.queries import SignedDecision
from deliberation.meetings.rules import MotionKind
from deliberation.needs import queries as needs
from deliberation.needs.queries import NeedBrief
from deliberation.needs.rules import LIVE
from deliberation.projects import queries
from deliberation.projects.adding import Entry
from deliberation.projects.models import ProjectList
from deliberation.projects.queries import Spread
from deliberation.projects.rules import MOST_FEN, DecisionKind
from deliberation.rounds.needs_way import chosen_way
from deliberation.rounds.outcomes import OptionRow, Outcome, signed_results

ABOUT_NEEDS = frozenset({MotionKind.ADOPT_PROJECT, MotionKind.SHORTLIST_NEED})
Key = tuple[DecisionKind, UUID]
Decisions = dict[Key, dict[str, Any]]


@dataclass(frozen=True)
class Ground:
    """A need with the signed decisions on it; money in fen."""

    need: NeedBrief
    decisions: Decisions
    cost_fen: int | None
    way: Mapping[str, str]
    spread: Spread
    unit: str = ""
    finish_on: date | None = None

    def entry(self) -> Entry:
        """The row this need becomes on its own."""
        need, way = self.need, self.way
        return Entry(
            name=need.title,
            needs={need.id: need.number},
            decisions=self.decisions,
            cost_fen=self.cost_fen,
            category=need.category,
            content="\n".join(filter(None, (way.get("title"), way.get("text")))) or need.body or need.title,
            site=need.place,
            households=self.spread.households,
            unit=self.unit or way.get("unit", ""),
            note=way.get("upkeep", ""),
            finish_on=self.finish_on,
            owners_decision=need.owners_decision,
            lat_e6=self.spread.lat_e6,
            lon_e6=self.spread.lon_e6,
        )


def usable_results(made: ProjectList) -> list[Outcome]:
    """The signed results of the list's cycle whose turnout was reached, the latest first."""
    outcomes = signed_results(made.community_code, made.cycle_id)
    return [outcome for outcome in outcomes if outcome.valid]


def grounds_of(made: ProjectList, need_ids: Iterable[UUID]) -> dict[UUID, Ground]:
    """Those of the needs that signed results or signed minutes of the list's cycle decided on, and that live
    on; the latest round speaks for a need that was voted on twice."""
    wanted = list(dict.fromkeys(need_ids))
    briefs, spread = needs.need_rows(wanted), queries.spread_of(wanted)
    decided = meetings.signed_decisions(made.community_code, made.cycle_id)
    voted = _voted_on(usable_results(made))
    found = {}
    for need_id in wanted:
        need = briefs.get(need_id)
        if need is None or need.state not in LIVE:
            continue
        outcome, option = voted.get(need_id, (None, None))
        if outcome is not None and option is not None:
            found[need_id] = ground_voted(need, outcome, option, decided, spread[need_id])
        elif motions := motions_about(need, decided):
            found[need_id] = ground_moved(need, motions, spread[need_id])
    return found


def ground_voted(
    need: NeedBrief, outcome: Outcome, option: OptionRow, decided: Sequence[SignedDecision], spread: Spread
) -> Ground:
    """A need by its place in a signed result, and every signed motion that adopted the round or names it."""
    adopted = [
        each
        for each in decided
        if each.kind == MotionKind.ADOPT_RANKING and each.round_id == outcome.round.id
    ]
    motions = [*adopted, *(each for each in decided if _names(each, need.id))]
    decisions = {
        (DecisionKind.ROUND, outcome.round.id): _round_facts(need, outcome, option),
        **_moved(motions),
    }
    return Ground(
        need, decisions, cost_of(option, need), option.way or chosen_way(need), spread, _unit(motions)
    )


def ground_moved(need: NeedBrief, motions: Sequence[SignedDecision], spread: Spread) -> Ground:
    """A need by the motions in signed minutes that decided on it, the last of them foremost."""
    priced = [each.cost_fen for each in motions if each.cost_fen is not None]
    until = [each.deadline_on for each in motions if each.deadline_on]
    return Ground(
        need,
        _moved(motions),
        priced[-1] if priced else need.cost_fen,
        chosen_way(need),
        spread,
        _unit(motions),
        until[-1] if until else None,
    )


def together(grounds: Sequence[Ground], name: str = "") -> Entry:
    """One row that answers several needs: named and described by the first, with the money of all."""
    entries = [ground.entry() for ground in grounds]
    costs = [entry.cost_fen for entry in entries if entry.cost_fen is not None]
    homes = [entry.households for entry in entries if entry.households is not None]
    return replace(
        entries[0],
        name=name or entries[0].name,
        needs={need_id: number for entry in entries for need_id, number in entry.needs.items()},
        decisions=joined(entry.decisions for entry in entries),
        cost_fen=min(sum(costs), MOST_FEN) if costs else None,
        content="\n".join(dict.fromkeys(entry.content for entry in entries)),
        site="；".join(dict.fromkeys(entry.site for entry in entries if entry.site))[:200],
        households=sum(homes) if homes else None,
        owners_decision=any(entry.owners_decision for entry in entries),
    )


def joined(several: Iterable[Mapping[Key, dict[str, Any]]]) -> Decisions:
    """Decisions put together: a round that ranked several of the needs tells each of their places, the best
    first."""
    found: Decisions = {}
    for decisions in several:
        for key, facts in decisions.items():
            found[key] = (
                _places(found[key], facts) if key in found and key[0] == DecisionKind.ROUND else facts
            )
    return found


def _places(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The facts of a round for the needs of both."""
    lines = {line["need"]: line for facts in (one, other) for line in places_in(facts)}
    return with_places(one, sorted(lines.values(), key=lambda line: int(line["rank"])))


def places_in(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Which place each need of a row took in a round; rows of before say only one."""
    return facts.get("places") or [
        {"need": facts.get("need", ""), "rank": facts["rank"], "votes": facts["votes"]}
    ]


def with_places(facts: Mapping[str, Any], lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The facts of a round led by the first of these places."""
    first = lines[0]
    return {
        **facts,
        "need": first["need"],
        "rank": first["rank"],
        "votes": first["votes"],
        "places": [*lines],
    }


def motions_about(need: NeedBrief, decided: Sequence[SignedDecision]) -> list[SignedDecision]:
    """The motions that let a need become a project; what the owners decide together (需业主共同决定) no other
    meeting decides for them."""
    return [
        each for each in decided if _names(each, need.id) and (each.by_owners or not need.owners_decision)
    ]


def cost_of(option: OptionRow, need: NeedBrief | None) -> int | None:
    """What the option said it costs when it was voted on, else what the need says."""
    if option.cost_fen is not None:
        return option.cost_fen
    return need.cost_fen if need else None


def _voted_on(outcomes: Sequence[Outcome]) -> dict[UUID, tuple[Outcome, OptionRow]]:
    """Where each need came in the latest round that it reached what was asked in."""
    found: dict[UUID, tuple[Outcome, OptionRow]] = {}
    for outcome in outcomes:
        for option in outcome.rows:
            if option.need_id and option.reached:
                found.setdefault(option.need_id, (outcome, option))
    return found


def _names(decision: SignedDecision, need_id: UUID) -> bool:
    return decision.kind in ABOUT_NEEDS and need_id in decision.need_ids


def _unit(motions: Sequence[SignedDecision]) -> str:
    units = [each.unit for each in motions if each.unit]
    return units[-1] if units else ""


def _round_facts(need: NeedBrief, outcome: Outcome, option: OptionRow) -> dict[str, Any]:
    row = outcome.round
    return {
        "title": row.title,
        "votes": option.votes,
        "counts": outcome.unit,
        "rank": option.rank,
        "need": need.number,
        "ballots": outcome.ballots,
        "register": outcome.register_size,
        "unit": row.unit.value,
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
    }


def _moved(decisions: Iterable[SignedDecision]) -> Decisions:
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
        "by_owners": each.by_owners,
    }
