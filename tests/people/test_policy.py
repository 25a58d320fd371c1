"""Every role against every act: who may, where."""

from uuid import uuid4

import pytest

from deliberation.actors import Actor, Grant, Role
from deliberation.people import policy
from deliberation.people.rules import SEPARATED, breaks_separation, scope_fits
from deliberation.places import policy as places_policy

A, B, STREET = "999999001001", "999999001002", "999999001"
ME, OTHER = uuid4(), uuid4()
SCOPES = {Role.OFFICER: STREET, Role.ADMINISTRATOR: STREET, Role.SECURITY: STREET, Role.AUDITOR: STREET}
NOBODY = Actor()


def _holding(role: Role, confirmed: bool = True) -> Actor:
    home = {"resident_id": uuid4(), "community_code": A, "confirmed": confirmed}
    lives = home if role in (Role.RESIDENT, Role.REPRESENTATIVE) else {}
    return Actor(account_id=ME, grants=(Grant(role, SCOPES.get(role, A)),), **lives)  # type: ignore[arg-type]  # the actor's own fields


ACTORS = {role.value: _holding(role) for role in Role}
ACTORS |= {"unconfirmed": _holding(Role.RESIDENT, confirmed=False), "nobody": NOBODY}
WORKERS = {"worker", "lead"}
ELSEWHERE = "888888001001"

ACTS = {
    "settle here": (lambda actor: policy.may_settle(actor, A), WORKERS),
    "settle in B": (lambda actor: policy.may_settle(actor, B), set()),
    "settle a resident's account": (
        lambda actor: policy.may_settle_account(actor, A, [Grant(Role.RESIDENT, A)]),
        WORKERS,
    ),
    "settle a colleague's account": (
        lambda actor: policy.may_settle_account(actor, A, [Grant(Role.WORKER, A)]),
        set(),
    ),
    "keep accounts": (policy.may_keep_accounts, {"administrator"}),
    "keep a worker's account": (
        lambda actor: policy.may_keep_account(actor, [Grant(Role.WORKER, A)]),
        {"administrator"},
    ),
    "keep an account with a role elsewhere": (
        lambda actor: policy.may_keep_account(actor, [Grant(Role.WORKER, A), Grant(Role.WORKER, ELSEWHERE)]),
        set(),
    ),
    "keep a resident's account": (
        lambda actor: policy.may_keep_account(actor, [Grant(Role.RESIDENT, A)]),
        set(),
    ),
    "make a worker here": (lambda actor: policy.may_grant(actor, OTHER, Role.WORKER, A), {"administrator"}),
    "make a worker elsewhere": (lambda actor: policy.may_grant(actor, OTHER, Role.WORKER, ELSEWHERE), set()),
    "make an administrator of everything": (
        lambda actor: policy.may_grant(actor, OTHER, Role.ADMINISTRATOR, ""),
        set(),
    ),
    "make a resident": (lambda actor: policy.may_grant(actor, OTHER, Role.RESIDENT, A), set()),
    "make oneself auditor": (lambda actor: policy.may_grant(actor, ME, Role.AUDITOR, A), set()),
    "make somebody auditor": (
        lambda actor: policy.may_grant(actor, OTHER, Role.AUDITOR, A),
        {"administrator"},
    ),
    "take a worker's role": (
        lambda actor: policy.may_revoke(actor, OTHER, Role.WORKER, A),
        {"administrator"},
    ),
    "take the own administration": (
        lambda actor: policy.may_revoke(actor, ME, Role.ADMINISTRATOR, STREET),
        set(),
    ),
    "see failures": (policy.may_see_failures, {"security"}),
    "unlock here": (lambda actor: policy.may_unlock(actor, [A]), {"security", "administrator"}),
    "unlock elsewhere": (lambda actor: policy.may_unlock(actor, [ELSEWHERE]), set()),
    "keep a region": (lambda actor: places_policy.may_keep_region(actor, A), {"administrator"}),
    "keep a region elsewhere": (lambda actor: places_policy.may_keep_region(actor, ELSEWHERE), set()),
    "keep places here": (lambda actor: places_policy.may_keep_places(actor, A), WORKERS),
    "keep places in B": (lambda actor: places_policy.may_keep_places(actor, B), set()),
}


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("act", ACTS)
def test_who_may(act: str, who: str) -> None:
    may, allowed = ACTS[act]
    assert may(ACTORS[who]) is (who in allowed)


@pytest.mark.parametrize("held", Role)
@pytest.mark.parametrize("wanted", Role)
def test_nobody_holds_two_of_the_three_administering_roles(held: Role, wanted: Role) -> None:
    both = held in SEPARATED and wanted in SEPARATED and held != wanted
    assert breaks_separation([held], wanted) is both


@pytest.mark.parametrize(
    ("role", "scope", "fits"),
    [
        (Role.WORKER, A, True),
        (Role.WORKER, STREET, False),
        (Role.WORKER, "", False),
        (Role.OFFICER, STREET, True),
        (Role.OFFICER, A, False),
        (Role.ADMINISTRATOR, "", True),
        (Role.AUDITOR, "999999", True),
        (Role.AUDITOR, "99999", False),
        (Role.WORKER, "９９９９９９００１００１", False),
        (Role.WORKER, "99999900100a", False),
    ],
)
def test_a_role_holds_where_it_fits(role: Role, scope: str, fits: bool) -> None:
    assert scope_fits(role, scope) is fits
