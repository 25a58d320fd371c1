"""The desk at the door: found by a few letters, marked by one tap; walk-ins; how many are here."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.clock import now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.meetings import at_door, policy, queries, service
from deliberation.meetings.forms.core import ReasonForm
from deliberation.meetings.forms.door import MarkForm, OthersForm, RepresentForm, WalkInForm
from deliberation.meetings.forms.motions import EndForm
from deliberation.meetings.sentences import square_metres
from deliberation.meetings.steering import still_open
from deliberation.meetings.views.live_page import hall_facts
from deliberation.meetings.views.shared import blueprint, meeting_here, open_meeting, to
from deliberation.web.access import access, current_actor, found, permit, signed_in, works_here
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number
from deliberation.web.phrases import sentence


def asks_part() -> bool:
    """Whether a part of the page is asked for, by script; else the whole page is the answer."""
    return "HX-Request" in request.headers


@blueprint.get("/<uuid:meeting_id>/attendance")
@access(works_here)
def attendance(code: str, meeting_id: UUID) -> str:
    """The desk at the door; while somebody types, only the list."""
    meeting = open_meeting(code, meeting_id)
    if asks_part():
        return render_template("meetings/attendance_list.html", **_list(meeting))
    return _desk(meeting, WalkInForm(formdata=None), _others_form(meeting))


def _others_form(meeting: Any) -> OthersForm:
    data = {"others": meeting.others_present, "area": meeting.others_area_cm2}
    return OthersForm(formdata=None, data=data)


def _list(meeting: Any) -> dict[str, Any]:
    typed = request.args.get("q", "")[:60]
    return {
        "meeting": meeting,
        "typed": typed,
        "page": at_door.at_door(meeting.id, typed, page_number()),
        "square_metres": square_metres,
        "refused": None,
    }


def _desk(
    meeting: Any, walk_in: WalkInForm, others: OthersForm, mark: MarkForm | None = None, marked: Any = None
) -> str:
    """The desk; `mark` is what was refused of the row `marked`, with everything typed."""
    last = None if marked else _last(meeting)
    facts = {**_list(meeting), **hall_facts(meeting)}
    shown = {"walk_in": walk_in, "others": others, "mark": mark, "marked": marked, "last": last}
    return render_template("meetings/attendance.html", **facts, **shown)


def _last(meeting: Any) -> Any:
    """The row marked a moment ago, for undoing a wrong tap."""
    try:
        return queries.attendance_of(UUID(request.args.get("last", "")), meeting)
    except ValueError:
        return None


@blueprint.get("/<uuid:meeting_id>/attendance/state")
@access(works_here)
def attendance_state(code: str, meeting_id: UUID) -> Response:
    """How many are here, if something changed since the version the page has; else nothing."""
    version = found(queries.version_of(meeting_id, code))
    if request.args.get("version") == str(version):
        return Response(status=204)
    meeting = meeting_here(code, meeting_id)
    page = make_response(
        render_template(
            "meetings/attendance_quorum.html",
            meeting=meeting,
            square_metres=square_metres,
            **hall_facts(meeting),
        )
    )
    page.headers["HX-Trigger-After-Swap"] = "hall-changed"
    return page


@blueprint.post("/<uuid:meeting_id>/attendance/<uuid:attendance_id>")
@access(works_here)
def mark(code: str, meeting_id: UUID, attendance_id: UUID) -> str | Response:
    """Mark somebody: the answer is the row and the quorum, or without script the page again."""
    meeting, form = open_meeting(code, meeting_id), MarkForm()
    row = found(queries.attendance_of(attendance_id, meeting))
    if form.validate_on_submit():
        if asks_part():
            return _mark_part(meeting, row, form)
        with refused_into(form):
            with unit_of_work():
                _mark(form)(meeting, row)
            last = None if form.status.data == "remove" else row.id
            return to("attendance", meeting, last=last, _anchor="hall")
    elif asks_part():
        return _part(meeting, row, "；".join(words for said in form.errors.values() for words in said))
    return _desk(meeting, WalkInForm(formdata=None), _others_form(meeting), form, row)


def _mark_part(meeting: Any, row: Any, form: MarkForm) -> str:
    refused = ""
    try:
        with unit_of_work():
            _mark(form)(meeting, row)
    except Refusal as refusal:
        db.session.rollback()
        refused = sentence(refusal)
    return _part(meeting, None if form.status.data == "remove" and not refused else row, refused)


def _part(meeting: Any, row: Any, refused: str) -> str:
    return render_template(
        "meetings/attendance_tapped.html",
        meeting=meeting,
        row=row,
        refused=refused,
        square_metres=square_metres,
        **hall_facts(meeting),
    )


def _mark(form: MarkForm) -> Callable[[Any, Any], None]:
    actor, seen = current_actor(), form.version.data
    acts: dict[str, Callable[[Any, Any], None]] = {
        "present": lambda meeting, row: service.check_in(actor, meeting, row, form.area.data, seen),
        "left": lambda meeting, row: service.leave(actor, meeting, row, seen),
        "undo": lambda meeting, row: service.undo_mark(actor, meeting, row, seen),
        "excused": lambda meeting, row: service.excuse(actor, meeting, row, form.reason.data or "", seen),
        "absent": lambda meeting, row: service.mark_absent(actor, meeting, row, seen),
        "remove": lambda meeting, row: service.remove_walk_in(actor, meeting, row),
    }
    act = acts.get(form.status.data or "")
    if act is None:
        raise Refusal("meetings.observer")
    return act


@blueprint.route("/<uuid:meeting_id>/attendance/<uuid:attendance_id>/represents", methods=["GET", "POST"])
@access(works_here)
def represent(code: str, meeting_id: UUID, attendance_id: UUID) -> str | Response:
    """For how many households somebody is here, and whose they are."""
    meeting = open_meeting(code, meeting_id)
    row = found(queries.attendance_of(attendance_id, meeting))
    form = RepresentForm(
        data={
            "version": row.version,
            "households": row.households,
            "whom": row.represents,
            "area": row.area_cm2 or None,
        }
    )
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                households, whom = form.households.data or 0, form.whom.data or ""
                seen = form.version.data
                service.represent(current_actor(), meeting, row, households, whom, form.area.data, seen)
            return to("attendance", meeting, last=row.id, _anchor="hall")
    return render_template("meetings/represent.html", form=form, meeting=meeting, row=row)


@blueprint.post("/<uuid:meeting_id>/attendance/walk-in")
@access(works_here)
def walk_in(code: str, meeting_id: UUID) -> str | Response:
    """Somebody who is not on the list."""
    meeting, form = open_meeting(code, meeting_id), WalkInForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                row = service.add_walk_in(
                    current_actor(),
                    meeting,
                    form.name.data or "",
                    bool(form.as_member.data),
                    form.area.data or 0,
                    form.door.data or "",
                    form.unit.data or "",
                )
            return to("attendance", meeting, last=row.id, _anchor="hall")
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
    """A member says that they cannot come; an old message leads on to the meeting once it is too late."""
    meeting, actor, form = meeting_here(code, meeting_id), current_actor(), ReasonForm()
    row = found(meeting.member(actor.account_id))
    if meeting.phase not in policy.OPEN:
        flash(_("会已经开完或者取消了，不用再请假。"), "info")
        return to("show", meeting)
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
