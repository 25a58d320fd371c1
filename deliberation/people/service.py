"""Writing people, the core: sealed phones, residents, accounts, roles, invitation codes.

What stands on these has its own module: `doors` (signing in), `joining` (registering), `counter` (what a
worker settles), `offices` (staff accounts), `rights` (what somebody does with the own account), `roll`
(importing).
"""

import secrets
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import delete, func, insert, select, update

from deliberation.actors import Actor, Role, machine
from deliberation.clock import now, today
from deliberation.database import db, refusing
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.people.models import Account, Invitation, Resident, RoleGrant
from deliberation.people.rules import (
    CONSENT_VERSION,
    INVITATION_DAYS,
    breaks_separation,
    is_adult,
    new_code,
    normal_phone,
    weak_password,
)
from deliberation.places.models import Household
from deliberation.sealing import Sealer
from deliberation.wording import tidy

Item = TypeVar("Item")
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_sealers: list[Sealer] = []


def use_sealer(sealer: Sealer) -> None:
    """Which keys seal phone numbers and codes (set once by create_app)."""
    _sealers[:] = [sealer]


def sealer() -> Sealer:
    """The keys in use."""
    return _sealers[0]


def opened(sealed: bytes | None) -> str:
    """A sealed phone number or e-mail address again; "" for none."""
    return sealer().open(sealed) if sealed else ""


def phone_columns(phone: str | None) -> dict[str, object]:
    """A phone number as its two columns, sealed and blind; refuses what is no mobile number."""
    if not phone:
        return {"phone_sealed": None, "phone_index": None}
    number = normal_phone(phone)
    if number is None:
        raise Refusal("people.bad_phone")
    return {"phone_sealed": sealer().seal(number), "phone_index": sealer().blind(number)}


def add_resident(
    actor: Actor,
    household: Household,
    name: str,
    phone: str | None = None,
    birth_year: int | None = None,
    on_roll: bool = False,
) -> Resident:
    """Put a person behind a door; beyond the adults the roll states they wait for a worker's confirmation."""
    resident = Resident(
        community_code=household.community_code,
        household_id=household.id,
        name=tidy(name),
        birth_year=birth_year,
        on_roll=on_roll,
        **phone_columns(phone),
    )
    if on_roll or not is_adult(birth_year, today().year) or adults_known(household.id) < household.adults:
        resident.confirmed_at = now()
    db.session.add(resident)
    db.session.flush()
    after = {
        "name": Personal(resident.name),
        "household": str(household.id),
        "confirmed": bool(resident.confirmed_at),
    }
    record(actor, "people.add_resident", "resident", resident.id, household.community_code, after=after)
    return resident


def adults_known(household_id: UUID) -> int:
    """How many confirmed adults of a household are known by name."""
    year = today().year
    query = select(func.count()).where(
        Resident.household_id == household_id,
        Resident.moved_out_at.is_(None),
        Resident.confirmed_at.is_not(None),
        (Resident.birth_year.is_(None)) | (Resident.birth_year <= year - 18),
    )
    return db.session.scalar(query) or 0


def open_account(
    actor: Actor,
    phone: str,
    password: str,
    name: str,
    resident: Resident | None = None,
    nickname: str = "",
    must_change_password: bool = False,
    password_hash: str | None = None,
) -> Account:
    """Make an account; a phone number has one account only. A hash made beforehand keeps the lock short."""
    number = good_phone(phone)
    account = Account(
        password_hash=password_hash or hashed(password, number),
        stamp=secrets.token_hex(16),
        name=tidy(name),
        nickname=tidy(nickname),
        resident_id=resident.id if resident else None,
        must_change_password=must_change_password,
        consent_version=CONSENT_VERSION if resident else "",
        consent_at=now() if resident else None,
        **phone_columns(number),
    )
    with refusing("phone_index", "people.phone_taken"):
        db.session.add(account)
    code = resident.community_code if resident else None
    after = {"name": Personal(account.name), "phone": Personal(number)}
    record(actor, "people.open_account", "account", account.id, code, after=after)
    return account


def good_phone(phone: str) -> str:
    """A mobile number as 11 digits; refuses what is none."""
    number = normal_phone(phone)
    if number is None:
        raise Refusal("people.bad_phone")
    return number


def hashed(password: str, phone: str = "") -> str:
    """A password as it is kept (argon2id); refuses a weak one. Takes 30 ms: call it before a transaction."""
    why = weak_password(password, phone)
    if why:
        raise Refusal(f"people.password_{why}")
    return HASHER.hash(password)


def first_administrator(phone: str, password: str, name: str) -> Account:
    """The account every other one comes from: administrator of the whole platform, made on the server."""
    actor = machine("command line")
    account = open_account(actor, phone, password, name, must_change_password=True)
    grant(actor, account, Role.ADMINISTRATOR, "")
    return account


def grant(actor: Actor, account: Account, role: Role, scope: str) -> RoleGrant:
    """Give an account a role for every place under the scope; of the three administering ones just one."""
    held = db.session.scalars(select(RoleGrant.role).where(RoleGrant.account_id == account.id)).all()
    if breaks_separation(held, role):
        raise Refusal("people.roles_separated")
    given = RoleGrant(account_id=account.id, role=role, scope=scope)
    with refusing("role", "people.role_held"):
        db.session.add(given)
    record(
        actor,
        "people.grant",
        "account",
        account.id,
        scope or None,
        after={"role": role, "scope": scope},
    )
    return given


def revoke(actor: Actor, account: Account, role: Role, scope: str) -> None:
    """Take a role back."""
    gone = db.session.execute(
        delete(RoleGrant).where(
            RoleGrant.account_id == account.id, RoleGrant.role == role, RoleGrant.scope == scope
        )
    )
    if not gone.rowcount:  # type: ignore[attr-defined]  # a DELETE's result always counts its rows
        raise Refusal("people.role_not_held")
    before = {"role": role, "scope": scope}
    record(actor, "people.revoke", "account", account.id, scope or None, before=before)


def invite(actor: Actor, household: Household) -> str:
    """Make a new invitation code for a household; its older codes die. Returns the code."""
    code = make_codes(household.community_code, [household.id])[household.id]
    record(actor, "people.invite", "household", household.id, household.community_code)
    return code


def make_codes(community_code: str, household_ids: Sequence[UUID]) -> dict[UUID, str]:
    """New codes for several households, the older ones die; part of an act journalled by the caller."""
    moment, codes = now(), {household_id: new_code() for household_id in household_ids}
    for few in batched(household_ids, 500):
        db.session.execute(
            update(Invitation)
            .where(Invitation.household_id.in_(few), Invitation.dead_at.is_(None))
            .values(dead_at=moment)
        )
    rows = [
        {
            "community_code": community_code,
            "household_id": household_id,
            "code_sealed": sealer().seal(code),
            "code_index": sealer().blind(code),
            "expires_at": moment + timedelta(days=INVITATION_DAYS),
        }
        for household_id, code in codes.items()
    ]
    if rows:
        db.session.execute(insert(Invitation), rows)
    db.session.flush()
    return codes


def batched(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """A long sequence in pieces a statement can carry."""
    return (items[at : at + size] for at in range(0, len(items), size))
