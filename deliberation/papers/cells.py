"""One cell of a spreadsheet: numbers are numbers, and what a person typed can never become a formula."""

import re
from datetime import date
from decimal import Decimal

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side

from deliberation.papers import wording

ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CELL_LIMIT = 32767
THIN = Side(style="thin")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


class Money(int):
    """An amount in 分 that is shown as 万元."""


def put(cell: Cell, value: object, *, bold: bool = False) -> None:
    """Writes one value: money as a 万元 number, days as days, every text as text whatever it begins with."""
    cell.border, cell.font = GRID, Font(name="黑体" if bold else "仿宋", size=10)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    if isinstance(value, Money):
        cell.value, cell.number_format = Decimal(value) / wording.FEN_PER_WAN, "#,##0.00"
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    elif isinstance(value, str):
        put_text(cell, value)
    else:
        cell.value = value
    if isinstance(value, int) and not isinstance(value, Money):
        cell.alignment = Alignment(vertical="center", horizontal="center")


def put_text(cell: Cell, text: str) -> None:
    """A text that stays a text: `=1+1` is what the person typed, not a sum; too long is cut with a mark."""
    clean = ILLEGAL.sub("", text)
    cell.value = clean if len(clean) <= CELL_LIMIT else clean[: CELL_LIMIT - 1] + "…"
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = clean[:1] in {"=", "+", "-", "@"}
