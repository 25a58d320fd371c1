"""The slip on which somebody says how a project went: two on a page, each with its number and a code."""

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from deliberation import papers
from tests.papers import believable
from tests.papers.test_pdf import _words


def _text(facts: dict[str, object]) -> str:
    data = papers.render("survey-slip", facts, strict_glyphs=True)
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))


def _pages(**changes: Any) -> list[str]:
    data = papers.render("survey-slip", believable.survey_slip(**changes), strict_glyphs=True)
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages]


def test_two_slips_stand_on_a_page_each_with_number_door_and_five_steps() -> None:
    pages = _pages(copies=3)
    assert [page.count("做好了，您满意不满意？") for page in pages] == [2, 1]
    assert "H2026-000001" in pages[0]
    assert "H2026-000003" in pages[1]
    assert "2单元201室王秀兰" in pages[0]
    for place, grade in enumerate(believable.survey_slip()["grades"], 1):
        assert f"{place}{grade}" in pages[0]
    assert "也可以打电话说：010-88886666" in pages[0]


@pytest.mark.parametrize("title", ["坡", "坡道和扶手" * 24])
def test_the_longest_title_is_on_the_slip_whole(title: str) -> None:
    assert title in _pages(copies=1, title=title)[0]


def test_a_blank_slip_asks_for_door_and_name_and_none_left_is_said() -> None:
    blank = believable.survey_slip(help_phone="", help_place="")
    blank["copies"] = [{"number": "", "address": "", "name": ""}]
    page = _text(blank)
    assert "请写门牌和姓名" in page
    assert "和平街道朝阳社区" in page
    assert "打电话" not in page
    assert "都答过了" in _text({**blank, "copies": []})


def test_every_word_is_inside_a_printers_reach_and_none_at_the_cut() -> None:
    facts = believable.survey_slip(copies=2)
    words = _words(papers.render("survey-slip", facts))[0]
    printed = [word for word in words if word[3] - word[1] > 2]
    assert min(word[0] for word in printed) >= 10
    assert max(word[2] for word in printed) <= 200
    assert max(word[3] for word in printed) <= 288
    assert not [word for word in printed if word[3] > 146 and word[1] < 151]
