"""Pages for the hall: the desk at the door, motions and their counts, what was said, the end."""

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
from deliberation.meetings.addresses import blueprint, meeting_here, open_meeting, to
from deliberation.meetings.forms import (
    EndForm,
    MarkForm,
    MotionForm,
    NoteForm,
    OthersForm,
    ReasonForm,
    VotesForm,
    WalkInForm,
)
from deliberation.meetings.rules import MotionKind, Presence, Votes, Way, quorum_met
from deliberation.meetings.texts import arithmetic_sentence, quorum_sentence, square_metres
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


def _desk(meeting: Any, walk_in: WalkInForm, others: OthersForm, mark: MarkForm | None = None) -> str:
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
    return _desk(meeting, WalkInForm(formdata=None), _others_form(meeting), form)


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


@blueprint.route("/<uuid:meeting_id>/agenda/<uuid:item_id>/notes", methods=["GET", "POST"])
@access(works_here)
def notes(code: str, meeting_id: UUID, item_id: UUID) -> str | Response:
    """What was said about a matter."""
    meeting = open_meeting(code, meeting_id)
    item = found(queries.item_of(item_id, meeting))
    form = NoteForm(data={"speeches": item.speeches, "conclusion": item.conclusion})
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.note(current_actor(), item, form.speeches.data or "", form.conclusion.data or "")
            flash(_("记下来了。"), "success")
            return to("show", meeting, _anchor=f"item-{item.id}")
    return render_template("meetings/notes.html", form=form, meeting=meeting, item=item)


@blueprint.route("/<uuid:meeting_id>/agenda/<uuid:item_id>/motions/new", methods=["GET", "POST"])
@access(works_here)
def add_motion(code: str, meeting_id: UUID, item_id: UUID) -> str | Response:
    """Put a motion to the meeting."""
    meeting = open_meeting(code, meeting_id)
    item = found(queries.item_of(item_id, meeting))
    form = MotionForm(data=_motion_defaults(item))
    form.offer(item.need_id is not None, item.round_id is not None)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                motion = service.move(current_actor(), item, _motion(form))
            return to("votes", meeting, motion_id=motion.id)
    return render_template("meetings/motion.html", form=form, meeting=meeting, item=item, motion=None)


def _motion_defaults(item: Any) -> dict[str, Any]:
    kind = MotionKind.FREE
    if item.need_id:
        kind = MotionKind.SHORTLIST_NEED
    elif item.round_id:
        kind = MotionKind.ADOPT_RANKING
    return {"kind": kind.value, "text": item.title, "proposer": item.proposer}


def _motion(form: MotionForm) -> service.MotionDraft:
    return service.MotionDraft(
        text=form.text.data or "",
        kind=MotionKind(form.kind.data),
        proposer=form.proposer.data or "",
        cost_fen=form.cost.data,
        unit=form.unit.data or "",
        deadline_on=form.deadline_on.data,
    )


@blueprint.route("/<uuid:meeting_id>/motions/<uuid:motion_id>/edit", methods=["GET", "POST"])
@access(works_here)
def edit_motion(code: str, meeting_id: UUID, motion_id: UUID) -> str | Response:
    """Correct what a motion says, before it is decided."""
    meeting = open_meeting(code, meeting_id)
    motion = found(queries.motion_of(motion_id, meeting))
    item = motion.item
    form = MotionForm(data=_motion_data(motion))
    form.offer(item.need_id is not None, item.round_id is not None)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.reword(current_actor(), motion, _motion(form))
            return to("votes", meeting, motion_id=motion.id)
    return render_template("meetings/motion.html", form=form, meeting=meeting, item=item, motion=motion)


def _motion_data(motion: Any) -> dict[str, Any]:
    return {
        "kind": motion.kind.value,
        "text": motion.text,
        "proposer": motion.proposer,
        "cost": motion.cost_fen,
        "unit": motion.unit,
        "deadline_on": motion.deadline_on,
    }


@blueprint.route("/<uuid:meeting_id>/motions/<uuid:motion_id>", methods=["GET", "POST"])
@access(works_here)
def votes(code: str, meeting_id: UUID, motion_id: UUID) -> str | Response:
    """Enter the counts of a motion; the result stands at once."""
    meeting = open_meeting(code, meeting_id)
    motion = found(queries.motion_of(motion_id, meeting))
    form = VotesForm(data=_votes_data(motion))
    form.offer()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.record_votes(current_actor(), motion, _count(form, meeting.profile.by_area))
            return to("votes", meeting, motion_id=motion.id)
    there = queries.turnout(meeting)
    quorum = quorum_met(meeting.profile, there)
    return render_template(
        "meetings/votes.html",
        form=form,
        meeting=meeting,
        motion=motion,
        turnout=there,
        quorum=quorum,
        needed=meeting.profile.majority.needed(there.present) if meeting.profile.majority else 0,
        arithmetic=arithmetic_sentence(motion.arithmetic),
        sentence=quorum_sentence(
            there.due,
            there.present,
            quorum.needed,
            quorum.missing,
            quorum.missing_area,
            meeting.profile.by_area,
        ),
    )


def _votes_data(motion: Any) -> dict[str, Any]:
    return {
        "way": (motion.way or Way.HANDS).value,
        "votes_for": motion.votes_for,
        "against": motion.against,
        "abstain": motion.abstain,
        "area_for": motion.area_for_cm2,
        "area_against": motion.area_against_cm2,
        "area_abstain": motion.area_abstain_cm2,
        "dissent": motion.dissent,
    }


def _count(form: VotesForm, by_area: bool) -> service.Count:
    areas = (form.area_for.data, form.area_against.data, form.area_abstain.data)
    known = [area for area in areas if area is not None]
    return service.Count(
        votes=Votes(form.votes_for.data or 0, form.against.data or 0, form.abstain.data or 0),
        way=Way(form.way.data),
        areas=Votes(*known) if by_area and len(known) == len(areas) else None,
        dissent=form.dissent.data or "",
    )


@blueprint.post("/<uuid:meeting_id>/motions/<uuid:motion_id>/table")
@access(works_here)
def table(code: str, meeting_id: UUID, motion_id: UUID) -> Response:
    """Put a motion off."""
    meeting = open_meeting(code, meeting_id)
    motion = found(queries.motion_of(motion_id, meeting))
    with unit_of_work():
        service.table(current_actor(), motion)
    flash(_("这一项暂缓表决。"), "info")
    return to("show", meeting, _anchor="agenda")


@blueprint.post("/<uuid:meeting_id>/motions/<uuid:motion_id>/withdraw")
@access(works_here)
def withdraw(code: str, meeting_id: UUID, motion_id: UUID) -> Response:
    """Take back a motion that was entered by mistake."""
    meeting = open_meeting(code, meeting_id)
    motion = found(queries.motion_of(motion_id, meeting))
    with unit_of_work():
        service.withdraw(current_actor(), motion)
    flash(_("这一项撤回了。"), "info")
    return to("show", meeting, _anchor="agenda")


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
    return render_template("meetings/end.html", form=form, meeting=meeting, turnout=queries.turnout(meeting))
