"""From a ranking to what is done: the first n, or as many as the money allows, each with its reason.

An option that nobody voted for is never selected. Recorded city elections leave this open: in 898 approval
and choose-1 files every project has at least one vote. So the residents' view decides: what nobody asked for
is not built merely because money is left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from deliberation.errors import Refusal
from deliberation.tally.placing import Placed


@dataclass(frozen=True)
class Decision:
    """Whether one option is selected, and why.

    `reason` with its facts: `in_top_n` (rank, n), `over_top_n` (rank, n), `fits` (cost_fen, left_fen),
    `does_not_fit` (cost_fen, left_fen, short_fen), `after_stop` (stopped_at = the option that did not fit),
    `below_threshold` (votes, min_votes), `below_majority` (named, ballots, needed), `no_votes` (none),
    `cost_unknown` (none). Money in fen. Those of equal shares stand in `equal_shares.decide`.
    """

    id: str
    selected: bool
    reason: str
    facts: dict[str, Any] = field(default_factory=dict)


def selected_ids(decisions: Sequence[Decision]) -> list[str]:
    """The selected options' ids, in the order they were selected."""
    return [decision.id for decision in decisions if decision.selected]


def top(
    ranking: Sequence[Placed],
    n: int,
    min_votes: int | None = None,
    barred: Mapping[str, Decision] = MappingProxyType({}),
) -> list[Decision]:
    """The first n of the ranking win, if anybody voted for them and they reach the least votes.

    In: ranking from first to last; n ≥ 0; min_votes = least votes an option needs, or None; `barred`: options
    that something else keeps out, with their decisions.
    Out: one Decision an option, in the ranking's order. Errors: Refusal `tally.top_n_negative` (n).
    """
    if n < 0:
        raise Refusal("tally.top_n_negative", n=n)
    decisions = []
    for placed in ranking:
        inside = placed.rank <= n
        decided = Decision(
            placed.id, inside, "in_top_n" if inside else "over_top_n", {"rank": placed.rank, "n": n}
        )
        decisions.append(barred.get(placed.id) or unsupported(placed, min_votes) or decided)
    return decisions


def greedy(
    ranking: Sequence[Placed],
    costs: Mapping[str, int | None],
    budget: int,
    skip: bool = True,
    min_votes: int | None = None,
    barred: Mapping[str, Decision] = MappingProxyType({}),
) -> list[Decision]:
    """Take options from first to last while the money lasts.

    `skip=True` passes over what does not fit and goes on; `skip=False` stops at the first that does not fit.
    Options that are `barred`, below `min_votes`, without a vote or without a cost are passed over and never
    stop the count. In: ranking from first to last; costs and budget in fen. Out: one Decision an option, in
    that order.
    Errors: Refusal `tally.budget_negative` (budget), `tally.cost_negative` (option).
    """
    check_money(costs, budget)
    left = budget
    stopped_at: str | None = None
    decisions = []
    for placed in ranking:
        decision = (
            barred.get(placed.id)
            or unsupported(placed, min_votes)
            or _afford(placed.id, costs.get(placed.id), left, stopped_at)
        )
        if decision.selected:
            left = decision.facts["left_fen"]
        elif decision.reason == "does_not_fit" and not skip:
            stopped_at = placed.id
        decisions.append(decision)
    return decisions


def check_money(costs: Mapping[str, int | None], budget: int) -> None:
    """A budget or a cost below zero would create money."""
    if budget < 0:
        raise Refusal("tally.budget_negative", budget=budget)
    for option, cost in costs.items():
        if cost is not None and cost < 0:
            raise Refusal("tally.cost_negative", option=option)


def unsupported(placed: Placed, min_votes: int | None) -> Decision | None:
    """The decision against an option that too few, or nobody, voted for; None when it has support."""
    if min_votes is not None and placed.support < min_votes:
        return Decision(
            placed.id, False, "below_threshold", {"votes": placed.support, "min_votes": min_votes}
        )
    if placed.support == 0:
        return Decision(placed.id, False, "no_votes")
    return None


def _afford(option: str, cost: int | None, left: int, stopped_at: str | None) -> Decision:
    """Whether the money that is left pays for one option, unless the count has stopped before it."""
    if stopped_at is not None:
        return Decision(option, False, "after_stop", {"stopped_at": stopped_at})
    if cost is None:
        return Decision(option, False, "cost_unknown")
    if cost > left:
        facts = {"cost_fen": cost, "left_fen": left, "short_fen": cost - left}
        return Decision(option, False, "does_not_fit", facts)
    return Decision(option, True, "fits", {"cost_fen": cost, "left_fen": left - cost})
