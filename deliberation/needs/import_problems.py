"""The lines of a table that could not be taken over, as a table to mend: every cell as it was, and why."""

from collections import defaultdict
from collections.abc import Sequence

from flask_babel import gettext as _

from deliberation import papers
from deliberation.clock import now
from deliberation.needs.import_check import Checked
from deliberation.people.roll_rows import Wrong
from deliberation.web.phrases import label, phrase

WIDTH, REASON_WIDTH = 18, 60


def problems_workbook(found: Checked) -> bytes:
    """XLSX bytes: mended, the file can be uploaded as it is."""
    why: defaultdict[int, list[str]] = defaultdict(list)
    for wrong in found.read.wrongs:
        why[wrong.line].append(told(wrong))
    heads = _without_blanks_behind(found.sheet.lines[found.read.head].cells)
    lines = [line for line in found.sheet.lines if line.number in why]
    return papers.long_table(
        name=_("要改的行"),
        heads=[(head, WIDTH) for head in heads] + [(_("哪里不对（改好后可以删掉这一列）"), REASON_WIDTH)],
        rows=[[*_padded(line.cells, len(heads)), "\n".join(why[line.number])] for line in lines],
        author="",
        moment=now().replace(tzinfo=None, microsecond=0),
    )


def told(wrong: Wrong) -> str:
    """What is wrong in one cell, in one sentence with its column."""
    return _(
        "%(column)s：%(problem)s",
        column=label("need_column", wrong.column),
        problem=phrase(f"problem.{wrong.code}", wrong.facts),
    )


def _without_blanks_behind(cells: Sequence[str]) -> Sequence[str]:
    return cells[: max((at for at, cell in enumerate(cells, start=1) if cell), default=0)]


def _padded(cells: Sequence[str], count: int) -> list[str]:
    return [*cells[:count], *[""] * (count - len(cells))]
