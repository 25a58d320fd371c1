"""Pages of the round for correction: sending the draft, comments by those who sat there, answers."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.clock import today
from deliberation.database import unit_of_work
from deliberation.meetings import circulating, policy, queries, service
from deliberation.meetings.forms.minutes import AnswerForm, CirculateForm, CommentForForm, CommentForm
from deliberation.meetings.rules import CAME
from deliberation.meetings.section_words import section_name, section_names
from deliberation.meetings.views.shared import blueprint, to
from deliberation.meetings.views.written import rights, worked_on
from deliberation.web.access import access, current_actor, found, permit, signed_in, works_here
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number

DAYS_TO_ANSWER = 3


@blueprint.route("/<uuid:meeting_id>/minutes/circulate", methods=["GET", "POST"])
@access(signed_in)
def circulate_minutes(code: str, meeting_id: UUID) -> str | Response:
    """Send the draft to those who came, to be corrected until a day."""
    meeting, written = worked_on(code, meeting_id)
    permit(rights(meeting, code)["may_circulate"])
    form = CirculateForm(data={"until": today() + timedelta(days=DAYS_TO_ANSWER)})
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                told = service.circulate(current_actor(), written, form.until.data or today())
            flash(_("纪要草稿发给了 %(count)s 个人。", count=told), "success")
            return to("comments", meeting)
    return render_template(
        "meetings/circulate.html",
        form=form,
        meeting=meeting,
        minutes=written,
        told=len(circulating.readers(meeting)),
        to_ask=circulating.without_account(meeting),
    )


@blueprint.get("/<uuid:meeting_id>/minutes/comments")
@access(signed_in)
def comments(code: str, meeting_id: UUID) -> str:
    """What those who sat there would have otherwise, and what was answered; never public."""
    meeting, written = worked_on(code, meeting_id)
    allowed = rights(meeting, code)
    found(allowed["may_read_comments"] or None)
    page = circulating.comments(written.id, page_number())
    return render_template(
        "meetings/comments.html",
        meeting=meeting,
        minutes=written,
        page=page,
        names=section_names(written.record),
        waiting=circulating.open_comments(written.id),
        going_round=circulating.open_for_comments(written),
        to_ask=circulating.without_account(meeting),
        **allowed,
    )


@blueprint.route("/<uuid:meeting_id>/minutes/comments/new", methods=["GET", "POST"])
@access(signed_in)
def comment(code: str, meeting_id: UUID) -> str | Response:
    """Say what should be otherwise."""
    meeting, written = worked_on(code, meeting_id)
    permit(rights(meeting, code)["may_comment"])
    form = CommentForm(data={"section": request.args.get("section", "")})
    form.offer(_sections(written))
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.comment(current_actor(), written, form.section.data, form.text.data or "")
            flash(_("意见提好了，记录人答复以后会告诉您。"), "success")
            return to("comments", meeting)
    return _comment_page("meetings/comment.html", meeting, written, form)


@blueprint.route("/<uuid:meeting_id>/minutes/comments/for", methods=["GET", "POST"])
@access(works_here)
def comment_for(code: str, meeting_id: UUID) -> str | Response:
    """Enter what somebody said by phone or on paper."""
    meeting, written = worked_on(code, meeting_id)
    permit(policy.may_comment_for(current_actor(), code, meeting.phase))
    form = CommentForForm()
    form.offer(_sections(written))
    form.ask([row for row in meeting.attendance if row.status in CAME])
    if form.validate_on_submit():
        row = found(queries.attendance_of(UUID(form.person.data), meeting))
        with refused_into(form):
            with unit_of_work():
                service.comment_for(current_actor(), written, row, form.section.data, form.text.data or "")
            flash(_("意见记下了。答复以后请转告本人。"), "success")
            return to("comments", meeting)
    return _comment_page("meetings/comment_for.html", meeting, written, form)


def _sections(written: Any) -> dict[str, str]:
    """The sections there are, those with words first named as they stand."""
    return {key: name for key, name in section_names(written.record).items() if key in written.sections}


def _comment_page(template: str, meeting: Any, written: Any, form: Any) -> str:
    names = section_names(written.record)
    texts = [(key, names[key], text) for key, text in written.sections.items() if text and key in names]
    return render_template(template, form=form, meeting=meeting, minutes=written, texts=texts)


@blueprint.route("/<uuid:meeting_id>/minutes/comments/<uuid:remark_id>/answer", methods=["GET", "POST"])
@access(signed_in)
def answer_comment(code: str, meeting_id: UUID, remark_id: UUID) -> str | Response:
    """Say whether a comment was taken over, and why or how."""
    meeting, written = worked_on(code, meeting_id)
    permit(rights(meeting, code)["may_circulate"])
    given = found(circulating.comment_of(remark_id, written.id))
    before = {True: "yes", False: "no"}.get(given.accepted, "")
    form = AnswerForm(data={"accepted": before, "answer": given.answer})
    if form.validate_on_submit():
        accepted = form.accepted.data == "yes"
        with refused_into(form):
            with unit_of_work():
                service.answer(current_actor(), written, given, accepted, form.answer.data or "")
            flash(_("答复好了。"), "success")
            return to("comments", meeting)
    return render_template(
        "meetings/answer_comment.html",
        form=form,
        meeting=meeting,
        minutes=written,
        comment=given,
        section=section_name(written.record, given.section),
        text=written.sections.get(given.section, ""),
    )
