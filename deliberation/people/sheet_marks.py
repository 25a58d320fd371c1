"""What a sheet of a workbook holds besides its values: merged cells, and formulas nobody ever calculated.

Pure: the sheet's XML in, places out (lines as the file counts them, from 1, and columns from 0). A workbook
written by a program may hold formulas without results; a merged cell holds its value only in its
first place, though a reader sees it everywhere.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
MOST_MERGES = 5_000


@dataclass(frozen=True)
class Merge:
    """A range merged over several lines; its value stands at its first line and column."""

    first_line: int
    first_column: int
    last_line: int
    last_column: int


@dataclass(frozen=True)
class Marks:
    """Merged ranges, and the places of formulas without a result."""

    merges: Sequence[Merge] = ()
    uncalculated: frozenset[tuple[int, int]] = frozenset()


def read_marks(stream: IO[bytes]) -> Marks:
    """The marks of one sheet; the XML must have been found free of entities before."""
    merges: list[Merge] = []
    uncalculated: set[tuple[int, int]] = set()
    for _event, element in iterparse(stream):
        tag = element.tag.removeprefix(MAIN).removeprefix(STRICT)
        if tag == "c":
            uncalculated.update(_without_result(element))
        elif tag == "mergeCell" and len(merges) < MOST_MERGES:
            merges += _range(element.get("ref", ""))
        elif tag == "row":
            element.clear()
    return Marks(merges, frozenset(uncalculated))


def _without_result(cell: Any) -> Iterator[tuple[int, int]]:
    formula, value = _child(cell, "f"), _child(cell, "v")
    place = _place(cell.get("r", ""))
    if formula is not None and place and (value is None or not value.text):
        yield place


def _child(cell: Any, name: str) -> Element | None:
    found: Element | None = cell.find(f"{MAIN}{name}")
    return found if found is not None else cell.find(f"{STRICT}{name}")


def _range(reference: str) -> Iterator[Merge]:
    first, _colon, last = reference.partition(":")
    begin, end = _place(first), _place(last)
    if begin and end and begin[0] < end[0]:
        yield Merge(*begin, *end)


def _place(reference: str) -> tuple[int, int] | None:
    """B3 is line 3, column 1."""
    match = PLACE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column - 1
