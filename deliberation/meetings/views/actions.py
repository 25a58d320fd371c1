"""Pages of what meetings agreed: the list, one action, progress; the look back at a meeting."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.meetings import acting, agreed, policy, queries
from deliberation.meetings.forms.acting import (
    ActionForm,
    DoneForm,
    DropForm,
    LookBackForm,
    NoteForm,
    action_data,
    number_in,
)
from deliberation.meetings.forms.live import uuid_or_none
from deliberation.meetings.rules import ActionState, ItemKind
from deliberation.meetings.views.shared import blueprint, meeting_here, open_meeting, to
from deliberation.web.access import access, current_actor, everyone, found, permit, signed_in, works_here
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number

STATES = (ActionState.OPEN, ActionState.DONE, ActionState.DROPPED)


@blueprint.get("/actions")
@access(everyone)
def actions(code: str) -> str:
    """What was agreed: what is open and overdue first, what is done, what was dropped."""
    actor = current_actor()
    wanted = request.args.get("state", "")
    state = ActionState(wanted) if wanted in STATES else ActionState.OPEN
    works = policy.may_run(actor, code)
    page = agreed.actions_of(code, state, works, page_number())
    mine = agreed.mine(actor.account_id, code) if actor.account_id else []
    return render_template(
        "meetings/actions.html",
        page=page,
        state=state,
        states=STATES,
        mine=mine,
        may_run=works,
        **_names(code, [each.action for each in [*page.items, *mine]]),
    )


def _names(code: str, rows: list[Any]) -> dict[str, Any]:
    actor = current_actor()
    return {
        "sees_names": policy.may_see_names(actor, code, False),
        "staff_ids": queries.staff_among([row.owner_id for row in rows if row.owner_id]),
        "account_id": actor.account_id,
    }


def _here(code: str, action_id: UUID) -> agreed.Agreed:
    row: agreed.Agreed = found(agreed.action_of(action_id, code))
    found(row if policy.may_see_action(current_actor(), code, row.signed) else None)
    return row


def _to_tell(code: str, action_id: UUID) -> agreed.Agreed:
    row, actor = _here(code, action_id), current_actor()
    is_owner = row.action.owner_id is not None and row.action.owner_id == actor.account_id
    permit(policy.may_tell_progress(actor, code, row.signed, is_owner))
    return row


@blueprint.get("/actions/<uuid:action_id>")
@access(everyone)
def action(code: str, action_id: UUID) -> str:
    """One action, and how it went so far."""
    return _page(code, _here(code, action_id))


def _page(code: str, row: agreed.Agreed, **forms: Any) -> str:
    actor = current_actor()
    is_owner = row.action.owner_id is not None and row.action.owner_id == actor.account_id
    version = row.action.version
    shown: dict[str, Any] = {
        "note_form": NoteForm(formdata=None),
        "done_form": DoneForm(formdata=None, data={"done_version": version}),
        "drop_form": DropForm(formdata=None, data={"drop_version": version}),
        **forms,
    }
    return render_template(
        "meetings/action.html",
        row=row,
        may_run=policy.may_run(actor, code),
        may_tell=policy.may_tell_progress(actor, code, row.signed, is_owner),
        **shown,
        **_names(code, [row.action]),
    )


def _back(code: str, action_id: UUID) -> Response:
    return redirect(url_for("meetings.action", code=code, action_id=action_id), 303)


@blueprint.post("/actions/<uuid:action_id>/note")
@access(signed_in)
def note_action(code: str, action_id: UUID) -> str | Response:
    """Tell how far it is."""
    row, form = _to_tell(code, action_id), NoteForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                acting.note(current_actor(), row.action, form.note.data or "")
            flash(_("记下来了。"), "success")
            return _back(code, action_id)
    return _page(code, _here(code, action_id), note_form=form)


@blueprint.post("/actions/<uuid:action_id>/done")
@access(works_here)
def finish_action(code: str, action_id: UUID) -> str | Response:
    """It is done."""
    row, form = _here(code, action_id), DoneForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                seen = number_in(form.done_version.data)
                acting.finish(current_actor(), row.action, form.done_note.data or "", seen=seen)
            flash(_("这件事办结了。"), "success")
            return _back(code, action_id)
    return _page(code, _here(code, action_id), done_form=form)


@blueprint.post("/actions/<uuid:action_id>/drop")
@access(works_here)
def drop_action(code: str, action_id: UUID) -> str | Response:
    """It will not be done."""
    row, form = _here(code, action_id), DropForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                acting.drop(
                    current_actor(), row.action, form.reason.data or "", number_in(form.drop_version.data)
                )
            flash(_("登记好了，原因大家都能看到。"), "info")
            return _back(code, action_id)
    return _page(code, _here(code, action_id), drop_form=form)


@blueprint.post("/actions/<uuid:action_id>/resume")
@access(works_here)
def resume_action(code: str, action_id: UUID) -> Response:
    """It was closed by mistake."""
    row = _here(code, action_id)
    with unit_of_work():
        acting.resume(current_actor(), row.action)
    flash(_("恢复为在办了。"), "info")
    return _back(code, action_id)


@blueprint.route("/actions/<uuid:action_id>/edit", methods=["GET", "POST"])
@access(works_here)
def edit_action(code: str, action_id: UUID) -> str | Response:
    """Change who does it until when."""
    row = _here(code, action_id)
    form = _action_form(code, action_data(row.action), row.action)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                acting.change(current_actor(), row.action, form.draft(), number_in(form.version.data))
            flash(_("改好了。"), "success")
            return _back(code, action_id)
    row = _here(code, action_id)
    form.version.process_data(row.action.version)
    return render_template("meetings/edit_action.html", form=form, row=row, meeting=None, item=None)


@blueprint.route("/<uuid:meeting_id>/agenda/<uuid:item_id>/actions/new", methods=["GET", "POST"])
@access(works_here)
def add_action(code: str, meeting_id: UUID, item_id: UUID) -> str | Response:
    """Write down what the meeting agreed, without a vote."""
    meeting = open_meeting(code, meeting_id)
    item = found(queries.item_of(item_id, meeting))
    form = _action_form(code, {}, None)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                acting.agree(current_actor(), item, form.draft())
            flash(_("议定事项记下来了。"), "success")
            return to("show", meeting, _anchor=f"item-{item.id}")
    return render_template("meetings/edit_action.html", form=form, row=None, meeting=meeting, item=item)


def _action_form(code: str, data: dict[str, Any], action: Any) -> ActionForm:
    form = ActionForm(data=data)
    people = [(row.id, row.name) for row in queries.possible_leaders(code)]
    if action is not None and action.owner_id and action.owner_id not in {each for each, _name in people}:
        people.append((action.owner_id, action.owner_name))
    form.offer(people)
    return form


@blueprint.get("/<uuid:meeting_id>/agenda/<uuid:item_id>/look-back")
@access(everyone)
def look_back(code: str, meeting_id: UUID, item_id: UUID) -> str:
    """What earlier meetings agreed, at the meeting that looks back on it."""
    meeting = meeting_here(code, meeting_id)
    item = found(queries.item_of(item_id, meeting))
    found(item if item.kind == ItemKind.ACTIONS else None)
    return _looking_back(code, meeting, item)


def _looking_back(code: str, meeting: Any, item: Any, typed: dict[UUID, LookBackForm] | None = None) -> str:
    rows = agreed.to_look_back_on(meeting)
    forms = {each.action.id: LookBackForm(formdata=None, prefix=each.action.id.hex) for each in rows}
    forms |= typed or {}
    return render_template(
        "meetings/look_back.html",
        meeting=meeting,
        item=item,
        rows=rows,
        forms=forms,
        may_change=policy.may_change(current_actor(), code, meeting.phase),
        **_names(code, [each.action for each in rows]),
    )


@blueprint.post("/<uuid:meeting_id>/looked-back")
@access(works_here)
def tell_at_meeting(code: str, meeting_id: UUID) -> str | Response:
    """Note at the meeting how far something is, or that it is done."""
    meeting, action_id = open_meeting(code, meeting_id), found(uuid_or_none(request.form.get("action")))
    row, form = _here(code, action_id), LookBackForm(prefix=action_id.hex)
    item = next((each for each in meeting.items if each.kind == ItemKind.ACTIONS), None)
    if item is None:
        with unit_of_work():
            _tell(row.action, form.text.data or "", meeting)
        flash(_("记下来了。"), "success")
        return to("show", meeting)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                _tell(row.action, form.text.data or "", meeting)
            flash(_("记下来了。"), "success")
            return to("look_back", meeting, item_id=item.id, _anchor=f"action-{action_id}")
    return _looking_back(code, meeting, item, {action_id: form})


def _tell(action: Any, text: str, meeting: Any) -> None:
    if request.form.get("done"):
        acting.finish(current_actor(), action, text, meeting, number_in(request.form.get("version")))
    else:
        acting.note(current_actor(), action, text, meeting)
