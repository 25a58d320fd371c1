"""The project list as a spreadsheet: numbers count, texts never calculate."""

import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from deliberation import papers
from tests.papers import believable


def _sheet(facts):
    return openpyxl.load_workbook(io.BytesIO(papers.workbook("project-list", facts))).active


def test_money_and_households_are_numbers_and_days_are_days():
    sheet = _sheet(believable.project_list(3))
    heads = {cell.value: cell.column for cell in sheet[3]}
    money = sheet.cell(4, heads["投资估算（万元）"])
    assert (money.data_type, money.number_format) == ("n", "#,##0.00")
    assert Decimal(str(money.value)) == Decimal("12.355677")
    assert sheet.cell(4, heads["受益户数"]).value == 121
    assert sheet.cell(4, heads["完成时限"]).is_date


def test_the_total_is_the_exact_sum_of_the_fen():
    facts = believable.project_list(200)
    sheet = _sheet(facts)
    column = next(cell.column for cell in sheet[3] if cell.value == "投资估算（万元）")
    total = sheet.cell(3 + 200 + 1, column)
    assert sheet.cell(3 + 200 + 1, 2).value == "合计"
    assert round(total.value * 1_000_000) == sum(row["estimate_fen"] for row in facts["rows"])


@pytest.mark.parametrize(
    "typed", ["=1+1", "+86 10", "-5", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "'=1"]
)
def test_what_a_person_typed_is_never_a_formula(typed):
    facts = believable.project_list(1, annex_title=typed, prepared_by=typed, community=typed)
    row = believable.project(name=typed, note=typed, unit=typed, needs=[typed])
    row["funding"] = [{"source": typed, "amount_fen": 1}]
    data = papers.workbook("project-list", {**facts, "rows": [row]})
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        sheet = files.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b'quotePrefix="1"' in zipfile.ZipFile(io.BytesIO(data)).read("xl/styles.xml") or typed[0] in "\t'"
    assert openpyxl.load_workbook(io.BytesIO(data)).active["C4"].value == typed


def test_control_characters_and_endless_texts_do_not_break_the_file():
    sheet = _sheet(
        believable.project_list(0, rows=[believable.project(content="长" * 40_000, note="a\x00b\x0bc")])
    )
    assert len(sheet["H4"].value) == 32_767
    assert sheet["U4"].value == "abc"


def test_the_head_stays_in_sight_and_prints_on_every_page():
    sheet = _sheet(believable.project_list(3))
    assert sheet.freeze_panes == "D4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert not sheet.protection.sheet


def test_an_empty_list_still_has_heads_and_a_total_of_nought():
    sheet = _sheet(believable.project_list(0))
    assert sheet["B4"].value == "合计"
    assert sheet["K4"].value == 0


def test_same_facts_give_the_same_bytes_with_no_hour_in_them():
    facts = believable.ugly_project_list(5)
    data = papers.workbook("project-list", facts)
    assert data == papers.workbook("project-list", facts)
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        assert {entry.date_time for entry in files.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        days = set(re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", files.read("docProps/core.xml")))
    assert days == {b"2026-07-18T00:00:00Z"}


def test_an_unknown_workbook_is_refused():
    with pytest.raises(KeyError):
        papers.workbook("minutes", believable.minutes())


def _book(facts):
    return openpyxl.load_workbook(io.BytesIO(papers.workbook("project-list", facts)))


def test_estimate_lines_stand_on_a_sheet_of_their_own_as_numbers():
    line = {"name": "=cmd", "unit": "盏", "quantity": 2_500, "price_fen": 12_345, "amount_fen": 30_863}
    rows = [believable.project(1), believable.project(2, budget=[line, {**line, "name": "灯杆"}])]
    sheet = _book(believable.project_list(0, rows=rows))["估算明细"]
    assert [cell.value for cell in sheet[1]][3:] == ["明细", "单位", "数量", "单价（元）", "金额（元）"]
    assert [cell.value for cell in sheet[2]] == [
        2,
        "2026-002",
        rows[1]["name"],
        "=cmd",
        "盏",
        2.5,
        123.45,
        308.63,
    ]
    assert [cell.data_type for cell in sheet[2]][3:] == ["s", "s", "n", "n", "n"]
    assert sheet.max_row == 3


def test_the_money_of_each_source_is_a_number_that_can_be_summed():
    facts = believable.project_list(3)
    sheet = _book(facts)["资金来源"]
    fen = sum(part["amount_fen"] for row in facts["rows"] for part in row["funding"])
    assert round(sum(row[4].value for row in sheet.iter_rows(min_row=2)) * 1_000_000) == fen


def test_spot_plan_and_resources_stand_apart_and_only_where_they_are_known():
    rows = [
        believable.project(1),
        believable.project(
            2,
            lat_e6=39_900_001,
            lon_e6=None,
            owners_decision=True,
            plan="一圈一策",
            resources=["+操场", "桌椅"],
        ),
    ]
    sheet = _book(believable.project_list(0, rows=rows))["补充信息"]
    assert [cell.value for cell in sheet[2]][3:] == [39.900001, None, "是", "一圈一策", "+操场\n桌椅"]
    assert sheet.max_row == 2
    assert "补充信息" not in _book(believable.project_list(2)).sheetnames
    assert "估算明细" not in _book(believable.project_list(2)).sheetnames
