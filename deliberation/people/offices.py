"""Staff accounts: made by an administrator inside the own scope, with a first password to be changed at
once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from deliberation.actors import Actor, Grant, Role
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.people import policy
from deliberation.people.counter import renew_password
from deliberation.people.doors import place_of, unlock
from deliberation.people.models import Account, RoleGrant
from deliberation.people.rules import scope_fits
from deliberation.people.service import grant, open_account, phone_columns, revoke
from deliberation.places.models import Region


@dataclass(frozen=True)
class Hired:
    """A new member of staff: who, as what, where."""

    name: str
    phone: str
    role: Role
    scope: str


def hire(actor: Actor, hired: Hired, password_hash: str) -> Account:
    """Make a staff account with its first role; the first password must be changed at the first sign-in."""
    refuse_role(actor, None, hired.role, hired.scope)
    account = open_account(
        actor, hired.phone, "", hired.name, must_change_password=True, password_hash=password_hash
    )
    grant(actor, account, hired.role, hired.scope)
    return account


def give_role(actor: Actor, account: Account, role: Role, scope: str) -> None:
    """Give an account another role inside the administrator's scope."""
    refuse_role(actor, account, role, scope)
    grant(actor, account, role, scope)


def take_role(actor: Actor, account: Account, role: Role, scope: str) -> None:
    """Take a role back; nobody takes the own administration away."""
    if not policy.may_revoke(actor, account.id, role, scope):
        raise Refusal("people.may_not_revoke")
    revoke(actor, account, role, scope)


def refuse_role(actor: Actor, account: Account | None, role: Role, scope: str) -> None:
    """Refuse a role outside the scope, at a place it does not fit, or a separated one to oneself."""
    if not policy.may_grant(actor, account.id if account else None, role, scope):
        raise Refusal("people.may_not_grant")
    if not scope_fits(role, scope):
        raise Refusal("people.scope_misfits")
    if scope and db.session.get(Region, scope) is None:
        raise Refusal("people.no_such_place", code=scope)


def reset(actor: Actor, account: Account, password_hash: str) -> None:
    """A temporary password for a member of staff."""
    refuse_foreign(actor, account)
    renew_password(actor, account, password_hash)


def unlock_staff(actor: Actor, account: Account) -> None:
    """Let a member of staff try again before the half hour is over."""
    refuse_foreign(actor, account)
    unlock(actor, account)


def dismiss(actor: Actor, account: Account) -> None:
    """Close a staff account: all staff roles end; whoever lives here keeps the resident's account."""
    refuse_foreign(actor, account)
    if account.id == actor.account_id:
        raise Refusal("people.may_not_revoke")
    for role, scope in held(account):
        if role not in (Role.RESIDENT, Role.REPRESENTATIVE):
            revoke(actor, account, role, scope)
    if account.resident_id is None:
        place = place_of(account)
        account.closed_at = now()
        release_phone(account)
        record(actor, "people.close_account", "account", account.id, place)


def release_phone(account: Account) -> None:
    """Free the phone of a closed account for a new one, forget its e-mail address; part of an act journalled
    by the caller."""
    empty = phone_columns("10000000000")
    account.email_sealed = None
    account.phone_sealed = empty["phone_sealed"]  # type: ignore[assignment]  # sealed bytes, always
    account.phone_index = f"closed|{account.id}"
    db.session.flush()


def refuse_foreign(actor: Actor, account: Account) -> None:
    """An administrator settles accounts whose every staff role lies in the own scope."""
    if not policy.may_keep_account(actor, [Grant(role, scope) for role, scope in held(account)]):
        raise Refusal("people.may_not_grant")


def held(account: Account) -> Sequence[tuple[Role, str]]:
    """The roles an account holds, with their places."""
    query = select(RoleGrant.role, RoleGrant.scope).where(RoleGrant.account_id == account.id)
    return [(role, scope) for role, scope in db.session.execute(query)]
