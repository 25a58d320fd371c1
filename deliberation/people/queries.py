"""Reading people."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor, Grant
from deliberation.clock import today
from deliberation.database import db
from deliberation.people.models import Account, Resident, RoleGrant
from deliberation.places.models import Household


def actor_of(account_id: UUID, stamp: str | None = None) -> Actor | None:
    """The actor an account acts as; None when it is closed or the stamp is an old one."""
    row = db.session.execute(
        select(Account, Resident)
        .outerjoin(Resident, (Resident.id == Account.resident_id) & Resident.moved_out_at.is_(None))
        .where(Account.id == account_id, Account.closed_at.is_(None))
    ).first()
    if row is None or (stamp is not None and row.Account.stamp != stamp):
        return None
    grants = db.session.execute(
        select(RoleGrant.role, RoleGrant.scope).where(RoleGrant.account_id == account_id)
    )
    return _actor(row.Account, row.Resident, tuple(Grant(role, scope) for role, scope in grants))


def _actor(account: Account, resident: Resident | None, grants: tuple[Grant, ...]) -> Actor:
    from_home = {}
    if resident is not None:
        from_home = {
            "resident_id": resident.id,
            "household_id": resident.household_id,
            "community_code": resident.community_code,
            "confirmed": resident.confirmed_at is not None,
        }
    return Actor(
        account_id=account.id,
        name=account.name,
        nickname=account.nickname,
        grants=grants,
        must_change_password=account.must_change_password,
        **from_home,  # type: ignore[arg-type]  # the keys are the actor's own fields
    )


def account_of_resident(resident_id: UUID) -> Account | None:
    """The account a resident signs in with, if there is one."""
    return db.session.scalars(select(Account).where(Account.resident_id == resident_id)).first()


def names_of(account_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The names of several accounts in one query."""
    rows = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(account_ids)))
    return {account_id: name for account_id, name in rows}


def voting_residents(community_code: str) -> Sequence[tuple[UUID, UUID, UUID]]:
    """Who may vote: confirmed adults living here, as (resident, household, building), in a fixed order."""
    query = (
        select(Resident.id, Resident.household_id, Household.building_id)
        .join(Household, Household.id == Resident.household_id)
        .where(
            Resident.community_code == community_code,
            Resident.moved_out_at.is_(None),
            Resident.confirmed_at.is_not(None),
            (Resident.birth_year.is_(None)) | (Resident.birth_year <= today().year - 18),
        )
        .order_by(Resident.id)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]
