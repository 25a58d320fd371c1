"""社区窗口: what a worker settles at the counter, each in one step and journalled with what was before.

Whoever also works for the platform somewhere is not settled here but by an administrator, so that nobody
can take over a colleague's account.
"""

import secrets
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select

from deliberation.actors import STAFF, Actor, Role
from deliberation.clock import now
from deliberation.database import db, refusing
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.notices.service import tell
from deliberation.people.doors import place_of, unlock
from deliberation.people.models import Account, Resident, RoleGrant
from deliberation.people.service import (
    add_resident,
    adults_known,
    good_phone,
    grant,
    invite,
    phone_columns,
    revoke,
    sealer,
)
from deliberation.places import service as places
from deliberation.places.addresses import plain_door, plain_unit
from deliberation.places.models import Household
from deliberation.wording import tidy

HOME_ROLES = (Role.RESIDENT, Role.REPRESENTATIVE)


def reset_password(actor: Actor, account: Account, password_hash: str) -> None:
    """Give somebody who forgot it a temporary password, to be changed at the next sign-in."""
    refuse_staff(account)
    renew_password(actor, account, password_hash)


def renew_password(actor: Actor, account: Account, password_hash: str) -> None:
    """A temporary password for any account; who may is the caller's question."""
    account.password_hash, account.stamp = password_hash, secrets.token_hex(16)
    account.must_change_password = True
    account.failures, account.locked_until = 0, None
    db.session.flush()
    record(actor, "people.reset_password", "account", account.id, place_of(account))


def unlock_resident(actor: Actor, account: Account) -> None:
    """Let a resident try again before the half hour is over."""
    refuse_staff(account)
    unlock(actor, account)


def change_phone(actor: Actor, resident: Resident, phone: str) -> None:
    """A resident's new phone number, on the roll and for signing in."""
    number = good_phone(phone)
    account = _account(resident)
    if account:
        refuse_staff(account)
        set_account_phone(account, number)
    before = sealer().open(resident.phone_sealed) if resident.phone_sealed else None
    _set_phone(resident, number)
    record(
        actor, "people.change_phone", "resident", resident.id, resident.community_code,
        {"phone": Personal(before)}, {"phone": Personal(number)},
    )  # fmt: skip


def set_account_phone(account: Account, number: str) -> None:
    """The number an account signs in with; part of an act journalled by the caller."""
    with refusing("phone_index", "people.phone_taken"):
        _set_phone(account, number)


def _set_phone(row: Account | Resident, number: str) -> None:
    for column, value in phone_columns(number).items():
        setattr(row, column, value)
    db.session.flush()


def move_in(
    actor: Actor, household: Household, name: str, phone: str | None, birth_year: int | None
) -> Resident:
    """Put somebody the worker knows on the roll of a household; its adults grow with them."""
    from_before = household.adults
    resident = add_known(actor, household, name, phone, birth_year)
    known = adults_known(household.id)
    if known > household.adults:
        places.change_households([{"id": household.id, "adults": known}])
        record(
            actor, "people.state_household", "household", household.id, household.community_code,
            {"adults": from_before}, {"adults": known},
        )  # fmt: skip
    return resident


def add_known(
    actor: Actor, household: Household, name: str, phone: str | None, birth_year: int | None
) -> Resident:
    """A person of the roll; the same name twice behind one door is refused."""
    twice = select(Resident.id).where(
        Resident.household_id == household.id, Resident.name == tidy(name), Resident.moved_out_at.is_(None)
    )
    if db.session.scalar(twice.limit(1)) is not None:
        raise Refusal("people.already_here", name=tidy(name))
    return add_resident(actor, household, name, phone, birth_year, on_roll=True)


def move_out(actor: Actor, resident: Resident, renew_code: bool) -> str | None:
    """Somebody left: the account keeps no tie to the home. Returns the household's new code."""
    if resident.moved_out_at is not None:
        raise Refusal("people.moved_out")
    resident.moved_out_at = now()
    account = _account(resident)
    if account:
        untie(account, resident.community_code)
    db.session.flush()
    record(
        actor, "people.move_out", "resident", resident.id, resident.community_code,
        {"household": str(resident.household_id)}, {"account_kept": account is not None},
    )  # fmt: skip
    if not renew_code:
        return None
    return invite(actor, db.session.get_one(Household, resident.household_id))


def untie(account: Account, community_code: str) -> None:
    """Take the home and what came with it from an account; part of an act journalled by the caller."""
    account.resident_id = None
    db.session.execute(
        delete(RoleGrant).where(
            RoleGrant.account_id == account.id,
            RoleGrant.role.in_(HOME_ROLES),
            RoleGrant.scope == community_code,
        )
    )


