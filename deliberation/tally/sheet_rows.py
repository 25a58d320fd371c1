"""The lines and the `;`-separated rows of a text file; a hostile one costs neither memory nor time."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
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


def rows_of(path: str) -> Iterator[Row]:
    """The rows that are not empty. Errors: FileRefused for what is no readable UTF-8 text in such rows."""
    yield from _rows(path, lines_of(path))


def lines_of(path: str) -> Iterator[str]:
    """All lines with their ends, the mark that may start a file left out. Errors: as `rows_of`."""
    if not Path(path).is_file():
        raise FileRefused(path, 0, "not_a_file")
    try:
        with open(path, "rb") as file:
            yield from _lines(path, file)
    except OSError as error:
        raise FileRefused(path, 0, "not_a_file") from error


def _rows(path: str, lines: Iterator[str]) -> Iterator[Row]:
    """Split the lines into cells; a quoted cell may go over several lines."""
    reader = csv.reader(lines, delimiter=";", strict=True)
    line, empty = 1, True
    try:
        for cells in reader:
            if cells and cells[-1].strip():
                empty = False
                yield Row(line, cells, 0)
                line = reader.line_num + 1
                continue
            length = len(cells)
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                empty = False
                yield Row(line, cells, length - len(cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise FileRefused(path, line, "broken_row") from error
    if empty:
        raise FileRefused(path, 1, "empty_file")


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
