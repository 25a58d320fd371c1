"""Which days are worked on in China, with holidays and the days worked in their stead."""

from datetime import date

import chinese_calendar


def worked(day: date) -> bool | None:
    """Whether this is a working day; None for a year the calendar of holidays does not know yet."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
