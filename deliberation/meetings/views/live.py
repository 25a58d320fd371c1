"""The live desk: one page from which a recorder runs the whole meeting, entry by entry.

With script each form is an entry that is queued, sent, and answered as JSON; without, it is a plain form.
Both come to `live`, which does an entry once under its key.
"""

from typing import Any
from uuid import UUID

from flask import flash, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from deliberation.database import Page, db, unit_of_work
from deliberation.errors import Refusal
from deliberation.meetings import policy, queries, service
from deliberation.meetings.views.live_acts import ACTS, Act
from deliberation.meetings.views.live_page import (
    Refused,
    frame_facts,
    hall_facts,
    item_shown,
    page_facts,
    roll_facts,
)
from deliberation.meetings.views.shared import blueprint, meeting_here, to
from deliberation.web.access import access, current_actor, found, watches, works_here
from deliberation.web.paging import page_number
from deliberation.web.phrases import sentence

CONFLICT = "meetings.changed_meanwhile"
PER_PAGE = 50
Answer = str | Response | tuple[str | Response, int]
UNSAID = frozenset({"csrf_token", "act", "entry", "account", "delay", "shown", "back"})


@blueprint.route("/<uuid:meeting_id>/live", methods=["GET", "POST"])
@access(works_here)
def live(code: str, meeting_id: UUID) -> Answer:
    """The desk; a POST is one entry."""
    meeting = meeting_here(code, meeting_id)
    if request.method == "POST":
        return _enter(meeting, code)
    if not policy.may_change(current_actor(), code, meeting.phase):
        return to("show", meeting)
    return _desk(meeting)


def _desk(meeting: Any, refused: Refused | None = None) -> str:
    item = item_shown(meeting, request.values.get("item") or request.values.get("shown"))
    facts = page_facts(meeting, item, request.args.get("who", ""), refused)
    return render_template("meetings/live.html", **facts)


@blueprint.get("/<uuid:meeting_id>/live/part")
@access(works_here)
@watches
def live_part(code: str, meeting_id: UUID) -> Response:
    """What changed since the version the page has; nothing (204) when nothing did."""
    unchanged = _unchanged(meeting_id, code)
    if unchanged:
        return unchanged
    meeting = meeting_here(code, meeting_id)
    item = item_shown(meeting, request.args.get("item"))
    facts = page_facts(meeting, item, request.args.get("who", ""))
    answer = make_response(render_template("meetings/live_parts.html", **facts))
    if meeting.phase not in policy.OPEN:
        answer.headers["X-Meeting-Over"] = "1"
    return answer


def _unchanged(meeting_id: UUID, code: str) -> Response | None:
    version = found(queries.version_of(meeting_id, code))
    return make_response("", 204) if request.args.get("version") == str(version) else None


@blueprint.get("/<uuid:meeting_id>/live/token")
@access(works_here)
@watches
def live_token(code: str, meeting_id: UUID) -> Response:
    """A fresh token for entries that waited while their sender signed in again; and who that is."""
    meeting_here(code, meeting_id)
    return jsonify(token=generate_csrf(), account=str(current_actor().account_id))


def _enter(meeting: Any, code: str) -> Answer:
    name = request.form.get("act", "")
    act = ACTS.get(name)
    scripted = request.headers.get("X-Live") == "1"
    if act is None:
        raise Refusal("meetings.unknown_entry")
    form = act.form()
    if not form.validate_on_submit():
        said = [
            f"{form[key].label.text}：{each}" for key, errors in form.errors.items() if key for each in errors
        ]
        return (jsonify(refused=said, theirs=None), 409) if scripted else _refused(meeting, name, said)
    try:
        with unit_of_work():
            outcome = _do(found(queries.meeting_of(meeting.id, code)), name, act, form)
    except Refusal as refusal:
        db.session.rollback()
        theirs = _theirs(meeting, act, form) if refusal.code == CONFLICT else None
        status = 503 if refusal.code == "web.changed_meanwhile" else 409
        again = refusal.code == "meetings.turns_used"
        if scripted:
            return jsonify(refused=[sentence(refusal)], theirs=theirs, again=again), status
        return _refused(meeting, name, [sentence(refusal)], theirs, again)
    if scripted:
        return jsonify(done=outcome, version=queries.version_of(meeting.id, code))
    return _on(meeting, name, outcome)


def _do(meeting: Any, name: str, act: Act, form: Any) -> dict[str, Any]:
    actor = current_actor()
    if form.account.data and form.account.data != str(actor.account_id):
        raise Refusal("meetings.foreign_entry")
    return service.once(actor, meeting, form.key(), name, lambda: act.do(meeting, form))


def _theirs(meeting: Any, act: Act, form: Any) -> dict[str, Any] | None:
    """What stands in the row now, for somebody who saw an older one."""
    return act.theirs(meeting, form) if act.theirs else None


def _refused(
    meeting: Any, name: str, said: list[str], theirs: dict[str, Any] | None = None, again: bool = False
) -> Answer:
    """Say why on the page; everything typed is still there."""
    if meeting.phase not in policy.OPEN:
        flash(" ".join(said), "warning")
        return to("show", meeting)
    typed = {key: value for key, value in request.form.items() if key not in UNSAID}
    if theirs:
        typed["version"] = str(theirs["version"])
    refused = Refused(name, request.form.get("row", ""), said, typed, theirs, again)
    motion = _called(meeting) if request.form.get("back") else None
    return (_roll(meeting, motion, refused) if motion else _desk(meeting, refused)), 409


def _on(meeting: Any, name: str, outcome: dict[str, Any]) -> Response:
    """After an entry without script: back to where it was made."""
    if "filled" in outcome:
        flash(_("给 %(count)s 个人记上了。", count=outcome["filled"]), "success")
    motion = _called(meeting) if request.form.get("back") and name != "count" else None
    if motion:
        return to("roll", meeting, motion_id=motion.id, page=request.form.get("back"))
    shown = None if name in ("go", "finish") else request.form.get("shown") or None
    anchor = "speakers" if name in ("ask", "begin", "end", "more", "leave", "said", "point") else None
    return to("live", meeting, item=shown, _anchor=anchor)


def _called(meeting: Any) -> Any:
    """The motion a roll is called on."""
    return next((each for item in meeting.items for each in item.motions if str(each.id) == _row()), None)


def _row() -> str:
    return request.form.get("row", "")


@blueprint.get("/<uuid:meeting_id>/motions/<uuid:motion_id>/roll")
@access(works_here)
def roll(code: str, meeting_id: UUID, motion_id: UUID) -> str | Response:
    """Votes by name, fifty people a page."""
    if request.args.get("part"):
        unchanged = _unchanged(meeting_id, code)
        if unchanged:
            return unchanged
    meeting = meeting_here(code, meeting_id)
    motion = found(queries.motion_of(motion_id, meeting))
    if not policy.may_change(current_actor(), code, meeting.phase) or motion.round_id:
        return to("show", meeting)
    return _roll(meeting, motion)


def _roll(meeting: Any, motion: Any, refused: Refused | None = None) -> str:
    rows = sorted(queries.on_roll(motion), key=lambda row: (row.door, row.name, row.id))
    number = min(max(1, page_number()), max(1, -(-len(rows) // PER_PAGE)))
    part = rows[(number - 1) * PER_PAGE : number * PER_PAGE]
    template = "meetings/roll_parts.html" if request.args.get("part") else "meetings/roll.html"
    return render_template(
        template,
        motion=motion,
        page=Page(part, number, PER_PAGE, len(rows)),
        **frame_facts(meeting, refused),
        **hall_facts(meeting),
        **roll_facts(motion, rows),
    )
