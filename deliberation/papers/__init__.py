"""Papers: facts in, PDF and XLSX out. The only room that knows WeasyPrint.

A paper is a name (`project-list`, `minutes`, `invitation-slips`, `result-sheet`, `publication-notice`,
`need-form`, `need-statistics`, `support-sheet`) and facts of the shapes in `facts.py`. The same facts give
the same bytes, because nothing is asked of the clock, the database or the network. The layout follows
GB/T 9704-2012 (参照: a community is not a 机关); its numbers are in `templates/papers/layout.css`, the faces
in `fonts.py`, figures and days in `wording.py`.
"""

from collections.abc import Mapping

from deliberation.papers.texts import Translate, as_written

PAPERS = (
    "project-list",
    "minutes",
    "invitation-slips",
    "result-sheet",
    "publication-notice",
    "need-form",
    "need-statistics",
    "support-sheet",
)
WORKBOOKS = ("project-list",)


class MissingGlyph(Exception):
    """A character no font can print stood in the paper, and the caller asked to be told."""


def render(
    template: str,
    facts: Mapping[str, object],
    *,
    variant: str | None = "pdf/a-3a",
    translate: Translate = as_written,
    strict_glyphs: bool = False,
) -> bytes:
    """The paper `template` (one of PAPERS) as PDF bytes.

    Units: money in 分, days and times as ISO strings (see `facts.py`). `variant` is WeasyPrint's PDF variant
    (`pdf/a-3a` tagged; `pdf/a-3u` costs about a sixth less). Characters no font holds are printed as 〓 and
    the paper says so; with `strict_glyphs` they raise MissingGlyph instead. Raises KeyError for an unknown
    paper and jinja2.UndefinedError for missing facts. Rendering takes some 50 ms a project row and holds the
    interpreter: call it outside any transaction, and long lists in the job worker.
    """
    if template not in PAPERS:
        raise KeyError(template)
    from deliberation.papers import pdf

    return pdf.render(template, facts, variant, translate, strict_glyphs)


def workbook(template: str, facts: Mapping[str, object], *, translate: Translate = as_written) -> bytes:
    """The paper `template` (one of WORKBOOKS) as XLSX bytes: numbers are numbers, no text is ever a formula.

    Same facts and units as `render`; money cells hold 万元 with the exact value of the 分. Raises KeyError
    for an unknown workbook or a missing fact.
    """
    if template not in WORKBOOKS:
        raise KeyError(template)
    from deliberation.papers import workbooks

    return workbooks.project_list(facts, translate)
