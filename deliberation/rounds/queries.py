"""Reading rounds, their registers and their results."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import or_, select

from deliberation.actors import Role
from deliberation.clock import now
from deliberation.database import Page, db, paginate
from deliberation.people import queries as people_queries
from deliberation.people.models import Account, RoleGrant
from deliberation.rounds.models import Ballot, Round, RoundOption, RoundResult, RoundSignature
from deliberation.rounds.rules import Purpose, Signer
from deliberation.tally.approval import Placed
from deliberation.tally.selection import greedy, selected_ids

RoundRow: TypeAlias = Round


@dataclass(frozen=True)
class OptionRow:
    """One option of a closed round; `reason` and `facts` as `tally.approval.Placed` has them.

    `rank` is strict, `shared_rank` what the votes alone say; `reached`: it has the votes the round asks for.
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


@dataclass(frozen=True)
class Outcome:
    """The result of a closed round, first to last; `signed` when teller and scrutineer both have."""

    round: Round
    rows: Sequence[OptionRow]
    register_size: int
    ballots: int
    blank: int
    refused: int
    struck: int
    matched: bool
    turnout: Sequence[dict[str, Any]]
    turnout_reached: bool | None
    root: str | None
    digest: str
    signatures: Sequence[RoundSignature]

    @property
    def signed(self) -> bool:
        return len(self.signatures) == len(Signer)

    @property
    def valid(self) -> bool:
        """Whether the turnout the round asked for, if any, was reached."""
        return self.turnout_reached is not False


def round_of(round_id: UUID, community_code: str) -> Round | None:
    """A round of this community."""
    query = select(Round).where(Round.id == round_id, Round.community_code == community_code)
    return db.session.scalars(query).first()


def rounds_of(community_code: str, drafts: bool, page: int) -> Page[Round]:
    """The rounds of a community, the latest first; drafts only for those who may see them."""
    query = select(Round).where(Round.community_code == community_code)
    if not drafts:
        query = query.where(Round.opened_at.is_not(None))
    return paginate(query.order_by(Round.opens_at.desc(), Round.id), page)


def open_rounds(community_code: str | None = None) -> Sequence[Round]:
    """The rounds in which one can vote now, those that close first first."""
    query = select(Round).where(
        Round.opened_at.is_not(None),
        Round.closed_at.is_(None),
        Round.annulled_at.is_(None),
        Round.opens_at <= now(),
        Round.closes_at > now(),
    )
    if community_code is not None:
        query = query.where(Round.community_code == community_code)
    return db.session.scalars(query.order_by(Round.closes_at, Round.id)).all()


def due_rounds() -> Sequence[UUID]:
    """The rounds whose time is over, whose papers are typed in, and that nobody has counted."""
    query = select(Round.id).where(
        Round.opened_at.is_not(None),
        Round.closed_at.is_(None),
        Round.annulled_at.is_(None),
        Round.closes_at <= now(),
        or_(Round.papers_until.is_(None), Round.papers_until <= now(), Round.papers_done_at.is_not(None)),
    )
    return db.session.scalars(query.order_by(Round.closes_at)).all()


def ended(round_ids: Sequence[UUID]) -> Sequence[UUID]:
    """Those of the rounds that are closed or annulled."""
    if not round_ids:
        return []
    query = select(Round.id).where(
        Round.id.in_(round_ids), or_(Round.closed_at.is_not(None), Round.annulled_at.is_not(None))
    )
    return db.session.scalars(query).all()


def closed_rounds(community_code: str, cycle_id: UUID | None = None) -> Sequence[Round]:
    """The closed rounds of a community (and cycle), the latest first."""
    query = select(Round).where(Round.community_code == community_code, Round.closed_at.is_not(None))
    if cycle_id is not None:
        query = query.where(Round.cycle_id == cycle_id)
    return db.session.scalars(query.order_by(Round.closed_at.desc(), Round.id)).all()


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
    outcomes = [
        result_of(row.id) for row in closed_rounds(community_code, cycle_id) if row.purpose == Purpose.NEEDS
    ]
    return [outcome for outcome in outcomes if outcome is not None and outcome.signed]


def _outcome(row: Round, result: RoundResult, signatures: Sequence[RoundSignature]) -> Outcome:
    options = {option.key: option for option in row.options}
    return Outcome(
        row,
        [_option_row(options[placed["id"]], placed, row.min_votes) for placed in result.ranking],
        result.register_size,
        result.ballots,
        result.blank,
        result.refused,
        result.struck,
        result.matched,
        result.turnout,
        result.turnout_reached,
        result.root,
        result.digest,
        signatures,
    )


def _option_row(option: RoundOption, placed: dict[str, Any], min_votes: int | None) -> OptionRow:
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
        min_votes is None or placed["votes"] >= min_votes,
        option.way,
    )


def paid_for(outcome: Outcome) -> list[str]:
    """Where a round has money: the keys of what it pays for, from first to last, passing over what no longer
    fits; which rows a project list takes in the end is decided there."""
    if outcome.round.budget_fen is None:
        return []
    placed = [
        Placed(each.key, each.votes, each.rank, each.shared_rank, each.reason, each.facts)
        for each in outcome.rows
    ]
    costs = {each.key: each.cost_fen for each in outcome.rows}
    decided = greedy(placed, costs, outcome.round.budget_fen, min_votes=outcome.round.min_votes)
    return selected_ids(decided)


def board_of(round_id: UUID) -> str | None:
    """The board of a closed round, as the JSON text that is published."""
    return db.session.scalar(select(RoundResult.board).where(RoundResult.round_id == round_id))


def possible_signers(community_code: str) -> list[tuple[UUID, str]]:
    """Who may be named teller or scrutineer: staff and representatives of the community, by name."""
    scopes = [community_code[:length] for length in (2, 4, 6, 9, 12)]
    roles = (Role.WORKER, Role.LEAD, Role.PLANNER, Role.REPRESENTATIVE)
    query = (
        select(Account.id, Account.name)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.scope.in_(scopes), RoleGrant.role.in_(roles), Account.closed_at.is_(None))
        .distinct()
        .order_by(Account.name, Account.id)
    )
    return [(account_id, name) for account_id, name in db.session.execute(query)]


def signer_names(row: Round) -> dict[Signer, str]:
    """The names of those who were named before the round opened."""
    ids = [each for each in (row.teller_id, row.scrutineer_id) if each]
    names = people_queries.names_of(ids)
    return {
        role: names.get(account_id, "")
        for role, account_id in ((Signer.TELLER, row.teller_id), (Signer.SCRUTINEER, row.scrutineer_id))
        if account_id
    }


def signatures_of(round_id: UUID) -> Sequence[RoundSignature]:
    """The signatures under a round's result, in the order they were given."""
    query = select(RoundSignature).where(RoundSignature.round_id == round_id)
    return db.session.scalars(query.order_by(RoundSignature.signed_at)).all()


def open_round(round_id: UUID) -> Round | None:
    """A round by its id alone, for whoever holds a slip of it."""
    return db.session.get(Round, round_id)


def choices_under(round_id: UUID, tracker: str) -> list[str] | None:
    """What the ballot with this tracker says, once its round is closed; None when it is not there."""
    query = (
        select(Ballot.choices)
        .join(RoundResult, RoundResult.round_id == Ballot.round_id)
        .where(Ballot.round_id == round_id, Ballot.tracker == tracker)
    )
    return db.session.scalar(query)


def leave() -> None:
    """End the reading transaction before something slow (a paper) is made."""
    db.session.rollback()
