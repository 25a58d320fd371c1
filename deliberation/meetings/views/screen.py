"""The projector: what the hall sees of a meeting, large, with nothing to press; it asks again by itself."""

from typing import Any
from uuid import UUID

from flask import current_app, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from deliberation.actors import machine
from deliberation.clock import now
from deliberation.database import unit_of_work
from deliberation.meetings import balloting, policy, screening
from deliberation.meetings.rules import Phase
from deliberation.meetings.sentences import arithmetic_sentence
from deliberation.meetings.views.live_page import hall_facts, speaker_facts
from deliberation.meetings.views.shared import blueprint, door_url, meeting_here
from deliberation.papers.qr import picture
from deliberation.web.access import access, belongs_here, current_actor, found, permit, watches


@blueprint.get("/<uuid:meeting_id>/screen")
@access(belongs_here)
def screen(code: str, meeting_id: UUID) -> str:
    """The page for the projector."""
    watched = _watched(code, meeting_id)
    return render_template("meetings/screen.html", **_facts(code, meeting_id, watched))


@blueprint.get("/<uuid:meeting_id>/screen/state")
@access(belongs_here)
@watches
def screen_state(code: str, meeting_id: UUID) -> Response:
    """What the projector shows now; nothing (204) while it is what it shows already."""
    watched = _watched(code, meeting_id)
    if request.args.get("seen") == watched.seen:
        return make_response("", 204)
    facts = _facts(code, meeting_id, watched)
    return make_response(render_template("meetings/screen_now.html", **facts))


def _watched(code: str, meeting_id: UUID) -> Any:
    watched = found(screening.watched(meeting_id, code))
    actor = current_actor()
    leads = actor.account_id in (watched.chair_id, watched.recorder_id)
    permit(policy.may_show_screen(actor, code, leads))
    return watched


def _facts(code: str, meeting_id: UUID, watched: Any) -> dict[str, Any]:
    meeting = meeting_here(code, meeting_id)
    if watched.over and policy.may_take_votes(meeting.phase):
        _take_over(meeting)
        meeting, watched = meeting_here(code, meeting_id), _watched(code, meeting_id)
    item = screening.latest_item(meeting)
    qr = picture(_address(meeting)) if item is None else ""
    motion = screening.shown_motion(item)
    speakers = speaker_facts(item)
    return {
        **hall_facts(meeting),
        "meeting": meeting,
        "code": code,
        "seen": watched.seen,
        "mode": _mode(meeting, item),
        "item": item,
        "around": screening.neighbours(meeting.items, item),
        "on": item is not None and item.id == meeting.current_item_id,
        "motion": motion,
        "motion_length": screening.length_of(motion.text if motion else ""),
        "arithmetic": arithmetic_sentence(meeting.profile.base, motion.arithmetic) if motion else "",
        "ballot": balloting.running(motion) if motion and motion.outcome is None else None,
        "running": speakers["running"],
        "left_s": _left(speakers["running"]),
        "next_speaker": next(iter(speakers["waiting"]), None),
        "decided": [each for one in meeting.items for each in one.motions if each.outcome],
        "qr": qr,
    }


def _mode(meeting: Any, item: Any) -> str:
    """Which of its pictures the projector shows."""
    if meeting.cancelled_at:
        return "cancelled"
    if meeting.phase not in policy.OPEN:
        return "after"
    return "before" if item is None or meeting.phase == Phase.PLANNED else "during"


def _take_over(meeting: Any) -> None:
    """A ballot that ended is decided by whoever looks first, the projector too."""
    motions = [motion for item in meeting.items for motion in item.motions]
    for motion in [each for each in motions if each.outcome is None and each.round_id]:
        with unit_of_work():
            balloting.collect(machine(), motion)


def _left(speech: Any) -> int:
    """How many seconds somebody may still speak; below nought, how long they are over."""
    if speech is None:
        return 0
    return int(speech.seconds - (now() - speech.began_at).total_seconds())


def _address(meeting: Any) -> str:
    """What a phone opens from the wall: the door; before the notice and after the end, its page."""
    if meeting.notice_sent_at and policy.may_take_votes(meeting.phase):
        return door_url(meeting)
    path = url_for("meetings.show", code=meeting.community_code, meeting_id=meeting.id)
    return f"{current_app.config['SETTINGS'].public_url}{path}"
