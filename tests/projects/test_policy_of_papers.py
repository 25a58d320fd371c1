"""Who attaches and who reads the papers of a list: every role, every state, here and elsewhere."""

from uuid import uuid4

import pytest

from deliberation.actors import NOBODY, Actor, Grant, Role
from deliberation.projects import policy
from deliberation.projects.rules import FileKind, ListState
from tests.stories import A, B

S, K = ListState, FileKind
HANDED_IN = {S.SUBMITTED, S.ACCEPTED, S.RETURNED}
WORKERS = {Role.WORKER, Role.LEAD}


def attaches(role: Role | None, state: ListState, here: bool) -> set[FileKind]:
    """The community its sealed list and, before, the owners' decision; the street its answer."""
    if not here:
        return set()
    if role in WORKERS:
        return ({K.SEALED} if state in HANDED_IN else set()) | (
            {K.OWNERS_DECISION} if state in {S.DRAFT, S.PUBLICISED, S.RETURNED} else set()
        )
    return {K.APPROVAL} if role == Role.OFFICER and state in HANDED_IN else set()


@pytest.mark.parametrize("state", list(ListState))
@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("code", [A, B])
def test_each_attaches_its_own_papers_in_their_time_and_names_stay_with_staff(
    role: Role | None, state: ListState, code: str
) -> None:
    actor = Actor(uuid4(), "某人", (Grant(role, A),)) if role else NOBODY
    here = code == A
    given = {kind for kind in FileKind if policy.may_attach(actor, code, state, kind)}
    assert given == attaches(role, state, here)
    assert set(policy.papers_for(actor, code, state)) == given - {K.OWNERS_DECISION}
    reads = {kind for kind in FileKind if policy.may_read_paper(actor, code, kind)}
    staff = here and role in {*WORKERS, Role.OFFICER}
    assert reads == (set(FileKind) if staff else {K.SEALED, K.APPROVAL})


@pytest.mark.parametrize("state", list(ListState))
def test_nothing_is_attached_of_no_kind(state: ListState) -> None:
    assert not policy.may_attach(Actor(uuid4(), "某人", (Grant(Role.LEAD, A),)), A, state, None)
