"""Many needs at once: chosen in the list, what is to be said is asked once, then done together."""

import re
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import Actor
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.needs import at_desk, queries, queues, service
from deliberation.needs.desk_shown import desk_rows, left_shown
from deliberation.needs.forms.bulk import form_for
from deliberation.needs.ready import ReadyAnswer, filled, ready_answers
from deliberation.needs.rules import BULK_ACTS, Destination, Reason, checked_at_once
from deliberation.needs.views.sorting import blueprint
from deliberation.needs.views.sorting_acts import ActOnNeed
from deliberation.needs.views.sorting_desk import Way, blanks_of, way_here
from deliberation.web.access import access, current_actor, works_here
from deliberation.web.forms import refused_into
from deliberation.web.phrases import sentence

CHOSEN = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.([0-9]{1,9}))?")


@blueprint.post("/bulk")
@access(works_here)
def bulk(code: str) -> str | Response:
    """Do one act to all chosen needs; what cannot be done is left and named."""
    act, chosen, way = request.form.get("act", ""), chosen_here(), way_here(code)
    if act not in BULK_ACTS:
        abort(400)
    try:
        checked_at_once(len(chosen))
    except Refusal as refusal:
        flash(sentence(refusal), "warning")
        return redirect(way.url(), 303)
    asked = "go" in request.form
    answers = ready_answers(code) if act == "answer" else []
    colleagues = at_desk.colleagues_of(code) if act == "assign" else {}
    off = queries.categories_off(code) if act == "categorise" else frozenset()
    form = form_for(act, answers, colleagues, off, asked)
    if form is None:
        return _do(code, way, chosen, publish if act == "publish" else flag)
    if asked and form.validate_on_submit():
        with refused_into(form):
            return _do(code, way, chosen, _worded(act, form, answers))
    rows = desk_rows(queues.rows_chosen(code, list(chosen)))
    hints = {str(each.id): each.text for each in answers}
    return render_template("needs/bulk.html", way=way, act=act, form=form, rows=rows, hints=hints)


def chosen_here() -> dict[UUID, int | None]:
    """The needs ticked in the list, each with the version that stood there."""
    ticked = (CHOSEN.fullmatch(each) for each in request.form.getlist("chosen"))
    return {UUID(tick[1]): int(tick[2]) if tick[2] else None for tick in ticked if tick}


def _do(code: str, way: Way, chosen: dict[UUID, int | None], act: ActOnNeed) -> Response:
    with unit_of_work():
        outcome = service.do_to_all(current_actor(), code, chosen, act)
    if outcome.left:
        which = left_shown(outcome.left)
        flash(_("%(count)s 条没有办：%(which)s", count=len(outcome.left), which=which), "warning")
    if not outcome.done:
        return redirect(way.url(), 303)
    return redirect(way.url(done=outcome.batch, _anchor="panel"), 303)


def publish(actor: Actor, need: Any) -> None:
    """Let everybody read it, unless it is closed or public already."""
    if need.published_at is not None:
        raise Refusal("needs.public_already", number=need.number)
    service.publish(actor, need)


def flag(actor: Actor, need: Any) -> None:
    """The owners must decide together."""
    if need.owners_decision:
        raise Refusal("needs.flagged_already", number=need.number)
    service.flag_owners(actor, need)


def _worded(act: str, form: Any, answers: Sequence[ReadyAnswer]) -> ActOnNeed:
    """An act with what was said for all of them."""
    worded: dict[str, ActOnNeed] = {
        "answer": partial(_answer, form, answers),
        "assign": lambda actor, need: service.assign(actor, need, form.account_id()),
        "categorise": lambda actor, need: service.categorise(actor, need, form.category.data),
        "hand_over": lambda actor, need: service.hand_over(
            actor, need, Destination(form.to.data), form.unit.data, form.note.data or ""
        ),
        "reject": lambda actor, need: service.reject(
            actor, need, Reason(form.reason.data), form.text.data or ""
        ),
        "shortlist": lambda actor, need: service.shortlist(
            actor, need, form.cost.data, form.note.data or "", form.owners_decision.data or None
        ),
    }
    return worded[act]


def _answer(form: Any, answers: Sequence[ReadyAnswer], actor: Actor, need: Any) -> None:
    ready = next((each for each in answers if str(each.id) == form.template.data), None)
    if ready is None:
        raise Refusal("needs.no_template")
    service.answer(actor, need, filled(ready.text, blanks_of(need)))
