"""Who may do what about people. Pure."""

from collections.abc import Iterable
from uuid import UUID

from deliberation.actors import STAFF, Actor, Grant, Role
from deliberation.people.rules import SEPARATED


def may_settle(actor: Actor, community_code: str) -> bool:
    """The counter, the roll, its import and the slips belong to the community's own workers."""
    return actor.works_in(community_code)


def may_settle_account(actor: Actor, community_code: str, grants: Iterable[Grant]) -> bool:
    """A worker settles residents' accounts; whoever also works somewhere is settled by an administrator."""
    return may_settle(actor, community_code) and not any(grant.role in STAFF for grant in grants)


def may_keep_accounts(actor: Actor) -> bool:
    """Administrators keep staff accounts, each within the own scope."""
    return actor.has_role(Role.ADMINISTRATOR)


def may_keep_account(actor: Actor, grants: Iterable[Grant]) -> bool:
    """An administrator keeps an account when every staff role of it lies within the own scope."""
    scopes = [grant.scope for grant in grants if grant.role in STAFF]
    return bool(scopes) and all(actor.has(Role.ADMINISTRATOR, scope) for scope in scopes)


def may_grant(actor: Actor, account_id: UUID | None, role: Role, scope: str) -> bool:
    """An administrator grants staff roles inside the own scope, none of the separated ones to themself."""
    if role not in STAFF or not actor.has(Role.ADMINISTRATOR, scope):
        return False
    return account_id is None or account_id != actor.account_id or role not in SEPARATED


def may_revoke(actor: Actor, account_id: UUID, role: Role, scope: str) -> bool:
    """An administrator takes staff roles back inside the own scope, but not the own administration."""
    if role not in STAFF or not actor.has(Role.ADMINISTRATOR, scope):
        return False
    return account_id != actor.account_id or role != Role.ADMINISTRATOR


def may_see_failures(actor: Actor) -> bool:
    """Failed sign-ins and locks are the security officer's."""
    return actor.has_role(Role.SECURITY)


def may_unlock(actor: Actor, scopes: Iterable[str]) -> bool:
    """A security officer or administrator unlocks an account tied to a place in the own scope."""
    return any(actor.has_any((Role.SECURITY, Role.ADMINISTRATOR), scope) for scope in scopes)
