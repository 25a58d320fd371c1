"""需求清单 as it comes out: on paper, laid out in parts, as a spreadsheet and as comma-separated text."""

import csv
import io
import re
import subprocess
import zipfile
from functools import cache

import openpyxl
import pikepdf
import pytest
from pypdf import PdfReader

from deliberation import papers
from deliberation.papers import parts
from deliberation.papers.commas import safe
from deliberation.papers.texts import as_written
from tests.papers import believable

HEADS = ["序号", "需求编号", "需求名称", "类别", "所属小区/网格", "具体内容", "来源", "提出日期",
         "支持数（其中户数）", "归并需求数", "初审意见", "议事会结论", "投票名次/得票", "去向",
         "备注"]  # fmt: skip
TYPED = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+86 10",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    '=HYPERLINK("http://x")',
]


@cache
def _paper(count: int = 20) -> bytes:
    return papers.render("needs-list", believable.needs_list(count), strict_glyphs=True)


def _texts(data: bytes) -> list[str]:
    """The words of each page, blanks taken out."""
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages]


def _laid_out(data: bytes) -> str:
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return run.stdout.decode()


@pytest.mark.pdf
def test_the_first_page_is_the_summary_and_the_others_are_the_table_with_its_head_on_each():
    summary, *table = _texts(_paper())
    assert "清单共列居民需求20条" in summary
    assert "停车与充电9" in summary
    assert all(head in page for page in table for head in HEADS)
    pages = PdfReader(io.BytesIO(_paper())).pages
    sizes = [round(float(page.mediabox.width)) for page in pages]
    assert sizes[0] == 595
    assert set(sizes[1:]) == {842}


@pytest.mark.pdf
def test_every_need_stands_on_one_page_and_none_is_lost():
    table = _texts(_paper())[1:]
    for row in believable.needs_list()["rows"]:
        assert sum(row["number"] in page for page in table) == 1
    assert "合计共20条需求" in table[-1]
    assert "盖章处" in table[-1]


@pytest.mark.pdf
def test_every_page_says_which_list_it_is_and_of_when():
    assert all("和平里社区居民需求清单统计到2026年7月8日14:30共20条" in page for page in _texts(_paper()))


@pytest.mark.pdf
def test_a_list_with_names_says_so_on_every_page():
    data = papers.render("needs-list", believable.needs_list(8, named=True))
    assert all("内部资料" in page for page in _texts(data))
    assert not any("内部资料" in page for page in _texts(_paper()))


@pytest.mark.pdf
def test_long_texts_are_shortened_with_a_mark_and_the_paper_says_so():
    row = believable.need(content="详" * 2_000, opinion="答" * 1_000, destination="去" * 300)
    texts = _texts(papers.render("needs-list", believable.needs_list(rows=[row])))
    assert sum(page.count("详") for page in texts) == 108
    assert "……" in texts[-1]
    assert "只印开头" in texts[-1]
    assert len(texts) == 2


@pytest.mark.pdf
def test_an_empty_list_prints_as_one():
    facts = believable.needs_list(0, rows=None, pictures=[])
    assert "没有这样的需求" in "".join(_texts(papers.render("needs-list", {**facts, "rows": []})))


@pytest.mark.pdf
def test_a_list_laid_out_in_parts_looks_as_laid_out_at_once():
    facts = believable.needs_list(27)
    whole = papers.render("needs-list", facts, variant=parts.VARIANT)
    for rows_a_part in (6, 13):
        told: list[tuple[int, int]] = []
        joined = parts.render("needs-list", facts, as_written, lambda *done: told.append(done), rows_a_part)  # noqa: B023
        assert _laid_out(joined) == _laid_out(whole)
        assert told[-1] == (27, 27)
        assert [done for done, _total in told] == sorted({done for done, _total in told})


@pytest.mark.pdf
def test_the_joined_parts_are_one_sound_archival_paper():
    facts = believable.needs_list(24)
    data, again = (parts.render("needs-list", facts, as_written, lambda *done: None, 9) for _ in "12")
    assert data == again
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert not pdf.check_pdf_syntax()
        assert pdf.open_metadata()["pdfaid:part"] == "3"
        assert pdf.docinfo["/Title"] == "和平里社区居民需求清单"
    run = subprocess.run(["pdffonts", "-"], input=data, capture_output=True, check=True)
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in run.stdout.decode().splitlines()[2:])


