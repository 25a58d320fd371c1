"""Reading a table somebody filled in: XLSX or CSV bytes into lines of plain text, whatever state it is in.

Pure: bytes in, lines out. What is no table, is locked, or would unfold into gigabytes is refused with
its reason.
"""

import csv
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO

from openpyxl import load_workbook

from deliberation.errors import Refusal
from deliberation.wording import tidy

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 40
MOST_CELL = 500
MOST_UNPACKED = 300 * 1024 * 1024
MOST_PARTS = 2_000
HEADER_WITHIN = 10
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Line:
    """One line of the table as the reader of the file counts it (from 1), its cells tidied."""

    number: int
    cells: Sequence[str]

    def cell(self, column: int | None) -> str:
        """The cell in a column; what is not there is empty."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True)
class Sheet:
    """The first visible sheet that holds something; `others` were not read."""

    lines: Sequence[Line]
    others: Sequence[str] = ()


def read_sheet(content: bytes) -> Sheet:
    """The lines of an XLSX or CSV file that are not empty."""
    if len(content) > MOST_BYTES:
        raise Refusal("people.sheet_too_big", most=MOST_BYTES // 1024 // 1024)
    if content.startswith(OLE):
        raise Refusal("people.sheet_locked" if ENCRYPTED in content else "people.sheet_old")
    sheet = _read_workbook(content) if content.startswith(b"PK") else _read_csv(content)
    if not sheet.lines:
        raise Refusal("people.sheet_empty")
    return sheet


def columns_of(
    sheet: Sheet, names: Mapping[str, Sequence[str]], required: Sequence[str]
) -> tuple[int, dict[str, int]]:
    """Where the header stands among the lines, and which column is which; refuses what is missing."""
    best: dict[str, int] = {}
    for place, line in enumerate(sheet.lines[:HEADER_WITHIN]):
        columns = _columns_in(line, names)
        if set(required) <= set(columns):
            return place, columns
        best = max(best, columns, key=len)
    missing = [names[key][0] for key in required if key not in best]
    raise Refusal("people.sheet_no_header", missing="、".join(missing))


def _columns_in(line: Line, names: Mapping[str, Sequence[str]]) -> dict[str, int]:
    keys = {_header(word): key for key, words in names.items() for word in words}
    found: dict[str, int] = {}
    for column, cell in enumerate(line.cells):
        key = keys.get(_header(cell))
        if key is not None:
            found.setdefault(key, column)
    return found


def _header(text: str) -> str:
    """A heading without blanks, brackets and stars: 建筑面积（㎡） is 建筑面积."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\s*:_/]", "", re.sub(r"\(.*?\)|\[.*?\]", "", plain))


def _read_workbook(content: bytes) -> Sheet:
    _refuse_bomb(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for place, sheet in enumerate(shown):
            lines = list(_lines(_rows(sheet)))
            if lines:
                return Sheet(lines, [other.title for other in shown[place + 1 :]])
    except Refusal:
        raise
    except Exception as error:  # a damaged workbook fails in a hundred ways inside the reader
        raise Refusal("people.sheet_broken") from error
    return Sheet([])


def _refuse_bomb(content: bytes) -> None:
    """Refuse what unfolds beyond all measure, declares entities, or is no workbook at all."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Refusal("people.sheet_bomb")
            if "[Content_Types].xml" not in archive.namelist():
                raise Refusal("people.sheet_broken")
            for part in parts:
                with archive.open(part) as stream:
                    if b"<!DOCTYPE" in stream.read(4096).upper():
                        raise Refusal("people.sheet_broken")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Refusal("people.sheet_broken") from error


def _rows(sheet: object) -> Iterator[Sequence[str]]:
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # openpyxl has no types; the stated size may lie
    for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):  # type: ignore[attr-defined]  # as above
        yield [_text(value) for value in row]


def _text(value: object) -> str:
    """A cell's value as a person reads it: whole numbers without .0, days as 2026-07-08."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return tidy(str(value)[:MOST_CELL])


def _read_csv(content: bytes) -> Sheet:
    text = _decoded(content)
    first = text[:2000].split("\n", 1)[0]
    delimiter = max(",\t;，", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        return Sheet(list(_lines([tidy(cell[:MOST_CELL]) for cell in row[:MOST_COLUMNS]] for row in reader)))
    except csv.Error as error:
        raise Refusal("people.sheet_broken") from error


def _decoded(content: bytes) -> str:
    for mark, encoding in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"", "utf-8-sig"),
        (b"", "gb18030"),
    ):
        if not content.startswith(mark):
            continue
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refusal("people.sheet_encoding")


def _lines(rows: Iterator[Sequence[str]]) -> Iterator[Line]:
    count = 0
    for number, cells in enumerate(rows, start=1):
        if not any(cells):
            continue
        count += 1
        if count > MOST_ROWS + HEADER_WITHIN:
            raise Refusal("people.sheet_too_many_rows", most=MOST_ROWS)
        yield Line(number, cells)
