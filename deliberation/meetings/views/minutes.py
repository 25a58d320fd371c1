"""Pages of minutes: reading and writing them; and the paper."""

from typing import Any
from uuid import UUID

from flask import Response as Download
from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.files.views import attachment
from deliberation.meetings import papers, policy, service
from deliberation.meetings.forms.minutes import minutes_form
from deliberation.meetings.merging import merged
from deliberation.meetings.revising import sections_at
from deliberation.meetings.section_words import section_groups
from deliberation.meetings.veiling import veil_over
from deliberation.meetings.views.shared import blueprint, meeting_here, to
from deliberation.meetings.views.written import edition, page_of, place_name, readable, records
from deliberation.web.access import access, current_actor, everyone, permit, signed_in, works_here
from deliberation.web.forms import Form, refused_into
from deliberation.wording import tidy_lines


@blueprint.get("/<uuid:meeting_id>/minutes")
@access(everyone)
def minutes(code: str, meeting_id: UUID) -> str:
    """The minutes as a page: public once signed."""
    meeting, written = readable(code, meeting_id)
    return render_template("meetings/minutes.html", **page_of(meeting, written, code))


@blueprint.get("/<uuid:meeting_id>/minutes.pdf")
@access(everyone)
def minutes_pdf(code: str, meeting_id: UUID) -> Download:
    """The minutes as a paper; outsiders get it with names hidden."""
    return _paper(code, meeting_id, papers.SUMMARY, "会议纪要")


@blueprint.get("/<uuid:meeting_id>/minutes/record.pdf")
@access(everyone)
def record_pdf(code: str, meeting_id: UUID) -> Download:
    """The whole record as a paper: who came, who said what, every vote."""
    return _paper(code, meeting_id, papers.RECORD, "会议记录")


def _paper(code: str, meeting_id: UUID, paper: str, name: str) -> Download:
    meeting, written = readable(code, meeting_id)
    hidden = edition(meeting, written, code, f"{paper}.pdf")
    content = papers.minutes_pdf(written, place_name(code), hidden, paper)
    title = veil_over(meeting, hidden).over(meeting.title)
    return attachment(content, f"{title}-{name}.pdf", "application/pdf")


@blueprint.post("/<uuid:meeting_id>/minutes/draft")
@access(works_here)
def draft_minutes(code: str, meeting_id: UUID) -> Response:
    """Write the minutes from the records."""
    meeting = meeting_here(code, meeting_id)
    with unit_of_work():
        service.draft_minutes(current_actor(), meeting)
    return to("edit_minutes", meeting)


@blueprint.post("/<uuid:meeting_id>/reopen")
@access(works_here)
def reopen(code: str, meeting_id: UUID) -> Response:
    """Open the records again, to correct them."""
    meeting = meeting_here(code, meeting_id)
    with unit_of_work():
        service.reopen(current_actor(), meeting)
    flash(_("会议记录重新打开了。改好以后请再结束一次，纪要会跟着更新。"), "info")
    return to("show", meeting)


@blueprint.route("/<uuid:meeting_id>/minutes/edit", methods=["GET", "POST"])
@access(signed_in)
def edit_minutes(code: str, meeting_id: UUID) -> str | Response:
    """Write the sections; when somebody else wrote into the same one meanwhile, both texts are shown."""
    meeting, written = readable(code, meeting_id)
    permit(policy.may_edit_minutes(current_actor(), code, meeting.phase, records(meeting)))
    form = _editor(written)
    theirs: dict[str, str] = {}
    lost = _without_a_place(written)
    if form.validate_on_submit():
        typed = {key: form[key].data or "" for key in written.sections}
        seen = _revision(form)
        with refused_into(form), unit_of_work():
            _edit(written, typed, seen, form["note"].data or "", lost)
        if not form.form_errors:
            return to("minutes", meeting, saved=1)
        theirs = _conflict(written, typed, seen, form)
    return render_template(
        "meetings/edit_minutes.html",
        form=form,
        meeting=meeting,
        minutes=written,
        theirs=theirs,
        lost=lost,
        labels=section_groups(written.record),
    )


def _editor(written: Any) -> Form:
    groups = section_groups(written.record)
    labels = {key: words for _group, rows in groups for key, words in rows}
    hint = _("发言（一行一人，例如：张三：我同意）")
    labels = {key: hint if key.endswith("_speeches") else words for key, words in labels.items()}
    labels["attachments"] = _("附件（一行一个）")
    data = {**written.sections, "revision": str(written.revision)}
    return minutes_form(labels, labels)(data=data)


def _revision(form: Form) -> int:
    """The revision the writing began from; 0 where the address of it was spoiled."""
    revision = form["revision"].data or ""
    return int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0


def _without_a_place(written: Any) -> dict[str, str]:
    """What was typed into sections that are no longer there, because their matter left the agenda."""
    sent = {key: tidy_lines(text) for key, text in request.form.items() if key.startswith("item_")}
    return {key: text for key, text in sent.items() if text and key not in written.sections}


def _edit(written: Any, typed: dict[str, str], seen: int, note: str, lost: dict[str, str]) -> None:
    if lost:
        raise Refusal("meetings.section_lost")
    fell = service.edit_minutes(current_actor(), written, typed, seen, note=note)
    if written.revision > seen + 1:
        flash(_("您编辑的时候别人也改了别的地方，两边改的都留下了。"), "info")
    if fell:
        flash(_("纪要改好了。文字变了，之前的签字作废，请重新签字。"), "warning")
    else:
        flash(_("纪要存好了。"), "success")


def _conflict(written: Any, typed: dict[str, str], seen: int, form: Form) -> dict[str, str]:
    """What stands there now where both changed it; the rest is taken together. Saving again is deliberate."""
    if seen == written.revision:
        return {}
    both = merged(sections_at(written, seen), written.sections, typed)
    _refill(form, "revision", str(written.revision))
    for key, text in both.sections.items():
        if key not in both.conflicts:
            _refill(form, key, text)
    return {key: written.sections[key] for key in both.conflicts if key in written.sections}


def _refill(form: Form, name: str, value: str) -> None:
    form[name].data, form[name].raw_data = value, None
