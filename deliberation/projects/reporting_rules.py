"""How many cases a year's report tells, how long they are, and which years there are. Pure."""

from datetime import date
from enum import StrEnum

from deliberation.errors import Refusal
from deliberation.wording import tidy, tidy_lines

FIRST_YEAR = 2020
CASE_TITLE, CASE_TEXT = 60, 1000


class CaseKind(StrEnum):
    """典型社区案例, 重点企业案例."""

    COMMUNITY = "community"
    ENTERPRISE = "enterprise"


MOST_CASES = {CaseKind.COMMUNITY: 2, CaseKind.ENTERPRISE: 5}


def checked_year(year: int, day: date) -> int:
    """A year that has begun and that the platform can know of."""
    if not FIRST_YEAR <= year <= day.year:
        raise Refusal("projects.report_year", first=FIRST_YEAR, last=day.year)
    return year


def checked_case(title: str, text: str) -> tuple[str, str]:
    """Title and text of a case, tidied; refuses what is missing or too long."""
    title, text = tidy(title), tidy_lines(text)
    if not title or not text:
        raise Refusal("projects.case_empty")
    if len(title) > CASE_TITLE or len(text) > CASE_TEXT:
        raise Refusal("projects.case_long", title=CASE_TITLE, text=CASE_TEXT)
    return title, text


def refuse_more(kind: CaseKind, there: int) -> None:
    """No more cases of a kind than a report tells."""
    if there >= MOST_CASES[kind]:
        raise Refusal("projects.case_full", kind=kind.value, most=MOST_CASES[kind])
