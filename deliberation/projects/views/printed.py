"""Downloads: the list as PDF and XLSX, its submitted versions, and the 公示 notice."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response as FileResponse
from flask import current_app, redirect, url_for
from werkzeug.wrappers import Response

from deliberation import papers
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.files.views import attachment
from deliberation.projects import policy, queries
from deliberation.projects.enclosing import printed
from deliberation.projects.papers import notice_facts, printed_facts
from deliberation.projects.printing import ask_for_print
from deliberation.projects.rules import PRINTED_AT_ONCE
from deliberation.projects.views.shared import ONE, blueprint, me, seen_list
from deliberation.web.access import access, everyone, found, permit, signed_in

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get(f"{ONE}/list.pdf")
@access(everyone)
def pdf(code: str, list_id: UUID) -> FileResponse:
    """The list with its cover letter, in official layout."""
    made = _printable(code, list_id)
    return _pdf(made, made.version, printed_facts(made))


@blueprint.get(f"{ONE}/list.xlsx")
@access(everyone)
def xlsx(code: str, list_id: UUID) -> FileResponse:
    """The list as a spreadsheet."""
    made = _printable(code, list_id)
    return _xlsx(made, made.version, printed_facts(made))


@blueprint.get(f"{ONE}/list.docx")
@access(everyone)
def docx(code: str, list_id: UUID) -> FileResponse:
    """The list with its cover letter as a Word document."""
    made = _printable(code, list_id)
    return _docx(made, made.version, printed_facts(made))


@blueprint.get(f"{ONE}/versions/<int:version>/list.docx")
@access(everyone)
def version_docx(code: str, list_id: UUID, version: int) -> FileResponse:
    """A submitted version as a Word document."""
    made = _printable(code, list_id)
    return _docx(made, version, found(queries.version_of(made.id, version)).facts)


@blueprint.get(f"{ONE}/versions/<int:version>/list.pdf")
@access(everyone)
def version_pdf(code: str, list_id: UUID, version: int) -> FileResponse:
    """A submitted version, as it was handed in."""
    made = _printable(code, list_id)
    return _pdf(made, version, found(queries.version_of(made.id, version)).facts)


@blueprint.get(f"{ONE}/versions/<int:version>/list.xlsx")
@access(everyone)
def version_xlsx(code: str, list_id: UUID, version: int) -> FileResponse:
    """A submitted version as a spreadsheet."""
    made = _printable(code, list_id)
    return _xlsx(made, version, found(queries.version_of(made.id, version)).facts)


@blueprint.get(f"{ONE}/notice.pdf")
@access(everyone)
def notice(code: str, list_id: UUID) -> FileResponse:
    """The 公示, to be put on the board."""
    made = _printable(code, list_id)
    if made.public_from is None:
        raise Refusal("projects.not_public")
    public_url: str = current_app.config["SETTINGS"].public_url
    facts = notice_facts(made, public_url + url_for(".show", code=code, list_id=list_id))
    _refuse_long(facts)
    return attachment(papers.render("publication-notice", facts), f"{made.number}-notice.pdf", PDF)


@blueprint.post(f"{ONE}/print")
@access(signed_in)
def print_long(code: str, list_id: UUID) -> Response:
    """Have a long list printed in the background."""
    made = _printable(code, list_id)
    with unit_of_work():
        job = ask_for_print(me(), made, url_for(".show", code=code, list_id=list_id))
    return redirect(url_for("jobs.show", job_id=job.id), 303)


def _printable(code: str, list_id: UUID) -> Any:
    made = seen_list(code, list_id)
    permit(policy.may_fetch_papers(me(), code, made.state))
    return made


def _refuse_long(facts: Mapping[str, object]) -> None:
    rows = facts["rows"]
    if isinstance(rows, list) and len(rows) > PRINTED_AT_ONCE:
        raise Refusal("projects.printed_by_job")


def _pdf(made: Any, version: int, facts: Mapping[str, object]) -> FileResponse:
    _refuse_long(facts)
    return attachment(printed(facts), f"{made.number}-v{version}.pdf", PDF)


def _docx(made: Any, version: int, facts: Mapping[str, object]) -> FileResponse:
    content = papers.document_of("project-list", facts)
    return attachment(content, f"{made.number}-v{version}.docx", DOCX)


def _xlsx(made: Any, version: int, facts: Mapping[str, object]) -> FileResponse:
    return attachment(papers.workbook("project-list", facts), f"{made.number}-v{version}.xlsx", XLSX)
