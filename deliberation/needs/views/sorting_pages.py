"""Acts that want a page of their own: correcting words, splitting an entry, two entries side by side."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from deliberation.actors import Actor
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.needs import at_desk, deeds, photos, queries, service
from deliberation.needs.desk_shown import age, changes, marked
from deliberation.needs.forms import EditForm, draft_values, uuid_or_none
from deliberation.needs.forms.sorting import SplitForm
from deliberation.needs.parts import guessed_titles
from deliberation.needs.rules import FEWEST_PARTS, MOST_PARTS
from deliberation.needs.shown import author_shown, standing
from deliberation.needs.views.sorting import blueprint
from deliberation.needs.views.sorting_acts import (
    MEANWHILE,
    NOTHING_SEEN,
    ActOnNeed,
    after,
    begin,
    version_sent,
)
from deliberation.needs.views.sorting_desk import way_here
from deliberation.places.queries import estates_of
from deliberation.web.access import access, found, works_here
from deliberation.web.forms import Form
from deliberation.web.phrases import sentence


@blueprint.route("/<uuid:need_id>/edit", methods=["GET", "POST"])
@access(works_here)
def edit(code: str, need_id: UUID) -> str | Response:
    """Correct words, category, place."""
    need = found(queries.need_of(need_id, code))
    off = queries.categories_off(code) - {need.category}
    form = EditForm(estates=estates_of(code), off=off, data=draft_values(need))

    def act(actor: Actor, need: Any) -> None:
        service.edit(actor, need, form.draft(), form.owners_decision.data)

    return _page(code, need_id, "needs/edit.html", form, act)


@blueprint.route("/<uuid:need_id>/split", methods=["GET", "POST"])
@access(works_here)
def split(code: str, need_id: UUID) -> str | Response:
    """Split an entry that says several things."""
    need = found(queries.need_of(need_id, code))
    estates, off = estates_of(code), queries.categories_off(code) - {need.category}
    form = SplitForm(estates=estates, off=off, data={"parts": _begun(need)})
    if request.form.get("more"):
        _one_more(form)
        form.dress(estates, off)
        return _shown(code, need_id, "needs/split.html", form)

    def act(actor: Actor, need: Any) -> None:
        service.split(actor, need, form.drafts(), form.keeps.data == "first")

    return _page(code, need_id, "needs/split.html", form, act)


def _begun(need: Any) -> list[dict[str, Any]]:
    """The parts an entry seems to have, each with its words, place and category."""
    same = {key: draft_values(need)[key] for key in ("category", "place", "estate", "body")}
    titles = guessed_titles(need.title)[:MOST_PARTS]
    return [{"title": title, **same} for title in titles + [need.title] * (FEWEST_PARTS - len(titles))]


def _one_more(form: SplitForm) -> None:
    if len(form.parts) < MOST_PARTS:
        last = form.parts[-1].form
        form.parts.append_entry({**last.data, "title": ""})


def _page(code: str, need_id: UUID, template: str, form: Form, act: ActOnNeed) -> str | Response:
    """A page with one form about one need; what cannot be done is told there, with everything typed kept."""
    way, seen = way_here(code), version_sent()
    if form.validate_on_submit():
        try:
            with unit_of_work(), service.together() as batch:
                place = begin(code, need_id, seen, act, ())
                back = after(way, need_id, place, batch)
            return redirect(back, 303)
        except Refusal as refusal:
            if refusal.code in MEANWHILE:
                return _shown(code, need_id, template, form, NOTHING_SEEN if seen is None else seen)
            form.form_errors.append(sentence(refusal))
    return _shown(code, need_id, template, form)


def _shown(code: str, need_id: UUID, template: str, form: Form, seen: int | None = None) -> str:
    row = found(queries.need_shown(need_id, code))
    changed = changes(deeds.acts_since(need_id, seen), row.Need) if seen is not None else None
    return render_template(
        template,
        way=way_here(code),
        row=row,
        need=row.Need,
        form=form,
        changed=changed,
        most_parts=MOST_PARTS,
    )


@blueprint.get("/<uuid:need_id>/compare")
@access(works_here)
def compare(code: str, need_id: UUID) -> str:
    """Two entries side by side, what differs marked; one key keeps the one, one key the other."""
    other_id = found(uuid_or_none(request.args.get("other")))
    one, other = (found(queries.need_shown(each, code)) for each in (need_id, other_id))
    sides = [_side(one, other.Need), _side(other, one.Need)]
    both = at_desk.supporters_of_both(need_id, other_id)
    return render_template("needs/compare.html", way=way_here(code), sides=sides, both=both)


def _side(row: Any, other: Any) -> dict[str, Any]:
    need = row.Need
    return {
        "row": row,
        "need": need,
        "title": marked(need.title, f"{other.title} {other.body}"),
        "body": [marked(line, f"{other.title} {other.body}") for line in need.body.split("\n") if line],
        "place": marked(need.place, other.place),
        "photos": photos.photos_of_need(need.id, hidden=True),
        "author": author_shown(row, True),
        "stands": standing(need),
        "age": age(need.created_at),
    }
