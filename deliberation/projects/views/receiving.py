"""Lists that come to the street as files: taken over, read, printed again, fetched as a table."""

from typing import Any
from uuid import UUID

from flask import Response as Download
from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation import papers
from deliberation.actors import Role
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.files.views import attachment
from deliberation.projects import receiving
from deliberation.projects.enclosing import printed
from deliberation.projects.forms.receiving import ReceiveForm
from deliberation.projects.receiving import Reading
from deliberation.projects.rules import PRINTED_AT_ONCE
from deliberation.projects.views.printed import DOCX, PDF, XLSX
from deliberation.projects.views.shared import blueprint, me
from deliberation.web.access import access, found, holding
from deliberation.web.bodies import takes_files
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number

MOST_MB = 20
MOST = MOST_MB * 1024 * 1024


@blueprint.route("/office/received", methods=["GET", "POST"])
@access(holding(Role.OFFICER))
@takes_files(MOST, MOST, 2 * MOST)
def received() -> str | Response:
    """The lists that came as files, and the place to hand one in."""
    form = ReceiveForm()
    if form.validate_on_submit():
        with refused_into(form):
            kept = _taken(form)
            return redirect(url_for(".received_list", received_id=kept.id), 303)
    page = receiving.received(me().scopes(Role.OFFICER), page_number())
    return render_template("projects/received.html", form=form, page=page)


def _taken(form: ReceiveForm) -> Any:
    reading = receiving.read_list(form.content(MOST_MB))
    receiving.refuse_outside(me(), reading)
    with unit_of_work():
        kept = receiving.receive(me(), reading)
    flash(_("清单读出来了，数据和校验码一致。"), "success")
    return kept


@blueprint.get("/office/received/<uuid:received_id>")
@access(holding(Role.OFFICER))
def received_list(received_id: UUID) -> str:
    """One list as it came, and whether it equals what is kept here."""
    kept = _kept(received_id)
    reading = Reading(kept.facts, kept.sha256)
    here = receiving.version_here(reading)
    return render_template(
        "projects/received_list.html", kept=kept, facts=kept.facts, known=receiving.known(reading), here=here
    )


@blueprint.get("/office/received/<uuid:received_id>/list.pdf")
@access(holding(Role.OFFICER))
def received_pdf(received_id: UUID) -> Download:
    """The list printed again from what came."""
    kept = _kept(received_id)
    if len(kept.facts["rows"]) > PRINTED_AT_ONCE:
        raise Refusal("projects.received_long", most=PRINTED_AT_ONCE)
    return attachment(printed(kept.facts), f"{kept.number}-v{kept.version}.pdf", PDF)


@blueprint.get("/office/received/<uuid:received_id>/list.xlsx")
@access(holding(Role.OFFICER))
def received_xlsx(received_id: UUID) -> Download:
    """The list as a table."""
    kept = _kept(received_id)
    content = papers.workbook("project-list", kept.facts)
    return attachment(content, f"{kept.number}-v{kept.version}.xlsx", XLSX)


@blueprint.get("/office/received/<uuid:received_id>/list.docx")
@access(holding(Role.OFFICER))
def received_docx(received_id: UUID) -> Download:
    """The list as a Word document."""
    kept = _kept(received_id)
    content = papers.document_of("project-list", kept.facts)
    return attachment(content, f"{kept.number}-v{kept.version}.docx", DOCX)


def _kept(received_id: UUID) -> Any:
    kept: Any = found(receiving.received_list(received_id, me().scopes(Role.OFFICER)))
    return kept
