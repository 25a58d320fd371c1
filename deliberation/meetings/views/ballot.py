"""The secret ballot on a motion: begun, watched, ended; slips for those without a phone."""

from typing import Any
from uuid import UUID

from flask import current_app, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import machine
from deliberation.database import unit_of_work
from deliberation.meetings import balloting, policy, queries
from deliberation.meetings.forms.ballot import BeginBallotForm
from deliberation.meetings.rules import Outcome
from deliberation.meetings.sentences import arithmetic_sentence
from deliberation.meetings.views.live_page import hall_facts
from deliberation.meetings.views.shared import blueprint, meeting_here, open_meeting, to
from deliberation.papers.qr import picture
from deliberation.rounds.queries import possible_signers
from deliberation.web.access import access, belongs_here, current_actor, found, watches, works_here
from deliberation.web.forms import refused_into

ONE = "/<uuid:meeting_id>/motions/<uuid:motion_id>/ballot"


@blueprint.get(ONE)
@access(belongs_here)
def ballot(code: str, meeting_id: UUID, motion_id: UUID) -> str | Response:
    """A motion's ballot: how many have voted, how to vote, how to end it, what came out."""
    meeting, motion = _motion(code, meeting_id, motion_id)
    if motion.round_id is None and not policy.may_change(current_actor(), code, meeting.phase):
        return to("show", meeting)
    return _page(meeting, motion, _begin_form(meeting))


@blueprint.get(f"{ONE}/state")
@access(belongs_here)
@watches
def ballot_state(code: str, meeting_id: UUID, motion_id: UUID) -> Response:
    """What of the ballot changes while one looks: nothing (204) when nothing did."""
    meeting, motion = _motion(code, meeting_id, motion_id)
    found(motion.round_id)
    facts = _facts(meeting, motion)
    if request.args.get("seen") == facts["seen"]:
        return make_response("", 204)
    return make_response(render_template("meetings/ballot_now.html", **facts))


@blueprint.post(ONE)
@access(works_here)
def begin_ballot(code: str, meeting_id: UUID, motion_id: UUID) -> str | Response:
    """Begin it; pressed twice, it has begun once."""
    meeting = open_meeting(code, meeting_id)
    motion = found(queries.motion_of(motion_id, meeting))
    form = _begin_form(meeting)
    if form.validate_on_submit():
        minutes, on_paper = form.minutes.data or balloting.MINUTES, bool(form.on_paper.data)
        with refused_into(form):
            with unit_of_work():
                balloting.begin(current_actor(), motion, minutes, form.signers(), on_paper)
            flash(_("无记名投票开始了。能用手机投的人都收到了消息。"), "success")
            return to("ballot", meeting, motion_id=motion_id)
    return _page(meeting, motion, form)


@blueprint.post(f"{ONE}/stop")
@access(works_here)
def stop_ballot(code: str, meeting_id: UUID, motion_id: UUID) -> Response:
    """End it before its time."""
    meeting = open_meeting(code, meeting_id)
    motion = found(queries.motion_of(motion_id, meeting))
    with unit_of_work():
        balloting.stop(current_actor(), motion)
    flash(_("投票结束了。"), "success")
    return to("ballot", meeting, motion_id=motion_id)


@blueprint.post(f"{ONE}/slips")
@access(works_here)
def ballot_slips(code: str, meeting_id: UUID, motion_id: UUID) -> str | Response:
    """The slips of those without a phone, or of one person, to print at once."""
    meeting = open_meeting(code, meeting_id)
    motion = found(queries.motion_of(motion_id, meeting))
    running = found(balloting.running(motion))
    wanted = request.form.get("row", "")
    rows = [row for row in (*running.phoneless, *running.others) if str(row.id) == wanted]
    with unit_of_work():
        slips = balloting.slips(current_actor(), motion, rows or running.phoneless)
        codes = [(row.name, row.door, slip) for row, slip in slips]
    address = f"{current_app.config['SETTINGS'].public_url}/vote"
    drawn = [(name, door, slip, picture(f"{address}/{slip}")) for name, door, slip in codes]
    meeting = meeting_here(code, meeting_id)
    motion = found(queries.motion_of(motion_id, meeting))
    return render_template(
        "meetings/ballot_slips.html",
        meeting=meeting,
        motion=motion,
        slips=drawn,
        address=address,
        on_paper=found(balloting.round_of(motion)).papers_until is not None,
        answers=balloting.ANSWERS,
    )


def _motion(code: str, meeting_id: UUID, motion_id: UUID) -> tuple[Any, Any]:
    """The meeting and its motion; a ballot that is over is taken over by whoever looks."""
    meeting = meeting_here(code, meeting_id)
    motion = found(queries.motion_of(motion_id, meeting))
    if policy.may_take_votes(meeting.phase) and balloting.is_over(motion):
        with unit_of_work():
            balloting.collect(machine(), motion)
        meeting = meeting_here(code, meeting_id)
        motion = found(queries.motion_of(motion_id, meeting))
    return meeting, motion


def _begin_form(meeting: Any) -> BeginBallotForm:
    form = BeginBallotForm(
        data={
            "minutes": balloting.MINUTES,
            "teller": str(meeting.recorder_id or ""),
            "scrutineer": str(meeting.chair_id or ""),
        }
    )
    form.offer(possible_signers(meeting.community_code))
    return form


def _facts(meeting: Any, motion: Any) -> dict[str, Any]:
    running = balloting.running(motion)
    state = running.round.state if running else ""
    seen = f"{meeting.version}.{state}.{running.voted if running else 0}"
    return {
        "meeting": meeting,
        "motion": motion,
        "running": running,
        "state": state,
        "seen": seen,
        "arithmetic": arithmetic_sentence(meeting.profile.base, motion.arithmetic),
        "code": meeting.community_code,
    }


def _page(meeting: Any, motion: Any, form: BeginBallotForm) -> str:
    actor, code = current_actor(), meeting.community_code
    return render_template(
        "meetings/ballot.html",
        form=form,
        may_change=policy.may_change(actor, code, meeting.phase),
        leads=actor.leads(code),
        mine=motion.outcome is None and balloting.votes_by_phone(motion, actor.account_id),
        tabled=motion.outcome == Outcome.TABLED,
        **_facts(meeting, motion),
        **hall_facts(meeting),
    )


def page_of_round(round_id: UUID, code: str) -> str:
    """The page of the motion whose ballots a round holds; empty when it was let go."""
    row = balloting.motion_of_round(round_id, code)
    if row is None:
        return ""
    return url_for("meetings.ballot", code=code, meeting_id=row.meeting_id, motion_id=row.motion_id)
