"""The project list as a spreadsheet, and what all lists have: heads, total, foot, print set-up."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from deliberation.papers import row_sheets, sums, wording
from deliberation.papers.cells import Money, put, put_text
from deliberation.papers.texts import Translate

TITLE_ROW, CAPTION_ROW, HEAD_ROW = 1, 2, 3
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class Column(NamedTuple):
    """One column: its head, its width in characters, and how its value comes from the row and its place."""

    head: str
    width: float
    value: Callable[[Mapping[str, Any], int], object]


def project_list(facts: Mapping[str, Any], translate: Translate) -> bytes:
    """The project list as XLSX bytes: the columns of DOMAIN.md §4, and a 合计 row of values."""
    columns, rows = columns_of(translate), facts["rows"]
    book = Workbook()
    sheet = book.active
    sheet.title = translate("项目清单")
    write_heads(sheet, columns, facts, translate)
    for number, row in enumerate(rows, start=1):
        for at, column in enumerate(columns, start=1):
            put(sheet.cell(HEAD_ROW + number, at), column.value(row, number))
    write_total(sheet, columns, rows, translate)
    write_foot(sheet, facts, translate)
    set_up_print(sheet, columns, facts, translate)
    row_sheets.add(book, rows, translate)
    stamp_book(book, facts)
    return fixed(book)


def columns_of(translate: Translate) -> list[Column]:
    """The columns of the project list in their order."""

    def plain(key: str) -> Callable[[Mapping[str, Any], int], object]:
        return lambda row, number: row[key]

    def day(key: str) -> Callable[[Mapping[str, Any], int], object]:
        return lambda row, number: date.fromisoformat(row[key]) if row[key] else None

    return [
        Column(translate("序号"), 6, lambda row, number: number),
        Column(translate("项目编号"), 14, plain("number")),
        Column(translate("项目名称"), 28, plain("name")),
        Column(translate("项目类别"), 10, plain("kind")),
        Column(translate("业态类型"), 10, plain("trade")),
        Column(translate("需求来源"), 14, lambda row, number: "\n".join(row["needs"])),
        Column(translate("实施地点"), 22, plain("site")),
        Column(translate("建设内容及规模"), 44, plain("content")),
        Column(translate("受益户数"), 10, plain("households")),
        Column(translate("受益人数"), 10, plain("people")),
        Column(translate("投资估算（万元）"), 14, lambda row, number: Money(row["estimate_fen"])),
        Column(translate("资金来源（万元）"), 22, lambda row, number: _funding(row["funding"])),
        Column(translate("责任单位"), 18, plain("unit")),
        Column(translate("配合单位"), 18, plain("partner")),
        Column(translate("计划开工"), 12, day("start_on")),
        Column(translate("完成时限"), 12, day("finish_on")),
        Column(translate("表决结果"), 16, plain("decision")),
        Column(translate("公示开始"), 12, day("publicised_from")),
        Column(translate("公示截止"), 12, day("publicised_to")),
        Column(translate("进展状态"), 10, plain("status")),
        Column(translate("备注"), 20, plain("note")),
    ]


def _funding(parts: Iterable[Mapping[str, Any]]) -> str:
    """Sources with their money, one a line."""
    return "\n".join(f"{part['source']} {wording.wan(part['amount_fen'])}" for part in parts)


def write_heads(
    sheet: Worksheet, columns: list[Column], facts: Mapping[str, Any], translate: Translate
) -> None:
    """Title, where the list comes from, and the head of each column."""
    put_text(sheet.cell(TITLE_ROW, 1), facts["annex_title"])
    put_text(sheet.cell(CAPTION_ROW, 1), _identity(facts, translate))
    sheet.cell(TITLE_ROW, 1).font = Font(name="方正小标宋简体", size=18)
    sheet.cell(TITLE_ROW, 1).alignment = Alignment(horizontal="center", vertical="center")
    sheet.cell(CAPTION_ROW, 1).font = Font(name="仿宋", size=10)
    for row, height in ((TITLE_ROW, 32), (HEAD_ROW, 30)):
        sheet.row_dimensions[row].height = height
    for row in (TITLE_ROW, CAPTION_ROW):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(columns))
    for at, column in enumerate(columns, start=1):
        put(sheet.cell(HEAD_ROW, at), column.head, bold=True)
        sheet.cell(HEAD_ROW, at).alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(at)].width = column.width


def _identity(facts: Mapping[str, Any], translate: Translate) -> str:
    """Which list this is, so that a loose sheet can be matched with the paper."""
    return translate(
        "填报单位：%(community)s　清单编号：%(number)s　第%(version)s版　校验码：%(hash)s　金额单位：万元",
        community=facts["community"],
        number=facts["list_number"],
        version=facts["version"],
        hash=wording.groups(facts["short_hash"]),
    )


def write_total(sheet: Worksheet, columns: list[Column], rows: list[Any], translate: Translate) -> None:
    """The 合计 row: the sum of the 分 as a value, not as a formula."""
    last = HEAD_ROW + len(rows) + 1
    money = next(
        at for at, column in enumerate(columns, start=1) if column.head == translate("投资估算（万元）")
    )
    for at in range(1, len(columns) + 1):
        put(sheet.cell(last, at), "", bold=True)
    put(sheet.cell(last, 2), translate("合计"), bold=True)
    put(sheet.cell(last, 3), translate("共%(count)s个项目", count=len(rows)), bold=True)
    put(sheet.cell(last, money), Money(sums.estimate(rows)), bold=True)
    by_source = [{"source": source, "amount_fen": fen} for source, fen in sums.by_source(rows)]
    put(sheet.cell(last, money + 1), _funding(by_source), bold=True)


def write_foot(sheet: Worksheet, facts: Mapping[str, Any], translate: Translate) -> None:
    """Who filled it in, who checked it, and the day."""
    foot = sheet.max_row + 2
    lines = (
        (2, translate("填表人：%(name)s", name=facts["prepared_by"])),
        (7, translate("审核人：%(name)s", name=facts["checked_by"])),
        (12, translate("日期：%(day)s", day=wording.long_day(facts["dated_on"]))),
    )
    for column, text in lines:
        put_text(sheet.cell(foot, column), text)
        sheet.cell(foot, column).font = Font(name="仿宋", size=10)


def set_up_print(
    sheet: Worksheet, columns: list[Column], facts: Mapping[str, Any], translate: Translate
) -> None:
    """Landscape A4, as wide as the page, the head on every page and always in sight."""
    sheet.freeze_panes = f"D{HEAD_ROW + 1}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = "— &P —"
    last = sheet.max_row - 3
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(len(columns))}{max(last, HEAD_ROW)}"


def stamp_book(book: Workbook, facts: Mapping[str, Any]) -> None:
    """Title, author and day from the facts."""
    about = book.properties
    about.title, about.creator, about.lastModifiedBy = facts["title"], facts["community"], facts["community"]
    about.created = about.modified = stamp(facts)


def stamp(facts: Mapping[str, Any]) -> datetime:
    """The moment a workbook says it was made: the day of its facts, for nothing is asked of the clock."""
    return datetime.fromisoformat(facts["dated_on"])


def fixed(book: Workbook) -> bytes:
    """The workbook's bytes without the hour it was written: same facts, same file."""
    raw, fixed = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = stamped(name, source.read(name), book.properties.created)
            target.writestr(zipfile.ZipInfo(name, ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def stamped(name: str, content: bytes, moment: datetime) -> bytes:
    """A part of a workbook with that moment instead of the hour openpyxl wrote it."""
    if name != "docProps/core.xml":
        return content
    day = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + day, content)
