"""Minutes as Word documents: fetched, worked on elsewhere, sent back, looked at, accepted."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response as Download
from flask import flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.clock import now
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.files import queries as file_queries
from deliberation.files import service as files
from deliberation.files.views import attachment
from deliberation.meetings import comparing, papers, policy, service, word
from deliberation.meetings.forms.documents import AcceptForm, DocumentForm
from deliberation.meetings.rules import Source
from deliberation.meetings.section_words import section_name
from deliberation.meetings.veiling import veil_over
from deliberation.meetings.views.revisions import clipped
from deliberation.meetings.views.shared import blueprint, to
from deliberation.meetings.views.written import edition, place_name, readable, records
from deliberation.rounds.queries import leave
from deliberation.web.access import access, current_actor, everyone, found, permit, signed_in
from deliberation.web.bodies import takes_files
from deliberation.web.forms import refused_into

MOST = 10 * 1024 * 1024
KEPT = timedelta(days=1)


@blueprint.get("/<uuid:meeting_id>/minutes.docx")
@access(everyone)
def minutes_docx(code: str, meeting_id: UUID) -> Download:
    """The minutes for Word; outsiders get them with names hidden."""
    return _document(code, meeting_id, papers.SUMMARY, "会议纪要")


@blueprint.get("/<uuid:meeting_id>/minutes/record.docx")
@access(everyone)
def record_docx(code: str, meeting_id: UUID) -> Download:
    """The whole record for Word."""
    return _document(code, meeting_id, papers.RECORD, "会议记录")


def _document(code: str, meeting_id: UUID, paper: str, name: str) -> Download:
    meeting, written = readable(code, meeting_id)
    hidden = edition(meeting, written, code, f"{paper}.docx")
    content = word.minutes_docx(written, place_name(code), hidden, paper)
    title = veil_over(meeting, hidden).over(meeting.title)
    return attachment(content, f"{title}-{name}.docx", word.MEDIA_TYPE)


def _editable(code: str, meeting_id: UUID) -> tuple[Any, Any]:
    meeting, written = readable(code, meeting_id)
    permit(policy.may_edit_minutes(current_actor(), code, meeting.phase, records(meeting)))
    return meeting, written


@blueprint.route("/<uuid:meeting_id>/minutes/import", methods=["GET", "POST"])
@access(signed_in)
@takes_files(MOST, MOST, 2 * MOST)
def import_minutes(code: str, meeting_id: UUID) -> str | Response:
    """Send a document back; nothing changes before it was looked at."""
    meeting, written = _editable(code, meeting_id)
    form = DocumentForm()
    if form.validate_on_submit():
        with refused_into(form):
            content = _sent(form.document.data)
            word.read_back(written, content)
            stored = _kept(content, form.document.data.filename or "", code)
            return to("look_at_import", meeting, document_id=stored)
    return render_template("meetings/import_minutes.html", form=form, meeting=meeting, minutes=written)


def _sent(document: Any) -> bytes:
    if getattr(document.stream, "cut", False):
        raise Refusal("meetings.docx_large", most=MOST // 1024 // 1024)
    content: bytes = document.read()
    return content


def _kept(content: bytes, name: str, code: str) -> UUID:
    owner = current_actor().account_id
    leave()
    with unit_of_work():
        return files.keep(content, name[-120:], word.MEDIA_TYPE, code, owner, expires_at=now() + KEPT).id


@blueprint.route("/<uuid:meeting_id>/minutes/import/<uuid:document_id>", methods=["GET", "POST"])
@access(signed_in)
def look_at_import(code: str, meeting_id: UUID, document_id: UUID) -> str | Response:
    """What the document would change, section by section; accept it or leave it."""
    meeting, written = _editable(code, meeting_id)
    stored = _waiting(document_id)
    form = AcceptForm()
    returned = word.read_back(written, files.content(stored))
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                fell = _accept(written, returned, stored.name)
                files.forget(_waiting(document_id))
            flash(
                _("导入好了，存成了新的一版。文字变了，之前的签字作废，请重新签字。")
                if fell
                else _("导入好了，存成了新的一版。"),
                "warning" if fell else "success",
            )
            return to("minutes", meeting)
    return render_template(
        "meetings/look_at_import.html",
        form=form,
        meeting=meeting,
        minutes=written,
        returned=returned,
        document=stored,
        **_shown(written, returned),
    )


def _waiting(document_id: UUID) -> Any:
    """A document this person sent and has not decided about; what others sent is none of theirs."""
    account_id = current_actor().account_id
    stored = found(file_queries.file_for(document_id, account_id))
    permit(stored.owner_id == account_id and stored.media_type == word.MEDIA_TYPE)
    return stored


@blueprint.post("/<uuid:meeting_id>/minutes/import/<uuid:document_id>/drop")
@access(signed_in)
def drop_import(code: str, meeting_id: UUID, document_id: UUID) -> Response:
    """Leave the minutes as they are, and forget the document."""
    meeting, _written = _editable(code, meeting_id)
    _waiting(document_id)
    with unit_of_work():
        files.forget(_waiting(document_id))
    flash(_("没有导入，传上来的文件已经删掉。"), "info")
    return to("minutes", meeting)


def _accept(written: Any, returned: Any, name: str) -> bool:
    if returned.conflicts:
        raise Refusal("meetings.minutes_changed", by=written.edited_by)
    note, sections = _("导入：%(name)s", name=name[-80:]), returned.sections
    return service.edit_minutes(
        current_actor(), written, sections, returned.revision, source=Source.DOCX, note=note
    )


def _shown(written: Any, returned: Any) -> dict[str, Any]:
    """The changed sections with their pieces, and the conflicts with both texts."""
    after, budget = word.standing_after(written, returned), comparing.Budget()

    def names(keys: Any) -> list[str]:
        return [section_name(written.record, key) for key in keys]

    def pieces(key: str, text: str) -> list[dict[str, Any]]:
        return [clipped(piece) for piece in comparing.compared(written.sections.get(key, ""), text, budget)]

    return {
        "sections": [
            {"name": section_name(written.record, key), "pieces": pieces(key, after[key])}
            for key in returned.changed
        ],
        "conflicts": [
            {"name": section_name(written.record, key), "pieces": pieces(key, returned.sections[key])}
            for key in returned.conflicts
        ],
        "missing": names(returned.missing),
    }
