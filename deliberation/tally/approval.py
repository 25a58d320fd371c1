"""选择投票: every ballot names up to k options, every naming is one vote, more votes rank higher."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from deliberation.errors import Refusal
from deliberation.tally import ballots as grouped_ballots
from deliberation.tally.ballots import Choices, Option
from deliberation.tally.counted import Ballots, Scored, Unit
from deliberation.tally.placing import Placed, rank
from deliberation.tally.rule import Rule
from deliberation.tally.ties import TieOrder

__all__ = ["ApprovalCount", "Placed", "check_options", "count", "rank", "score"]


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
    check_options(options, k)
    grouped = dict(ballots) if isinstance(ballots, Mapping) else grouped_ballots.group(ballots)
    ids = [option.id for option in options]
    grouped_ballots.check(ids, grouped, k)
    votes = grouped_ballots.votes_per_option(ids, grouped)
    ranking = rank(votes, ties.keys(options, votes, round_id), ties)
    return ApprovalCount(votes, ranking, grouped_ballots.size(grouped), grouped_ballots.blank(grouped))


def score(rule: Rule, options: Sequence[Option], ballots: Ballots) -> Scored:
    """One vote an option from every ballot that names it; refuses as `ballots.check` does."""
    ids = [option.id for option in options]
    grouped_ballots.check(ids, ballots, rule.k)
    votes = grouped_ballots.votes_per_option(ids, ballots)
    return Scored(Unit.VOTES, votes, votes)


def check_options(options: Sequence[Option], k: int) -> None:
    """Every option has its own id, and a ballot may name at least one."""
    seen: set[str] = set()
    for option in options:
        if option.id in seen:
            raise Refusal("tally.option_repeated", option=option.id)
        seen.add(option.id)
    if k < 1:
        raise Refusal("tally.k_too_small", k=k)
