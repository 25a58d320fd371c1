"""How far the projects of a list are, as a spreadsheet: the twin of the progress table."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from deliberation.papers.cells import Money, put
from deliberation.papers.progress_facts import progress_sums
from deliberation.papers.texts import Translate
from deliberation.papers.workbooks import (
    HEAD_ROW,
    Column,
    fixed,
    set_up_print,
    stamp_book,
    write_foot,
    write_heads,
)

HEADS = (
    ("序号", 6), ("项目编号", 14), ("项目名称", 30), ("责任单位", 20), ("投资估算（万元）", 14),
    ("已支出（万元）", 14), ("占比（%）", 10), ("进展状态", 14), ("下一节点", 16), ("到期日", 12),
    ("超期天数", 10), ("原因", 34), ("验收日期", 12), ("验收结果", 10), ("整改期限", 12),
    ("满意度（%）", 12), ("答的人数", 10),
)  # fmt: skip
ESTIMATE = 5


def project_progress(facts: Mapping[str, Any], translate: Translate) -> bytes:
    """The progress table as XLSX bytes; `facts` are `ProjectProgressFacts`, sums are values."""
    told = {**facts, "annex_title": facts["title"]}
    book = Workbook()
    sheet = book.active
    sheet.title = translate("项目进展表")
    columns = [Column(translate(head), width, lambda row, number: None) for head, width in HEADS]
    write_heads(sheet, columns, told, translate)
    for number, row in enumerate(facts["rows"], 1):
        for at, value in enumerate(_cells(row, number, translate), 1):
            put(sheet.cell(HEAD_ROW + number, at), value)
    _total(sheet, facts, translate)
    write_foot(sheet, told, translate)
    set_up_print(sheet, columns, told, translate)
    stamp_book(book, told)
    return fixed(book)


def _cells(row: Mapping[str, Any], number: int, translate: Translate) -> list[object]:
    spent, checked, liked = row["spent_fen"], row["acceptance"], row["satisfaction"]
    passed = translate("通过") if checked and checked["passed"] else translate("未通过")
    return [
        number,
        row["number"],
        row["name"],
        row["unit"],
        Money(row["estimate_fen"]),
        translate("未报") if spent is None else Money(spent),
        None if spent is None else _percent(spent, row["estimate_fen"]),
        row["stage"],
        row["milestone"],
        _day(row["due_on"]),
        row["days_late"] or None,
        row["reason"],
        _day(checked["held_on"]) if checked else None,
        passed if checked else "",
        _day(checked["mend_by"]) if checked else None,
        _percent(liked["top3"], liked["answers"]) if liked else None,
        liked["answers"] if liked else None,
    ]


def _total(sheet: Worksheet, facts: Mapping[str, Any], translate: Translate) -> None:
    """The 合计 row: sums of the 分 as values, what was not reported left out of what was spent."""
    rows = facts["rows"]
    told, last = progress_sums(rows), HEAD_ROW + len(rows) + 1
    for at in range(1, len(HEADS) + 1):
        put(sheet.cell(last, at), "", bold=True)
    put(sheet.cell(last, 2), translate("合计"), bold=True)
    put(sheet.cell(last, 3), translate("共%(count)s个项目", count=len(rows)), bold=True)
    put(sheet.cell(last, ESTIMATE), Money(told.estimate_fen), bold=True)
    put(sheet.cell(last, ESTIMATE + 1), Money(told.spent_fen), bold=True)
    put(sheet.cell(last, ESTIMATE + 2), _percent(told.spent_fen, told.estimate_fen), bold=True)


def _percent(part: int, whole: int) -> float | None:
    """A share in percent to one decimal, half rounded up, as the paper prints it."""
    return (part * 2000 + whole) // (whole * 2) / 10 if whole > 0 else None


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
