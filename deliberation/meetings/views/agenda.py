"""Pages of the agenda: several needs at once, the look back put first, the vote a meeting wanted."""

from uuid import UUID

from flask import flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.meetings import effects, matters, queries, service
from deliberation.meetings.forms.acting import NeedsForm, TakeRoundForm
from deliberation.meetings.rules import MotionKind, Phase
from deliberation.meetings.views.shared import blueprint, meeting_here, open_meeting, to
from deliberation.web.access import access, current_actor, found, permit, works_here
from deliberation.web.forms import refused_into


@blueprint.route("/<uuid:meeting_id>/agenda/needs", methods=["GET", "POST"])
@access(works_here)
def add_needs(code: str, meeting_id: UUID) -> str | Response:
    """Put several needs on the agenda at once."""
    meeting, form = open_meeting(code, meeting_id), NeedsForm()
    there = {item.need_id for item in meeting.items}
    rows = [row for row in matters.needs_to_discuss(code) if row.id not in there]
    form.offer([(str(row.id), _("%(number)s %(title)s", number=row.number, title=row.title)) for row in rows])
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.add_needs(current_actor(), meeting, [UUID(each) for each in form.needs.data or []])
            flash(_("需求列入议程了。"), "success")
            return to("show", meeting, _anchor="agenda")
    return render_template("meetings/add_needs.html", form=form, meeting=meeting, any_need=bool(rows))


@blueprint.post("/<uuid:meeting_id>/agenda/look-back")
@access(works_here)
def add_look_back(code: str, meeting_id: UUID) -> Response:
    """Put the look back on earlier meetings first."""
    meeting = open_meeting(code, meeting_id)
    with unit_of_work():
        service.look_back(current_actor(), meeting)
    return to("show", meeting, _anchor="agenda")


@blueprint.route("/<uuid:meeting_id>/motions/<uuid:motion_id>/round", methods=["GET", "POST"])
@access(works_here)
def take_round(code: str, meeting_id: UUID, motion_id: UUID) -> str | Response:
    """Say which vote is the one the meeting wanted."""
    meeting, form = meeting_here(code, meeting_id), TakeRoundForm()
    motion = found(queries.motion_of(motion_id, meeting))
    permit(meeting.phase == Phase.SIGNED and motion.kind == MotionKind.OPEN_ROUND)
    form.offer([(str(each), title) for each, title in matters.rounds_to_take(code)])
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                wanted = UUID(form.vote.data) if form.vote.data else UUID(int=0)
                effects.take_round(current_actor(), meeting, motion, wanted)
            flash(_("登记好了。"), "success")
            return to("show", meeting, _anchor="agenda")
    return render_template("meetings/take_round.html", form=form, meeting=meeting, motion=motion)
