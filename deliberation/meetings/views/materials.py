"""Pages of papers for a matter: sent, fetched, ordered, removed."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Response as Download
from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.files.views import attachment
from deliberation.meetings import materials as papers
from deliberation.meetings import queries
from deliberation.meetings.forms.materials import MaterialsForm
from deliberation.meetings.views.shared import blueprint, meeting_here, open_meeting, to
from deliberation.rounds.queries import leave
from deliberation.web.access import access, current_actor, everyone, found, works_here
from deliberation.web.bodies import takes_files
from deliberation.web.phrases import phrase

EACH = papers.MOST_MEGABYTES * 1024 * 1024


@blueprint.route("/<uuid:meeting_id>/agenda/<uuid:item_id>/materials", methods=["GET", "POST"])
@access(works_here)
@takes_files(EACH, EACH * 5, EACH * 11)
def materials(code: str, meeting_id: UUID, item_id: UUID) -> str | Response:
    """The papers of a matter; several may be sent at once, and those that cannot be kept are named."""
    meeting = open_meeting(code, meeting_id)
    item = found(queries.item_of(item_id, meeting))
    form = MaterialsForm()
    if form.validate_on_submit():
        sent = [each for each in form.papers.data or [] if getattr(each, "filename", "")]
        refused = _keep(code, meeting_id, item_id, sent)
        if sent and not refused:
            flash(_("材料放好了。"), "success")
            return to("materials", meeting_here(code, meeting_id), item_id=item_id)
        form.form_errors.extend(refused or [_("请先选文件。")])
        meeting = open_meeting(code, meeting_id)
        item = found(queries.item_of(item_id, meeting))
    rows = papers.materials_of(meeting).get(item.id, ())
    return render_template(
        "meetings/materials.html",
        form=form,
        meeting=meeting,
        item=item,
        rows=rows,
        most=papers.MOST_MATERIALS,
        megabytes=papers.MOST_MEGABYTES,
    )


def _keep(code: str, meeting_id: UUID, item_id: UUID, sent: list[Any]) -> list[str]:
    """Look at each file with nothing locked, keep what is sound, and say of the others why not."""
    refused = []
    for each in sent:
        leave()
        try:
            cut = bool(getattr(each.stream, "cut", False))
            paper = papers.looked_at(BytesIO(b"" if cut else each.read()), each.filename, cut)
            with unit_of_work():
                item = found(queries.item_of(item_id, open_meeting(code, meeting_id)))
                papers.add_material(current_actor(), item, paper)
        except Refusal as refusal:
            refused.append(phrase(f"refusal.{refusal.code}", refusal.facts))
    return refused


@blueprint.get("/<uuid:meeting_id>/materials/<uuid:material_id>")
@access(everyone)
def material(code: str, meeting_id: UUID, material_id: UUID) -> Download:
    """A paper, as a download; for whoever may see the meeting."""
    meeting = meeting_here(code, meeting_id)
    row, stored = found(papers.material_of(material_id, meeting))
    return attachment(files.content(stored), row.name, stored.media_type)


@blueprint.post("/<uuid:meeting_id>/materials/<uuid:material_id>/move")
@access(works_here)
def move_material(code: str, meeting_id: UUID, material_id: UUID) -> Response:
    """Move a paper up or down."""
    meeting = open_meeting(code, meeting_id)
    row, _stored = found(papers.material_of(material_id, meeting))
    with unit_of_work():
        papers.move_material(current_actor(), meeting, row, request.form.get("way") == "down")
    return to("materials", meeting, item_id=row.item_id)


@blueprint.post("/<uuid:meeting_id>/materials/<uuid:material_id>/remove")
@access(works_here)
def remove_material(code: str, meeting_id: UUID, material_id: UUID) -> Response:
    """Take a paper away."""
    meeting = open_meeting(code, meeting_id)
    row, _stored = found(papers.material_of(material_id, meeting))
    item_id = row.item_id
    with unit_of_work():
        papers.remove_material(current_actor(), meeting, row)
    flash(_("材料拿掉了。"), "info")
    return to("materials", meeting, item_id=item_id)
