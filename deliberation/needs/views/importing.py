"""Taking a table of needs over: bring it, read what is wrong and what repeats what, take it over."""

from typing import Any
from uuid import UUID

from flask import Response as FileResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.files.views import attachment
from deliberation.jobs import service as jobs
from deliberation.needs import import_check, importing
from deliberation.needs.forms.importing import TakeForm, UploadForm
from deliberation.needs.import_problems import problems_workbook
from deliberation.needs.import_template import needs_template
from deliberation.needs.importing import AT_ONCE, JOIN, NEW, SKIP, XLSX
from deliberation.needs.queries import categories_off
from deliberation.needs.views.shared import blueprint
from deliberation.people import doors, uploads
from deliberation.places.queries import estates_of
from deliberation.web.access import access, current_actor, found, works_here
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number
from deliberation.web.phrases import sentence

TWINS_A_PAGE = 20
# A table of two hundred lines is smaller than this.
MOST_BYTES_AT_ONCE = 256 * 1024


@blueprint.route("/import", methods=["GET", "POST"])
@access(works_here)
def import_needs(code: str) -> str | Response:
    """Bring a table to be checked."""
    form = UploadForm()
    if form.validate_on_submit():
        with refused_into(form):
            return _receive(code, *form.taken())
    return render_template("needs/import.html", form=form, most=import_check.MOST_ROWS)


def _receive(code: str, content: bytes, name: str) -> Response:
    """Keep the table; a short one is checked at once, a long one in the background."""
    doors.let_go()
    short = len(content) <= MOST_BYTES_AT_ONCE and len(import_check.opened(content).lines) <= AT_ONCE
    report = import_check.report_of(code, content) if short else None
    doors.let_go()
    with unit_of_work():
        upload = uploads.receive(current_actor(), importing.KIND, code, content, name)
        back = url_for(".checked_needs", code=code, upload_id=upload.id)
        if report is None:
            job = jobs.ask(current_actor(), importing.CHECK, {"upload_id": str(upload.id)}, code, back)
            return redirect(url_for("jobs.show", job_id=job.id), 303)
        importing.keep_report(upload, report)
    return redirect(back, 303)


@blueprint.get("/import/template.xlsx")
@access(works_here)
def import_template(code: str) -> FileResponse:
    """An empty table to fill in."""
    estates = [estate.name for estate in estates_of(code)]
    name = _("需求导入模板")
    return attachment(needs_template(estates, categories_off(code)), f"{name}.xlsx", XLSX)


def _table(code: str, upload_id: UUID) -> Any:
    return found(importing.table_of(upload_id, current_actor().account_id, code))


@blueprint.get("/import/<uuid:upload_id>")
@access(works_here)
def checked_needs(code: str, upload_id: UUID) -> str:
    """What the dry run found, or what came of it."""
    return _checked(code, _table(code, upload_id), TakeForm(formdata=None))


def _checked(code: str, upload: Any, form: TakeForm) -> str:
    report = upload.report or {}
    refused = report.get("refused")
    chosen: dict[str, int] = {}
    for twin in report.get("twins", ()):
        choice = importing.choice_of(report, twin)
        kind = choice if choice in (NEW, SKIP) else JOIN
        chosen[kind] = chosen.get(kind, 0) + 1
    return render_template(
        "needs/checked_table.html",
        upload=upload,
        report=report,
        refused=sentence(Refusal(refused["code"], **refused["facts"])) if refused else "",
        chosen=chosen,
        form=form,
    )


@blueprint.get("/import/<uuid:upload_id>/problems.xlsx")
@access(works_here)
def import_problems(code: str, upload_id: UUID) -> FileResponse:
    """The lines that are wrong, each with what is wrong: mended, they can be brought again."""
    upload = _table(code, upload_id)
    content, _source = uploads.content_of(upload)
    doors.let_go()
    checked = import_check.checked(code, content)
    name = _("要改的行")
    return attachment(problems_workbook(checked), f"{name}.xlsx", XLSX)


@blueprint.route("/import/<uuid:upload_id>/twins", methods=["GET", "POST"])
@access(works_here)
def import_twins(code: str, upload_id: UUID) -> str | Response:
    """What becomes of each line that may say what was said already."""
    upload = _table(code, upload_id)
    report = upload.report or {}
    found(report.get("twins") or None)
    page, pages = page_number(), -(-len(report["twins"]) // TWINS_A_PAGE)
    page = min(page, pages)
    if request.method == "POST":
        every = request.form.get("all", "")
        with unit_of_work():
            importing.choose(
                _table(code, upload_id), every if every in (NEW, SKIP, JOIN) else "", _lines(report)
            )
        if every or page == pages:
            flash(_("记下了，还没有导入。"), "success")
            return redirect(url_for(".checked_needs", code=code, upload_id=upload_id), 303)
        return redirect(url_for(".import_twins", code=code, upload_id=upload_id, page=page + 1), 303)
    return render_template(
        "needs/import_twins.html",
        upload=upload,
        twins=importing.shown_twins(report, page, TWINS_A_PAGE),
        number=page,
        pages=pages,
        count=len(report["twins"]),
    )


def _lines(report: dict[str, Any]) -> dict[str, str]:
    """The choices of the form that name a line of this table and something it may become."""
    if request.form.get("all"):
        return {}
    chosen = {}
    for twin in report["twins"]:
        value = request.form.get(f"line-{twin['line']}", "")
        here = ["line"] if twin["here"] else []
        if value in (NEW, SKIP, *here, *(near["id"] for near in twin["near"])):
            chosen[str(twin["line"])] = value
    return chosen


@blueprint.post("/import/<uuid:upload_id>/apply")
@access(works_here)
def apply_needs(code: str, upload_id: UUID) -> str | Response:
    """Take the checked table over; a long one in the background."""
    form, actor = TakeForm(), current_actor()
    back = url_for(".checked_needs", code=code, upload_id=upload_id)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                upload = _table(code, upload_id)
                importing.begin(upload, bool(form.skip_wrong.data))
                if upload.rows > AT_ONCE:
                    facts = {"upload_id": str(upload_id)}
                    job = jobs.ask(actor, importing.TAKE, facts, code, back)
                    return redirect(url_for("jobs.show", job_id=job.id), 303)
            importing.take_over(actor, upload, lambda done, total: None)
            flash(_("导入好了。"), "success")
            return redirect(back, 303)
    return _checked(code, _table(code, upload_id), form)
