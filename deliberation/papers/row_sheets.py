"""What a row of a list holds more of than one line: its money by source, its estimate line by line, where it
lies; each on a sheet of its own, so that it can be sorted and summed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from deliberation.papers.cells import Money, put
from deliberation.papers.texts import Translate

Row = Mapping[str, Any]


class Yuan(int):
    """An amount in 分 that is shown as 元."""


class Thousandths(int):
    """A quantity in thousandths."""


class Degrees(int):
    """A coordinate in millionths of a degree."""


SCALES: dict[type, tuple[int, str]] = {
    Yuan: (100, "#,##0.00"),
    Thousandths: (1000, "#,##0.###"),
    Degrees: (1_000_000, "0.000000"),
}


def add(book: Workbook, rows: Sequence[Row], translate: Translate) -> None:
    """The sheets behind the first one; a sheet with nothing on it is left out."""
    heads = [(translate("序号"), 6), (translate("项目编号"), 14), (translate("项目名称"), 28)]
    for name, columns, values in _sheets(translate):
        lines = [
            (at, row["number"], row["name"], *line) for at, row in enumerate(rows, 1) for line in values(row)
        ]
        if lines:
            _write(book, name, [*heads, *columns], lines)


def _sheets(
    translate: Translate,
) -> Iterator[tuple[str, list[tuple[str, float]], Callable[[Row], Iterable[tuple[object, ...]]]]]:
    yield translate("资金来源"), [(translate("资金来源"), 20), (translate("金额（万元）"), 14)], _funding
    yield (
        translate("估算明细"),
        [
            (translate("明细"), 30),
            (translate("单位"), 8),
            (translate("数量"), 12),
            (translate("单价（元）"), 14),
            (translate("金额（元）"), 16),
        ],
        _budget,
    )
    yield (
        translate("补充信息"),
        [
            (translate("北纬（度）"), 12),
            (translate("东经（度）"), 12),
            (translate("需业主共同决定"), 14),
            (translate("所属规划"), 28),
            (translate("可用资源"), 36),
        ],
        lambda row: _more(row, translate),
    )


def _funding(row: Row) -> Iterator[tuple[object, ...]]:
    for part in row["funding"]:
        yield part["source"], Money(part["amount_fen"])


def _budget(row: Row) -> Iterator[tuple[object, ...]]:
    for line in row.get("budget") or ():
        price, amount = Yuan(line["price_fen"]), Yuan(line["amount_fen"])
        yield line["name"], line["unit"], Thousandths(line["quantity"]), price, amount


def _more(row: Row, translate: Translate) -> Iterator[tuple[object, ...]]:
    """Where a row lies and what it belongs to; nothing of rows of which nothing of it is known."""
    spot = [Degrees(row[key]) if row.get(key) is not None else None for key in ("lat_e6", "lon_e6")]
    shared = translate("是") if row.get("owners_decision") else ""
    known = (*spot, shared, row.get("plan") or "", "\n".join(row.get("resources") or ()))
    if any(each not in (None, "") for each in known):
        yield known


def _write(
    book: Workbook, name: str, heads: Sequence[tuple[str, float]], lines: Iterable[Sequence[object]]
) -> None:
    sheet = book.create_sheet(name)
    for at, (head, width) in enumerate(heads, 1):
        put(sheet.cell(1, at), head, bold=True)
        sheet.column_dimensions[get_column_letter(at)].width = width
    for place, line in enumerate(lines, 2):
        for at, value in enumerate(line, 1):
            _put(sheet.cell(place, at), value)
    sheet.freeze_panes, sheet.print_title_rows = "D2", "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _put(cell: Cell, value: object) -> None:
    scale = SCALES.get(type(value))
    put(cell, value)
    if scale is not None and isinstance(value, int):
        cell.value, cell.number_format = Decimal(value) / scale[0], scale[1]
        cell.alignment = Alignment(vertical="center", horizontal="right")
