"""The arithmetic of satisfaction, and who may answer."""

from fractions import Fraction
from uuid import UUID, uuid4

import pytest

from deliberation.actors import Actor, Grant, Role
from deliberation.errors import Refusal
from deliberation.surveys import policy
from deliberation.surveys.rules import (
    Closed,
    Grade,
    Reply,
    checked,
    grade_meant,
    lots,
    rating,
    slip_meant,
    together,
)
from tests.stories import STREET, A, B


def _closed(answers: int, top3: int = 0, theme: str = "N06", year: int = 2026) -> Closed:
    return Closed(uuid4(), A, theme, year, answers, top3)


def test_four_answers_tell_nothing_and_the_fifth_does() -> None:
    assert rating(4, 4).share is None
    assert rating(5, 4).share == Fraction(4, 5)


def test_all_very_unsatisfied_is_a_share_of_nought_and_no_gap() -> None:
    assert rating(6, 0).share == 0
    assert not rating(6, 0).reaches_goal


def test_the_goal_is_reached_exactly_and_never_by_rounding() -> None:
    assert rating(10, 9).reaches_goal
    just_below = rating(10_000, 8_999)
    assert not just_below.reaches_goal
    assert just_below.percent_tenths == 899


def test_small_surveys_count_together_or_nowhere() -> None:
    large, small, other = _closed(9, 8), _closed(3, 1), _closed(4, 4, "N01")
    assert together(lots([large, small, other])).answers == 9
    more = lots([large, small, other, _closed(2, 2)])
    assert together(more).answers == 14


def test_every_lot_holds_five_answers_and_a_later_survey_changes_no_earlier_lot() -> None:
    surveys = [_closed(answers % 7, 0) for answers in range(40)]
    before: list[tuple[UUID, ...]] = []
    for place in range(len(surveys)):
        made = lots(surveys[: place + 1])
        assert all(lot.answers >= 5 for lot in made)
        assert [lot.surveys for lot in made][: len(before)] == before
        before = [lot.surveys for lot in made]


def test_ten_thousand_characters_are_refused_with_the_count() -> None:
    with pytest.raises(Refusal, match="text_long"):
        checked(Reply(Grade.SATISFIED, text="好" * 10_000), [])


def test_an_unknown_reason_is_refused() -> None:
    with pytest.raises(Refusal, match="unknown_reason"):
        checked(Reply(Grade.SATISFIED, ["colour"]), ["quality"])


def test_a_slip_is_meant_by_its_last_figures_and_a_step_by_its_place() -> None:
    assert slip_meant("12", 2026) == slip_meant("h2026-000012", 2027) == "H2026-000012"
    assert grade_meant("５") == Grade.VERY_DISSATISFIED
    for wrong in ("0", "6", "", "好"):
        with pytest.raises(Refusal, match="grade_missing"):
            grade_meant(wrong)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("code", [A, B])
def test_only_own_workers_enter_and_only_they_and_the_officer_read_words(role: Role, code: str) -> None:
    actor = Actor(uuid4(), "某人", (Grant(role, STREET if role == Role.OFFICER else A),))
    works = role in (Role.WORKER, Role.LEAD) and code == A
    assert policy.may_enter(actor, code) == works
    assert policy.may_read_words(actor, code) == (works or role == Role.OFFICER)


def test_an_answer_is_given_by_whom_was_asked_and_nobody_else() -> None:
    actor = Actor(uuid4(), "张三", (), uuid4(), uuid4(), A)
    assert policy.may_answer(actor, actor.account_id, None, None)
    assert policy.may_answer(actor, None, actor.resident_id, None)
    assert policy.may_answer(actor, None, None, actor.household_id)
    assert not policy.may_answer(actor, uuid4(), uuid4(), uuid4())
    assert not policy.may_answer(Actor(), None, None, None)
