"""Pages for the hall: what is said about a matter, motions, their counts and results."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.meetings import queries, service
from deliberation.meetings.forms.motions import MotionForm, NoteForm, SeenForm, VotesForm
from deliberation.meetings.rules import MotionKind, Votes, Way, quorum_met
from deliberation.meetings.sentences import arithmetic_sentence, quorum_sentence
from deliberation.meetings.views.shared import blueprint, open_meeting, to
from deliberation.web.access import access, current_actor, found, works_here
from deliberation.web.forms import refused_into


@blueprint.route("/<uuid:meeting_id>/agenda/<uuid:item_id>/notes", methods=["GET", "POST"])
@access(works_here)
def notes(code: str, meeting_id: UUID, item_id: UUID) -> str | Response:
    """What was said about a matter."""
    meeting = open_meeting(code, meeting_id)
    item = found(queries.item_of(item_id, meeting))
    form = NoteForm(
        data={"speeches": item.speeches, "conclusion": item.conclusion, "version": str(item.version)}
    )
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                said, came_to = form.speeches.data or "", form.conclusion.data or ""
                service.note(current_actor(), item, said, came_to, form.seen())
            flash(_("记下来了。"), "success")
            return to("show", meeting, _anchor=f"item-{item.id}")
    theirs = _newer(form, item, (item.speeches, item.conclusion))
    return render_template("meetings/notes.html", form=form, meeting=meeting, item=item, theirs=theirs)


def _newer(form: SeenForm, row: Any, texts: Sequence[str]) -> list[str]:
    """What somebody else wrote since this form was opened, when it was refused; saving once more is then
    deliberate."""
    if not form.form_errors or form.seen() in (None, row.version):
        return []
    form.see(row.version)
    return [text for text in texts if text]


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
    return render_template(
        "meetings/motion.html", form=form, meeting=meeting, item=item, motion=None, theirs=[]
    )


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
        refuse_reason=form.refuse_reason.data or "",
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
                service.reword(current_actor(), motion, _motion(form), form.seen())
            return to("votes", meeting, motion_id=motion.id)
    theirs = _newer(form, motion, (motion.text,))
    return render_template(
        "meetings/motion.html", form=form, meeting=meeting, item=item, motion=motion, theirs=theirs
    )


def _motion_data(motion: Any) -> dict[str, Any]:
    return {
        "kind": motion.kind.value,
        "text": motion.text,
        "proposer": motion.proposer,
        "cost": motion.cost_fen,
        "unit": motion.unit,
        "deadline_on": motion.deadline_on,
        "refuse_reason": motion.refuse_reason,
        "version": str(motion.version),
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
                service.count_hands(
                    current_actor(), motion, _count(form, meeting.profile.by_area), form.seen()
                )
            return to("votes", meeting, motion_id=motion.id)
    _newer(form, motion, ())
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
        arithmetic=arithmetic_sentence(meeting.profile.base, motion.arithmetic if motion.outcome else None),
        sentence=quorum_sentence(meeting.profile, there, quorum),
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
        "version": str(motion.version),
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
