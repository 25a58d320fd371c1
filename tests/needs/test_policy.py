"""Who may do what with needs: every role, both communities, every stage."""

from uuid import uuid4

import pytest

from deliberation.actors import NOBODY, Actor, Grant, Role
from deliberation.cycles.rules import Stage
from deliberation.needs import policy
from deliberation.needs.rules import NeedState
from tests.stories import STREET, A, B


def actor(role: Role | None, scope: str, confirmed: bool = True) -> Actor:
    """Somebody with one role; residents live in the scope."""
    lives = role in (Role.RESIDENT, Role.REPRESENTATIVE)
    return Actor(
        account_id=uuid4(),
        grants=(Grant(role, scope),) if role else (),
        resident_id=uuid4() if lives else None,
        community_code=scope if lives else None,
        confirmed=confirmed,
    )


PEOPLE = {
    "nobody": NOBODY,
    "resident": actor(Role.RESIDENT, A),
    "unconfirmed": actor(Role.RESIDENT, A, confirmed=False),
    "representative": actor(Role.REPRESENTATIVE, A),
    "worker": actor(Role.WORKER, A),
    "lead": actor(Role.LEAD, A),
    "planner": actor(Role.PLANNER, A),
    "officer": actor(Role.OFFICER, STREET),
    "administrator": actor(Role.ADMINISTRATOR, ""),
    "security": actor(Role.SECURITY, ""),
    "auditor": actor(Role.AUDITOR, ""),
}
LIVE_HERE = {"resident", "unconfirmed", "representative"}
WORK_HERE = {"worker", "lead"}
RIGHTS = {
    policy.may_submit: LIVE_HERE,
    policy.may_support: LIVE_HERE,
    policy.may_comment: LIVE_HERE | WORK_HERE | {"planner"},
    policy.may_propose: LIVE_HERE | WORK_HERE | {"planner"},
    policy.may_assess: WORK_HERE | {"planner"},
    policy.may_choose: WORK_HERE,
    policy.appears_at_once: {"resident", "representative", "planner"} | WORK_HERE,
    policy.may_sort: WORK_HERE,
    policy.may_answer: WORK_HERE,
    policy.may_merge: WORK_HERE,
    policy.may_enter: WORK_HERE,
    policy.sees_names: WORK_HERE,
    policy.may_take_names: WORK_HERE,
    policy.may_import: WORK_HERE,
    policy.may_follow: LIVE_HERE | WORK_HERE | {"planner"},
    policy.may_report: LIVE_HERE | WORK_HERE | {"planner"},
    policy.may_moderate: WORK_HERE,
    policy.may_set: WORK_HERE,
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("may", RIGHTS, ids=lambda may: may.__name__)
def test_each_role_has_its_rights_at_home_and_none_next_door(may: object, who: str) -> None:
    assert callable(may)
    assert may(PEOPLE[who], A) == (who in RIGHTS[may])  # type: ignore[index]  # a policy of the table above
    assert not may(PEOPLE[who], B)


@pytest.mark.parametrize("stage", [None, *Stage])
def test_a_need_joins_the_cycle_only_while_it_collects(stage: Stage | None) -> None:
    assert policy.joins_cycle(stage) == (stage == Stage.COLLECTING)


@pytest.mark.parametrize("stage", [None, *Stage])
def test_what_was_said_in_time_still_joins_while_the_cycle_deliberates(stage: Stage | None) -> None:
    assert policy.joins_late(stage) == (stage == Stage.DELIBERATING)


@pytest.mark.parametrize("who", PEOPLE)
def test_the_words_of_a_way_are_corrected_by_its_author_and_own_workers(who: str) -> None:
    assert policy.may_revise(PEOPLE[who], A, False) == (who in WORK_HERE)
    assert policy.may_revise(PEOPLE[who], A, True)
    assert not policy.may_revise(PEOPLE[who], B, False)


@pytest.mark.parametrize("who", PEOPLE)
def test_an_unpublished_text_is_read_by_its_author_and_own_workers(who: str) -> None:
    assert policy.may_read_unpublished(PEOPLE[who], A, False) == (who in WORK_HERE)
    assert policy.may_read_unpublished(PEOPLE[who], A, True)
    assert not policy.may_read_unpublished(PEOPLE[who], B, False)


@pytest.mark.parametrize("who", PEOPLE)
def test_a_text_with_a_listed_word_waits_unless_staff_wrote_it(who: str) -> None:
    assert policy.appears_at_once(PEOPLE[who], A, listed=True) == (who in WORK_HERE | {"planner"})
    assert not policy.appears_at_once(PEOPLE[who], B, listed=True)


@pytest.mark.parametrize("is_author", [True, False])
@pytest.mark.parametrize("who", PEOPLE)
def test_only_its_author_who_lives_here_reminds_of_a_need_or_puts_it_right(who: str, is_author: bool) -> None:
    allowed = is_author and who in LIVE_HERE
    assert policy.may_nudge(PEOPLE[who], A, is_author) == allowed
    assert not policy.may_nudge(PEOPLE[who], B, is_author)
    for withheld in (True, False):
        assert policy.may_put_right(PEOPLE[who], A, is_author, withheld) == (allowed and withheld)
        assert not policy.may_put_right(PEOPLE[who], B, is_author, withheld)


@pytest.mark.parametrize("who", PEOPLE)
def test_an_act_is_taken_back_by_whoever_did_it_and_by_a_lead(who: str) -> None:
    assert policy.may_undo(PEOPLE[who], A, own=True) == (who in WORK_HERE)
    assert policy.may_undo(PEOPLE[who], A, own=False) == (who == "lead")
    assert not policy.may_undo(PEOPLE[who], B, own=True)


OPEN_ACTS = {
    "categorise", "edit", "flag_owners", "hand_over", "merge", "reject", "shortlist", "split", "withhold",
}  # fmt: skip
ALWAYS = {"answer", "assign", "publish"}
POSSIBLE = {
    (NeedState.OPEN, False): ALWAYS | OPEN_ACTS,
    (NeedState.OPEN, True): ALWAYS | {"shortlist"},
    (NeedState.SHORTLISTED, False): ALWAYS | OPEN_ACTS | {"unshortlist"},
    (NeedState.SHORTLISTED, True): ALWAYS,
}
CLOSED = ALWAYS | {"reopen"}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("state", NeedState)
def test_what_can_be_done_follows_from_role_state_and_what_holds_it(
    state: NeedState, held: bool, who: str
) -> None:
    expected = POSSIBLE.get((state, held), CLOSED) if who in WORK_HERE else set()
    assert policy.possible_acts(PEOPLE[who], A, state, held) == expected
    assert policy.possible_acts(PEOPLE[who], B, state, held) == frozenset()


@pytest.mark.parametrize("who", PEOPLE)
def test_long_papers_are_printed_for_staff_of_the_place(who: str) -> None:
    reaching = {"officer", "administrator", "security", "auditor"}
    assert policy.may_print_long(PEOPLE[who], A) == (who in WORK_HERE | {"planner"} | reaching)
    assert policy.may_print_long(PEOPLE[who], B) == (who in reaching)


@pytest.mark.parametrize("is_author", [True, False])
@pytest.mark.parametrize("hidden", [True, False])
@pytest.mark.parametrize("published", [True, False])
@pytest.mark.parametrize("who", PEOPLE)
def test_a_photo_is_seen_where_its_need_is_and_taken_down_by_author_and_own_staff(
    who: str, published: bool, hidden: bool, is_author: bool
) -> None:
    open_to_all = published and not hidden
    seen = policy.may_see_photo(PEOPLE[who], A, published, hidden, is_author)
    assert seen == (open_to_all or is_author or who in WORK_HERE)
    assert policy.may_see_photo(PEOPLE[who], B, published, hidden, False) == open_to_all


def test_the_matrix_names_every_right_of_the_room() -> None:
    named = {may.__name__ for may in RIGHTS} | {
        "joins_cycle",
        "joins_late",
        "may_print_long",
        "may_read_unpublished",
        "may_nudge",
        "may_put_right",
        "may_see_photo",
        "may_revise",
        "may_undo",
        "possible_acts",
    }
    rights = {
        name for name, each in vars(policy).items() if getattr(each, "__module__", "") == policy.__name__
    }
    assert rights == named
