"""Pages of imports: upload a table, read what is wrong row by row, take it over."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import Role
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.files.views import attachment
from deliberation.jobs import service as jobs
from deliberation.people import doors, uploads
from deliberation.people.blueprint import blueprint
from deliberation.people.forms import UploadForm
from deliberation.people.rules import MOST_INLINE_ROWS
from deliberation.people.templates import roll_template, staff_template
from deliberation.web.access import access, current_actor, found, holding, works_here
from deliberation.web.forms import refused_into
from deliberation.web.phrases import sentence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A table of 500 rows is smaller than this.
MOST_INLINE_BYTES = 64 * 1024


def _refused(report: dict[str, Any] | None) -> str:
    refused = (report or {}).get("refused")
    return sentence(Refusal(refused["code"], **refused["facts"])) if refused else ""


@blueprint.route("/c/<code>/roll/import", methods=["GET", "POST"])
@access(works_here)
def import_roll(code: str) -> str | Response:
    """Upload a roll to be checked."""
    form = UploadForm()
    if form.validate_on_submit():
        with refused_into(form):
            return _receive_roll(code, *form.taken())
    return render_template("people/import.html", form=form)


def _receive_roll(code: str, content: bytes, name: str) -> Response:
    doors.let_go()
    small = len(content) <= MOST_INLINE_BYTES
    rows, report = uploads.check_roll(code, content) if small else (0, None)
    doors.let_go()
    with unit_of_work():
        upload = uploads.receive(current_actor(), "roll", code, content, name)
        back = url_for(".checked_roll", code=code, upload_id=upload.id)
        if report is not None:
            uploads.keep_report(upload, rows, report)
            return redirect(back, 303)
        facts = {"upload_id": str(upload.id)}
        job = jobs.ask(current_actor(), "people.check_roll", facts, code, back)
        return redirect(url_for("jobs.show", job_id=job.id), 303)


def _upload(upload_id: UUID, kind: str, code: str | None) -> Any:
    return found(uploads.upload_of(upload_id, current_actor().account_id, kind, code))


@blueprint.get("/c/<code>/roll/import/<uuid:upload_id>")
@access(works_here)
def checked_roll(code: str, upload_id: UUID) -> str:
    """What the dry run found."""
    upload = _upload(upload_id, "roll", code)
    return render_template("people/checked_roll.html", upload=upload, refused=_refused(upload.report))


@blueprint.post("/c/<code>/roll/import/<uuid:upload_id>/apply")
@access(works_here)
def apply_roll(code: str, upload_id: UUID) -> Response:
    """Take the checked roll over; a large one as long work."""
    back = url_for(".checked_roll", code=code, upload_id=upload_id)
    upload = _upload(upload_id, "roll", code)
    if upload.rows > MOST_INLINE_ROWS:
        with unit_of_work():
            facts = {"upload_id": str(upload_id)}
            job = jobs.ask(current_actor(), "people.import_roll", facts, code, back)
        return redirect(url_for("jobs.show", job_id=job.id), 303)
    content, source = uploads.content_of(upload)
    doors.let_go()
    read = uploads.rows_of_roll(content)
    with unit_of_work():
        uploads.apply_roll(current_actor(), _upload(upload_id, "roll", code), read, source)
    flash(_("名册导入好了。"), "success")
    return redirect(back, 303)


@blueprint.get("/c/<code>/roll/template.xlsx")
@access(works_here)
def roll_sheet(code: str) -> Response:
    """An empty roll to fill in."""
    return attachment(roll_template(), f"{_('住户名册模板')}.xlsx", XLSX)


@blueprint.route("/accounts/import", methods=["GET", "POST"])
@access(holding(Role.ADMINISTRATOR))
def import_staff() -> str | Response:
    """Upload a list of staff to be checked."""
    form = UploadForm()
    if form.validate_on_submit():
        with refused_into(form):
            content, name = form.taken()
            rows, report = uploads.check_staff(current_actor(), content)
            with unit_of_work():
                upload = uploads.receive(current_actor(), "staff", None, content, name)
                uploads.keep_report(upload, rows, report)
                target = url_for(".checked_staff", upload_id=upload.id)
            return redirect(target, 303)
    return render_template("people/import_staff.html", form=form)


@blueprint.get("/accounts/import/<uuid:upload_id>")
@access(holding(Role.ADMINISTRATOR))
def checked_staff(upload_id: UUID) -> str:
    """What the dry run of the list found."""
    upload = _upload(upload_id, "staff", None)
    return render_template("people/checked_staff.html", upload=upload, refused=_refused(upload.report))


@blueprint.post("/accounts/import/<uuid:upload_id>/apply")
@access(holding(Role.ADMINISTRATOR))
def apply_staff(upload_id: UUID) -> str:
    """Make the accounts; their first passwords are shown this once."""
    upload = _upload(upload_id, "staff", None)
    if upload.applied_at is not None:
        raise Refusal("people.upload_applied")
    content, _source = uploads.content_of(upload)
    doors.let_go()
    rows, passwords = uploads.prepare_staff(content)
    with unit_of_work():
        upload = _upload(upload_id, "staff", None)
        made = uploads.apply_staff(current_actor(), upload, rows, passwords)
    shown = [(row.name, row.phone, row.scope, password) for row, password in made]
    return render_template("people/password_slip.html", rows=shown, back=url_for(".staff"), first=True)


@blueprint.get("/accounts/template.xlsx")
@access(holding(Role.ADMINISTRATOR))
def staff_sheet() -> Response:
    """An empty list of staff to fill in."""
    return attachment(staff_template(), f"{_('工作人员名单模板')}.xlsx", XLSX)
