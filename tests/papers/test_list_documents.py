"""The Word twins of the lists: real styles, the same words as on paper, and nothing that breaks them."""

import io
import re
import shutil
import zipfile

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from deliberation import papers
from tests.meetings.word_files import through_office
from tests.papers import believable

FACTS = {
    "project-list": believable.project_list,
    "needs-list": believable.needs_list,
    "street-list": believable.street_list,
}


def _opened(data):
    return Document(io.BytesIO(data))


def _table(data, heads):
    """The table with this many columns."""
    return next(table for table in _opened(data).tables if len(table.columns) == heads)


@pytest.mark.parametrize("name", papers.DOCUMENTS)
def test_every_list_has_a_twin_with_styles_title_language_and_the_same_bytes(name):
    data = papers.document_of(name, FACTS[name]())
    assert data == papers.document_of(name, FACTS[name]())
    document = _opened(data)
    assert document.core_properties.title == FACTS[name]()["title"]
    assert document.core_properties.language == "zh-CN"
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.text]
    assert styles[0] == "Title"
    assert {"Title", "Heading 1"} <= set(styles)
    assert ("Body Text" in styles) == (name != "street-list")  # which has no letter before it
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        assert {entry.date_time for entry in files.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "方正小标宋简体" in files.read("word/styles.xml").decode()


@pytest.mark.parametrize("name", papers.DOCUMENTS)
def test_the_pages_have_the_margins_of_the_standard_and_the_annex_lies_on_its_side(name):
    sections = _opened(papers.document_of(name, FACTS[name]())).sections
    cover, annex = sections[0], sections[-1]
    assert len(sections) == (1 if name == "street-list" else 2)
    if name != "street-list":
        measured = [cover.top_margin, cover.left_margin, cover.right_margin, cover.bottom_margin]
        assert [round(each.mm, 1) for each in measured] == [37, 28, 26, 35]
    assert annex.orientation == WD_ORIENT.LANDSCAPE
    assert [round(each.mm, 1) for each in (annex.left_margin, annex.top_margin)] == [35, 28]
    assert annex.page_width > annex.page_height


def test_every_page_says_which_list_it_belongs_to_and_has_its_number():
    document = _opened(papers.document_of("project-list", believable.project_list()))
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        assert header.paragraphs[0].text == "清单编号：XM-999001001-2026-03　第2版　校验码：9f2c 41d0 7ab3"
    assert 'w:instr="PAGE"' in section.footer._element.xml
    assert document.sections[1].header.is_linked_to_previous


def test_the_head_is_repeated_no_row_is_torn_and_money_stands_right():
    table = _table(papers.document_of("project-list", believable.project_list(30)), 14)
    assert len(table.rows) == 1 + 30 + 1
    marks = [row._tr.trPr for row in table.rows]
    assert marks[0].find(qn("w:tblHeader")) is not None
    assert all(each.find(qn("w:cantSplit")) is not None for each in marks)
    assert sum(each.find(qn("w:tblHeader")) is not None for each in marks) == 1
    money = table.rows[3].cells[7].paragraphs[0]
    assert (money.text, money._p.pPr.jc.val) == ("12.38", 2)
    assert "合计" in table.rows[-1].cells[0].text


def test_the_twin_says_what_the_paper_says():
    facts = believable.project_list(5)
    data = papers.document_of("project-list", facts)
    words = "".join(paragraph.text for paragraph in _opened(data).paragraphs).replace("\n", "")
    for said in (facts["title"], "附议512人次", "街道资金50.00万元", facts["issuer"], "2026年7月18日"):
        assert said in words
    cells = [cell.text for row in _table(data, 14).rows for cell in row.cells]
    for row in facts["rows"]:
        assert f"{row['number']}\n{row['name']}" in cells
        assert row["content"] in cells


@pytest.mark.parametrize("ugly", [*believable.UGLY, "详" * 2_000, "无" * 4_000, "a" * 3_000, "\ud800半个"])
def test_whatever_people_type_is_text_and_nothing_else(ugly):
    row = believable.project(1, name=ugly, content=ugly, site=ugly, note=ugly)
    facts = believable.project_list(0, rows=[row], community=ugly, remarks=[ugly], annex_title=ugly)
    data = papers.document_of("project-list", facts)
    table = _table(data, 14)
    clean = re.sub("[\x00-\x08\x0b-\x1f\ud800-\udfff]", "", ugly)
    assert table.rows[1].cells[5].text == clean
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        assert not any("media" in name for name in files.namelist())
        relations = files.read("word/_rels/document.xml.rels").decode()
    assert "External" not in relations


def test_each_community_of_a_street_begins_on_a_page_of_its_own():
    document = _opened(papers.document_of("street-list", believable.street_list()))
    opened = [each.text for each in document.paragraphs if each.paragraph_format.page_break_before]
    assert opened == [*(section["community"] for section in believable.street_list()["sections"]), "总计"]


def test_a_list_without_rows_has_its_head_and_its_nought():
    table = _table(papers.document_of("project-list", believable.project_list(0)), 14)
    assert table.rows[1].cells[0].text == "本期没有列入清单的项目"
    assert "0.00" in [cell.text for cell in table.rows[-1].cells]


def test_an_unknown_document_is_refused():
    with pytest.raises(KeyError):
        papers.document_of("minutes", believable.minutes())


@pytest.mark.skipif(
    shutil.which("soffice") is None,
    reason="NO LIBREOFFICE here: no list was opened by another program",
)
@pytest.mark.parametrize("name", papers.DOCUMENTS)
def test_another_office_program_opens_the_twins_and_reads_the_same(name):
    facts = FACTS[name]()
    rows = facts["rows"] if "rows" in facts else facts["sections"][-1]["rows"]
    tables = _opened(through_office(papers.document_of(name, facts), "odt", "docx")).tables
    cells = {cell.text.split("\n")[0] for table in tables[-2:] for row in table.rows for cell in row.cells}
    assert {row["number"] for row in rows} <= cells
    assert tables[-1].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
