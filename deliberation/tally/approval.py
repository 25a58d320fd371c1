"""选择投票: every ballot names up to k options, every naming is one vote, more votes rank higher."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from deliberation.errors import Refusal
from deliberation.tally import ballots as grouped_ballots
from deliberation.tally.ballots import Choices, Option
from deliberation.tally.ties import Key, TieOrder


@dataclass(frozen=True)
class Placed:
    """Where one option came, and why.

    `rank` is strict (1, 2, 3 …, after the tie rule); `shared_rank` is what the votes alone say (1, 2, 2, 4).
    `reason`: `more_votes` (facts: votes), `tie_broken` (facts: votes, tied = how many share these votes, by =
    the rule that set it apart from its neighbour) or `no_votes` (facts: tied, by, when several got none).
    """

    id: str
    votes: int
    rank: int
    shared_rank: int
    reason: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ApprovalCount:
    """The whole result: `ranking` from first to last, `votes` in the order of the options."""

    votes: dict[str, int]
    ranking: tuple[Placed, ...]
    ballots: int
    blank: int

    @property
    def order(self) -> tuple[str, ...]:
        """The options' ids from first to last."""
        return tuple(placed.id for placed in self.ranking)


def count(
    options: Sequence[Option],
    ballots: Mapping[Choices, int] | Iterable[Choices],
    k: int,
    ties: TieOrder,
    round_id: int | str,
) -> ApprovalCount:
    """More ballots that name an option rank it higher; the announced rule orders equals.

    In: options in their listed order; ballots as tuples of ids, or already grouped as {tuple: number};
    k = most options a ballot may name; `round_id` goes into the lot. Time grows with the different ballots.
    Errors: Refusal `tally.option_repeated` (option), `tally.k_too_small` (k), or those of `ballots.check`.
    Source: VOTING.md, method `approval`.
    """
    _check_options(options, k)
    grouped = dict(ballots) if isinstance(ballots, Mapping) else grouped_ballots.group(ballots)
    ids = [option.id for option in options]
    grouped_ballots.check(ids, grouped, k)
    votes = grouped_ballots.votes_per_option(ids, grouped)
    ranking = rank(votes, ties.keys(options, votes, round_id), ties)
    return ApprovalCount(votes, ranking, grouped_ballots.size(grouped), grouped_ballots.blank(grouped))


def rank(votes: Mapping[str, int], keys: Mapping[str, Key], ties: TieOrder) -> tuple[Placed, ...]:
    """Order options by votes, equals by their tie keys, and say for each what placed it."""
    order = sorted(votes, key=lambda option: (-votes[option], keys[option]))
    placed: list[Placed] = []
    for _, same in groupby(order, key=lambda option: votes[option]):
        placed.extend(_place_equals(list(same), len(placed), votes, keys, ties))
    return tuple(placed)


def _place_equals(
    equals: list[str], before: int, votes: Mapping[str, int], keys: Mapping[str, Key], ties: TieOrder
) -> list[Placed]:
    """Give options with the same votes, already in order, their ranks after the `before` better ones."""
    placed = []
    for place, option in enumerate(equals):
        facts: dict[str, Any] = {"votes": votes[option]}
        if len(equals) > 1:
            neighbour = equals[place - 1] if place else equals[1]
            facts |= {"tied": len(equals), "by": ties.decided_by(keys[option], keys[neighbour])}
        reason = "no_votes" if not votes[option] else "tie_broken" if len(equals) > 1 else "more_votes"
        placed.append(Placed(option, votes[option], before + place + 1, before + 1, reason, facts))
    return placed


def _check_options(options: Sequence[Option], k: int) -> None:
    """Every option has its own id, and a ballot may name at least one."""
    seen: set[str] = set()
    for option in options:
        if option.id in seen:
            raise Refusal("tally.option_repeated", option=option.id)
        seen.add(option.id)
    if k < 1:
        raise Refusal("tally.k_too_small", k=k)
