"""Pages before a meeting: what has to be done, on the screen and as a sheet; the rules to post."""

from uuid import UUID

from flask import Response as Download
from flask import render_template
from flask_babel import gettext as _

from deliberation.files.views import attachment
from deliberation.meetings import preparing
from deliberation.meetings.views.shared import blueprint, meeting_here
from deliberation.meetings.views.written import place_name
from deliberation.web.access import access, works_here


@blueprint.get("/<uuid:meeting_id>/checklist")
@access(works_here)
def checklist(code: str, meeting_id: UUID) -> str:
    """What has to be done before the meeting, ticked where it is done."""
    meeting = meeting_here(code, meeting_id)
    return render_template("meetings/checklist.html", meeting=meeting, groups=preparing.checks(meeting))


@blueprint.get("/<uuid:meeting_id>/checklist.pdf")
@access(works_here)
def checklist_pdf(code: str, meeting_id: UUID) -> Download:
    """The checklist to tick with a pen."""
    meeting = meeting_here(code, meeting_id)
    content = preparing.checklist_pdf(meeting, place_name(code))
    return attachment(content, _("%(title)s-会前准备清单.pdf", title=meeting.title), "application/pdf")


@blueprint.get("/<uuid:meeting_id>/rules.pdf")
@access(works_here)
def rules_pdf(code: str, meeting_id: UUID) -> Download:
    """The rules of the meeting to post in the room."""
    meeting = meeting_here(code, meeting_id)
    content = preparing.rules_pdf(meeting, place_name(code))
    return attachment(content, _("%(title)s-议事规则.pdf", title=meeting.title), "application/pdf")
