"""What somebody does with the own account: password, phone, nickname, a copy of everything kept, and
closing it.
"""

import secrets
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from deliberation.actors import STAFF, Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.journal.rules import Personal
from deliberation.journal.service import erase_personal, record
from deliberation.notices.rules import is_email
from deliberation.people.counter import set_account_phone
from deliberation.people.models import Account, Resident, RoleGrant
from deliberation.people.offices import release_phone
from deliberation.people.rules import CONSENT_VERSION
from deliberation.people.service import good_phone, opened, phone_columns, sealer
from deliberation.places.addresses import address
from deliberation.places.models import Building, Estate, Household
from deliberation.wording import tidy

CLOSED_NAME = "已注销"
MOST_ACTS = 10_000
Part = Callable[[UUID, UUID | None], Any]
_parts: dict[str, Part] = {}
_forgetters: list[Callable[[Account], None]] = []


def use_data_part(name: str, part: Part) -> None:
    """What a later room keeps about somebody (account id, resident id), for the copy of all data."""
    _parts[name] = part


def when_closed(forget: Callable[[Account], None]) -> None:
    """A later room forgets what is somebody's alone when they close their account."""
    if forget not in _forgetters:
        _forgetters.append(forget)


def choose_password(actor: Actor, account: Account, password_hash: str) -> str:
    """A new password of one's own; older sessions end. Returns the new stamp."""
    account.password_hash, account.stamp = password_hash, secrets.token_hex(16)
    account.must_change_password = False
    db.session.flush()
    record(actor, "people.change_password", "account", account.id, actor.community_code)
    return account.stamp


def choose_nickname(actor: Actor, account: Account, nickname: str) -> None:
    """The name neighbours see."""
    before, account.nickname = account.nickname, tidy(nickname)
    db.session.flush()
    record(
        actor, "people.change_nickname", "account", account.id, actor.community_code,
        {"nickname": Personal(before)}, {"nickname": Personal(account.nickname)},
    )  # fmt: skip


def choose_phone(actor: Actor, account: Account, phone: str) -> None:
    """A new number to sign in with; the roll follows."""
    number = good_phone(phone)
    before = sealer().open(account.phone_sealed)
    set_account_phone(account, number)
    resident = db.session.get(Resident, account.resident_id) if account.resident_id else None
    if resident:
        for column, value in phone_columns(number).items():
            setattr(resident, column, value)
    record(
        actor, "people.change_phone", "account", account.id, actor.community_code,
        {"phone": Personal(before)}, {"phone": Personal(number)},
    )  # fmt: skip


def choose_email(actor: Actor, account: Account, email: str) -> None:
    """State an e-mail address for notices, another one, or (empty) none any more."""
    address = tidy(email)
    if address and not is_email(address):
        raise Refusal("notices.bad_email")
    before = opened(account.email_sealed)
    account.email_sealed = sealer().seal(address) if address else None
    db.session.flush()
    record(
        actor, "people.change_email", "account", account.id, actor.community_code,
        {"email": Personal(before)}, {"email": Personal(address)},
    )  # fmt: skip


def agree(actor: Actor, account: Account) -> None:
    """Agree to the present version of what is kept and why."""
    account.consent_version, account.consent_at = CONSENT_VERSION, now()
    record(
        actor, "people.agree", "account", account.id, actor.community_code, after={"version": CONSENT_VERSION}
    )


def close_account(actor: Actor, account: Account) -> None:
    """Withdraw consent, close the account: what names the person goes, votes stay as anonymous counts."""
    roles = set(db.session.scalars(select(RoleGrant.role).where(RoleGrant.account_id == account.id)))
    if STAFF & roles:
        raise Refusal("people.staff_cannot_close")
    for forget in _forgetters:
        forget(account)
    resident = db.session.get(Resident, account.resident_id) if account.resident_id else None
    account.resident_id, account.closed_at = None, now()
    account.name = account.nickname = CLOSED_NAME
    account.password_hash, account.stamp = "closed", secrets.token_hex(16)
    account.consent_version, account.consent_at = "", None
    release_phone(account)
    db.session.execute(delete(RoleGrant).where(RoleGrant.account_id == account.id))
    record(actor, "people.close_own_account", "account", account.id, actor.community_code)
    if resident and not resident.on_roll:
        _forget(resident)
    erase_personal("account", account.id)


def _forget(resident: Resident) -> None:
    """Somebody who came by registration leaves no name; whom the community's own roll names stays on it."""
    resident.name, resident.phone_sealed, resident.phone_index = CLOSED_NAME, None, None
    resident.birth_year, resident.moved_out_at = None, now()
    db.session.flush()
    erase_personal("resident", resident.id)


def copy_of(account: Account) -> dict[str, Any]:
    """Everything kept about somebody, room by room, as plain data."""
    resident = db.session.get(Resident, account.resident_id) if account.resident_id else None
    grants = db.session.execute(
        select(RoleGrant.role, RoleGrant.scope).where(RoleGrant.account_id == account.id)
    )
    return {
        "account": {
            "name": account.name,
            "nickname": account.nickname,
            "phone": sealer().open(account.phone_sealed),
            "email": opened(account.email_sealed) or None,
            "created_at": account.created_at,
            "consent": {"version": account.consent_version, "at": account.consent_at},
            "roles": [{"role": role, "place": scope} for role, scope in grants],
        },
        "resident": _resident(resident) if resident else None,
        "acts": _acts(account.id),
        **{name: part(account.id, account.resident_id) for name, part in _parts.items()},
    }


def note_copy(actor: Actor) -> None:
    """Somebody took a copy of their data."""
    record(actor, "people.copy", "account", actor.account_id, actor.community_code)


def _resident(resident: Resident) -> dict[str, Any]:
    row = db.session.execute(
        select(Household, Building, Estate)
        .join(Building, Building.id == Household.building_id)
        .join(Estate, Estate.id == Building.estate_id)
        .where(Household.id == resident.household_id)
    ).one()
    return {
        "name": resident.name,
        "phone": sealer().open(resident.phone_sealed) if resident.phone_sealed else None,
        "birth_year": resident.birth_year,
        "community": resident.community_code,
        "address": address(row.Estate.name, row.Building.name, row.Household.unit, row.Household.door),
        "on_roll": resident.on_roll,
        "confirmed_at": resident.confirmed_at,
    }


def _acts(account_id: UUID) -> list[dict[str, Any]]:
    query = select(JournalEntry.at, JournalEntry.act, JournalEntry.succeeded)
    query = query.where(JournalEntry.actor_id == account_id).order_by(JournalEntry.seq).limit(MOST_ACTS)
    return [{"at": at, "act": act, "succeeded": done} for at, act, done in db.session.execute(query)]
