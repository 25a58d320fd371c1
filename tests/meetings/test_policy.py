"""Who may do what with meetings: the whole matrix of roles, communities and phases."""

from uuid import UUID, uuid4

import pytest

from deliberation.actors import NOBODY, Actor, Grant, Role
from deliberation.meetings import policy
from deliberation.meetings.rules import Phase, SignatureRole
from tests.stories import STREET, A, B

PLACES = {
    Role.ADMINISTRATOR: "", Role.SECURITY: "", Role.AUDITOR: "", Role.OFFICER: STREET,
}  # fmt: skip


def acting(role: Role, code: str = A, account_id: UUID | None = None) -> Actor:
    scope = PLACES.get(role, code)
    lives = {"resident_id": uuid4(), "community_code": code, "confirmed": True}
    home = lives if role in (Role.RESIDENT, Role.REPRESENTATIVE) else {}
    return Actor(account_id=account_id or uuid4(), grants=(Grant(role, scope),), **home)


EVERYBODY = [NOBODY, *(acting(role) for role in Role)]
WORKERS_HERE = {Role.WORKER, Role.LEAD}


def role_of(actor: Actor) -> Role | None:
    return actor.grants[0].role if actor.grants else None


@pytest.mark.parametrize("actor", EVERYBODY, ids=role_of)
@pytest.mark.parametrize("phase", Phase)
def test_only_workers_of_the_community_run_its_meetings_until_they_end(actor: Actor, phase: Phase) -> None:
    works = role_of(actor) in WORKERS_HERE
    open_phase = phase in {Phase.PLANNED, Phase.NOTICED, Phase.IN_SESSION}
    assert policy.may_run(actor, A) == works
    assert policy.may_change(actor, A, phase) == (works and open_phase)
    assert not policy.may_run(actor, B)
    assert not policy.may_change(actor, B, phase)


@pytest.mark.parametrize("actor", EVERYBODY, ids=role_of)
def test_before_the_notice_only_workers_know_of_a_meeting(actor: Actor) -> None:
    assert policy.may_see(actor, A, noticed=True)
    assert policy.may_see(actor, A, noticed=False) == (role_of(actor) in WORKERS_HERE)


@pytest.mark.parametrize("actor", EVERYBODY, ids=role_of)
@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("is_party", [True, False])
def test_a_draft_is_for_workers_and_for_who_sat_there(actor: Actor, phase: Phase, is_party: bool) -> None:
    expected = (
        phase == Phase.SIGNED or role_of(actor) in WORKERS_HERE or (is_party and actor.is_authenticated)
    )
    assert policy.may_see_minutes(actor, A, phase, is_party) == expected


@pytest.mark.parametrize("actor", EVERYBODY, ids=role_of)
@pytest.mark.parametrize("is_party", [True, False])
def test_full_names_are_for_staff_of_the_place_and_for_who_sat_there(actor: Actor, is_party: bool) -> None:
    staff = role_of(actor) in {Role.WORKER, Role.LEAD, Role.PLANNER, Role.OFFICER}
    assert policy.may_see_names(actor, A, is_party) == (staff or (is_party and actor.is_authenticated))


@pytest.mark.parametrize("role", Role)
def test_staff_of_another_community_sees_no_names(role: Role) -> None:
    expected = role == Role.OFFICER
    assert policy.may_see_names(acting(role, B), A, False) == expected
    assert not policy.may_see_names(Actor(uuid4(), grants=(Grant(role, "999998"),)), A, False)


@pytest.mark.parametrize("actor", EVERYBODY, ids=role_of)
@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("is_member", [True, False])
def test_who_is_expected_may_excuse_oneself_until_the_end(
    actor: Actor, phase: Phase, is_member: bool
) -> None:
    expected = actor.is_authenticated and is_member and phase in {Phase.NOTICED, Phase.IN_SESSION}
    assert policy.may_excuse_oneself(actor, A, phase, is_member) == expected


