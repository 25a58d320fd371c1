"""Saying what is missing: three short steps, each of which saves, then one look and one button."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.clock import local, now, today
from deliberation.cycles.queries import stage_now
from deliberation.database import unit_of_work
from deliberation.needs import drafts, guessing, photos, policy, queries
from deliberation.needs.drafts import Outcome
from deliberation.needs.forms import grouped_categories, uuid_or_none
from deliberation.needs.forms.drafting import MoreForm, StepForm, WhatForm, filled_with, where_form
from deliberation.needs.forms.mapping import picked
from deliberation.needs.pointing import refuse_far_point
from deliberation.needs.rules import MOST_PHOTOS, new_key
from deliberation.needs.similar import similar_to
from deliberation.needs.steps import Step, has_words, next_step, step_before
from deliberation.needs.views.photos import develop_sent, takes_photos
from deliberation.needs.views.shared import blueprint
from deliberation.places.queries import estates_of
from deliberation.web.access import (
    access,
    any_of,
    current_actor,
    lives_here,
    works_here,
)
from deliberation.web.formats import day, moment
from deliberation.web.phrases import sentence
from deliberation.wording import tidy

MOST_ALIKE = 3
OLD = timedelta(hours=1)
ENDPOINTS = {
    Step.WHAT: "needs.new",
    Step.WHERE: "needs.new_where",
    Step.MORE: "needs.new_more",
    Step.PREVIEW: "needs.preview",
}
TEMPLATES = {Step.WHAT: "what", Step.WHERE: "where", Step.MORE: "more"}


def step_url(code: str, step: Step, **query: Any) -> str:
    """The address of a step."""
    return url_for(ENDPOINTS[step], code=code, **query)


@blueprint.route("/new", methods=["GET", "POST"])
@access(any_of(lives_here, works_here))
def new(code: str) -> str | Response:
    """First: what is missing. A worker writes down for others at the entry desk."""
    actor = current_actor()
    if not policy.may_submit(actor, code):
        return redirect(url_for(".sorting.enter", code=code))
    if request.method == "POST":
        return _taken(code, Step.WHAT)
    draft = drafts.draft_of(actor, code)
    if draft is not None and request.args.get("resume"):
        return redirect(step_url(code, Step(draft.step)))
    return _shown(code, Step.WHAT, draft)


@blueprint.route("/new/where", methods=["GET", "POST"])
@access(lives_here)
def new_where(code: str) -> str | Response:
    """Second: where it is."""
    return _step(code, Step.WHERE)


@blueprint.route("/new/more", methods=["GET", "POST"])
@takes_photos
@access(lives_here)
def new_more(code: str) -> str | Response:
    """Third: more about it, and photos."""
    return _step(code, Step.MORE)


def _step(code: str, step: Step) -> str | Response:
    if request.method == "POST":
        return _taken(code, step)
    draft = drafts.draft_of(current_actor(), code)
    return _shown(code, step, draft) if draft else redirect(step_url(code, Step.WHAT))


def form_of(code: str, step: Step, fields: Any = None) -> Any:
    """The form of a step: as it was sent, or filled with what a draft holds."""
    made: tuple[type[StepForm], dict[str, Any]]
    if step == Step.WHAT:
        made = WhatForm, {"off": queries.categories_off(code)}
    elif step == Step.WHERE:
        estates = estates_of(code)
        made = where_form(estates), {"estates": estates, "check_point": partial(refuse_far_point, code)}
    else:
        made = MoreForm, {}
    form_class, more = made
    return form_class(**more) if fields is None else filled_with(form_class, fields, **more)


def _shown(code: str, step: Step, draft: Any) -> str:
    """A step as the draft has it; `check` shows at once what has to be changed."""
    fields = draft.fields if draft else {"key": new_key()}
    form = form_of(code, step, fields)
    if request.args.get("check"):
        form.validate()
    return _page(code, step, form, draft)


def _page(code: str, step: Step, form: Any, draft: Any, **more: Any) -> str:
    """The page of a step."""
    if draft is not None:
        form.key.data = draft.fields["key"]
    return render_template(
        f"needs/saying/{TEMPLATES[step]}.html",
        form=form,
        draft=draft if draft is not None and has_words(draft.fields) else None,
        saved=saved_words(draft),
        device_key=drafts.device_key(current_actor(), code),
        waits=waits(code),
        old=_old(draft),
        back=None if step == Step.WHAT else step_url(code, step_before(step)),
        **_facts(code, step, form, draft),
        **more,
    )


def _facts(code: str, step: Step, form: Any, draft: Any) -> dict[str, Any]:
    """What a step shows besides its form."""
    if step == Step.WHAT:
        off = queries.categories_off(code)
        first = guessing.offered(form.title.data or "", form.category.data or "", off)
        return {"offered": first, "groups": grouped_categories(off)}
    if step == Step.MORE:
        kept = photos.photos_of_draft(draft.id) if draft else []
        return {"photos": kept, "most_photos": MOST_PHOTOS}
    return {}


def waits(code: str) -> bool:
    """Whether what is said now waits for the next cycle."""
    return not policy.joins_cycle(stage_now(code)[1])


def _old(draft: Any) -> str:
    """When an older draft was left, so that somebody sees at once why the form is not empty."""
    if draft is None or not has_words(draft.fields) or now() - draft.updated_at < OLD:
        return ""
    return moment(draft.updated_at)


def saved_words(draft: Any) -> str:
    """When the draft was last kept, in words."""
    if draft is None or not has_words(draft.fields):
        return ""
    at = local(draft.updated_at)
    if at.date() == today():
        return _("已保存 %(time)s", time=f"{at:%H:%M}")
    return _("已保存 %(day)s %(time)s", day=day(draft.updated_at), time=f"{at:%H:%M}")


def _taken(code: str, step: Step) -> str | Response:
    """A step was sent: keep it whatever it says, then go where the button points, if it may."""
    form, go, words = form_of(code, step), request.form.get("go", "next"), request.form.to_dict()
    refused = _photos_taken(code, go) if step == Step.MORE else []
    stays = bool(refused)
    if step == Step.WHERE:
        stays = picked(form, code)
        words |= {name: getattr(form, name).data or "" for name in ("lat_e6", "lon_e6", "estate")}
    guess = _guess(code, form) if step == Step.WHAT and go == "next" else ""
    goes_on = go == "next" and not stays and not guess and form.validate()
    outcome = keep(code, words, next_step(step) if goes_on else step_before(step) if go == "back" else step)
    if outcome.need is not None:
        flash(_("这一份已经提交过了。"), "info")
        return redirect(url_for(".sent", code=code, need_id=outcome.need.id), 303)
    away = _away(code, step, go, goes_on, stays, outcome.draft)
    return away or _page(code, step, form, outcome.draft, guess=guess, refused=refused)


def _away(code: str, step: Step, go: str, goes_on: bool, stays: bool, draft: Any) -> Response | None:
    """Where the button leads; nowhere when something has to be looked at first."""
    if goes_on and step == Step.WHAT and _sounds_alike(code, draft):
        return redirect(url_for(".alike", code=code), 303)
    if goes_on or go == "back":
        return redirect(step_url(code, Step(draft.step)), 303)
    if go == "later":
        flash(_("存好了。30 天内随时可以回来接着写，换一台手机、电脑也行。"), "success")
        return redirect(url_for(".index", code=code), 303)
    if step == Step.MORE and go != "next" and not stays:
        return redirect(step_url(code, step, _anchor="photos"), 303)
    return None


def _sounds_alike(code: str, draft: Any) -> bool:
    """Whether somebody may have said the same: asked once a title, and not where the page has shown it."""
    title = draft.fields.get("title", "")
    if draft.fields.get("alike_for") == title or request.form.get("alike_shown") == title:
        return False
    with unit_of_work():
        drafts.note(current_actor(), code, alike_for=title)
    return bool(similar_to(code, title, most=MOST_ALIKE))


def keep(code: str, words: Mapping[str, str], step: Step) -> Outcome:
    """Keep what was typed; the person goes on at `step`."""
    with unit_of_work():
        return drafts.save(current_actor(), code, words, key_sent(), step)


def key_sent() -> str:
    """Which showing of the form was sent."""
    return tidy(request.form.get("key"))[:64]


def _guess(code: str, form: WhatForm) -> str:
    """Somebody named no category: the one the title plainly means is chosen for them, to be looked at."""
    if form.category.data or not form.title.data:
        return ""
    form.category.data = guessing.clear_guess(form.title.data, queries.categories_off(code))
    return form.category.data


def _photos_taken(code: str, go: str) -> list[str]:
    """Keep the photos that came along, take away or put first the one asked for; says what was refused."""
    actor = current_actor()
    act, _colon, photo_id = go.partition(":")
    if act in ("drop", "first"):
        with unit_of_work():
            photo = drafts.photo_in_draft(actor, code, uuid_or_none(photo_id))
            if photo is not None:
                (photos.drop if act == "drop" else photos.put_first)(photo)
    return _photos_added(code)


def _photos_added(code: str) -> list[str]:
    actor = current_actor()
    draft = drafts.draft_of(actor, code)
    developed = develop_sent(photos.photos_of_draft(draft.id) if draft else [])
    if developed.pictures:
        with unit_of_work():
            drafts.add_photos(actor, code, key_sent(), developed.pictures)
    return [sentence(refusal) for refusal in developed.refusals]


@blueprint.post("/new/photos")
@takes_photos
@access(lives_here)
def add_photos(code: str) -> str:
    """Photos the page sends one by one; answers with the list of those that are there."""
    refused = _photos_added(code)
    draft = drafts.draft_of(current_actor(), code)
    kept = photos.photos_of_draft(draft.id) if draft else []
    return render_template("needs/saying/photos.html", photos=kept, refused=refused, most_photos=MOST_PHOTOS)


@blueprint.get("/new/likely")
@access(lives_here)
def likely(code: str) -> str:
    """The categories a title may mean, while it is typed."""
    off, chosen = queries.categories_off(code), request.args.get("category", "")
    first = guessing.offered(request.args.get("title", "")[:200], chosen, off)
    return render_template("needs/saying/likely.html", offered=first, chosen=chosen)
