"""What is kept of a need while it is written: by the page itself, and when a form comes after the session."""

from typing import Any

from flask import flash, g, jsonify, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import Actor
from deliberation.database import unit_of_work
from deliberation.needs import drafts, orphans, photos, service
from deliberation.needs.drafts import Kept
from deliberation.needs.steps import Step, kept_words
from deliberation.needs.views.drafting import ENDPOINTS, keep, key_sent, saved_words, step_url
from deliberation.needs.views.shared import blueprint
from deliberation.web.access import access, current_actor, lives_here

TOKEN = "kept_need"
# Where words are kept though their sender's session is over.
KEPT = (*ENDPOINTS.values(), "needs.save_draft")


@blueprint.post("/new/save")
@access(lives_here)
def save_draft(code: str) -> Response:
    """What the page saves by itself while somebody types."""
    with unit_of_work():
        outcome = drafts.save(
            current_actor(),
            code,
            request.form,
            key_sent(),
            step_said(),
            by_itself=True,
        )
    sent = url_for(".sent", code=code, need_id=outcome.need.id) if outcome.need else ""
    said = saved_words(outcome.draft) if outcome.kept == Kept.SAVED else ""
    return jsonify(kept=outcome.kept, said=said, url=sent)


def step_said() -> Step:
    """Which step's words the page saves."""
    said = request.form.get("step", "1")
    return Step(int(said)) if said in ("1", "2", "3") else Step.WHAT


@blueprint.route("/new/discard", methods=["GET", "POST"])
@access(lives_here)
def discard_draft(code: str) -> str | Response:
    """Throw the draft away, after a look at what it is."""
    actor = current_actor()
    if request.method == "POST":
        with unit_of_work():
            service.discard_draft(actor, code)
        flash(_("草稿丢弃了。"), "info")
        return redirect(url_for(".index", code=code), 303)
    draft = drafts.draft_of(actor, code)
    if draft is None:
        return redirect(url_for(".index", code=code))
    return render_template(
        "needs/saying/discard.html",
        fields=draft.fields,
        photos=photos.photos_of_draft(draft.id),
        saved=saved_words(draft),
        device_key=drafts.device_key(actor, code),
    )


def keep_words(values: Any) -> str | None:
    """A step arrived from somebody who is no longer signed in, or whose page is older than their session."""
    code, step, actor = str(values["code"]), _step_meant(), current_actor()
    if step != Step.PREVIEW and actor.lives_in(code):
        keep(code, request.form, step)
    elif step != Step.PREVIEW and not actor.is_authenticated:
        return step_url(code, step) if _orphaned(code, request.form, step) else None
    return step_url(code, step) if actor.lives_in(code) or not actor.is_authenticated else None


def _step_meant() -> Step:
    """The step whose words came; the page saves any of them at one address and says which."""
    asked = {endpoint: step for step, endpoint in ENDPOINTS.items()}.get(request.endpoint or "")
    return asked or step_said()


def _orphaned(code: str, typed: Any, step: Step) -> bool:
    with unit_of_work():
        token = orphans.keep(
            code,
            typed,
            key_sent(),
            step,
            session.get(TOKEN),
            g.get("account_left"),
            request.remote_addr or "",
        )
    if token is not None:
        session[TOKEN] = token
    return token is not None or not any(kept_words(typed).values())


def give_back(actor: Actor) -> None:
    """Whoever signs in gets what was kept in this browser."""
    token = session.get(TOKEN)
    if token is None:
        return
    with unit_of_work():
        theirs = orphans.claim(actor, token)
    if theirs:
        session.pop(TOKEN)
