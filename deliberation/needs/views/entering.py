"""Paper: forms to print, and writing down what came on them, by phone or at the door.

The page never acts on a guess: where a door or a word fits several, it shows them and waits for a number.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import Response as FileResponse
from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation import papers
from deliberation.clock import today
from deliberation.database import db, unit_of_work
from deliberation.files.views import attachment
from deliberation.needs import entering, finding, numbers, paper_forms, queries, service
from deliberation.needs.boxes import NUMBERS, SOUNDS, categories_meant
from deliberation.needs.catalogue import CATEGORIES
from deliberation.needs.entering import Entered, Sheet
from deliberation.needs.forms.core import uuid_or_none
from deliberation.needs.forms.entering import NOBODY, EntryForm, PrintForm, SheetForm
from deliberation.needs.forms.mapping import picked
from deliberation.needs.rules import NAME_LENGTH, Channel
from deliberation.needs.shown import BEFORE_DOOR
from deliberation.needs.similar import similar_to
from deliberation.needs.views import sorting
from deliberation.needs.views.shared import blueprint
from deliberation.places.queries import buildings_of, estate_of, estates_of
from deliberation.web.access import access, current_actor, everyone, found, works_here
from deliberation.web.forms import refused_into
from deliberation.wording import tidy

PDF = "application/pdf"


def _public_url() -> str:
    return str(current_app.config["SETTINGS"].public_url)


@lru_cache(maxsize=16)
def _printed(template: str, facts: str) -> bytes:
    """A paper everybody may ask for is laid out once for the same facts."""
    return papers.render(template, json.loads(facts))


@blueprint.get("/form.pdf")
@access(everyone)
def paper_form(code: str) -> FileResponse:
    """One blank form: everybody may print it and hand it in."""
    facts = paper_forms.form_facts(code, _public_url(), [])
    content = _printed("need-form", json.dumps(facts, sort_keys=True))
    return attachment(content, f"{_('居民问需表')}.pdf", PDF)


@blueprint.get("/support-sheet.pdf")
@access(everyone)
def support_sheet(code: str) -> FileResponse:
    """A sheet on which neighbours sign for needs that are public; everybody may go round with it."""
    wanted = numbers.needs_named(code, SheetForm(request.args).needs.data or "")
    facts = paper_forms.sheet_facts(code, _public_url(), numbers.to_sign_for(wanted))
    content = _printed("support-sheet", json.dumps(facts, sort_keys=True))
    return attachment(content, f"{_('附议表')}-{wanted[0].number}.pdf", PDF)


@sorting.blueprint.route("/forms", methods=["GET", "POST"])
@access(works_here)
def forms(code: str) -> str | Response:
    """Numbered forms for everybody or for each door, and sheets to sign."""
    form = PrintForm(buildings=buildings_of(code))
    if form.validate_on_submit():
        with refused_into(form):
            return _numbered(code, form.doors(code))
    printed, entered = paper_forms.came_back(code)
    return render_template(
        "needs/paper.html",
        form=form,
        sheet_form=SheetForm(formdata=None),
        printed=printed,
        entered=entered,
        most=paper_forms.PRINTED_AT_ONCE,
    )


def _numbered(code: str, doors: paper_forms.Doors) -> Response:
    """Number the copies and print them: at once when they are few, else in the background."""
    actor, name = current_actor(), f"{_('居民问需表')}-{code}-{today().isoformat()}.pdf"
    with unit_of_work():
        run = paper_forms.number_copies(actor, doors)
        if run.copies > paper_forms.PRINTED_AT_ONCE:
            job = paper_forms.ask_for_forms(
                actor, run, _public_url(), name, url_for("needs.sorting.forms", code=code)
            )
            return redirect(url_for("jobs.show", job_id=job.id), 303)
    facts = paper_forms.form_facts(code, _public_url(), paper_forms.copies_of(run))
    db.session.rollback()
    return attachment(papers.render("need-form", facts), name, PDF)


MOST_LISTED = 9
MOST_ALIKE = 5
STAYS = ("channel", "said_on", "estate")


@dataclass(frozen=True)
class Who:
    """Whose sheet it is: somebody of the roll, a name as written, or nobody."""

    resident_id: UUID | None = None
    name: str = ""

    @property
    def unnamed(self) -> bool:
        return self.resident_id is None and not self.name


@sorting.blueprint.route("/enter", methods=["GET", "POST"])
@access(works_here)
def enter(code: str) -> str | Response:
    """Write a pile down, sheet after sheet: what was said on paper, by phone or at the door."""
    form = EntryForm(estates=estates_of(code))
    if request.method == "GET":
        _begin(form)
    elif not picked(form, code) and "find" not in request.form and form.validate():
        people = _people(code, form)
        who, category = _who(form, people), form.code() if form.says_something_new else ""
        if who is not None and not form.category.errors:
            with refused_into(form):
                with unit_of_work():
                    entered = service.enter(current_actor(), code, _sheet(form, who, category))
                    _tell(entered, people, who)
                return redirect(url_for(".enter", code=code, **_next(form, entered)), 303)
    return _entry_page(code, form)


def _begin(form: EntryForm) -> None:
    """What stays from the sheet before, and how many there were."""
    for name in STAYS:
        form[name].process(request.args if name in request.args else None)
        form[name].errors = ()
    form.door.data = tidy(request.args.get("door"))
    form.done.data = str(_done(request.args.get("done")))


def _done(text: str | None) -> int:
    """How many sheets of this pile are in; nonsense is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else 0


