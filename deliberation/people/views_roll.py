"""Pages of the roll: households, who lives in them, and the slips with their invitation codes."""

from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation import papers
from deliberation.clock import today
from deliberation.database import unit_of_work
from deliberation.files.views import attachment
from deliberation.jobs import service as jobs
from deliberation.people import counter, doors, queries, slips
from deliberation.people.blueprint import blueprint
from deliberation.people.forms import (
    HouseholdForm,
    NewHouseholdForm,
    PersonForm,
    SearchForm,
    SlipsForm,
)
from deliberation.people.joining import code_of
from deliberation.people.rules import MOST_INLINE_SLIPS
from deliberation.people.tasks import area_of
from deliberation.places import queries as places
from deliberation.web.access import access, current_actor, found, works_here
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number
from deliberation.wording import tidy


@blueprint.get("/c/<code>/roll/")
@access(works_here)
def roll(code: str) -> str:
    """The households of the community with their figures."""
    words = tidy(request.args.get("q"))[:60]
    page = places.households_of(code, page_number(), words)
    return render_template(
        "people/roll.html",
        form=SearchForm(request.args),
        words=words,
        page=page,
        figures=queries.figures_of([row.Household.id for row in page.items]),
        totals=(places.household_count(code), *queries.people_count(code)),
    )


def _household(code: str, household_id: UUID) -> Any:
    return found(places.household_of(household_id, code))


@blueprint.get("/c/<code>/households/<uuid:household_id>")
@access(works_here)
def household(code: str, household_id: UUID) -> str:
    """One door: what the roll says, who lives there."""
    row = _household(code, household_id)
    return render_template(
        "people/household.html",
        row=row,
        people=queries.people_of_household(household_id),
        live=code_of(household_id),
    )


@blueprint.route("/c/<code>/households/new", methods=["GET", "POST"])
@access(works_here)
def new_household(code: str) -> str | Response:
    """Add a door that was not on the roll."""
    form = NewHouseholdForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                door = (form.estate.data or "", form.building.data or "", form.unit.data, form.door.data)
                stated = (form.adults.data or 0, form.owners_count.data, form.area_cm2.data)
                household_id = counter.add_household(current_actor(), code, door, stated)
            flash(_("住户加好了，接着登记住在里面的人。"), "success")
            return redirect(url_for(".household", code=code, household_id=household_id), 303)
    return render_template("people/household_new.html", form=form)


@blueprint.route("/c/<code>/households/<uuid:household_id>/edit", methods=["GET", "POST"])
@access(works_here)
def edit_household(code: str, household_id: UUID) -> str | Response:
    """Change adults, owners and area."""
    row = _household(code, household_id)
    stated = row.Household
    form = HouseholdForm(
        data={"adults": stated.adults, "owners_count": stated.owners, "area_cm2": stated.area_cm2}
    )
    if form.validate_on_submit():
        with unit_of_work():
            counter.state_household(
                current_actor(),
                row.Household,
                form.adults.data or 0,
                form.owners_count.data,
                form.area_cm2.data,
            )
        flash(_("改好了。"), "success")
        return redirect(url_for(".household", code=code, household_id=household_id), 303)
    return render_template("people/household_edit.html", form=form, row=row)


@blueprint.route("/c/<code>/households/<uuid:household_id>/move-in", methods=["GET", "POST"])
@access(works_here)
def move_in(code: str, household_id: UUID) -> str | Response:
    """Somebody moved in."""
    row = _household(code, household_id)
    form = PersonForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                person = (form.name.data or "", form.phone.data or None, form.birth_year.data)
                resident_id = counter.move_in(current_actor(), row.Household, *person).id
            flash(_("登记好了。把邀请码给本人，就可以自己开通账号。"), "success")
            return redirect(url_for(".person", code=code, resident_id=resident_id), 303)
    return render_template("people/move_in.html", form=form, row=row)


def _areas(code: str) -> list[tuple[str, str]]:
    """The whole community, its estates and its buildings, as choices."""
    areas = [("", _("整个社区"))]
    estates = set()
    for row in places.buildings_of(code):
        if row.Estate.id not in estates:
            estates.add(row.Estate.id)
            areas.append((f"estate_id {row.Estate.id}", _("%(estate)s（整个小区）", estate=row.Estate.name)))
        areas.append((f"building_id {row.Building.id}", f"{row.Estate.name} {row.Building.name}"))
    return areas


@blueprint.route("/c/<code>/slips/", methods=["GET", "POST"])
@access(works_here)
def print_slips(code: str) -> str | Response:
    """Make and print invitation slips; many of them as long work."""
    form = SlipsForm(_areas(code))
    if form.validate_on_submit():
        kind, _blank, area_id = (form.area.data or "").partition(" ")
        with refused_into(form):
            return _slips(code, {kind: area_id} if area_id else {}, slips.Which(form.which.data))
    return render_template("people/slips.html", form=form, most=MOST_INLINE_SLIPS)


@blueprint.post("/c/<code>/households/<uuid:household_id>/slip")
@access(works_here)
def print_slip(code: str, household_id: UUID) -> Response:
    """The slip of one household; its live code is kept."""
    _household(code, household_id)
    return _slips(code, {"household_id": str(household_id)}, slips.Which.ALL)


def _slips(code: str, scope: dict[str, str], which: slips.Which) -> Response:
    actor, area = current_actor(), area_of(code, scope)
    public_url = current_app.config["SETTINGS"].public_url
    file_name = f"{_('邀请码')}-{code}-{today().isoformat()}.pdf"
    with unit_of_work():
        since, count = slips.make(actor, area, which)
        facts = scope | {
            "since": since.isoformat() if which == slips.Which.MISSING else None,
            "public_url": public_url,
            "title": _("居民议事邀请码"),
            "file_name": file_name,
        }
        if count > MOST_INLINE_SLIPS:
            job = jobs.ask(actor, "people.print_slips", facts, code, url_for(".print_slips", code=code))
            return redirect(url_for("jobs.show", job_id=job.id), 303)
    shown = slips.facts(
        area, since if which == slips.Which.MISSING else None, public_url, _("居民议事邀请码")
    )
    doors.let_go()
    return attachment(papers.render("invitation-slips", shown), file_name, "application/pdf")
