"""The rule of a count, as it was announced: method, ballot, money, completion, thresholds, ties."""

from dataclasses import dataclass, field
from enum import StrEnum

from deliberation.errors import Refusal
from deliberation.tally.ties import TieOrder


class Method(StrEnum):
    """How ballots become an order and winners; the identifiers of VOTING.md."""

    APPROVAL = "approval"
    POINTS = "points"
    RANKING = "ranking"
    SCHULZE = "schulze"
    KNAPSACK = "knapsack"
    EQUAL_SHARES = "equal_shares"


class Paper(StrEnum):
    """What a ballot says: which options, how many points for each, or in which order."""

    APPROVAL = "approval"
    POINTS = "points"
    RANKING = "ranking"


class Utility(StrEnum):
    """What an option of equal shares is worth to who names it: its cost, or one (or their points)."""

    COST = "cost"
    VOTES = "votes"


class Completion(StrEnum):
    """How equal shares go on while money is left: raise every share by one unit and run again, or not."""

    ADD_ONE = "add-one"
    NONE = "none"


class Then(StrEnum):
    """What happens with the money that equal shares leave: the most votes that still fit, or nothing."""

    GREEDY = "greedy"
    NONE = "none"


PAPERS_OF: dict[Method, tuple[Paper, ...]] = {
    Method.APPROVAL: (Paper.APPROVAL,),
    Method.POINTS: (Paper.POINTS,),
    Method.RANKING: (Paper.RANKING,),
    Method.SCHULZE: (Paper.RANKING,),
    Method.KNAPSACK: (Paper.APPROVAL,),
    Method.EQUAL_SHARES: (Paper.APPROVAL, Paper.POINTS),
}


@dataclass(frozen=True)
class Rule:
    """Everything that decides a count besides options and ballots; money in fen.

    `k`: most options a ballot names; `least`: fewest (a blank ballot is always allowed). `points` in all and
    `most_points` on one option: of points ballots. `budget_fen`: needed by knapsack and equal shares; with
    other methods winners are then taken from first to last while it lasts. `winners`: the first so many win,
    where there is no budget (None: the order is all). `unit_fen`: the step of add-one. `min_votes`: least
    score an option needs (rankings: ballots that name it). `majority`: an option needs more than half of the
    ballots cast, blank ones included, to name it.
    Errors: Refusal `tally.method_and_ballot` (method, ballot), `tally.budget_missing` (method).
    """

    method: Method
    ballot: Paper = Paper.APPROVAL
    k: int = 1
    least: int = 1
    points: int | None = None
    most_points: int | None = None
    budget_fen: int | None = None
    winners: int | None = None
    utility: Utility = Utility.COST
    completion: Completion = Completion.ADD_ONE
    then: Then = Then.GREEDY
    unit_fen: int = 100
    skip: bool = True
    min_votes: int | None = None
    majority: bool = False
    ties: TieOrder = field(default_factory=TieOrder)

    def __post_init__(self) -> None:
        if self.ballot not in PAPERS_OF[self.method]:
            raise Refusal("tally.method_and_ballot", method=self.method, ballot=self.ballot)
        if self.method in (Method.KNAPSACK, Method.EQUAL_SHARES) and self.budget_fen is None:
            raise Refusal("tally.budget_missing", method=self.method)

    @property
    def decides(self) -> bool:
        """Whether the count names winners, by money, places or a majority, and not only an order."""
        return self.budget_fen is not None or self.winners is not None or self.majority
