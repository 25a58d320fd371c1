"""Reading the result of a closed round: where every option came, what won, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from deliberation.database import db
from deliberation.rounds.counted_by import rule_of
from deliberation.rounds.models import Ballot, Round, RoundOption, RoundResult, RoundSignature
from deliberation.rounds.queries import signatures_of, signatures_under
from deliberation.rounds.rules import FEWEST_SHOWN, Purpose, Signer
from deliberation.tally.placing import Placed
from deliberation.tally.selection import Decision, greedy, top


@dataclass(frozen=True)
class OptionRow:
    """One option of a closed round; `reason` and `facts` as `tally.placing.Placed` has them.

    `votes`: its score, in the unit of the outcome; `rank` is strict, `shared_rank` what the scores alone say;
    `reached`: it has what the round asks of an option; `selected`: the rule takes it, and `why` (with
    `why_facts`, as `tally.selection.Decision` has them) it does or does not.
    """

    key: str
    need_id: UUID | None
    title: str
    cost_fen: int | None
    votes: int
    rank: int
    shared_rank: int
    reason: str
    facts: dict[str, Any]
    reached: bool
    way: dict[str, Any] = field(default_factory=dict)
    selected: bool = False
    why: str = ""
    why_facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """The result of a closed round, first to last; `signed` when teller and scrutineer both have.

    `unit`: what scores count (`tally.counting.Unit`); `steps` and `details` as `tally.counting.Count` has
    them, fractions as "p/q", empty where fewer than 10 ballots could be told apart by them.
    """

    round: Round
    rows: Sequence[OptionRow]
    register_size: int
    ballots: int
    blank: int
    on_paper: int
    spoiled: int
    late: int
    refused: int
    struck: int
    matched: bool
    turnout: Sequence[dict[str, Any]]
    turnout_reached: bool | None
    unit: str
    steps: Sequence[dict[str, Any]]
    details: dict[str, Any]
    root: str | None
    digest: str
    won: Sequence[str]
    signatures: Sequence[RoundSignature]

    @property
    def signed(self) -> bool:
        return len(self.signatures) == len(Signer)

    @property
    def valid(self) -> bool:
        """Whether the turnout the round asked for, if any, was reached."""
        return self.turnout_reached is not False

    @property
    def decides(self) -> bool:
        """Whether the round names winners, and not only an order."""
        return rule_of(self.round).decides

    @property
    def winners(self) -> list[OptionRow]:
        """What won, in the order it was taken."""
        by_key = {row.key: row for row in self.rows}
        return [by_key[key] for key in self.won]


def won(row: Round, result: RoundResult) -> list[str]:
    """The keys of what the round decided for, in the order taken; none where the turnout was missed or the
    round only orders."""
    if result.turnout_reached is False or not rule_of(row).decides:
        return []
    return [decision["id"] for decision in _decisions(row, result) if decision["selected"]]


def result_of(round_id: UUID) -> Outcome | None:
    """The result of a closed round."""
    found = db.session.execute(
        select(Round, RoundResult)
        .join(RoundResult, RoundResult.round_id == Round.id)
        .where(Round.id == round_id)
    ).first()
    if found is None:
        return None
    return _outcome(found.Round, found.RoundResult, signatures_of(round_id))


def signed_results(community_code: str, cycle_id: UUID | None = None) -> Sequence[Outcome]:
    """The results of votes on needs that both teller and scrutineer have signed, the latest first."""
    query = (
        select(Round, RoundResult)
        .join(RoundResult, RoundResult.round_id == Round.id)
        .where(Round.community_code == community_code, Round.purpose == Purpose.NEEDS)
    )
    if cycle_id is not None:
        query = query.where(Round.cycle_id == cycle_id)
    found = db.session.execute(query.order_by(Round.closed_at.desc(), Round.id)).all()
    signatures = signatures_under([row.Round.id for row in found])
    outcomes = [_outcome(row.Round, row.RoundResult, signatures[row.Round.id]) for row in found]
    return [outcome for outcome in outcomes if outcome.signed]


def board_of(round_id: UUID) -> str | None:
    """The board of a closed round, as the JSON text that is published."""
    return db.session.scalar(select(RoundResult.board).where(RoundResult.round_id == round_id))


def choices_under(round_id: UUID, tracker: str) -> list[Any] | None:
    """What the ballot with this tracker says, once its round is closed; None when it is not there."""
    query = (
        select(Ballot.choices)
        .join(RoundResult, RoundResult.round_id == Ballot.round_id)
        .where(Ballot.round_id == round_id, Ballot.tracker == tracker)
    )
    return db.session.scalar(query)


def _outcome(row: Round, result: RoundResult, signatures: Sequence[RoundSignature]) -> Outcome:
    options = {option.key: option for option in row.options}
    decided = {decision["id"]: decision for decision in _decisions(row, result)}
    taken = won(row, result)
    told = result.ballots >= FEWEST_SHOWN
    return Outcome(
        row,
        [
            _option_row(options[placed["id"]], placed, decided[placed["id"]], placed["id"] in taken)
            for placed in result.ranking
        ],
        result.register_size,
        result.ballots,
        result.blank,
        result.on_paper,
        result.spoiled,
        result.late,
        result.refused,
        result.struck,
        result.matched,
        result.turnout,
        result.turnout_reached,
        result.unit,
        result.steps if told else [],
        result.details if told else {},
        result.root,
        result.digest,
        taken,
        signatures,
    )


def _option_row(
    option: RoundOption, placed: dict[str, Any], decided: dict[str, Any], selected: bool
) -> OptionRow:
    return OptionRow(
        option.key,
        option.need_id,
        option.title,
        option.cost_fen,
        placed["votes"],
        placed["rank"],
        placed["shared_rank"],
        placed["reason"],
        placed["facts"],
        decided["reason"] not in ("below_threshold", "below_majority"),
        option.way,
        selected,
        decided["reason"],
        decided["facts"],
    )


def _decisions(row: Round, result: RoundResult) -> Sequence[dict[str, Any]]:
    """What was decided of each option; rounds counted before decisions were kept are decided again, by their
    own terms, as it was done then."""
    if result.decisions or not result.ranking:
        return result.decisions
    placed = [Placed(**each) for each in result.ranking]
    costs = {option.key: option.cost_fen for option in row.options}
    if row.budget_fen is None:
        again: list[Decision] = top(placed, len(placed), row.min_votes)
    else:
        again = greedy(placed, costs, row.budget_fen, min_votes=row.min_votes)
    return [
        {"id": each.id, "selected": each.selected, "reason": each.reason, "facts": each.facts}
        for each in again
    ]
