"""The progress table as a spreadsheet: the figures of the paper, as numbers and days."""

import io
from datetime import datetime

import openpyxl
import pytest

from deliberation import papers
from deliberation.papers.progress_facts import progress_sums
from tests.papers import believable


def _sheet(facts):
    return openpyxl.load_workbook(io.BytesIO(papers.workbook("project-progress", facts))).active


def _row(sheet, place):
    values = [cell.value for cell in sheet[place + 3]]
    return [value.date().isoformat() if isinstance(value, datetime) else value for value in values]


def test_each_project_has_its_line_of_numbers_and_days():
    sheet = _sheet(believable.project_progress())
    assert _row(sheet, 1)[3:12] == [
        "和平街道朝阳社区居民委员会", 4.72, "未报", None, "还没有开始", None, None, None, None,
    ]  # fmt: skip
    assert _row(sheet, 3)[4:7] == [4.72, pytest.approx(5.000001), 105.9]
    assert _row(sheet, 3)[8:11] == ["招标", "2026-07-20", 12]
    assert _row(sheet, 6)[12:15] == ["2026-07-28", "未通过", "2026-08-15"]
    assert _row(sheet, 7)[12:17] == ["2026-07-30", "通过", None, 94.6, 37]


def test_the_total_is_the_sum_of_the_fen_without_what_was_not_reported():
    facts = believable.project_progress()
    assert progress_sums(facts["rows"]) == (33_040_000, 20_640_001, 1, 2)
    total = _row(_sheet(facts), 8)
    assert total[1:3] == ["合计", "共7个项目"]
    assert total[4:7] == [33.04, pytest.approx(20.640001), 62.5]


def test_what_was_typed_never_becomes_a_formula_and_nought_is_no_divisor():
    rows = believable.project_progress(1)["rows"]
    rows[0] |= {"name": "=SUM(A1:A9)", "estimate_fen": 0, "spent_fen": 5}
    sheet = _sheet(believable.project_progress(1, rows=rows))
    assert (sheet["C4"].value, sheet["C4"].data_type) == ("=SUM(A1:A9)", "s")
    assert sheet["G4"].value is None


def test_the_same_facts_give_the_same_bytes():
    facts = believable.project_progress()
    assert papers.workbook("project-progress", facts) == papers.workbook("project-progress", facts)


def test_texts_of_people_stay_texts_in_both_papers():
    rows = believable.project_progress(6)["rows"]
    for row, text in zip(rows, believable.UGLY, strict=True):
        row |= {"name": text, "reason": text, "days_late": 3, "unit": text}
    assert papers.render("project-progress", believable.project_progress(6, rows=rows)).startswith(b"%PDF")
    ugly = "\n".join(believable.UGLY)
    told = believable.acceptance_record(name=ugly, remarks=ugly * 9, content="详" * 2_000, site=ugly)
    assert papers.render("acceptance-record", told).startswith(b"%PDF")
