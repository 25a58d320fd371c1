"""Pages of minutes: reading, writing, signing, adding; and the paper."""

from typing import Any
from uuid import UUID

from flask import Response as Download
from flask import flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.files.views import attachment
from deliberation.meetings import papers, policy, service
from deliberation.meetings.forms.minutes import AddendumForm, SignForm, minutes_form
from deliberation.meetings.recorded import COMMON_SECTIONS, ITEM_SECTIONS
from deliberation.meetings.views.shared import blueprint, meeting_here, to, was_present
from deliberation.places.queries import region_of
from deliberation.web.access import access, current_actor, everyone, found, permit, signed_in, works_here
from deliberation.web.forms import Form, refused_into


def _readable(code: str, meeting_id: UUID) -> tuple[Any, Any]:
    """The meeting and its minutes, if this visitor may read them; else there are none."""
    meeting, actor = meeting_here(code, meeting_id), current_actor()
    allowed = policy.may_see_minutes(actor, code, meeting.phase, meeting.is_party(actor.account_id))
    return meeting, found(meeting.minutes if allowed else None)


def _masked(meeting: Any, code: str) -> bool:
    actor = current_actor()
    return not policy.may_see_names(actor, code, meeting.is_party(actor.account_id))


def _place_name(code: str) -> str:
    region = region_of(code)
    return region.name if region else ""


@blueprint.get("/<uuid:meeting_id>/minutes")
@access(everyone)
def minutes(code: str, meeting_id: UUID) -> str:
    """The minutes as a page: public once signed."""
    meeting, written = _readable(code, meeting_id)
    return render_template("meetings/minutes.html", **_page(meeting, written, code))


def _page(meeting: Any, written: Any, code: str) -> dict[str, Any]:
    actor = current_actor()
    signed = {row.account_id for row in written.standing()}
    roles = policy.roles_to_sign(
        actor, meeting.phase, meeting.chair_id, meeting.recorder_id, was_present(meeting)
    )
    leads = actor.account_id in (meeting.chair_id, meeting.recorder_id)
    is_recorder = actor.account_id is not None and actor.account_id == meeting.recorder_id
    return {
        "meeting": meeting,
        "minutes": written,
        "facts": papers.minutes_facts(written, _place_name(code), _masked(meeting, code)),
        "may_edit": policy.may_edit_minutes(actor, code, meeting.phase, is_recorder),
        "may_sign": bool(roles) and actor.account_id not in signed,
        "may_add": policy.may_add_addendum(actor, code, meeting.phase, leads),
        "may_run": policy.may_run(actor, code),
        "fallen": [row for row in written.signatures if row.fell_at] if not written.sealed_at else [],
    }


@blueprint.get("/<uuid:meeting_id>/minutes.pdf")
@access(everyone)
def minutes_pdf(code: str, meeting_id: UUID) -> Download:
    """The minutes as a paper; outsiders get it with names hidden."""
    meeting, written = _readable(code, meeting_id)
    content = papers.minutes_pdf(written, _place_name(code), _masked(meeting, code))
    return attachment(content, f"{meeting.title}-会议纪要.pdf", "application/pdf")


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
    """Write the sections; when somebody else wrote meanwhile, both texts are shown."""
    meeting, written = _readable(code, meeting_id)
    actor = current_actor()
    is_recorder = actor.account_id is not None and actor.account_id == meeting.recorder_id
    permit(policy.may_edit_minutes(actor, code, meeting.phase, is_recorder))
    form = _editor(written)
    theirs: dict[str, str] = {}
    if form.validate_on_submit():
        typed = {key: form[key].data or "" for key in written.sections}
        revision = form["revision"].data or ""
        with refused_into(form), unit_of_work():
            _edit(written, typed, revision)
        if not form.form_errors:
            return to("minutes", meeting)
        theirs = _conflict(written, typed, form)
    labels = _section_labels(written)
    return render_template(
        "meetings/edit_minutes.html",
        form=form,
        meeting=meeting,
        minutes=written,
        theirs=theirs,
        labels=labels,
    )


def _editor(written: Any) -> Form:
    labels = {key: words for _group, rows in _section_labels(written) for key, words in rows}
    data = {**written.sections, "revision": str(written.revision)}
    return minutes_form(labels, labels)(data=data)


def _edit(written: Any, typed: dict[str, str], revision: str) -> None:
    if not (revision.isascii() and revision.isdigit()):
        raise Refusal("meetings.minutes_changed", by=written.edited_by)
    if service.edit_minutes(current_actor(), written, typed, int(revision)):
        flash(_("纪要改好了。文字变了，之前的签字作废，请重新签字。"), "warning")
    else:
        flash(_("纪要存好了。"), "success")


def _conflict(written: Any, typed: dict[str, str], form: Form) -> dict[str, str]:
    """What stands there now where it differs from what was typed; saving again is then deliberate."""
    if form["revision"].data == str(written.revision):
        return {}
    form["revision"].data = str(written.revision)
    form["revision"].raw_data = None
    return {key: text for key, text in written.sections.items() if text != typed.get(key)}


def _section_labels(written: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """The sections in groups, each with its heading: the beginning, every item, the end."""
    parts = dict(
        zip(
            ITEM_SECTIONS,
            (_("说明"), _("发言（一行一人，例如：张三：我同意）"), _("结论"), _("保留的意见")),
            strict=True,
        )
    )
    opening, closing, attachments = COMMON_SECTIONS
    groups = [(_("会议开始"), [(opening, _("开场和其他情况"))])]
    for number, item in enumerate(written.record["items"], 1):
        title = _("议题 %(number)s：%(title)s", number=number, title=item["title"])
        groups.append((title, [(f"item_{item['id']}_{part}", words) for part, words in parts.items()]))
    groups.append((_("会议结束"), [(closing, _("其他议定的事")), (attachments, _("附件（一行一个）"))]))
    return groups


@blueprint.route("/<uuid:meeting_id>/minutes/sign", methods=["GET", "POST"])
@access(signed_in)
def sign_minutes(code: str, meeting_id: UUID) -> str | Response:
    """Read the whole text and sign it."""
    meeting, written = _readable(code, meeting_id)
    page = _page(meeting, written, code)
    form = SignForm(data={"seen": written.text_hash})
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.sign(current_actor(), written, form.seen.data or "")
            flash(_("签好了，谢谢。"), "success")
        if not form.form_errors:
            return to("minutes", meeting)
        form.seen.data, form.seen.raw_data, form.sure.data = written.text_hash, None, False
    elif not page["may_sign"]:
        return to("minutes", meeting)
    return render_template("meetings/sign.html", form=form, **page)


@blueprint.route("/<uuid:meeting_id>/minutes/addenda/new", methods=["GET", "POST"])
@access(signed_in)
def add_addendum(code: str, meeting_id: UUID) -> str | Response:
    """Add what was missing, signed by its author."""
    meeting, written = _readable(code, meeting_id)
    permit(_page(meeting, written, code)["may_add"])
    form = AddendumForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.add_addendum(current_actor(), written, form.text.data or "")
            flash(_("补记写好了。"), "success")
            return to("minutes", meeting)
    return render_template("meetings/addendum.html", form=form, meeting=meeting)
