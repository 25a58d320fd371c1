"""Who may do what with minutes: every act over all roles, communities, phases, and ties to the meeting."""

from uuid import uuid4

import pytest

from deliberation.actors import NOBODY, Actor, Role
from deliberation.meetings import policy
from deliberation.meetings.rules import Phase, SignatureRole
from tests.meetings.test_policy import EVERYBODY, WORKERS_HERE, acting, role_of
from tests.stories import A, B

BOTH = [True, False]


@pytest.mark.parametrize("actor", EVERYBODY, ids=role_of)
@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("is_recorder", BOTH)
def test_workers_and_the_recorder_send_a_draft_round(actor: Actor, phase: Phase, is_recorder: bool) -> None:
    works = role_of(actor) in WORKERS_HERE
    mine = is_recorder and actor.is_authenticated
    assert policy.may_circulate(actor, A, phase, is_recorder) == ((works or mine) and phase == Phase.DRAFTED)
    assert policy.may_circulate(actor, B, phase, is_recorder) == (mine and phase == Phase.DRAFTED)


@pytest.mark.parametrize("actor", EVERYBODY, ids=role_of)
@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("came", BOTH)
@pytest.mark.parametrize("leads", BOTH)
def test_those_who_sat_there_comment_on_a_draft(actor: Actor, phase: Phase, came: bool, leads: bool) -> None:
    expected = actor.is_authenticated and (came or leads) and phase == Phase.DRAFTED
    assert policy.may_comment(actor, phase, came, leads) == expected


@pytest.mark.parametrize("actor", EVERYBODY, ids=role_of)
@pytest.mark.parametrize("came", BOTH)
@pytest.mark.parametrize("leads", BOTH)
def test_comments_are_read_by_workers_and_those_who_may_comment(
    actor: Actor, came: bool, leads: bool
) -> None:
    sat_there = actor.is_authenticated and (came or leads)
    works = role_of(actor) in WORKERS_HERE
    assert policy.may_read_comments(actor, A, came, leads) == (sat_there or works)
    assert policy.may_read_comments(actor, B, came, leads) == sat_there


@pytest.mark.parametrize("actor", EVERYBODY, ids=role_of)
@pytest.mark.parametrize("phase", Phase)
def test_only_workers_of_the_community_enter_for_others(actor: Actor, phase: Phase) -> None:
    works = role_of(actor) in WORKERS_HERE
    assert policy.may_comment_for(actor, A, phase) == (works and phase == Phase.DRAFTED)
    on_paper = works and phase in {Phase.DRAFTED, Phase.SIGNED}
    assert policy.may_record_signatures(actor, A, phase) == on_paper
    assert not policy.may_comment_for(actor, B, phase)
    assert not policy.may_record_signatures(actor, B, phase)


@pytest.mark.parametrize("actor", EVERYBODY, ids=role_of)
@pytest.mark.parametrize("is_party", BOTH)
def test_revisions_are_for_workers_and_those_who_sat_there(actor: Actor, is_party: bool) -> None:
    sat_there = is_party and actor.is_authenticated
    assert policy.may_see_revisions(actor, A, is_party) == (sat_there or role_of(actor) in WORKERS_HERE)
    assert policy.may_see_revisions(actor, B, is_party) == sat_there


@pytest.mark.parametrize("actor", EVERYBODY, ids=role_of)
def test_a_signed_sheet_is_for_staff_of_the_place_and_its_signers(actor: Actor) -> None:
    staff = role_of(actor) in WORKERS_HERE | {Role.OFFICER}
    assert policy.may_see_scan(actor, A, ()) == staff
    assert policy.may_see_scan(actor, A, {uuid4()}) == staff
    if actor.account_id is not None:
        assert policy.may_see_scan(actor, A, {actor.account_id})


@pytest.mark.parametrize("role", [Role.WORKER, Role.LEAD])
def test_a_signed_sheet_is_not_for_staff_of_another_place(role: Role) -> None:
    assert not policy.may_see_scan(acting(role, B), A, ())


def test_as_whom_somebody_leads() -> None:
    chair, recorder = acting(Role.REPRESENTATIVE), acting(Role.REPRESENTATIVE)
    ids = (chair.account_id, recorder.account_id)
    assert policy.leader_role(chair, *ids) == SignatureRole.CHAIR
    assert policy.leader_role(recorder, *ids) == SignatureRole.RECORDER
    assert policy.leader_role(acting(Role.LEAD), *ids) is None
    assert policy.leader_role(NOBODY, None, None) is None