def confirm(actor: Actor, resident: Resident) -> None:
    """A registration beyond the roll is right: this person lives here and may vote."""
    _refuse_settled(resident)
    resident.confirmed_at = now()
    db.session.flush()
    code = resident.community_code
    record(actor, "people.confirm", "resident", resident.id, code, {"confirmed": False}, {"confirmed": True})
    _tell(resident, "notice.people.confirmed", {})


def confirm_as(actor: Actor, resident: Resident, known: Resident) -> None:
    """A registration turns out to be somebody the roll names already: the account moves to that person."""
    _refuse_settled(resident)
    account = _account(resident)
    if account is None or known.household_id != resident.household_id or _account(known) is not None:
        raise Refusal("people.not_the_same")
    if not known.on_roll or known.moved_out_at is not None:
        raise Refusal("people.not_the_same")
    account.resident_id = None
    db.session.flush()
    account.resident_id = known.id
    known.phone_sealed, known.phone_index = resident.phone_sealed, resident.phone_index
    known.birth_year = known.birth_year or resident.birth_year
    resident.moved_out_at = now()
    db.session.flush()
    record(
        actor, "people.confirm_as", "resident", resident.id, resident.community_code,
        after={"same_as": str(known.id)},
    )  # fmt: skip
    tell([account.id], "notice.people.confirmed", {}, known.community_code, "people.me")


def refuse(actor: Actor, resident: Resident, reason: str) -> None:
    """A registration beyond the roll is not right: it is taken off, and the person is told why."""
    _refuse_settled(resident)
    account = _account(resident)
    resident.moved_out_at = now()
    if account:
        tell(
            [account.id],
            "notice.people.refused",
            {"reason": tidy(reason)},
            resident.community_code,
            "people.me",
        )
        untie(account, resident.community_code)
    db.session.flush()
    record(
        actor, "people.refuse", "resident", resident.id, resident.community_code,
        after={"reason": Personal(tidy(reason))},
    )  # fmt: skip


def correct(actor: Actor, resident: Resident, name: str, birth_year: int | None) -> None:
    """Put right how the roll names somebody."""
    before = {"name": Personal(resident.name), "birth_year": Personal(resident.birth_year)}
    resident.name, resident.birth_year = tidy(name), birth_year
    account = _account(resident)
    if account:
        account.name = resident.name
    db.session.flush()
    after = {"name": Personal(resident.name), "birth_year": Personal(birth_year)}
    record(actor, "people.correct", "resident", resident.id, resident.community_code, before, after)


def state_household(
    actor: Actor, household: Household, adults: int, owners: int | None, area_cm2: int | None
) -> None:
    """State what the roll says of a household: adults, owners, area."""
    before = {"adults": household.adults, "owners": household.owners, "area_cm2": household.area_cm2}
    places.set_adults(household.id, adults, owners, area_cm2)
    after = {"adults": adults, "owners": owners, "area_cm2": area_cm2}
    code = household.community_code
    record(actor, "people.state_household", "household", household.id, code, before, after)


def add_household(
    actor: Actor,
    community_code: str,
    door: tuple[str, str, str | None, str | None],
    stated: tuple[int, int | None, int | None],
) -> UUID:
    """Add a door (estate, building, unit, door) with what the roll says of it (adults, owners, area)."""
    estate, building, unit, number = (tidy(each) for each in door)
    building_id = places.building_named(places.estate_named(community_code, estate), building).id
    household_id = places.add_household(
        community_code, building_id, plain_unit(unit), plain_door(number), stated
    )
    after = {"adults": stated[0], "owners": stated[1], "area_cm2": stated[2]}
    record(actor, "people.add_household", "household", household_id, community_code, after=after)
    return household_id


def name_representative(actor: Actor, account: Account, community_code: str, named: bool) -> None:
    """Note that residents elected somebody their representative, or that it ended."""
    if named:
        grant(actor, account, Role.REPRESENTATIVE, community_code)
    else:
        revoke(actor, account, Role.REPRESENTATIVE, community_code)


def refuse_staff(account: Account) -> None:
    """Whoever works for the platform is settled by an administrator."""
    roles: Sequence[Role] = db.session.scalars(
        select(RoleGrant.role).where(RoleGrant.account_id == account.id)
    ).all()
    if STAFF & set(roles):
        raise Refusal("people.staff_account")


def _refuse_settled(resident: Resident) -> None:
    if resident.confirmed_at is not None or resident.moved_out_at is not None:
        raise Refusal("people.already_settled")


def _account(resident: Resident) -> Account | None:
    return db.session.scalars(select(Account).where(Account.resident_id == resident.id)).first()


def _tell(resident: Resident, kind: str, facts: dict[str, object]) -> None:
    account = _account(resident)
    if account:
        tell([account.id], kind, facts, resident.community_code, "people.me")