def _entry_page(code: str, form: EntryForm) -> str:
    actor = current_actor()
    return render_template(
        "needs/enter.html",
        form=form,
        done=_done(form.done.data),
        people=_people(code, form),
        alike=_alike(code, form.title.data or ""),
        meant=categories_meant(form.category.data or ""),
        recent=entering.recent_of(actor, code),
        categories=[(NUMBERS.get(each), each, SOUNDS[each]) for each in CATEGORIES],
        searching="find" in request.form,
    )


def _people(code: str, form: EntryForm) -> Sequence[finding.Person]:
    """Who lives behind the door that was typed; in the pile's estate first."""
    door = form.door.data or ""
    estate_id = uuid_or_none(form.estate.data)
    estate = estate_of(estate_id, code) if door and estate_id else None
    near = finding.people_meant(code, f"{estate.name} {door}") if estate else []
    return (near or finding.people_meant(code, door))[:MOST_LISTED] if door else []


def _who(form: EntryForm, people: Sequence[finding.Person]) -> Who | None:
    """The person meant by a number of the list, a name, or 0; says what to do where it is not clear."""
    typed, door = form.name.data or "", form.door.data or ""
    if typed == NOBODY or not (typed or door):
        return _nobody(form, typed)
    if typed.isascii() and typed.isdigit():
        if 0 < int(typed) <= len(people):
            return Who(people[int(typed) - 1].id)
        form.name.errors = [_("列出来的没有第 %(number)s 位。", number=typed)]
        return None
    same = [each for each in people if each.name == (typed or each.name)]
    if len(same) == 1 and (typed or same[0].name in door):
        return Who(same[0].id)
    if len(same) > 1 or not typed:
        form.name.errors = [_("请填列出来的序号，或者直接写姓名；没有留名填 0。")]
        return None
    return Who(name=_written(typed, door))


def _nobody(form: EntryForm, typed: str) -> Who | None:
    """Nobody left a name: said with a 0, so that nobody is left out by mistake."""
    if typed == NOBODY:
        return Who(name=_written("", form.door.data or ""))
    form.name.errors = [_("请填写是谁提出的：姓名，或者列出来的序号；没有留名填 0。")]
    return None


