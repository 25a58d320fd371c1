"""Downloads about carrying out: the progress table as PDF and XLSX, the record of an acceptance."""

from uuid import UUID

from flask import Response

from deliberation import papers
from deliberation.errors import Refusal
from deliberation.files.views import attachment
from deliberation.papers.progress_facts import ProjectProgressFacts
from deliberation.projects.progress_papers import acceptance_facts, progress_facts
from deliberation.projects.rules import PRINTED_AT_ONCE
from deliberation.projects.views.printed import PDF, XLSX
from deliberation.projects.views.shared import ONE, blueprint, me, seen_list, seen_row
from deliberation.web.access import access, everyone


@blueprint.get(f"{ONE}/progress.pdf")
@access(everyone)
def progress_pdf(code: str, list_id: UUID) -> Response:
    """How far the projects of an accepted list are today."""
    facts = _progress(code, list_id)
    if len(facts["rows"]) > PRINTED_AT_ONCE:
        raise Refusal("projects.progress_long")
    return attachment(papers.render("project-progress", facts), _name(facts, "pdf"), PDF)


@blueprint.get(f"{ONE}/progress.xlsx")
@access(everyone)
def progress_xlsx(code: str, list_id: UUID) -> Response:
    """The same as a spreadsheet, of any length."""
    facts = _progress(code, list_id)
    return attachment(papers.workbook("project-progress", facts), _name(facts, "xlsx"), XLSX)


@blueprint.get(f"{ONE}/p/<uuid:row_id>/acceptance.pdf")
@access(everyone)
def acceptance_pdf(code: str, list_id: UUID, row_id: UUID) -> Response:
    """The last acceptance of a project, to be signed; with whole names for the community and the street."""
    made = seen_list(code, list_id)
    row = seen_row(made, row_id)
    facts = acceptance_facts(made, row, named=me().works_in(code) or me().oversees(code))
    if facts is None:
        raise Refusal("projects.no_acceptance_yet")
    name = f"{made.number}-{row.number}-acceptance.pdf"
    return attachment(papers.render("acceptance-record", facts), name, PDF)


def _progress(code: str, list_id: UUID) -> ProjectProgressFacts:
    facts = progress_facts(seen_list(code, list_id))
    if facts is None:
        raise Refusal("projects.no_progress_yet")
    return facts


def _name(facts: ProjectProgressFacts, kind: str) -> str:
    return f"{facts['list_number']}-progress-{facts['dated_on']}.{kind}"
