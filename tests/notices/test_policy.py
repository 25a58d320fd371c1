"""Who sets and who sees the groups a community tells: every role, here and elsewhere."""

import pytest

from deliberation.actors import Actor, Grant, Role
from deliberation.notices.policy import may_see_groups, may_set_groups
from tests.stories import A, B


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("code", [A, B])
def test_workers_see_and_leads_set_the_groups_of_their_own_community(role: Role, code: str) -> None:
    actor = Actor(grants=(Grant(role, code),))
    assert may_see_groups(actor, A) == (role in (Role.WORKER, Role.LEAD) and code == A)
    assert may_set_groups(actor, A) == (role == Role.LEAD and code == A)


def test_nobody_else_sets_anything() -> None:
    assert not may_see_groups(Actor(), A)
    assert not may_set_groups(Actor(), A)