@pytest.mark.parametrize("actor", EVERYBODY, ids=role_of)
@pytest.mark.parametrize("phase", Phase)
def test_who_lives_here_or_serves_here_may_sit_in_until_the_end(actor: Actor, phase: Phase) -> None:
    here = {*WORKERS_HERE, Role.RESIDENT, Role.REPRESENTATIVE, Role.PLANNER, Role.OFFICER}
    going = phase in {Phase.NOTICED, Phase.IN_SESSION}
    assert policy.may_sit_in(actor, A, phase) == (going and role_of(actor) in here)
    assert policy.may_sit_in(actor, B, phase) == (going and role_of(actor) == Role.OFFICER)


@pytest.mark.parametrize("actor", EVERYBODY, ids=role_of)
@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("is_recorder", [True, False])
def test_the_recorder_and_workers_write_until_the_signatures(
    actor: Actor, phase: Phase, is_recorder: bool
) -> None:
    writes = role_of(actor) in WORKERS_HERE or (is_recorder and actor.is_authenticated)
    expected = writes and phase in {Phase.ENDED, Phase.DRAFTED}
    assert policy.may_edit_minutes(actor, A, phase, is_recorder) == expected


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("was_present", [True, False])
def test_who_signs_as_what(phase: Phase, was_present: bool) -> None:
    chair, recorder, other = (acting(Role.REPRESENTATIVE) for _each in range(3))

    def roles(actor: Actor) -> tuple[SignatureRole, ...]:
        return policy.roles_to_sign(actor, phase, chair.account_id, recorder.account_id, was_present)

    drafted = phase == Phase.DRAFTED
    assert roles(chair) == ((SignatureRole.CHAIR,) if drafted else ())
    assert roles(recorder) == ((SignatureRole.RECORDER,) if drafted else ())
    later = was_present and phase in {Phase.DRAFTED, Phase.SIGNED}
    assert roles(other) == ((SignatureRole.REPRESENTATIVE,) if later else ())
    assert roles(NOBODY) == ()


def test_nobody_signs_where_no_chair_is_named() -> None:
    assert policy.roles_to_sign(NOBODY, Phase.DRAFTED, None, None, True) == ()


@pytest.mark.parametrize("actor", EVERYBODY, ids=role_of)
@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("leads", [True, False])
def test_addenda_come_after_the_signatures(actor: Actor, phase: Phase, leads: bool) -> None:
    writes = role_of(actor) in WORKERS_HERE or (leads and actor.is_authenticated)
    assert policy.may_add_addendum(actor, A, phase, leads) == (writes and phase == Phase.SIGNED)


@pytest.mark.parametrize("actor", EVERYBODY, ids=role_of)
@pytest.mark.parametrize("is_listed", [True, False])
def test_who_is_listed_says_whether_their_name_is_published(actor: Actor, is_listed: bool) -> None:
    assert policy.may_choose_own_name(actor, is_listed) == (is_listed and actor.is_authenticated)


@pytest.mark.parametrize("actor", EVERYBODY, ids=role_of)
@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("is_owner", [True, False])
def test_actions_are_public_once_signed_and_told_of_by_workers_and_owners(
    actor: Actor, signed: bool, is_owner: bool
) -> None:
    works = role_of(actor) in WORKERS_HERE
    assert policy.may_see_action(actor, A, signed) == (signed or works)
    owns = is_owner and signed and actor.is_authenticated
    assert policy.may_tell_progress(actor, A, signed, is_owner) == (works or owns)
    assert not policy.may_tell_progress(actor, B, signed, is_owner=False)


@pytest.mark.parametrize("actor", EVERYBODY, ids=role_of)
def test_staff_search_all_names_of_their_place(actor: Actor) -> None:
    staff = WORKERS_HERE | {Role.PLANNER, Role.OFFICER}
    assert policy.sees_all_names(actor, A) == (role_of(actor) in staff)
