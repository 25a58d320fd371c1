"""汇总表: a street's list on paper and as a spreadsheet."""

import io
import re
from functools import cache

import pytest
from pypdf import PdfReader

from deliberation import papers
from deliberation.papers import street_facts
from tests.papers import believable

pytestmark = pytest.mark.pdf


@cache
def _paper() -> bytes:
    return papers.render("street-list", believable.street_list(), strict_glyphs=True)


def _texts(data: bytes) -> list[str]:
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages]


def test_every_page_says_which_list_it_is_and_lies_on_its_side():
    assert all("HZ-999999007-2026-03第1版校验码：5e1f20b7" in page for page in _texts(_paper()))
    assert all(page.mediabox.width > page.mediabox.height for page in PdfReader(io.BytesIO(_paper())).pages)


def test_the_sums_stand_first_by_community_category_and_source():
    joined = "".join(_texts(_paper()))
    assert joined.index("各社区汇总") < joined.index("各类别汇总") < joined.index("资金来源汇总")
    assert joined.index("资金来源汇总") < joined.index("建设内容及规模")
    assert "和平里社区00.00" in _texts(_paper())[0]


def test_each_community_has_its_page_its_subtotal_and_its_bookmark_and_the_whole_its_total():
    texts = _texts(_paper())
    assert sum("建设内容及规模" in page for page in texts) >= 3
    joined = "".join(texts)
    assert joined.count("小计") == 3
    assert "总计共15个项目" in joined
    marks = [each["/Title"] for each in PdfReader(io.BytesIO(_paper())).outline if isinstance(each, dict)]
    assert marks[-4:] == ["朝阳社区", "和平里社区", "槐树街社区", "总计"]


def test_the_printed_total_is_that_of_the_fen():
    facts = believable.street_list()
    fen = sum(row["estimate_fen"] for section in facts["sections"] for row in section["rows"])
    assert f"总计共15个项目{(fen + 5_000) // 10_000 / 100:.2f}" in "".join(_texts(_paper()))


def test_a_street_without_any_list_says_so():
    joined = "".join(_texts(papers.render("street-list", believable.street_list(()))))
    assert "没有列入汇总的社区清单" in joined
    assert "盖章处" in joined


def test_money_is_summed_by_category_and_kind_of_business():
    rows = [
        believable.project(1, kind="工程", trade="公共", estimate_fen=7),
        believable.project(2, kind="", trade="", estimate_fen=5),
        believable.project(3, kind="工程", trade="公共", estimate_fen=3),
    ]
    section = {**believable.street_list((0,))["sections"][0], "rows": rows}
    assert street_facts.by_category([section]) == [("工程　公共", 2, 10), ("其他", 1, 5)]


def test_a_row_taller_than_a_page_and_one_of_2_000_characters_lose_nothing():
    rows = [believable.project(1, content="详" * 2_000), believable.project(2, note="=1+1")]
    facts = believable.street_list((0, 1))
    facts["sections"][0]["rows"] = rows
    joined = "".join(_texts(papers.render("street-list", facts)))
    assert joined.count("详") == 2_000
    assert "=1+1" in joined


def test_same_facts_give_the_same_bytes():
    assert papers.render("street-list", believable.street_list(), strict_glyphs=True) == _paper()