def _written(name: str, door: str) -> str:
    """A name the roll does not know, with the door as it was written, as far as there is room."""
    whole = f"{name}{BEFORE_DOOR}{door}）" if door else name
    return whole if len(whole) <= NAME_LENGTH else name


def _alike(code: str, title: str) -> Sequence[Any]:
    return similar_to(code, title, most=MOST_ALIKE) if title else []


def _sheet(form: EntryForm, who: Who, category: str) -> Sheet:
    return Sheet(
        Channel(form.channel.data),
        form.draft(category) if form.says_something_new else None,
        form.supports.data or "",
        who.name,
        who.resident_id,
        who.unnamed,
        form.said_on.data,
        form.reference.data or "",
        form.key.data,
    )


def _tell(entered: Entered, people: Sequence[finding.Person], who: Who) -> None:
    """What became of the sheet, so that a wrong person or number is seen at once."""
    name = next((each.name for each in people if each.id == who.resident_id), who.name or _("没有留名"))
    if entered.need is not None:
        flash(_("登记好了，编号 %(number)s：%(title)s（%(name)s）。", **_told(entered.need, name)), "success")
    for need, new in entered.supported:
        said = _("%(name)s 支持 %(number)s“%(title)s”，算上了。", **_told(need, name))
        again = _("%(name)s 以前已经支持过 %(number)s“%(title)s”，只算一次。", **_told(need, name))
        flash(said if new else again, "success")


def _told(need: Any, name: str) -> dict[str, str]:
    return {"name": name, "number": need.number, "title": need.title}


def _next(form: EntryForm, entered: Entered) -> dict[str, Any]:
    """The address of the next sheet of the pile; an estate that only this sheet's point has does not stay."""
    kept = {name: form[name].data for name in STAYS if form[name].data}
    if form.lat_e6.data and request.args.get("estate") != form.estate.data:
        kept.pop("estate", None)
    return {**kept, "done": _done(form.done.data) + 1}


@sorting.blueprint.get("/enter/look")
@access(works_here)
def enter_look(code: str) -> str:
    """What the page shows while somebody types: people of a door, needs that sound alike, a category."""
    form = EntryForm(request.args, meta={"csrf": False}, estates=estates_of(code))
    asked = request.args.get("look", "")
    return render_template(
        "needs/enter_look.html",
        asked=asked,
        people=_people(code, form) if asked == "people" else [],
        alike=_alike(code, form.title.data or "") if asked == "alike" else [],
        meant=categories_meant(form.category.data or ""),
        typed=tidy(request.args.get({"people": "door", "alike": "title"}.get(asked, "category"))),
    )


@sorting.blueprint.post("/enter/<uuid:need_id>/take-back")
@access(works_here)
def take_back(code: str, need_id: UUID) -> Response:
    """Take back a sheet entered by mistake."""
    need = found(queries.need_of(need_id, code))
    with unit_of_work():
        service.take_back(current_actor(), need, _("登记时录错了，已经撤销"))
    flash(_("%(number)s 撤销了，表号可以重新用。", number=need.number), "info")
    return redirect(url_for(".enter", code=code, **_same_pile()), 303)


@sorting.blueprint.post("/enter/<uuid:need_id>/take-back-support")
@access(works_here)
def take_back_support(code: str, need_id: UUID) -> Response:
    """Take back a support entered by mistake."""
    need, resident_id = found(queries.need_of(need_id, code)), uuid_or_none(request.form.get("who"))
    with unit_of_work():
        service.undo_support(current_actor(), need, found(resident_id))
    flash(_("对 %(number)s 的支持撤销了。", number=need.number), "info")
    return redirect(url_for(".enter", code=code, **_same_pile()), 303)


def _same_pile() -> dict[str, Any]:
    """What stays of the pile after something was taken back."""
    kept = {name: request.form[name] for name in STAYS if request.form.get(name)}
    return {**kept, "done": max(0, _done(request.form.get("done")) - 1)}
