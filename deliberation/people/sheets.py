"""Reading a table somebody filled in: XLSX or CSV bytes into lines of plain text, whatever state it is in.

Pure: bytes in, lines out. What is no table, is locked, or would unfold into gigabytes is refused with
its reason.
"""

import csv
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO, StringIO

from openpyxl import load_workbook

from deliberation.errors import Refusal
from deliberation.people.sheet_marks import Marks, read_marks
from deliberation.wording import tidy, tidy_lines

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 40
MOST_CELL = 500
MOST_TEXT = 20_000
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
    """The first visible sheet that holds something; `others` and what is hidden were not read.

    `part` is its place in the workbook, "" in a CSV file.
    """

    lines: Sequence[Line]
    others: Sequence[str] = ()
    hidden: Sequence[str] = ()
    part: str = ""


def read_sheet(content: bytes, texts: bool = False) -> Sheet:
    """The lines of an XLSX or CSV file that are not empty.

    A cell is one line of at most 500 characters; with `texts` it may have several lines and 20,000
    characters.
    """
    if len(content) > MOST_BYTES:
        raise Refusal("people.sheet_too_big", most=MOST_BYTES // 1024 // 1024)
    if content.startswith(OLE):
        raise Refusal("people.sheet_locked" if ENCRYPTED in content else "people.sheet_old")
    tidied = _long if texts else _short
    sheet = _read_workbook(content, tidied) if content.startswith(b"PK") else _read_csv(content, tidied)
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


def marks_of(content: bytes, sheet: Sheet) -> Marks:
    """The merged cells and the uncalculated formulas of a sheet that was read; a CSV file has none."""
    if not sheet.part:
        return Marks()
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive, archive.open(sheet.part) as stream:
            return read_marks(stream)
    except (zipfile.BadZipFile, KeyError, SyntaxError, ValueError) as error:
        raise Refusal("people.sheet_broken") from error


def filled_in(sheet: Sheet, marks: Marks) -> Sheet:
    """The sheet as a reader sees it: the value of a merged cell stands in each line it covers."""
    places = {line.number: at for at, line in enumerate(sheet.lines)}
    cells = [list(line.cells) for line in sheet.lines]
    for merge in marks.merges:
        first = places.get(merge.first_line)
        if first is None or merge.first_column >= len(cells[first]):
            continue
        value = cells[first][merge.first_column]
        for at in range(first + 1, len(cells)):
            if sheet.lines[at].number > merge.last_line:
                break
            if merge.first_column < len(cells[at]) and not cells[at][merge.first_column]:
                cells[at][merge.first_column] = value
    lines = [Line(line.number, row) for line, row in zip(sheet.lines, cells, strict=True)]
    return replace(sheet, lines=lines)


def _short(text: str) -> str:
    return tidy(text[:MOST_CELL])


def _long(text: str) -> str:
    return tidy_lines(text[:MOST_TEXT])


def _read_workbook(content: bytes, tidied: Callable[[str], str]) -> Sheet:
    _refuse_bomb(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
        for place, sheet in enumerate(shown):
            lines = list(_lines(_rows(sheet, tidied)))
            if lines:
                others = [other.title for other in shown[place + 1 :]]
                return Sheet(lines, others, hidden, _part(sheet))
    except Refusal:
        raise
    except Exception as error:  # a damaged workbook fails in a hundred ways inside the reader
        raise Refusal("people.sheet_broken") from error
    return Sheet([])


def _part(sheet: object) -> str:
    """Where the sheet lies in the workbook; openpyxl keeps it to itself."""
    return str(sheet._worksheet_path)  # type: ignore[attr-defined]  # openpyxl has no types


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


def _rows(sheet: object, tidied: Callable[[str], str]) -> Iterator[Sequence[str]]:
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # openpyxl has no types; the stated size may lie
    for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):  # type: ignore[attr-defined]  # as above
        yield [_text(value, tidied) for value in row]


def _text(value: object, tidied: Callable[[str], str]) -> str:
    """A cell's value as a person reads it: whole numbers without .0, days as 2026-07-08."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return tidied(str(value))


def _read_csv(content: bytes, tidied: Callable[[str], str]) -> Sheet:
    text = _decoded(content)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        return Sheet(list(_lines([tidied(cell) for cell in row[:MOST_COLUMNS]] for row in reader)))
    except csv.Error as error:
        raise Refusal("people.sheet_broken") from error


def _delimiter(text: str) -> str:
    """The sign that parts the first lines most evenly; the Chinese comma only where there is no other."""
    beginning = text[:20_000].split("\n")[:HEADER_WITHIN]

    def evenness(sign: str) -> int:
        counts = Counter(line.count(sign) for line in beginning if sign in line)
        return max((count * lines for count, lines in counts.items()), default=0)

    return max(",\t;", key=evenness) if any(sign in line for sign in ",\t;" for line in beginning) else "，"


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
