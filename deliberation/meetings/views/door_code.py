"""The code at the door: what a scan opens, the poster that shows it, and another one when it got out."""

from typing import Any
from uuid import UUID

from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.meetings import at_door, policy, service
from deliberation.meetings.door_papers import poster_pdf
from deliberation.meetings.forms.door import CodeForm
from deliberation.meetings.rules import Presence
from deliberation.meetings.views.shared import blueprint, door_url, meeting_here, open_meeting, to
from deliberation.places.queries import names_of_regions
from deliberation.web.access import access, current_actor, permit, signed_in, works_here
from deliberation.web.forms import refused_into
from deliberation.web.phrases import sentence


@blueprint.route("/<uuid:meeting_id>/door", methods=["GET", "POST"])
@access(signed_in)
def door(code: str, meeting_id: UUID) -> str | Response:
    """What a scanned code opens: one tap and whoever is on the list is here; others may sit in."""
    meeting, actor, form = meeting_here(code, meeting_id), current_actor(), CodeForm(request.values)
    row = at_door.own_row(meeting, actor.account_id, actor.resident_id)
    listed = row is not None and row.status != Presence.OBSERVER
    if form.validate_on_submit():
        act = service.arrive if listed else service.sit_in
        permit(listed or policy.may_sit_in(actor, code, meeting.phase))
        with refused_into(form):
            with unit_of_work():
                row = act(actor, meeting, form.k.data or "")
            said = _("登记好了，您已到会。") if row.status == Presence.PRESENT else _("登记好了，您是列席。")
            flash(said, "success")
            return to("show", meeting)
    refused = form.form_errors[0] if form.form_errors else _wrong(meeting, form.k.data or "")
    return render_template(
        "meetings/door.html",
        form=form,
        meeting=meeting,
        row=row,
        refused=refused,
        may_sit_in=policy.may_sit_in(actor, code, meeting.phase),
    )


def _wrong(meeting: Any, typed: str) -> str:
    """Why this code does not open the door now; empty when it does."""
    try:
        service.refuse_code(meeting, typed)
    except Refusal as refusal:
        return sentence(refusal)
    return ""


@blueprint.get("/<uuid:meeting_id>/door/poster.pdf")
@access(works_here)
def poster(code: str, meeting_id: UUID) -> Response:
    """The poster with the code, to hang at the door."""
    meeting = open_meeting(code, meeting_id)
    link = door_url(meeting)
    pdf = poster_pdf(meeting, names_of_regions([code]).get(code, ""), link)
    return Response(
        pdf, mimetype="application/pdf", headers={"Content-Disposition": 'inline; filename="door.pdf"'}
    )


@blueprint.post("/<uuid:meeting_id>/door/renew")
@access(works_here)
def renew_code(code: str, meeting_id: UUID) -> Response:
    """Another code; posters with the old one are for the bin."""
    meeting = open_meeting(code, meeting_id)
    with unit_of_work():
        service.renew_code(current_actor(), meeting)
    flash(_("换好了。旧的二维码不能用了，请重新打印海报。"), "success")
    return to("attendance", meeting)
