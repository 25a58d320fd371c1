"""Reading people."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, or_, select

from deliberation.actors import STAFF, Actor, Grant, Role
from deliberation.clock import now, today
from deliberation.database import Page, db, paginate
from deliberation.journal.models import JournalEntry
from deliberation.people.models import Account, FailedTry, Invitation, Resident, RoleGrant
from deliberation.places.addresses import plain_door, plain_unit
from deliberation.places.models import Building, Estate, Household
from deliberation.places.queries import within

_ACTOR = (
    select(
        Account.stamp, Account.name, Account.nickname, Account.must_change_password,
        Resident.id.label("resident_id"), Resident.household_id, Resident.community_code,
        Resident.confirmed_at, RoleGrant.role, RoleGrant.scope,
    )
    .outerjoin(Resident, (Resident.id == Account.resident_id) & Resident.moved_out_at.is_(None))
    .outerjoin(RoleGrant, RoleGrant.account_id == Account.id)
    .where(Account.id == bindparam("account_id"), Account.closed_at.is_(None))
    .order_by(RoleGrant.created_at, RoleGrant.id)
)  # fmt: skip


def actor_of(account_id: UUID, stamp: str | None = None) -> Actor | None:
    """The actor an account acts as; None when it is closed or the stamp is an old one. One statement."""
    rows = db.session.execute(_ACTOR, {"account_id": account_id}).all()
    if not rows or (stamp is not None and rows[0].stamp != stamp):
        return None
    first = rows[0]
    return Actor(
        account_id=account_id,
        name=first.name,
        nickname=first.nickname,
        grants=tuple(Grant(row.role, row.scope) for row in rows if row.role is not None),
        must_change_password=first.must_change_password,
        resident_id=first.resident_id,
        household_id=first.household_id,
        community_code=first.community_code,
        confirmed=first.confirmed_at is not None,
    )


def account_of_resident(resident_id: UUID) -> Account | None:
    """The account a resident signs in with, if there is one."""
    return db.session.scalars(select(Account).where(Account.resident_id == resident_id)).first()


def names_of(account_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The names of several accounts in one query."""
    rows = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(account_ids)))
    return {row[0]: row[1] for row in rows}


def accounts_holding(role: Role, community_code: str) -> list[UUID]:
    """The open accounts that hold a role for this place, by its code or a prefix of it."""
    scopes = [community_code[:length] for length in range(len(community_code) + 1)]
    query = (
        select(RoleGrant.account_id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.role == role, RoleGrant.scope.in_(scopes), Account.closed_at.is_(None))
    )
    return list(db.session.scalars(query.order_by(RoleGrant.account_id).distinct()))


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


def account_of(account_id: UUID | None) -> Account | None:
    """An open account."""
    query = select(Account).where(Account.id == account_id, Account.closed_at.is_(None))
    return db.session.scalars(query).first()


def grants_of(account_id: UUID) -> tuple[Grant, ...]:
    """The roles an account holds, by role and place."""
    query = select(RoleGrant.role, RoleGrant.scope).where(RoleGrant.account_id == account_id)
    return tuple(
        Grant(role, scope)
        for role, scope in db.session.execute(query.order_by(RoleGrant.scope, RoleGrant.role))
    )


def grants_of_all(account_ids: Sequence[UUID]) -> dict[UUID, list[Grant]]:
    """The roles of several accounts in one query."""
    query = select(RoleGrant).where(RoleGrant.account_id.in_(account_ids))
    found: dict[UUID, list[Grant]] = {}
    for row in db.session.scalars(query.order_by(RoleGrant.scope, RoleGrant.role)):
        found.setdefault(row.account_id, []).append(Grant(row.role, row.scope))
    return found


Person = Row[Resident, Household, Building, Estate, Account]


def _people(community_code: str) -> Select[Resident, Household, Building, Estate, Account]:
    return (
        select(Resident, Household, Building, Estate, Account)
        .join(Household, Household.id == Resident.household_id)
        .join(Building, Building.id == Household.building_id)
        .join(Estate, Estate.id == Building.estate_id)
        .outerjoin(Account, Account.resident_id == Resident.id)
        .where(Resident.community_code == community_code)
    )


def person_of(resident_id: UUID, community_code: str) -> Person | None:
    """Somebody of this community's roll, with home and account."""
    return db.session.execute(_people(community_code).where(Resident.id == resident_id)).first()


def people_found(community_code: str, words: str, phone_index: str | None, page: int) -> Page[Person]:
    """Residents by phone, else by name, estate, building or door: every word must fit somewhere."""
    query = _people(community_code).where(Resident.moved_out_at.is_(None))
    if phone_index:
        query = query.where(or_(Resident.phone_index == phone_index, Account.phone_index == phone_index))
    else:
        for word in words.split()[:6]:
            query = query.where(or_(Resident.name.contains(word, autoescape=True), *_door(word)))
    return paginate(query.order_by(Resident.name, Resident.id), page)


def _door(word: str) -> list[ColumnElement[bool]]:
    places = [column.contains(word, autoescape=True) for column in (Estate.name, Building.name)]
    plain = plain_unit(plain_door(word))
    return [*places, Household.door == plain, Household.unit == plain]


