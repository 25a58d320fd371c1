"""The lines and the `;`-separated rows of a text file; a hostile one costs neither memory nor time."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

from deliberation.tally.refused_files import FileRefused

LONGEST_LINE = 1_000_000
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
BOM = b"\xef\xbb\xbf"


class Row(NamedTuple):
    """The line a row starts on (from 1), its cells up to the last with content, how many empty ones after."""

    line: int
    cells: list[str]
    padded: int


class Sheet:
    """A file of rows, read once from first to last: with all care, or quickly where they are many."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.lines = lines_of(path)
        self.line = 0

    def rows(self) -> Iterator[Row]:
        """The rows that are not empty. Errors: FileRefused for what is no such text in UTF-8."""
        empty = True
        for text in self.lines:
            for row in self._row(text):
                empty = False
                yield row
        if empty:
            raise FileRefused(self.path, 1, "empty_file")

    def many(self, width: int) -> Iterator[tuple[int, list[str], int]]:
        """The rest of the rows, as in `Row`; those with as many cells as `width` may end in empty ones."""
        for text in self.lines:
            if '"' not in text and text.find("\r", 0, -2) < 0:
                cells = text.rstrip("\r\n").split(";")
                if len(cells) == width and cells[0]:
                    self.line += 1
                    yield self.line, cells, 0
                    continue
            yield from self._row(text)

    def _row(self, text: str) -> Iterator[Row]:
        """The row that begins with this line, if it is not empty; a quoted cell may go over several lines."""
        reader = csv.reader(chain((text,), self.lines), delimiter=";", strict=True)
        line = self.line + 1
        try:
            cells = next(reader)
        except csv.Error as error:
            if reader.line_num > 1 or not (loose := _as_it_stands(text)):
                raise FileRefused(self.path, line, "broken_row") from error
            cells = loose
        self.line += reader.line_num
        length = len(cells)
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            yield Row(line, cells, length - len(cells))


def _as_it_stands(text: str) -> list[str]:
    """The cells of a line with text after a closing quote; none where a quote could reach over a `;`."""
    cells = text.rstrip("\r\n").split(";")
    sound = '"' in text and "\r" not in text[:-2] and not any(cell.count('"') % 2 for cell in cells)
    plain = re.compile(r'"([^"]*)"')
    return [found[1] if (found := plain.fullmatch(cell)) else cell for cell in cells] if sound else []


def lines_of(path: str) -> Iterator[str]:
    """All lines with their ends, the mark that may start a file left out. Errors: as `rows_of`."""
    if not Path(path).is_file():
        raise FileRefused(path, 0, "not_a_file")
    try:
        with open(path, "rb") as file:
            yield from _lines(path, file)
    except OSError as error:
        raise FileRefused(path, 0, "not_a_file") from error


def _lines(path: str, file: BinaryIO) -> Iterator[str]:
    """The lines as text, read in blocks of whole lines, which is what makes big files quick."""
    number, rest = 1, b""
    while block := file.read(LONGEST_LINE):
        whole, newline, rest = (rest + block).rpartition(b"\n")
        if len(rest) > LONGEST_LINE:
            raise FileRefused(
                path, number + (whole + newline).count(b"\n"), "line_too_long", limit=LONGEST_LINE
            )
        yield from StringIO(_text(path, number, whole + newline), newline="\n")
        number += whole.count(b"\n") + len(newline)
    yield from StringIO(_text(path, number, rest), newline="\n")


def _text(path: str, first: int, raw: bytes) -> str:
    """Lines as text, without the mark that may start a file; `first` is the number of the first."""
    if first == 1:
        raw = raw.removeprefix(BOM)
    if found := CONTROL.search(raw):
        raise FileRefused(path, first + raw.count(b"\n", 0, found.start()), "control_character")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise FileRefused(path, first + raw.count(b"\n", 0, error.start), "not_utf8") from error
