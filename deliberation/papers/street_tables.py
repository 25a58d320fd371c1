"""The street's list as a spreadsheet: money and projects by community and by category, then every project."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from deliberation.papers import row_sheets, sums
from deliberation.papers.cells import Money, put
from deliberation.papers.texts import Translate
from deliberation.papers.workbooks import (
    HEAD_ROW,
    Column,
    columns_of,
    fixed,
    set_up_print,
    stamp_book,
    write_foot,
    write_heads,
    write_total,
)

Row = Mapping[str, Any]


def street_list(facts: Mapping[str, Any], translate: Translate) -> bytes:
    """The street's list as XLSX bytes; `facts` are `StreetListFacts`."""
    told = {**facts, "annex_title": facts["title"], "community": facts["street"]}
    rows = [
        _placed(section, row, place)
        for section in facts["sections"]
        for place, row in enumerate(section["rows"], 1)
    ]
    book = Workbook()
    _sums_by_community(book.active, told, translate)
    _sums_by_category(book.create_sheet(translate("按类别汇总")), told, rows, translate)
    _all_rows(book.create_sheet(translate("项目清单")), told, rows, translate)
    row_sheets.add(book, rows, translate)
    stamp_book(book, told)
    return fixed(book)


def _placed(section: Row, row: Row, place: int) -> Row:
    """A row with its community and its place in that community's list, as the paper counts."""
    told = {"community": section["community"], "list_number": section["list_number"], "place": place}
    return {**row, **told}


def _sums_by_community(sheet: Worksheet, facts: Mapping[str, Any], translate: Translate) -> None:
    """A line a community, the money of each source in a column of its own, and the street's sum."""
    sheet.title = translate("汇总表")
    every = [row for section in facts["sections"] for row in section["rows"]]
    sources = [source for source, _fen in sums.by_source(every)]
    heads = [
        (translate("序号"), 6),
        (translate("社区"), 20),
        (translate("清单编号"), 18),
        (translate("版次"), 8),
        (translate("校验码"), 12),
        (translate("项目数"), 10),
        (translate("受益户数"), 12),
        (translate("受益人数"), 12),
        (translate("投资估算（万元）"), 16),
        *((translate("%(source)s（万元）", source=source), 16) for source in sources),
    ]
    lines: list[Sequence[object]] = [
        (
            number,
            section["community"],
            section["list_number"],
            section["version"],
            section["short_hash"],
            *_figures(section["rows"], sources),
        )
        for number, section in enumerate(facts["sections"], 1)
    ]
    total = (translate("合计"), "", "", "", "", *_figures(every, sources))
    _write(sheet, heads, [*lines, total], facts, translate)


def _figures(rows: Sequence[Any], sources: Sequence[str]) -> list[object]:
    """Projects, households, people, money, and the money of each source."""
    paid = dict(sums.by_source(rows))
    people = [sum(row[key] or 0 for row in rows) for key in ("households", "people")]
    money = [Money(fen) for fen in (sums.estimate(rows), *(paid.get(source, 0) for source in sources))]
    return [len(rows), *people, *money]


def _sums_by_category(
    sheet: Worksheet, facts: Mapping[str, Any], rows: Sequence[Any], translate: Translate
) -> None:
    """A line a category (工程, 服务, 货物) and trade, in the order the list first names them."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        groups.setdefault((row["kind"], row["trade"]), []).append(row)
    heads = [
        (translate("序号"), 6),
        (translate("项目类别"), 14),
        (translate("业态类型"), 14),
        (translate("项目数"), 10),
        (translate("受益户数"), 12),
        (translate("受益人数"), 12),
        (translate("投资估算（万元）"), 16),
    ]
    lines: list[Sequence[object]] = [
        (number, *kind, *_figures(group, ())) for number, (kind, group) in enumerate(groups.items(), 1)
    ]
    total = (translate("合计"), "", "", *_figures(rows, ()))
    _write(sheet, heads, [*lines, total], facts, translate)


def _write(
    sheet: Worksheet,
    heads: Iterable[tuple[str, float]],
    lines: Sequence[Sequence[object]],
    facts: Mapping[str, Any],
    translate: Translate,
) -> None:
    columns = [Column(head, width, lambda row, number: None) for head, width in heads]
    write_heads(sheet, columns, facts, translate)
    for place, line in enumerate(lines, HEAD_ROW + 1):
        for at, value in enumerate(line, 1):
            put(sheet.cell(place, at), value, bold=place == HEAD_ROW + len(lines))
    write_foot(sheet, facts, translate)
    set_up_print(sheet, columns, facts, translate)


def _all_rows(sheet: Worksheet, facts: Mapping[str, Any], rows: Sequence[Any], translate: Translate) -> None:
    number, *others = columns_of(translate)
    columns = [
        number,
        Column(translate("社区"), 16, lambda row, number: row["community"]),
        Column(translate("清单编号"), 14, lambda row, number: row["list_number"]),
        *others,
    ]
    write_heads(sheet, columns, facts, translate)
    for line, row in enumerate(rows, HEAD_ROW + 1):
        for at, column in enumerate(columns, 1):
            put(sheet.cell(line, at), column.value(row, row["place"]))
    write_total(sheet, columns, list(rows), translate)
    write_foot(sheet, facts, translate)
    set_up_print(sheet, columns, facts, translate)
