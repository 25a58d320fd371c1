"""Pages of how minutes came about: their revisions, what changed between two, and bringing one back."""

from typing import Any
from uuid import UUID

from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.meetings import comparing, policy, revising, service
from deliberation.meetings.fact_words import change_words
from deliberation.meetings.forms.minutes import RestoreForm
from deliberation.meetings.section_words import section_name
from deliberation.meetings.views.shared import blueprint, to
from deliberation.meetings.views.written import records, worked_on
from deliberation.web.access import access, current_actor, found, permit, signed_in
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number

CLIPPED = 200
KEPT = 80


@blueprint.get("/<uuid:meeting_id>/minutes/revisions")
@access(signed_in)
def revisions(code: str, meeting_id: UUID) -> str:
    """Every text these minutes ever had, newest first."""
    meeting, written = worked_on(code, meeting_id)
    page = revising.revisions(written.id, page_number())
    return render_template("meetings/revisions.html", meeting=meeting, minutes=written, page=page)


@blueprint.get("/<uuid:meeting_id>/minutes/compare")
@access(signed_in)
def compare_minutes(code: str, meeting_id: UUID) -> str:
    """What changed between two revisions, section by section, and in the recorded facts."""
    meeting, written = worked_on(code, meeting_id)
    second = request.args.get("second", type=int) or written.revision
    first = request.args.get("first", type=int) or second - 1
    old = found(revising.revision_of(written.id, min(first, second)))
    new = found(revising.revision_of(written.id, max(first, second)))
    return render_template(
        "meetings/compare.html",
        meeting=meeting,
        minutes=written,
        old=old,
        new=new,
        sections=_sections(old, new),
        facts=[change_words(change) for change in comparing.facts_changed(old.record, new.record)],
        may_edit=_may_edit(meeting, code),
        form=RestoreForm(data={"seen": str(written.revision)}),
    )


def _may_edit(meeting: Any, code: str) -> bool:
    return meeting.phase == "drafted" and policy.may_edit_minutes(
        current_actor(), code, meeting.phase, records(meeting)
    )


def _sections(old: Any, new: Any) -> list[dict[str, Any]]:
    """The sections that changed, each with its name and its pieces."""
    budget = comparing.Budget()
    keys = [*new.sections, *(key for key in old.sections if key not in new.sections)]
    return [
        {
            "key": key,
            "name": section_name(new.record if key in new.sections else old.record, key),
            "gone": key not in new.sections,
            "pieces": [clipped(piece) for piece in _pieces(old, new, key, budget)],
        }
        for key in keys
        if old.sections.get(key, "") != new.sections.get(key, "")
    ]


def _pieces(old: Any, new: Any, key: str, budget: comparing.Budget) -> list[comparing.Piece]:
    return comparing.compared(old.sections.get(key, ""), new.sections.get(key, ""), budget)


def clipped(piece: comparing.Piece) -> dict[str, Any]:
    """Long stretches without a change are shown by their ends."""
    text = piece.text
    if piece.mark != comparing.Mark.SAME or len(text) <= CLIPPED:
        return {"mark": piece.mark.value, "text": text, "left_out": 0}
    left_out = len(text) - 2 * KEPT
    return {"mark": "same", "text": text[:KEPT], "left_out": left_out, "end": text[-KEPT:]}


@blueprint.route("/<uuid:meeting_id>/minutes/revisions/<int:number>", methods=["GET", "POST"])
@access(signed_in)
def revision(code: str, meeting_id: UUID, number: int) -> str | Response:
    """One revision as it stood; whoever writes the minutes can bring its words back, as a new revision."""
    meeting, written = worked_on(code, meeting_id)
    kept = found(revising.revision_of(written.id, number))
    form = RestoreForm(data={"seen": str(written.revision)})
    if request.method == "POST":
        permit(_may_edit(meeting, code))
        if form.validate_on_submit():
            with refused_into(form):
                with unit_of_work():
                    fell = service.restore(current_actor(), written, number, _seen(form))
                flash(_("第 %(number)s 版的文字恢复了，存成了新的一版。", number=number), "success")
                if fell:
                    flash(_("文字变了，之前的签字作废，请重新签字。"), "warning")
            if not form.form_errors:
                return to("minutes", meeting)
            form.seen.data, form.seen.raw_data = str(written.revision), None
    sections = [(section_name(kept.record, key), text) for key, text in kept.sections.items() if text]
    return render_template(
        "meetings/revision.html",
        meeting=meeting,
        minutes=written,
        kept=kept,
        sections=sections,
        form=form,
        may_restore=_may_edit(meeting, code) and number != written.revision,
    )


def _seen(form: Any) -> int:
    text = form.seen.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
