"""Long tables as XLSX, written row by row: ten thousand rows need a second and hardly any memory.

openpyxl makes the shell (styles, heads, widths, print set-up) with one sample row; the rows are then written
straight into its sheet as inline texts, which no spreadsheet ever takes for formulas.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from deliberation.papers.cells import CELL_LIMIT, GRID, ILLEGAL
from deliberation.papers.workbooks import ZIP_TIME, stamped

SHEET = "xl/worksheets/sheet1.xml"
CHUNK = 500
DAY_ZERO = date(1899, 12, 30)
FORMULA_STARTS = frozenset("=+-@\t\r＝＋－＠")
# The sample row's cells, one a kind of value, in this order.
TEXT, GUARDED, NUMBER, DAY, BARE = range(5)


@dataclass(frozen=True)
class LongTable:
    """A table of any length: heads with their widths in characters, and rows that are read once.

    Values are texts, whole numbers, days or None; `foot` are texts below, each with its column's letter.
    `moment` is when the table says it was made; `total` how many rows it has.
    """

    name: str
    title: str
    caption: str
    heads: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[object]]
    total: int
    author: str
    moment: datetime
    foot: Sequence[tuple[str, str]] = ()
    frozen: int = 3

    @property
    def head_row(self) -> int:
        """Where the heads stand: below title and caption, or first where there is no title."""
        return 3 if self.title else 1


def written(table: LongTable) -> bytes:
    """The table as XLSX bytes; the same table gives the same bytes."""
    with zipfile.ZipFile(io.BytesIO(_shell(table))) as shell:
        head, sample, tail = _parted(shell.read(SHEET).decode(), table.head_row + 1)
        styles = [int(found) for found in re.findall(r' s="(\d+)"', sample)]
        return _filled(shell, _sheet(table, head, styles, tail), table.moment)


def _shell(table: LongTable) -> bytes:
    """The workbook with everything but its rows."""
    book = Workbook()
    sheet = book.active
    sheet.title = table.name
    _write_heads(sheet, table)
    _write_sample(sheet, table.head_row + 1)
    _set_up(sheet, table)
    about = book.properties
    about.title, about.creator, about.lastModifiedBy = table.title or table.name, table.author, table.author
    about.created = about.modified = table.moment
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def _write_heads(sheet: Worksheet, table: LongTable) -> None:
    if table.title:
        _write_above(sheet, 1, table.title, Font(name="方正小标宋简体", size=18), len(table.heads))
        _write_above(sheet, 2, table.caption, _font(), len(table.heads))
        sheet.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center")
        sheet.row_dimensions[1].height = 32
    for at, (head, width) in enumerate(table.heads, start=1):
        cell = sheet.cell(table.head_row, at, head)
        cell.font, cell.border = _font("黑体"), GRID
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.row_dimensions[table.head_row].height = 30


def _write_above(sheet: Worksheet, row: int, text: str, font: Font, columns: int) -> None:
    cell = sheet.cell(row, 1)
    cell.value, cell.font, cell.data_type = _clean(text), font, "s"
    cell.alignment = Alignment(vertical="center")
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)


def _font(name: str = "仿宋") -> Font:
    return Font(name=name, size=10)


def _write_sample(sheet: Worksheet, row: int) -> None:
    """One cell a kind of value, for the sake of its style."""
    wrapped = Alignment(vertical="center", wrap_text=True)
    middle = Alignment(vertical="center", horizontal="center")
    for kind, (number_format, alignment) in enumerate(
        (("@", wrapped), ("@", wrapped), ("0", middle), ("yyyy-mm-dd", middle), ("@", Alignment()))
    ):
        cell = sheet.cell(row, kind + 1, "-")
        cell.font, cell.alignment, cell.number_format = _font(), alignment, number_format
        if kind != BARE:
            cell.border = GRID
        cell.quotePrefix = kind == GUARDED


def _set_up(sheet: Worksheet, table: LongTable) -> None:
    """Landscape A4, as wide as the page, the head on every page and always in sight."""
    row = table.head_row
    sheet.freeze_panes = f"{get_column_letter(table.frozen + 1)}{row + 1}"
    sheet.print_title_rows = f"{row}:{row}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = "— &P —"
    sheet.auto_filter.ref = f"A{row}:{get_column_letter(len(table.heads))}{row + max(table.total, 1)}"


def _parted(sheet: str, sample: int) -> tuple[str, str, str]:
    """The sheet's XML before its sample row, that row, and what follows; the stated size is left out."""
    begin, end = sheet.index(f'<row r="{sample}"'), sheet.index("</sheetData>")
    return re.sub(r"<dimension [^>]*/>", "", sheet[:begin]), sheet[begin:end], sheet[end:]


def _sheet(table: LongTable, head: str, styles: Sequence[int], tail: str) -> Iterator[str]:
    """The sheet's XML, piece by piece."""
    yield head
    place, waiting = table.head_row, list[str]()
    for place, values in enumerate(table.rows, start=table.head_row + 1):
        waiting.append(_row(place, values, styles))
        if len(waiting) == CHUNK:
            yield "".join(waiting)
            waiting.clear()
    yield "".join(waiting)
    if table.foot:
        at = place + 2
        cells = "".join(_text(f"{column}{at}", _clean(text), styles[BARE]) for column, text in table.foot)
        yield f'<row r="{at}">{cells}</row>'
    yield tail


def _row(place: int, values: Iterable[object], styles: Sequence[int]) -> str:
    cells = "".join(_cell(f"{_letter(at)}{place}", value, styles) for at, value in enumerate(values, 1))
    return f'<row r="{place}">{cells}</row>'


@cache
def _letter(column: int) -> str:
    return get_column_letter(column)


def _cell(at: str, value: object, styles: Sequence[int]) -> str:
    """A number, a day, or a text that stays a text whatever it begins with."""
    if isinstance(value, date):
        return f'<c r="{at}" s="{styles[DAY]}"><v>{(value - DAY_ZERO).days}</v></c>'
    if isinstance(value, int):
        return f'<c r="{at}" s="{styles[NUMBER]}"><v>{value}</v></c>'
    text = _clean(str(value)) if value is not None else ""
    style = styles[GUARDED if text[:1] in FORMULA_STARTS else TEXT]
    return _text(at, text, style) if text else f'<c r="{at}" s="{styles[TEXT]}"/>'


def _clean(text: str) -> str:
    """Without what a workbook cannot hold; too long is cut with a mark."""
    clean = ILLEGAL.sub("", text).encode("utf-8", "ignore").decode()
    return clean if len(clean) <= CELL_LIMIT else clean[: CELL_LIMIT - 1] + "…"


def _text(at: str, text: str, style: int) -> str:
    return f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _filled(shell: zipfile.ZipFile, sheet: Iterator[str], moment: datetime) -> bytes:
    """The shell with the sheet in its place."""
    filled = io.BytesIO()
    with zipfile.ZipFile(filled, "w", zipfile.ZIP_DEFLATED) as target:
        for name in shell.namelist():
            part = zipfile.ZipInfo(name, ZIP_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            with target.open(part, "w") as stream:
                if name != SHEET:
                    stream.write(stamped(name, shell.read(name), moment))
                    continue
                for piece in sheet:
                    stream.write(piece.encode())
    return filled.getvalue()
