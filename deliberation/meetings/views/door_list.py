"""Who is due, by the roll or by a pasted list; the sheet to sign on, and what was signed typed back in."""

from uuid import UUID

from flask import flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.meetings import at_door, service
from deliberation.meetings.door_papers import sheet_files, sheet_pdf
from deliberation.meetings.forms.door import PasteForm, SheetForm
from deliberation.meetings.views.live_page import hall_facts
from deliberation.meetings.views.shared import blueprint, open_meeting, to
from deliberation.places.queries import names_of_regions
from deliberation.web.access import access, current_actor, works_here
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number


@blueprint.post("/<uuid:meeting_id>/members/roll")
@access(works_here)
def list_from_roll(code: str, meeting_id: UUID) -> Response:
    """Put everybody on the list whom the roll makes due."""
    meeting = open_meeting(code, meeting_id)
    with unit_of_work():
        added = service.list_from_roll(current_actor(), meeting)
    flash(_("按名册列好了，新加了 %(count)s 人。", count=added), "success")
    return to("show", meeting)


@blueprint.route("/<uuid:meeting_id>/members/paste", methods=["GET", "POST"])
@access(works_here)
def paste_list(code: str, meeting_id: UUID) -> str | Response:
    """Paste a list of members, one a line."""
    meeting, form = open_meeting(code, meeting_id), PasteForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                added = service.list_pasted(current_actor(), meeting, form.lines.data or "")
            flash(_("名单存好了，新加了 %(count)s 人。", count=added), "success")
            return to("show", meeting)
    return render_template("meetings/paste_list.html", form=form, meeting=meeting)


@blueprint.route("/<uuid:meeting_id>/attendance/sheet", methods=["GET", "POST"])
@access(works_here)
def sheet(code: str, meeting_id: UUID) -> str | Response:
    """One page of the signed sheet: tick who signed, or all at once."""
    meeting, form = open_meeting(code, meeting_id), SheetForm()
    page = at_door.sheet_of(meeting.id, page_number())
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                count = service.check_in_many(current_actor(), meeting, form.ids())
            flash(_("登记了 %(count)s 人到会。", count=count), "success")
            return to("sheet", meeting, page=min(page.number + 1, page.pages))
    return render_template(
        "meetings/sheet.html",
        form=form,
        meeting=meeting,
        page=page,
        files=sheet_files(page.total),
        **hall_facts(meeting),
    )


@blueprint.get("/<uuid:meeting_id>/attendance/sheet.pdf")
@access(works_here)
def sheet_file(code: str, meeting_id: UUID) -> Response:
    """The sheet to sign on, to print before the meeting."""
    meeting = open_meeting(code, meeting_id)
    pdf = sheet_pdf(meeting, names_of_regions([code]).get(code, ""), page_number())
    headers = {"Content-Disposition": 'inline; filename="sign-in.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)
