"""How much a year's report tells."""

from datetime import date

import pytest

from deliberation.errors import Refusal
from deliberation.projects.reporting_rules import CaseKind, checked_case, checked_year, refuse_more


def test_the_sixth_enterprise_case_and_the_third_community_case_are_refused() -> None:
    refuse_more(CaseKind.ENTERPRISE, 4)
    refuse_more(CaseKind.COMMUNITY, 1)
    for kind, there in ((CaseKind.ENTERPRISE, 5), (CaseKind.COMMUNITY, 2)):
        with pytest.raises(Refusal, match="case_full"):
            refuse_more(kind, there)


def test_a_case_has_a_title_and_a_text_of_bounded_length() -> None:
    assert checked_case(" 坡道 ", "修好了") == ("坡道", "修好了")
    for title, text in (("", "修好了"), ("坡道", ""), ("坡道", "好" * 10_000)):
        with pytest.raises(Refusal, match="case_"):
            checked_case(title, text)


def test_a_year_to_come_is_refused() -> None:
    assert checked_year(2026, date(2026, 1, 1)) == 2026
    with pytest.raises(Refusal, match="report_year"):
        checked_year(2027, date(2026, 12, 31))
