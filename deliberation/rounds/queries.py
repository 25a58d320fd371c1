"""Reading rounds, their registers and their results.

The secret ballot on a meeting's motion is a round, too, but stands in no list of them: its meeting shows it.
"""

from collections.abc import Collection, Sequence
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from deliberation.actors import Role
from deliberation.clock import now
from deliberation.database import Page, db, paginate
from deliberation.people import queries as people_queries
from deliberation.people.models import Account, RoleGrant
from deliberation.rounds.models import Round, RoundSignature
from deliberation.rounds.rules import Purpose, Signer

RoundRow: TypeAlias = Round


def round_of(round_id: UUID, community_code: str) -> Round | None:
    """A round of this community."""
    query = select(Round).where(Round.id == round_id, Round.community_code == community_code)
    return db.session.scalars(query).first()


def rounds_of(community_code: str, drafts: bool, page: int) -> Page[Round]:
    """The rounds of a community, the latest first; drafts only for those who may see them."""
    query = select(Round).where(Round.community_code == community_code, listed())
    if not drafts:
        query = query.where(Round.opened_at.is_not(None))
    return paginate(query.order_by(Round.opens_at.desc(), Round.id), page)


def listed() -> ColumnElement[bool]:
    """Whether a round is one of the community's, not the ballot on a meeting's motion."""
    return Round.purpose == Purpose.NEEDS


def open_rounds(community_code: str) -> Sequence[Round]:
    """The community's rounds in which one can vote now, those that close first first."""
    return _open(Round.community_code == community_code, listed())


def open_boxes(community_code: str | None = None) -> Sequence[Round]:
    """Every round in which one can vote now, ballots on motions too: what a printed code may open."""
    return _open(*([] if community_code is None else [Round.community_code == community_code]))


def _open(*conditions: ColumnElement[bool]) -> Sequence[Round]:
    query = select(Round).where(
        Round.opened_at.is_not(None),
        Round.closed_at.is_(None),
        Round.annulled_at.is_(None),
        Round.stopped_at.is_(None),
        Round.opens_at <= now(),
        Round.closes_at > now(),
        *conditions,
    )
    return db.session.scalars(query.order_by(Round.closes_at, Round.id)).all()


def typing_round(community_code: str) -> Round | None:
    """The round whose voting is over and whose papers are being typed in; the one that ends first."""
    query = select(Round).where(
        Round.community_code == community_code,
        listed(),
        Round.opened_at.is_not(None),
        Round.closed_at.is_(None),
        Round.annulled_at.is_(None),
        Round.closes_at <= now(),
        Round.papers_until > now(),
        Round.papers_done_at.is_(None),
    )
    return db.session.scalars(query.order_by(Round.papers_until, Round.id).limit(1)).first()


def is_due() -> ColumnElement[bool]:
    """Whether a round's time is over, its papers are typed in, and nobody has counted or annulled it."""
    return and_(
        Round.opened_at.is_not(None),
        Round.closed_at.is_(None),
        Round.annulled_at.is_(None),
        or_(Round.closes_at <= now(), Round.stopped_at.is_not(None)),
        or_(Round.papers_until.is_(None), Round.papers_until <= now(), Round.papers_done_at.is_not(None)),
    )


def due_rounds() -> Sequence[UUID]:
    """The rounds that are to be counted now."""
    query = select(Round.id).where(is_due())
    return db.session.scalars(query.order_by(Round.closes_at)).all()


def ended(round_ids: Sequence[UUID]) -> Sequence[UUID]:
    """Those of the rounds that are closed or annulled."""
    if not round_ids:
        return []
    query = select(Round.id).where(
        Round.id.in_(round_ids), or_(Round.closed_at.is_not(None), Round.annulled_at.is_not(None))
    )
    return db.session.scalars(query).all()


def closed_rounds(community_code: str) -> Sequence[Round]:
    """The closed rounds of a community, the latest first."""
    query = select(Round).where(
        Round.community_code == community_code, Round.closed_at.is_not(None), listed()
    )
    return db.session.scalars(query.order_by(Round.closed_at.desc(), Round.id)).all()


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
    return signatures_under([round_id])[round_id]


def signatures_under(round_ids: Collection[UUID]) -> dict[UUID, list[RoundSignature]]:
    """The same for several rounds, in one statement."""
    query = select(RoundSignature).where(RoundSignature.round_id.in_(round_ids))
    given: dict[UUID, list[RoundSignature]] = {round_id: [] for round_id in round_ids}
    for signature in db.session.scalars(query.order_by(RoundSignature.signed_at)) if round_ids else ():
        given[signature.round_id].append(signature)
    return given


def open_round(round_id: UUID) -> Round | None:
    """A round by its id alone, for whoever holds a slip of it."""
    return db.session.get(Round, round_id)


def set_aside(row: Round) -> None:
    """A round stays as it was read, with its options, though the reading ends: it is not read again."""
    db.session.expunge(row)


def leave() -> None:
    """End the reading transaction before something slow (a paper) is made."""
    db.session.rollback()
