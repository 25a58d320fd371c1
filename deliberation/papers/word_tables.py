"""A table of a printed page as a table of a Word document: head on every page, no row torn, figures right."""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

CELL, HEAD = "清单表格", "清单表头"
TWIPS_A_MM = Fraction(1440 * 10, 254)
GRID = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
WIDTH = re.compile(r"width:\s*([\d.]+)mm")


def table(block: Any, room_mm: int, words: Callable[[Any], str]) -> Any:
    """The `w:tbl` of an HTML table, its columns as wide in proportion, at most `room_mm` together."""
    widths = _widths(block, room_mm)
    rows = "".join(_row(row, widths, words) for row in block.iter("tr"))
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{GRID}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _widths(block: Any, room_mm: int) -> list[int]:
    told = [
        Fraction(found[1]) for col in block.iter("col") if (found := WIDTH.search(col.get("style") or ""))
    ]
    if not told:
        cells = max(sum(_span(cell) for cell in row) for row in block.iter("tr"))
        told = [Fraction(room_mm, cells)] * cells
    scale = min(Fraction(1), room_mm / sum(told)) * TWIPS_A_MM
    return [int(width * scale) for width in told]


def _span(cell: Any) -> int:
    return int(cell.get("colspan") or 1)


def _row(row: Any, widths: list[int], words: Callable[[Any], str]) -> str:
    head = row.getparent().tag == "thead"
    kinds = (row.get("class") or "").split()
    torn = "" if "tall" in kinds else "<w:cantSplit/>"
    repeated = "<w:tblHeader/>" if head else ""
    cells = "".join(_cells(row, widths, words, head or "total" in kinds))
    return f"<w:tr><w:trPr>{torn}{repeated}</w:trPr>{cells}</w:tr>"


def _cells(row: Any, widths: list[int], words: Callable[[Any], str], strong: bool) -> Iterator[str]:
    at = 0
    for cell in row:
        span = _span(cell)
        width, at = sum(widths[at : at + span]), at + span
        joined = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        style = HEAD if strong or cell.tag == "th" else CELL
        side = _side(cell)
        paragraphs = "".join(_paragraph(line, style, side) for line in words(cell).split("\n"))
        yield (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{joined}<w:vAlign w:val="center"/></w:tcPr>'
            f"{paragraphs}</w:tc>"
        )


def _side(cell: Any) -> str:
    kinds = (cell.get("class") or "").split()
    if "money" in kinds:
        return "right"
    return "center" if cell.tag == "th" or "centre" in kinds else "left"


def _paragraph(line: str, style: str, side: str) -> str:
    text = f'<w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r>' if line else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{side}"/></w:pPr>{text}</w:p>'
