"""Pages for the hall: the desk at the door, who excuses oneself, the end."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.clock import now
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.meetings import policy, queries, service
from deliberation.meetings.forms.core import ReasonForm
from deliberation.meetings.forms.door import MarkForm, OthersForm, WalkInForm
from deliberation.meetings.forms.motions import EndForm
from deliberation.meetings.rules import Presence, quorum_met
from deliberation.meetings.sentences import quorum_sentence, square_metres
from deliberation.meetings.steering import still_open
from deliberation.meetings.views.shared import blueprint, meeting_here, open_meeting, to
from deliberation.web.access import access, current_actor, found, permit, signed_in, works_here
from deliberation.web.forms import refused_into


@blueprint.get("/<uuid:meeting_id>/attendance")
@access(works_here)
def attendance(code: str, meeting_id: UUID) -> str:
    """The desk at the door: big buttons, and how many are here."""
    meeting = open_meeting(code, meeting_id)
    return _desk(meeting, WalkInForm(formdata=None), _others_form(meeting))


def _others_form(meeting: Any) -> OthersForm:
    data = {"others": meeting.others_present, "area": meeting.others_area_cm2}
    return OthersForm(formdata=None, data=data)


def _desk(
    meeting: Any, walk_in: WalkInForm, others: OthersForm, mark: MarkForm | None = None, marked: Any = None
) -> str:
    """The desk; `mark` is what was refused of the row `marked`, with everything typed."""
    there = queries.turnout(meeting)
    quorum = quorum_met(meeting.profile, there)
    sentence = quorum_sentence(
        there.due, there.present, quorum.needed, quorum.missing, quorum.missing_area, meeting.profile.by_area
    )
    return render_template(
        "meetings/attendance.html",
        meeting=meeting,
        turnout=there,
        quorum=quorum,
        sentence=sentence,
        walk_in=walk_in,
        others=others,
        mark=mark,
        marked=marked,
        square_metres=square_metres,
        rows=_in_order(meeting.attendance),
    )


def _in_order(rows: Any) -> list[Any]:
    """Members first (by name, so that nobody jumps away under the finger), observers last."""
    return sorted(rows, key=lambda row: (row.status == Presence.OBSERVER, row.name))


@blueprint.post("/<uuid:meeting_id>/attendance/<uuid:attendance_id>")
@access(works_here)
def mark(code: str, meeting_id: UUID, attendance_id: UUID) -> str | Response:
    """Mark somebody as here, excused or missing."""
    meeting, form = open_meeting(code, meeting_id), MarkForm()
    row = found(queries.attendance_of(attendance_id, meeting))
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                _mark(form)(meeting, row)
            return to("attendance", meeting, _anchor=f"row-{row.id}")
    return _desk(meeting, WalkInForm(formdata=None), _others_form(meeting), form, row)


def _mark(form: MarkForm) -> Callable[[Any, Any], None]:
    actor = current_actor()
    acts: dict[str, Callable[[Any, Any], None]] = {
        "present": lambda meeting, row: service.check_in(actor, meeting, row, form.area.data),
        "excused": lambda meeting, row: service.excuse(actor, meeting, row, form.reason.data or ""),
        "absent": lambda meeting, row: service.mark_absent(actor, meeting, row),
        "remove": lambda meeting, row: service.remove_walk_in(actor, meeting, row),
    }
    act = acts.get(form.status.data or "")
    if act is None:
        raise Refusal("meetings.observer")
    return act


@blueprint.post("/<uuid:meeting_id>/attendance/walk-in")
@access(works_here)
def walk_in(code: str, meeting_id: UUID) -> str | Response:
    """Somebody who is not on the list."""
    meeting, form = open_meeting(code, meeting_id), WalkInForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.add_walk_in(current_actor(), meeting, form.name.data or "", bool(form.as_member.data))
            return to("attendance", meeting, _anchor="walk-in")
    return _desk(meeting, form, _others_form(meeting))


@blueprint.post("/<uuid:meeting_id>/attendance/others")
@access(works_here)
def others(code: str, meeting_id: UUID) -> str | Response:
    """How many are here without a name on the list."""
    meeting, form = open_meeting(code, meeting_id), OthersForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.count_others(current_actor(), meeting, form.others.data or 0, form.area.data or 0)
            return to("attendance", meeting)
    return _desk(meeting, WalkInForm(formdata=None), form)


@blueprint.route("/<uuid:meeting_id>/excuse", methods=["GET", "POST"])
@access(signed_in)
def excuse(code: str, meeting_id: UUID) -> str | Response:
    """A member says that they cannot come."""
    meeting, actor, form = meeting_here(code, meeting_id), current_actor(), ReasonForm()
    row = found(meeting.member(actor.account_id))
    permit(policy.may_excuse_oneself(actor, code, meeting.phase, True))
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.excuse(actor, meeting, row, form.reason.data or "")
            flash(_("请好假了，谢谢您告诉我们。"), "success")
            return to("show", meeting)
    return render_template("meetings/excuse.html", form=form, meeting=meeting)


@blueprint.route("/<uuid:meeting_id>/end", methods=["GET", "POST"])
@access(works_here)
def end(code: str, meeting_id: UUID) -> str | Response:
    """Close the meeting."""
    meeting = open_meeting(code, meeting_id)
    form = EndForm(data={"ended_at": now()})
    if form.validate_on_submit():
        with refused_into(form):
            assert form.ended_at.data is not None  # the form has asked for it
            with unit_of_work():
                service.end(current_actor(), meeting, form.ended_at.data)
            flash(_("会议结束了，记录已经存好。"), "success")
            return to("show", meeting)
    return render_template(
        "meetings/end.html",
        form=form,
        meeting=meeting,
        turnout=queries.turnout(meeting),
        left=still_open(meeting),
    )
