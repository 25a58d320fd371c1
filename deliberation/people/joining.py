"""Registering with a household's invitation code.

Who stands on the roll of that household already (by phone, or by name when the roll has no phone) is
that person; anybody else is a new one, and beyond the adults the roll states has to wait for a worker's
confirmation. Wrong codes are counted by address.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, select

from deliberation.actors import Actor, Role
from deliberation.clock import now, today
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.people.doors import address_key, count, failed_try, is_locked
from deliberation.people.models import Account, FailedTry, Invitation, Resident
from deliberation.people.rules import (
    CODE_LENGTH,
    CONSENT_VERSION,
    MOST_WRONG_CODES,
    may_register_alone,
    normal_code,
)
from deliberation.people.service import (
    add_resident,
    good_phone,
    grant,
    open_account,
    opened,
    phone_columns,
    sealer,
)
from deliberation.places.models import Building, Estate, Household, Region
from deliberation.wording import tidy

YOUNGEST_YEAR = 1900


@dataclass(frozen=True)
class Home:
    """The household a code opens, as far as it is shown to whoever holds the code."""

    household_id: UUID
    community_code: str
    community: str
    estate: str
    building: str


@dataclass(frozen=True)
class Person:
    """What somebody says of themself when registering."""

    name: str
    phone: str
    birth_year: int
    nickname: str = ""


def try_code(origin: str, code: str) -> Home | Refusal:
    """The home a code opens, or why it opens none; returned, not raised: the count must stand."""
    tries = _tries(origin)
    if tries and is_locked(tries.locked_until):
        return Refusal("people.too_many_codes")
    try:
        return home_of(code)
    except Refusal as refusal:
        if refusal.code == "people.code_wrong" and tries:
            count(tries, MOST_WRONG_CODES)
            record(Actor(origin=origin), "people.wrong_code", "address", tries.key, succeeded=False)
        return refusal


def _tries(origin: str) -> FailedTry | None:
    return failed_try(address_key("code", origin)) if origin else None


def home_of(code: str) -> Home:
    """The home of a live code; refuses a wrong, a dead and an expired one, each in its own words."""
    row = _invited(code)
    if row.Invitation.dead_at is not None:
        raise Refusal("people.code_dead")
    if row.Invitation.expires_at <= now():
        raise Refusal("people.code_expired", day=row.Invitation.expires_at)
    return Home(
        row.Household.id, row.Household.community_code, row.Region.name, row.Estate.name, row.Building.name
    )


def _invited(code: str) -> Row[Invitation, Household, Building, Estate, Region]:
    plain = normal_code(code)
    row = (
        db.session.execute(
            select(Invitation, Household, Building, Estate, Region)
            .join(Household, Household.id == Invitation.household_id)
            .join(Building, Building.id == Household.building_id)
            .join(Estate, Estate.id == Building.estate_id)
            .join(Region, Region.code == Invitation.community_code)
            .where(Invitation.code_index == sealer().blind(plain))
        ).first()
        if len(plain) == CODE_LENGTH
        else None
    )
    if row is None:
        raise Refusal("people.code_wrong")
    return row


def refuse_age(birth_year: int) -> None:
    """Under 14 a guardian registers at the counter."""
    year = today().year
    if not YOUNGEST_YEAR <= birth_year <= year:
        raise Refusal("people.bad_birth_year")
    if not may_register_alone(birth_year, year):
        raise Refusal("people.needs_guardian")


def register(actor: Actor, code: str, person: Person, password_hash: str) -> tuple[Account, Resident]:
    """Make the account of somebody who holds a household's code."""
    refuse_age(person.birth_year)
    number = good_phone(person.phone)
    home = home_of(code)
    resident = _resident(actor, home, person, number)
    account = open_account(
        actor, number, "", person.name, resident, person.nickname, password_hash=password_hash
    )
    grant(actor, account, Role.RESIDENT, home.community_code)
    return account, resident


def settle_in(actor: Actor, account: Account, code: str, birth_year: int) -> Resident:
    """Tie an account that has no home here (staff, or somebody who moved) to the household of a code."""
    if account.resident_id is not None:
        raise Refusal("people.has_home")
    refuse_age(birth_year)
    home = home_of(code)
    phone = opened(account.phone_sealed)
    resident = _resident(actor, home, Person(account.name, phone, birth_year), phone)
    tie(actor, account, resident)
    account.consent_version, account.consent_at = CONSENT_VERSION, now()
    return resident


def tie(actor: Actor, account: Account, resident: Resident) -> None:
    """Let an account act as this resident."""
    account.resident_id = resident.id
    grant(actor, account, Role.RESIDENT, resident.community_code)
    after = {"resident": str(resident.id)}
    record(actor, "people.tie", "account", account.id, resident.community_code, after=after)


def _resident(actor: Actor, home: Home, person: Person, number: str) -> Resident:
    """The person on the household's roll, else a new one."""
    household = db.session.get_one(Household, home.household_id, with_for_update=True)
    resident = _on_roll(household.id, tidy(person.name), number)
    if resident is None:
        return add_resident(actor, household, person.name, number, person.birth_year)
    if resident.phone_index is None:
        for column, value in phone_columns(number).items():
            setattr(resident, column, value)
    resident.birth_year = resident.birth_year or person.birth_year
    return resident


def _on_roll(household_id: UUID, name: str, number: str) -> Resident | None:
    """Somebody of the household without an account: of this phone, or of this name and no phone."""
    free = (
        select(Resident)
        .outerjoin(Account, Account.resident_id == Resident.id)
        .where(
            Resident.household_id == household_id,
            Resident.moved_out_at.is_(None),
            Resident.on_roll,
            Account.id.is_(None),
        )
    )
    index = sealer().blind(number)
    same_phone = db.session.scalars(free.where(Resident.phone_index == index)).all()
    named = [resident for resident in same_phone if resident.name == name]
    if named or len(same_phone) == 1:
        return (named or same_phone)[0]
    return db.session.scalars(free.where(Resident.phone_index.is_(None), Resident.name == name)).first()


def code_of(household_id: UUID) -> tuple[str, datetime] | None:
    """The live code of a household and the moment it ends."""
    query = select(Invitation).where(
        Invitation.household_id == household_id,
        Invitation.dead_at.is_(None),
        Invitation.expires_at > now(),
    )
    invitation = db.session.scalars(query.order_by(Invitation.created_at.desc())).first()
    return (sealer().open(invitation.code_sealed), invitation.expires_at) if invitation else None
