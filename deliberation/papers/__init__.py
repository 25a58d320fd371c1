"""Papers: facts in, PDF, DOCX and XLSX out. The only room that knows WeasyPrint.

A paper is a name (`project-list`, `street-list`, `list-changes`, `year-report`, `minutes`, `meeting-record`,
`invitation-slips`, `result-sheet`, `result-notice`, `publication-notice`, `objection-form`,
`objection-outcome`, `minutes-index`, `meeting-notice`, `meeting-checklist`,
`meeting-rules`, `door-poster`, `sign-in-sheet`, `need-form`, `need-statistics`, `support-sheet`,
`tally-sheet`, `project-progress`, `acceptance-record`, `survey-slip`) and facts of the shapes in `facts.py`
(of a street: `street_facts.py`, `report_facts.py`; of carrying out: `progress_facts.py`; of votes:
`vote_facts.py`,
`result_facts.py`; of
meetings: `meeting_facts.py`, `notice_facts.py`, `archive_facts.py`, `door_facts.py`). The same facts give the
same bytes, because nothing is asked of the clock, the database or the network. The layout follows GB/T
9704-2012 (参照: a community is not a 机关); its numbers are in `templates/papers/layout.css`, the faces in
`fonts.py`, figures and days in `wording.py`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from deliberation.papers.texts import Translate, as_written

PAPERS = (
    "project-list",
    "street-list",
    "list-changes",
    "project-progress",
    "acceptance-record",
    "year-report",
    "needs-list",
    "minutes",
    "meeting-record",
    "invitation-slips",
    "result-sheet",
    "result-notice",
    "publication-notice",
    "objection-form",
    "objection-outcome",
    "need-form",
    "need-statistics",
    "support-sheet",
    "tally-sheet",
    "minutes-index",
    "meeting-notice",
    "meeting-checklist",
    "meeting-rules",
    "sign-in-sheet",
    "door-poster",
    "survey-slip",
)
WORKBOOKS = ("project-list", "needs-list", "street-list", "project-progress")
DOCUMENTS = ("project-list", "needs-list", "street-list")
SHEETS = ("ballot-slips", "paper-ballots", "hand-out-list")


@dataclass(frozen=True)
class Attached:
    """A file inside a PDF/A-3: its name in ASCII, its bytes, the moment that stands on it, and whether the
    paper was made from it (`Source`) or it says the same in figures (`Data`)."""

    name: str
    content: bytes
    description: str
    moment: datetime
    relationship: str = "Source"


class RenderingStopped(Exception):
    """A process that laid out a part of a long paper died or had too little memory; there is no paper."""


class MissingGlyph(Exception):
    """A character no font can print stood in the paper, and the caller asked to be told."""


def render(
    template: str,
    facts: Mapping[str, object],
    *,
    variant: str | None = "pdf/a-3a",
    translate: Translate = as_written,
    strict_glyphs: bool = False,
    attached: Sequence[Attached] = (),
) -> bytes:
    """The paper `template` (one of PAPERS) as PDF bytes, with the files `attached` inside.

    Units: money in 分, days and times as ISO strings (see `facts.py`). `variant` is WeasyPrint's PDF variant
    (`pdf/a-3a` tagged; `pdf/a-3u` costs about a sixth less). Characters no font holds are printed as 〓 and
    the paper says so; with `strict_glyphs` they raise MissingGlyph instead. Raises KeyError for an unknown
    paper and jinja2.UndefinedError for missing facts. Rendering takes some 50 ms a project row and holds the
    interpreter: call it outside any transaction, and long lists in the job worker.
    """
    if template not in PAPERS:
        raise KeyError(template)
    from deliberation.papers import pdf

    return pdf.render(template, facts, variant, translate, strict_glyphs, attached)


def render_long(
    facts: Mapping[str, object],
    tell: Callable[[int, int], None] = lambda done, total: None,
    *,
    translate: Translate = as_written,
) -> bytes:
    """The paper `needs-list` of thousands of rows as PDF bytes (`pdf/a-3u`: without tags).

    Laid out some hundred rows at a time, so that memory stays the same however long it is; `tell` hears how
    many rows of how many are done. Some 20 ms a row: for the job worker only, outside any transaction.
    """
    from deliberation.papers import parts

    return parts.render("needs-list", facts, translate, tell)


def render_street(
    facts: Mapping[str, object],
    tell: Callable[[int, int], None] = lambda done, total: None,
    *,
    translate: Translate = as_written,
    attached: Sequence[Attached] = (),
    folder: Path | None = None,
) -> bytes:
    """The paper `street-list` of any length as PDF bytes (`pdf/a-3u`: without tags).

    Its communities are laid out two at a time in processes of their own; `tell` hears how many rows of how
    many are done. What did not change is taken from `folder`, where it is kept. Raises RenderingStopped when
    a process dies. For the job worker only, outside any transaction.
    """
    from deliberation.papers import long_lists

    return long_lists.render("street-list", facts, translate, tell, attached, folder)


def render_list(
    facts: Mapping[str, object],
    tell: Callable[[int, int], None] = lambda done, total: None,
    *,
    translate: Translate = as_written,
    attached: Sequence[Attached] = (),
    folder: Path | None = None,
) -> bytes:
    """The paper `project-list` of any length as PDF bytes, as `render_street` does it.

    Every 150 rows or so a page begins. Same units, errors and limits as `render_street`.
    """
    from deliberation.papers import long_lists

    return long_lists.render("project-list", facts, translate, tell, attached, folder)


def render_sheets(
    template: str,
    facts: Mapping[str, object],
    lots: Iterable[Sequence[Mapping[str, object]]],
    *,
    translate: Translate = as_written,
) -> Iterator[bytes]:
    """The papers of a vote (`template`: one of SHEETS) as PDF bytes, one PDF a lot of copies, made as taken.

    `facts` of the shapes in `vote_facts.py`, the copies of each lot as `VoteCopy` (a hand-out list: `Door`).
    The same facts give the same bytes. Some 10 ms a sheet: for the job worker only, outside any transaction.
    Raises KeyError for an unknown paper.
    """
    if template not in SHEETS:
        raise KeyError(template)
    from deliberation.papers import vote_sheets

    return vote_sheets.render(template, facts, lots, translate)


def workbook(template: str, facts: Mapping[str, object], *, translate: Translate = as_written) -> bytes:
    """The paper `template` (one of WORKBOOKS) as XLSX bytes: numbers are numbers, no text is ever a formula.

    Same facts and units as `render`; money cells hold 万元 with the exact value of the 分. The rows of
    `needs-list` may be an iterator: ten thousand need about a second and little memory. Raises KeyError for
    an unknown workbook or a missing fact.
    """
    if template not in WORKBOOKS:
        raise KeyError(template)
    from deliberation.papers import need_tables, progress_tables, street_tables, workbooks

    made = {
        "project-list": workbooks.project_list,
        "needs-list": need_tables.workbook,
        "street-list": street_tables.street_list,
        "project-progress": progress_tables.project_progress,
    }
    return made[template](facts, translate)


def document(facts: Mapping[str, object], *, translate: Translate = as_written) -> bytes:
    """Minutes as a Word document (DOCX bytes) that may come back; `facts` are `documents.DocumentFacts`.

    The same facts give the same bytes. Some 30 ms; a large meeting some hundreds.
    """
    from deliberation.papers import documents

    return documents.render(cast(documents.DocumentFacts, facts), translate)


def document_of(template: str, facts: Mapping[str, object], *, translate: Translate = as_written) -> bytes:
    """The list `template` (one of DOCUMENTS) as a Word document, the twin of its PDF.

    Same facts and units as `render`; the same facts give the same bytes. Some 3 ms a row. Raises KeyError for
    an unknown document and jinja2.UndefinedError for missing facts.
    """
    if template not in DOCUMENTS:
        raise KeyError(template)
    from deliberation.papers import list_documents

    return list_documents.render(template, facts, translate)


def comma_separated(facts: Mapping[str, object], *, translate: Translate = as_written) -> Iterator[bytes]:
    """The needs list as CSV, piece by piece: for any program, and safe to open in a spreadsheet."""
    from deliberation.papers import need_tables

    return need_tables.comma_separated(facts, translate)


def long_table(
    *,
    name: str,
    heads: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[object]],
    author: str,
    moment: datetime,
) -> bytes:
    """Any plain table as XLSX bytes: heads with their widths in characters, texts that stay texts."""
    from deliberation.papers import long_workbooks

    return long_workbooks.written(
        long_workbooks.LongTable(name, "", "", heads, rows, len(rows), author, moment, frozen=1)
    )
