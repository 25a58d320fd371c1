"""The look over everything, as neighbours will see it, and the one button that submits it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from deliberation.actors import Actor
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.needs import drafts, photos, service
from deliberation.needs.steps import Step
from deliberation.needs.views.drafting import form_of, key_sent, step_url, waits
from deliberation.needs.views.shared import blueprint
from deliberation.places.queries import estates_of
from deliberation.web.access import access, current_actor, found, lives_here
from deliberation.web.phrases import sentence
from deliberation.wording import mask_name


@blueprint.route("/new/preview", methods=["GET", "POST"])
@access(lives_here)
def preview(code: str) -> str | Response:
    """Everything as neighbours will see it, and the one button."""
    actor = current_actor()
    draft = drafts.draft_of(actor, code)
    key = key_sent()
    if request.method == "POST" and (draft is None or draft.fields.get("key") != key):
        return _sent_or_told(code, key)
    if draft is None:
        return redirect(step_url(code, Step.WHAT))
    wrong = _first_wrong(code, draft.fields)
    if wrong is not None:
        return redirect(step_url(code, wrong, check=1), 303)
    refused = ""
    if request.method == "POST":
        try:
            with unit_of_work():
                need_id = service.send(actor, code, key, request.form.get("seen", "")).id
            return redirect(url_for(".sent", code=code, need_id=need_id), 303)
        except Refusal as refusal:
            refused = sentence(refusal)
            draft = found(drafts.draft_of(actor, code))
    return _preview(code, actor, draft, refused)


def _sent_or_told(code: str, key: str) -> Response:
    """The button of a draft that is no longer there: it became a need, or was thrown away."""
    need = drafts.sent_by(current_actor(), code, key)
    if need is not None:
        return redirect(url_for(".sent", code=code, need_id=need.id), 303)
    flash(sentence(Refusal("needs.draft_gone")), "warning")
    return redirect(step_url(code, Step.WHAT), 303)


def _first_wrong(code: str, fields: Any) -> Step | None:
    """The first step in which something has to be changed before it can be sent."""
    for step in (Step.WHAT, Step.WHERE, Step.MORE):
        if not form_of(code, step, fields).validate():
            return step
    return None


def _preview(code: str, actor: Actor, draft: Any, refused: str) -> str:
    fields = draft.fields
    estate = next((each for each in estates_of(code) if str(each.id) == fields.get("estate")), None)
    return render_template(
        "needs/saying/preview.html",
        fields=fields,
        estate=estate.name if estate else "",
        photos=photos.photos_of_draft(draft.id),
        seen=drafts.mark_of(draft),
        author=actor.nickname or mask_name(actor.name),
        refused=refused,
        waits=waits(code),
        device_key=drafts.device_key(actor, code),
        links={step.name.lower(): step_url(code, step) for step in Step},
    )
