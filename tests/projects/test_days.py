"""How long a list is put up: calendar and working days, against the holidays of 2025 and 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import Refusal
from deliberation.projects.days import Counting, Period, days_left, due_on, period
from deliberation.projects.workdays import worked

WORKING, CALENDAR = Counting.WORKING, Counting.CALENDAR


@pytest.mark.parametrize(
    ("begin", "days", "end"),
    [
        (
            date(2025, 9, 29),
            5,
            date(2025, 10, 11),
        ),  # National Day; Saturday the 11th is worked
        (date(2025, 4, 25), 3, date(2025, 4, 28)),  # Sunday the 27th is worked for Labour Day
        (date(2026, 2, 12), 4, date(2026, 2, 24)),  # Spring Festival; Saturday the 14th is worked
        (date(2026, 7, 4), 1, date(2026, 7, 6)),  # begins on a Saturday: Monday is the first day
    ],
)
def test_working_days_leave_out_holidays_and_count_days_worked_in_their_stead(
    begin: date, days: int, end: date
) -> None:
    assert period(begin, days, WORKING, worked) == Period(begin, end, days, WORKING)


def test_calendar_days_count_the_first_one() -> None:
    assert period(date(2026, 9, 28), 7, CALENDAR, worked).to_on == date(2026, 10, 4)


@pytest.mark.parametrize("begin", [date(2099, 5, 4), date(2001, 5, 4)])
def test_an_unknown_year_is_counted_in_calendar_days_and_says_so(begin: date) -> None:
    told = period(begin, 7, WORKING, worked)
    assert (told.counting, told.unknown_year, (told.to_on - begin).days) == (CALENDAR, begin.year, 6)


def test_days_that_run_into_an_unknown_year_are_all_calendar_days() -> None:
    known = {date(2030, 12, 30): True, date(2030, 12, 31): True}
    told = period(date(2030, 12, 30), 5, WORKING, known.get)
    assert (told.to_on, told.unknown_year) == (date(2031, 1, 3), 2031)


@pytest.mark.parametrize("days", [0, -1, 61])
def test_impossible_lengths_are_refused(days: int) -> None:
    with pytest.raises(Refusal, match="bad_days"):
        period(date(2026, 7, 1), days, CALENDAR, worked)


@given(
    st.dates(date(2024, 1, 1), date(2026, 10, 1)),
    st.integers(1, 40),
    st.sampled_from(Counting),
)
def test_a_period_has_its_days_and_as_many_are_left_on_its_first_day(
    begin: date, days: int, counting: Counting
) -> None:
    told = period(begin, days, counting, worked)
    assert days_left(begin, told.to_on, counting, worked) == days
    assert days_left(told.to_on, told.to_on, counting, worked) == 1


def test_an_answer_is_due_after_three_days() -> None:
    assert due_on(date(2026, 12, 30)) == date(2027, 1, 2)
