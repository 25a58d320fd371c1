"""The objection box: reading, objecting, entering what was told, answering; and its papers."""

from typing import Any
from uuid import UUID

from flask import Response as Download
from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation import papers
from deliberation.clock import today
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.files.views import attachment
from deliberation.meetings.forms.live import uuid_or_none
from deliberation.projects import objecting, policy, queries
from deliberation.projects.forms.publicity import AboutForm, AnswerForm, EnterForm, ObjectForm
from deliberation.projects.objection_rules import ObjectionState, overdue, takes_objections
from deliberation.projects.papers import outcome_facts, paper_box_facts
from deliberation.projects.publicity_facts import corrections_of
from deliberation.projects.views.desk import revision_in
from deliberation.projects.views.printed import PDF
from deliberation.projects.views.shared import ONE, blueprint, me, seen_list
from deliberation.web.access import access, everyone, found, lives_here, permit, works_here
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number
from deliberation.wording import mask_numbers

TONES = {
    "open": "waiting",
    "upheld": "done",
    "partly": "done",
    "not_upheld": "neutral",
    "withdrawn": "neutral",
}


@blueprint.get(f"{ONE}/objections")
@access(everyone)
def objections(code: str, list_id: UUID) -> str:
    """What was objected and answered, without names; one's own; for workers everything."""
    made, own = _box_of(code, list_id)
    actor, inside = me(), me().works_in(code) or me().oversees(code)
    return render_template(
        "projects/objections.html",
        made=made,
        seen=policy.may_see(actor, code, made.state),
        page=objecting.objections_of(made, page_number(), inside),
        own=own,
        inside=inside,
        shown=str if inside else mask_numbers,
        tones=TONES,
        tally=objecting.tally_of(made),
        corrections=corrections_of(made),
        taking=takes_objections(made.public_from, made.public_to, today()),
        may_object=policy.may_object(actor, code, made.state),
        may_enter=policy.may_enter_objection(actor, code, made.state),
        may_answer=policy.may_answer(actor, code, made.state),
        late=lambda each: overdue(each.state, each.due_on, today()),
    )


def _box_of(code: str, list_id: UUID) -> tuple[Any, Any]:
    """The list and what whoever asks has against it; their own also while the list is taken back."""
    made = found(queries.list_of(list_id, code))
    own = objecting.own_objections(made, me().account_id)
    found(made if own or policy.may_see(me(), code, made.state) else None)
    return made, own


@blueprint.route(f"{ONE}/object", methods=["GET", "POST"])
@access(lives_here)
def object_(code: str, list_id: UUID) -> str | Response:
    """Object to a project, or to the list."""
    made = seen_list(code, list_id)
    permit(policy.may_object(me(), code, made.state))
    form, rows = ObjectForm(data={"about": request.args.get("about", "")}), queries.rows_of(made.id)
    form.offer(rows)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                objecting.object_to(me(), made, _row(form, made), form.reason.data or "")
            flash(_("意见收到了，三天内答复，答复会发到您的消息里。"), "success")
            return _box(code, list_id)
    return render_template("projects/object.html", form=form, made=made)


@blueprint.route(f"{ONE}/objections/enter", methods=["GET", "POST"])
@access(works_here)
def enter_objection(code: str, list_id: UUID) -> str | Response:
    """Enter what somebody said by phone, came to say, or brought on paper."""
    made = seen_list(code, list_id)
    permit(policy.may_enter_objection(me(), code, made.state))
    form, rows = EnterForm(data={"received_on": today()}), queries.rows_of(made.id)
    form.offer(rows)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                objecting.enter(me(), made, _row(form, made), form.reason.data or "", form.told())
            flash(_("意见记下来了，三天内要答复。"), "success")
            if request.form.get("more"):
                return redirect(url_for(".enter_objection", code=code, list_id=list_id), 303)
            return _box(code, list_id)
    return render_template("projects/enter_objection.html", form=form, made=made)


