"""Who acts: roles, where they hold (a prefix of the 12-digit code), and the actor every act is written under.

Pure: policies of all rooms decide on this without knowing accounts, tables or requests.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """The roles of DOMAIN.md §2 that an account can hold; teller and scrutineer are named per round."""

    RESIDENT = "resident"
    REPRESENTATIVE = "representative"
    WORKER = "worker"
    LEAD = "lead"
    PLANNER = "planner"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"
    SECURITY = "security"
    AUDITOR = "auditor"


STAFF = frozenset(
    {Role.WORKER, Role.LEAD, Role.PLANNER, Role.OFFICER, Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR}
)
IMPLIED = {Role.LEAD: {Role.LEAD, Role.WORKER}, Role.REPRESENTATIVE: {Role.REPRESENTATIVE, Role.RESIDENT}}


@dataclass(frozen=True)
class Grant:
    """A role that holds for every place whose code begins with `scope`."""

    role: Role
    scope: str

    def covers(self, role: Role, code: str) -> bool:
        """A lead may do what a worker may, a representative what a resident may, inside the scope."""
        return role in IMPLIED.get(self.role, {self.role}) and code.startswith(self.scope)


@dataclass(frozen=True)
class Actor:
    """Somebody (or nobody: `account_id is None`) doing something from somewhere."""

    account_id: UUID | None = None
    name: str = ""
    grants: tuple[Grant, ...] = ()
    resident_id: UUID | None = None
    household_id: UUID | None = None
    community_code: str | None = None
    confirmed: bool = False
    origin: str = ""
    must_change_password: bool = False
    nickname: str = ""

    @property
    def is_authenticated(self) -> bool:
        return self.account_id is not None

    @property
    def is_staff(self) -> bool:
        return any(grant.role in STAFF for grant in self.grants)

    @property
    def has_any_role(self) -> bool:
        return bool(self.grants)

    @property
    def is_machine(self) -> bool:
        """The system itself: due closings, imports, stories."""
        return self.account_id is None and self.origin == MACHINE_ORIGIN

    def has(self, role: Role, code: str) -> bool:
        """Holds `role` for the place `code`."""
        return any(grant.covers(role, code) for grant in self.grants)

    def has_any(self, roles: Iterable[Role], code: str) -> bool:
        return any(self.has(role, code) for role in roles)

    def has_role(self, *roles: Role) -> bool:
        """Holds one of the roles anywhere."""
        return any(grant.role in roles for grant in self.grants)

    def works_in(self, code: str) -> bool:
        """Is a worker (or lead) of this community."""
        return self.has(Role.WORKER, code)

    def plans_in(self, code: str) -> bool:
        """Is a planner for this community."""
        return self.has(Role.PLANNER, code)

    def leads(self, code: str) -> bool:
        return self.has(Role.LEAD, code)

    def oversees(self, code: str) -> bool:
        """Is a street officer over this community."""
        return self.has(Role.OFFICER, code)

    def lives_in(self, code: str) -> bool:
        return self.resident_id is not None and self.community_code == code

    def votes_in(self, code: str) -> bool:
        """A resident of the community whose place on the roll is confirmed."""
        return self.lives_in(code) and self.confirmed

    def scopes(self, *roles: Role) -> tuple[str, ...]:
        """The code prefixes for which one of the roles is held."""
        return tuple(dict.fromkeys(g.scope for g in self.grants if g.role in roles))


MACHINE_ORIGIN = "machine"
NOBODY = Actor()


def machine(name: str = "system") -> Actor:
    """The actor of acts nobody pressed a button for."""
    return Actor(name=name, origin=MACHINE_ORIGIN)


@dataclass(frozen=True)
class Subject:
    """What an act was about, for the journal: `need`, `round`, … and its id."""

    kind: str
    id: str
    community_code: str | None = None
    facts: dict[str, object] = field(default_factory=dict)
