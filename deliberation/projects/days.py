"""How long a list is put up: calendar days or working days, the first day counted. Pure.

Which days are worked on is given from outside (`Worked`): True, False, or None where no calendar knows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from deliberation.errors import Refusal

Worked = Callable[[date], bool | None]
MOST_DAYS = 60
ANSWER_DAYS = 3


class Counting(StrEnum):
    """自然日 or 工作日."""

    CALENDAR = "calendar"
    WORKING = "working"


@dataclass(frozen=True)
class Period:
    """A putting-up; `unknown_year` is the year no calendar of holidays knows, for which calendar days were
    counted instead."""

    from_on: date
    to_on: date
    days: int
    counting: Counting
    unknown_year: int | None = None


def period(from_on: date, days: int, counting: Counting, worked: Worked) -> Period:
    """The putting-up that begins on a day and lasts so many days of a kind."""
    if not 1 <= days <= MOST_DAYS:
        raise Refusal("projects.bad_days", days=days)
    if counting == Counting.CALENDAR:
        return Period(from_on, from_on + timedelta(days=days - 1), days, counting)
    day, left = from_on, days
    while True:
        known = worked(day)
        if known is None:
            to_on = from_on + timedelta(days=days - 1)
            return Period(from_on, to_on, days, Counting.CALENDAR, unknown_year=day.year)
        left -= known
        if not left:
            return Period(from_on, day, days, counting)
        day += timedelta(days=1)


def days_left(now_on: date, to_on: date, counting: Counting, worked: Worked) -> int:
    """How many days of a kind are left of a putting-up, that day and the last one counted."""
    days = [now_on + timedelta(days=n) for n in range(max((to_on - now_on).days + 1, 0))]
    return sum(1 for day in days if counting == Counting.CALENDAR or worked(day))


def due_on(received_on: date) -> date:
    """Until when an objection is answered."""
    return received_on + timedelta(days=ANSWER_DAYS)
