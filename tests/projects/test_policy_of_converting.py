"""Caps, resources, plans: every role, here, in another community, and over the street."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from deliberation.actors import NOBODY, Actor, Grant, Role
from deliberation.projects import policy
from deliberation.projects.rules import ListState
from tests.stories import STREET, A, B

WORKERS = {"offer", "pledge", "circle"}
RULES: dict[str, Callable[[Actor, str], bool]] = {
    "caps": policy.may_set_caps,
    "offer": policy.may_offer,
    "pledge": lambda actor, code: policy.may_pledge(actor, code, ListState.DRAFT),
    "circle": policy.may_plan_circle,
    "street": policy.may_plan_street,
}
EXPECTED: dict[Role, set[str]] = {
    Role.WORKER: WORKERS,
    Role.LEAD: WORKERS | {"caps"},
    Role.OFFICER: {"circle", "street"},
}


def allowed(actor: Actor, code: str) -> set[str]:
    return {name for name, rule in RULES.items() if rule(actor, code)}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("code", [A, B, STREET])
def test_everybody_may_do_what_their_office_says_in_their_own_community(role: Role, code: str) -> None:
    actor = Actor(uuid4(), "某人", (Grant(role, A),))
    assert allowed(actor, code) == (EXPECTED.get(role, set()) if code == A else set())


@pytest.mark.parametrize("code", [A, B, STREET])
def test_an_officer_plans_the_whole_street_and_no_other(code: str) -> None:
    mine = Actor(uuid4(), "刘洋", (Grant(Role.OFFICER, STREET),))
    other = Actor(uuid4(), "别人", (Grant(Role.OFFICER, "999999002"),))
    assert allowed(mine, code) == {"circle", "street"}
    assert allowed(other, code) == set()


@pytest.mark.parametrize("code", [A, STREET])
def test_a_stranger_may_nothing(code: str) -> None:
    assert allowed(NOBODY, code) == set()


@pytest.mark.parametrize("state", list(ListState))
def test_workers_pledge_wherever_the_list_is_on_its_way(state: ListState) -> None:
    assert policy.may_pledge(Actor(uuid4(), "王敏", (Grant(Role.WORKER, A),)), A, state)
    assert not policy.may_pledge(Actor(uuid4(), "王敏", (Grant(Role.WORKER, B),)), A, state)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("scope", ["999999", STREET, "999999002", A])
def test_only_the_officer_over_the_street_writes_its_report(role: Role, scope: str) -> None:
    actor = Actor(uuid4(), "某人", (Grant(role, scope),))
    over = role == Role.OFFICER and scope in ("999999", STREET)
    assert policy.may_report(actor, STREET) == over