@pytest.mark.pdf
def test_a_row_as_tall_as_a_page_does_not_stop_the_parts():
    rows = [believable.need(at, area="\n".join(f"第{n}网格" for n in range(60))) for at in range(1, 6)]
    data = parts.render("needs-list", believable.needs_list(rows=rows), as_written, lambda *done: None, 1)
    joined = "".join(_texts(data))
    assert all(f"2026-00{at}" in joined for at in range(1, 6))


@pytest.mark.pdf
def test_rare_characters_are_printed_and_what_no_font_holds_is_declared():
    facts = believable.needs_list(rows=[believable.need(title="㛃䶮𬭎家门口的路灯😀")])
    joined = "".join(_texts(papers.render_long(facts)))
    assert "㛃䶮𬭎家门口的路灯〓" in joined
    assert "无法打印的字符" in joined


def _sheet(facts):
    return openpyxl.load_workbook(io.BytesIO(papers.workbook("needs-list", facts))).active


def test_the_spreadsheet_has_the_columns_with_figures_to_sort_by():
    sheet = _sheet(believable.needs_list(3))
    heads = {cell.value: cell.column for cell in sheet[3]}
    assert list(heads)[:8] == HEADS[:8]
    assert {"支持数", "其中户数", "投票名次", "得票"} <= set(heads)
    assert (sheet.cell(6, heads["支持数"]).value, sheet.cell(6, heads["得票"]).value) == (21, 297)
    assert sheet.cell(6, heads["投票名次"]).value == "第4名（共27项）"
    assert sheet.cell(6, heads["提出日期"]).is_date
    assert sheet.cell(6, heads["提出日期"]).value.isoformat()[:10] == "2026-04-04"
    assert sheet.cell(4, heads["得票"]).value is None
    assert sheet.cell(4, heads["来源"]).value == "走访\n王*"


def test_the_spreadsheet_is_ready_to_print_and_to_filter():
    sheet = _sheet(believable.needs_list(3))
    assert sheet.freeze_panes == "D4"
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.auto_filter.ref == "A3:Q6"
    assert sheet["F4"].alignment.wrap_text
    assert sheet.column_dimensions["F"].width == 50
    assert sheet["B8"].value.startswith("填表人")


@pytest.mark.parametrize("typed", TYPED)
def test_what_a_person_typed_is_never_a_formula(typed):
    row = believable.need(title=typed, content=typed, source=typed, note=typed)
    facts = believable.needs_list(rows=[row], title=typed, community=typed)
    data = papers.workbook("needs-list", facts)
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        assert b"<f>" not in files.read("xl/worksheets/sheet1.xml")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet["C4"].value.strip() == typed.strip()
    assert sheet["C4"].data_type == "s"
    assert sheet["C4"].number_format == "@"
    lines = list(
        csv.reader(io.StringIO(b"".join(papers.comma_separated(facts)).decode("utf-8-sig"), newline=""))
    )
    assert lines[1][2] == f"'{typed}"


def test_harmless_texts_stay_as_they_are_in_comma_separated_text():
    for text in ("路灯不亮", "3号楼", "（=1）", "", "a-b"):
        assert safe(text) == text
    assert safe("\n=1") == "'\n=1"
    assert safe(7) == 7


def test_comma_separated_text_begins_with_its_mark_and_ends_lines_as_windows_does():
    data = b"".join(papers.comma_separated(believable.needs_list(2)))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 3
    assert data.endswith(b"\r\n")
    row = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[2]
    assert row[5] == "老人晚上回家看不清台阶，上个月已经有人摔倒。\n地点：3号楼东侧台阶"


def test_ugly_texts_do_not_break_the_files():
    ugly = "㛃\U0001f600\x00\x0b\ufffe\ud800<&>\u202e" + "长" * 40_000
    facts = believable.needs_list(rows=[believable.need(content=ugly)])
    value = _sheet(facts)["F4"].value
    assert value.startswith("㛃\U0001f600<&>")
    assert len(value) == 32_767
    assert "㛃\U0001f600<&>" in b"".join(papers.comma_separated(facts)).decode()


def test_rows_may_come_one_by_one_and_same_facts_give_the_same_bytes():
    facts = believable.needs_list(1_200)
    again = {**facts, "rows": iter(facts["rows"])}
    assert papers.workbook("needs-list", facts) == papers.workbook("needs-list", again)
    assert _sheet(facts).cell(1_203, 1).value == 1_200
