"""Tables as comma-separated text that any program reads and no spreadsheet runs: UTF-8 with mark, CRLF."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from deliberation.papers.cells import ILLEGAL
from deliberation.papers.long_workbooks import CHUNK, FORMULA_STARTS

MARK = "\ufeff"


def lines(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The table piece by piece; the rows are read as the pieces are taken."""
    yield MARK.encode() + _written([heads])
    coming = iter(rows)
    while some := list(islice(coming, CHUNK)):
        yield _written(some)


def safe(value: object) -> object:
    """A value as it may stand in a table: what a spreadsheet would take for a formula begins with a quote."""
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        return value
    text = ILLEGAL.sub("", value).replace("\r\n", "\n")
    return f"'{text}" if text.lstrip(" \n")[:1] in FORMULA_STARTS else text


def _written(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([safe(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8", "ignore")