@blueprint.route(f"{ONE}/objections/<uuid:objection_id>", methods=["GET", "POST"])
@access(works_here)
def answer_objection(code: str, list_id: UUID, objection_id: UUID) -> str | Response:
    """Answer one objection."""
    made = seen_list(code, list_id)
    permit(policy.may_answer(me(), code, made.state))
    row = found(objecting.objection_of(objection_id, made.id))
    given = row.state if row.state not in (ObjectionState.OPEN, ObjectionState.WITHDRAWN) else None
    form = AnswerForm(
        data={
            "outcome": given and given.value,
            "answer": row.answer,
            "public": row.answer_public,
            "revision": row.revision,
        }
    )
    if form.validate_on_submit():
        with refused_into(form):
            seen = revision_in(form)
            with unit_of_work():
                objecting.answer(
                    me(), row, form.state(), form.answer.data or "", bool(form.public.data), seen
                )
            flash(_told(row), "success")
            return _box(code, list_id)
    if form.form_errors:
        form.revision.data = str(row.revision)
    name, phone = objecting.person_of(row)
    return render_template(
        "projects/answer_objection.html", form=form, made=made, row=row, name=name, phone=phone
    )


@blueprint.post(f"{ONE}/objections/<uuid:objection_id>/take-back")
@access(lives_here)
def take_back_objection(code: str, list_id: UUID, objection_id: UUID) -> Response:
    """Take back one's own objection."""
    made, _own = _box_of(code, list_id)
    row = found(objecting.objection_of(objection_id, made.id))
    found(row if row.account_id == me().account_id else None)
    with unit_of_work():
        objecting.take_back(me(), row)
    flash(_("意见撤回了。"), "success")
    return _box(code, list_id)


@blueprint.get(f"{ONE}/outcome.pdf")
@access(everyone)
def outcome(code: str, list_id: UUID) -> Download:
    """What came of the putting-up, to be posted, once its last day has passed."""
    made = seen_list(code, list_id)
    facts = outcome_facts(made)
    if facts is None or made.public_to is None or made.public_to >= today():
        raise Refusal("projects.outcome_not_yet")
    return attachment(papers.render("objection-outcome", facts), f"{made.number}-outcome.pdf", PDF)


@blueprint.get(f"{ONE}/versions/<int:version>/outcome.pdf")
@access(everyone)
def version_outcome(code: str, list_id: UUID, version: int) -> Download:
    """What came of putting up a version that was handed in."""
    made = seen_list(code, list_id)
    facts = found(outcome_facts(made, found(queries.version_of(made.id, version))))
    return attachment(papers.render("objection-outcome", facts), f"{made.number}-v{version}-outcome.pdf", PDF)


@blueprint.get(f"{ONE}/objection-form.pdf")
@access(everyone)
def objection_form(code: str, list_id: UUID) -> Download:
    """The paper to object on."""
    made = seen_list(code, list_id)
    if made.public_from is None:
        raise Refusal("projects.not_public")
    public_url: str = current_app.config["SETTINGS"].public_url
    facts = paper_box_facts(made, public_url + url_for(".objections", code=code, list_id=list_id))
    return attachment(papers.render("objection-form", facts), f"{made.number}-objection-form.pdf", PDF)


def _row(form: AboutForm, made: Any) -> Any:
    """The row that was chosen; none for the list as a whole."""
    chosen = uuid_or_none(form.about.data)
    return found(queries.row_of(chosen, made.id)) if chosen else None


def _told(row: Any) -> str:
    """Who hears of an answer by themselves, and who must be rung up."""
    if row.account_id:
        return _("答复好了，已经发到本人的消息里。")
    if row.phone_sealed:
        return _("答复好了。提意见的人没有账号，请按登记的电话告诉本人。")
    return _("答复好了。提意见的人没有账号，也没有留电话，请当面告诉本人。")


def _box(code: str, list_id: UUID) -> Response:
    return redirect(url_for(".objections", code=code, list_id=list_id), 303)