def waiting_people(community_code: str, page: int) -> Page[Person]:
    """Registrations beyond the roll that wait for a worker, oldest first."""
    query = _people(community_code).where(Resident.moved_out_at.is_(None), Resident.confirmed_at.is_(None))
    return paginate(query.order_by(Resident.created_at, Resident.id), page)


def waiting_count(community_code: str) -> int:
    """How many registrations wait for a worker."""
    query = select(func.count()).where(
        Resident.community_code == community_code,
        Resident.moved_out_at.is_(None),
        Resident.confirmed_at.is_(None),
    )
    return db.session.scalar(query) or 0


def people_of_household(household_id: UUID) -> Sequence[Row[Resident, Account]]:
    """Who lives behind a door now, with their accounts."""
    query = (
        select(Resident, Account)
        .outerjoin(Account, Account.resident_id == Resident.id)
        .where(Resident.household_id == household_id, Resident.moved_out_at.is_(None))
    )
    return db.session.execute(query.order_by(Resident.created_at, Resident.name)).all()


@dataclass(frozen=True)
class HouseholdFigures:
    """Of one household: people known by name, accounts, whether a code is live."""

    people: int = 0
    accounts: int = 0
    invited: bool = False


def figures_of(household_ids: Sequence[UUID]) -> dict[UUID, HouseholdFigures]:
    """The figures of several households in two queries."""
    counted = db.session.execute(
        select(Resident.household_id, func.count(Resident.id), func.count(Account.id))
        .outerjoin(Account, Account.resident_id == Resident.id)
        .where(Resident.household_id.in_(household_ids), Resident.moved_out_at.is_(None))
        .group_by(Resident.household_id)
    )
    people = {row[0]: (row[1], row[2]) for row in counted}
    live = select(Invitation.household_id).where(
        Invitation.household_id.in_(household_ids),
        Invitation.dead_at.is_(None),
        Invitation.expires_at > now(),
    )
    invited = set(db.session.scalars(live))
    return {each: HouseholdFigures(*people.get(each, (0, 0)), each in invited) for each in household_ids}


def people_count(community_code: str) -> tuple[int, int]:
    """How many residents a community's roll names, and how many of them have an account."""
    row = db.session.execute(
        select(func.count(Resident.id), func.count(Account.id))
        .outerjoin(Account, Account.resident_id == Resident.id)
        .where(Resident.community_code == community_code, Resident.moved_out_at.is_(None))
    ).one()
    return row[0], row[1]


def _with_staff_role(scopes: Sequence[str]) -> Select[UUID]:
    roles = select(RoleGrant.account_id).where(RoleGrant.role.in_(STAFF))
    return roles.where(within(RoleGrant.scope, scopes))


def staff_in(scopes: Sequence[str], words: str, phone_index: str | None, page: int) -> Page[Account]:
    """Accounts with a staff role under the scopes, by name."""
    query = select(Account).where(Account.id.in_(_with_staff_role(scopes)), Account.closed_at.is_(None))
    if phone_index:
        query = query.where(Account.phone_index == phone_index)
    elif words:
        query = query.where(Account.name.contains(words, autoescape=True))
    return paginate(query.order_by(Account.name, Account.id), page)


def staff_account(account_id: UUID, scopes: Sequence[str]) -> Account | None:
    """An account with a staff role under the scopes."""
    query = select(Account).where(
        Account.id == account_id, Account.closed_at.is_(None), Account.id.in_(_with_staff_role(scopes))
    )
    return db.session.scalars(query).first()


def _under(scopes: Sequence[str]) -> ColumnElement[bool]:
    """Accounts tied to a place under the scopes by a role or a home."""
    by_role = select(RoleGrant.account_id).where(within(RoleGrant.scope, scopes))
    at_home = select(Resident.id).where(within(Resident.community_code, scopes))
    return or_(Account.id.in_(by_role), Account.resident_id.in_(at_home))


def locked_accounts(scopes: Sequence[str], page: int) -> Page[Account]:
    """Accounts under the scopes that are locked now."""
    query = select(Account).where(Account.locked_until > now(), _under(scopes))
    return paginate(query.order_by(Account.locked_until.desc(), Account.id), page)


def locked_account(account_id: UUID, scopes: Sequence[str]) -> Account | None:
    """One account under the scopes, to be unlocked."""
    return db.session.scalars(select(Account).where(Account.id == account_id, _under(scopes))).first()


def locked_tries() -> Sequence[FailedTry]:
    """Unknown phones and addresses that are locked now; nobody's in particular."""
    query = select(FailedTry).where(FailedTry.locked_until > now())
    return db.session.scalars(query.order_by(FailedTry.locked_until.desc()).limit(100)).all()


FAILURES = ("people.sign_in_failed", "people.sign_in_locked", "people.lock", "people.wrong_code")


def failures_in(scopes: Sequence[str], page: int) -> Page[JournalEntry]:
    """Failed sign-ins under the scopes (and of phones nobody has), newest first."""
    query = select(JournalEntry).where(JournalEntry.act.in_(FAILURES))
    if "" not in scopes:
        places = [JournalEntry.community_code.startswith(scope, autoescape=True) for scope in scopes]
        query = query.where(or_(JournalEntry.community_code.is_(None), *places))
    return paginate(query.order_by(JournalEntry.seq.desc()), page)
