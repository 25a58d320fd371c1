"""Who may do what with a list: every role, every state, here and elsewhere."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from deliberation.actors import NOBODY, Actor, Grant, Role
from deliberation.projects import policy
from deliberation.projects.rules import ListState
from tests.stories import STREET, A, B

S = ListState
ACTS: dict[str, Callable[[Actor, str, ListState], bool]] = {
    "see": policy.may_see,
    "edit": policy.may_edit,
    "publicise": policy.may_publicise,
    "correct": policy.may_correct,
    "object": policy.may_object,
    "enter": policy.may_enter_objection,
    "answer": policy.may_answer,
    "withdraw": policy.may_withdraw,
    "submit": policy.may_submit,
    "revise": policy.may_revise,
    "decide": policy.may_decide,
    "fetch": policy.may_fetch_papers,
    "carry_out": policy.may_carry_out,
    "decide_change": policy.may_decide_change,
}
OUT = {"see", "fetch"}
WORKERS = {
    S.DRAFT: OUT | {"edit", "publicise", "answer"},
    S.PUBLICISED: OUT | {"withdraw", "correct", "enter", "answer"},
    S.SUBMITTED: OUT,
    S.ACCEPTED: OUT | {"carry_out"},
    S.RETURNED: OUT | {"revise"},
}


def expected(role: Role | None, state: ListState, here: bool) -> set[str]:
    """What the rules of DOMAIN.md §2 and §3 say."""
    public = OUT if state != S.DRAFT else set()
    if not here:
        return public
    if role in (Role.WORKER, Role.LEAD):
        return WORKERS[state] | ({"submit"} if role == Role.LEAD and state == S.PUBLICISED else set())
    if role == Role.OFFICER:
        acts = {S.SUBMITTED: {"decide"}, S.ACCEPTED: {"decide_change"}}
        return public | acts.get(state, set())
    return public


@pytest.mark.parametrize("state", list(ListState))
@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("code", [A, B])
def test_everybody_may_do_what_their_office_says_and_no_more(
    role: Role | None, state: ListState, code: str
) -> None:
    scope = A
    actor = Actor(uuid4(), "某人", (Grant(role, scope),)) if role else NOBODY
    allowed = {name for name, rule in ACTS.items() if rule(actor, code, state)}
    assert allowed == expected(role, state, code == A)


@pytest.mark.parametrize(("role", "may"), [(Role.WORKER, True), (Role.LEAD, True), (Role.OFFICER, False)])
def test_only_workers_begin_a_list(role: Role, may: bool) -> None:
    assert policy.may_begin(Actor(uuid4(), "某人", (Grant(role, A),)), A) == may
    assert not policy.may_begin(Actor(uuid4(), "某人", (Grant(role, A),)), B)


def test_an_officer_of_the_street_decides_in_all_its_communities_and_in_no_other_street() -> None:
    mine = Actor(uuid4(), "刘洋", (Grant(Role.OFFICER, STREET),))
    other = Actor(uuid4(), "别人", (Grant(Role.OFFICER, "999999002"),))
    assert policy.may_decide(mine, A, S.SUBMITTED)
    assert policy.may_decide(mine, B, S.SUBMITTED)
    assert not policy.may_decide(other, A, S.SUBMITTED)
