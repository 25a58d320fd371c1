"""The street's list as a spreadsheet: sums that add up, and every project of every community."""

import io

import openpyxl
import pytest

from deliberation import papers
from tests.papers import believable


def _facts(*sections):
    return {
        "title": "和平街道2026年项目清单",
        "street": "和平街道",
        "issuer": "和平街道办事处",
        "cycle": "2026年",
        "list_number": "JD-999999001-2026-01",
        "version": 1,
        "short_hash": "9f2c41d0",
        "dated_on": "2026-07-18",
        "prepared_by": "刘洋",
        "checked_by": "",
        "sections": [
            {
                "community": name,
                "code": f"99999900100{place}",
                "list_number": f"2026-0{place}",
                "version": place,
                "short_hash": "aaaabbbb",
                "rows": rows,
            }
            for place, (name, rows) in enumerate(sections, 1)
        ],
    }


def _book(facts):
    return openpyxl.load_workbook(io.BytesIO(papers.workbook("street-list", facts)))


def _two():
    return _facts(
        ("朝阳社区", [believable.project(at) for at in range(1, 4)]),
        ("=和平里社区", [believable.project(at) for at in range(4, 9)]),
    )


def _fen(value):
    return round(value * 1_000_000)


def test_communities_categories_and_rows_add_up_to_the_same_money():
    facts, book = _two(), _book(_two())
    fen = sum(row["estimate_fen"] for section in facts["sections"] for row in section["rows"])
    for name, head in (
        ("汇总表", "投资估算（万元）"),
        ("按类别汇总", "投资估算（万元）"),
        ("项目清单", "投资估算（万元）"),
    ):
        sheet = book[name]
        column = next(cell.column for cell in sheet[3] if cell.value == head)
        cells = [row[column - 1] for row in sheet.iter_rows(min_row=4) if row[column - 1].data_type == "n"]
        money = [_fen(cell.value) for cell in cells if cell.value is not None]
        assert money[-1] == fen == sum(money[:-1])


def test_each_community_has_its_line_with_list_version_and_sources():
    sheet = _book(_two())["汇总表"]
    assert [cell.value for cell in sheet[3]][9:11] == ["街道资金（万元）", "居民自筹（万元）"]
    assert [cell.value for cell in sheet[5]][:6] == [2, "=和平里社区", "2026-02", 2, "aaaabbbb", 5]
    assert sheet["B5"].data_type == "s"
    assert _fen(sheet.cell(6, 10).value) == 80_000_000


def test_every_project_names_its_community_and_list():
    sheet = _book(_two())["项目清单"]
    rows = [[cell.value for cell in row][:4] for row in sheet.iter_rows(min_row=4, max_row=11)]
    assert rows[0] == [1, "朝阳社区", "2026-01", "2026-001"]
    assert rows[-1] == [5, "=和平里社区", "2026-02", "2026-008"]
    assert sheet.print_title_rows == "$3:$3"


@pytest.mark.parametrize("sections", [(), (("朝阳社区", []),)])
def test_a_street_without_projects_has_sums_of_nought(sections):
    book = _book(_facts(*sections))
    assert book["汇总表"].cell(4 + len(sections), 9).value == 0
    assert book["项目清单"]["B4"].value == "合计"


def test_the_same_facts_give_the_same_bytes():
    assert papers.workbook("street-list", _two()) == papers.workbook("street-list", _two())
