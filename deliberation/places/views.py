"""Pages of places, and the community on every page of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import Role
from deliberation.database import unit_of_work
from deliberation.places import policy, queries, service, views_map
from deliberation.places.addresses import address
from deliberation.places.blueprint import blueprint
from deliberation.places.forms import EstateForm, GridForm, NewRegionForm, RegionForm
from deliberation.web.access import access, current_actor, found, holding, permit, works_here
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number
from deliberation.wording import tidy

__all__ = ["blueprint", "views_map"]


@dataclass(frozen=True)
class CommunityShown:
    """A community as every page of it names it."""

    code: str
    name: str
    street_name: str
    contact: str
    map_key: str | None = None


@blueprint.before_app_request
def know_community() -> None:
    """The community in the address; without one, nothing at that address exists."""
    code = (request.view_args or {}).get("code")
    if code is None:
        return
    region, street_name = queries.community_and_street(code)
    if region is None or len(code) != 12:
        abort(404)
    g.community = CommunityShown(code, region.name, street_name, region.contact, region.map_key)


def community() -> dict[str, Any]:
    """The community in the address, for every page of it."""
    return {"community": g.community} if "community" in g else {}


@blueprint.app_template_filter("address")
def address_of(row: Any) -> str:
    """A door's address, of a row with Estate, Building and Household: for staff and whoever lives there."""
    return address(row.Estate.name, row.Building.name, row.Household.unit, row.Household.door)


@blueprint.get("/places/")
@access(holding(Role.ADMINISTRATOR))
def regions() -> str:
    """Districts, streets and communities in my scope."""
    page = queries.regions_in(current_actor().scopes(Role.ADMINISTRATOR), page_number())
    return render_template("places/regions.html", page=page)


@blueprint.route("/places/new", methods=["GET", "POST"])
@access(holding(Role.ADMINISTRATOR))
def new_region() -> str | Response:
    """Add a district, street or community."""
    form = NewRegionForm(data={"code": tidy(request.args.get("above"))[:9]})
    if form.validate_on_submit():
        code = form.code.data or ""
        permit(policy.may_keep_region(current_actor(), code))
        with refused_into(form):
            with unit_of_work():
                service.add_region(current_actor(), code, *form.words())
            flash(_("添加好了。"), "success")
            return redirect(url_for(".regions"), 303)
    return render_template("places/region.html", form=form, region=None)


@blueprint.route("/places/<region_code>", methods=["GET", "POST"])
@access(holding(Role.ADMINISTRATOR))
def change_region(region_code: str) -> str | Response:
    """Change a place's names and contact line."""
    region = queries.region_of(region_code)
    if region is None or not policy.may_keep_region(current_actor(), region_code):
        abort(404)
    form = RegionForm(obj=region)
    if form.validate_on_submit():
        with unit_of_work():
            service.change_region(current_actor(), region, *form.words())
        flash(_("改好了。"), "success")
        return redirect(url_for(".regions"), 303)
    return render_template("places/region.html", form=form, region=region)


@blueprint.get("/c/<code>/places/")
@access(works_here)
def local(code: str) -> str:
    """The community's estates and grids."""
    return render_template(
        "places/local.html",
        estates=queries.estates_of(code),
        grids=queries.grids_of(code),
        within=queries.estates_by_grid(code),
    )


@blueprint.route("/c/<code>/places/estates/new", methods=["GET", "POST"])
@access(works_here)
def new_estate(code: str) -> str | Response:
    """Add an estate."""
    form = EstateForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.add_estate(current_actor(), code, form.name.data or "")
            flash(_("添加好了。"), "success")
            return redirect(url_for(".local", code=code), 303)
    return render_template("places/estate.html", form=form, estate=None)


@blueprint.route("/c/<code>/places/estates/<uuid:estate_id>", methods=["GET", "POST"])
@access(works_here)
def rename_estate(code: str, estate_id: UUID) -> str | Response:
    """Give an estate another name."""
    estate = found(queries.estate_of(estate_id, code))
    form = EstateForm(obj=estate)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.rename_estate(current_actor(), estate, form.name.data or "")
            flash(_("改好了。"), "success")
            return redirect(url_for(".local", code=code), 303)
    return render_template("places/estate.html", form=form, estate=estate)


@blueprint.route("/c/<code>/places/grids/new", methods=["GET", "POST"])
@access(works_here)
def new_grid(code: str) -> str | Response:
    """Add a grid over some estates."""
    estates = queries.estates_of(code)
    form = GridForm(estates, [])
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.add_grid(current_actor(), code, form.name.data or "", _chosen(estates, form))
            flash(_("添加好了。"), "success")
            return redirect(url_for(".local", code=code), 303)
    return render_template("places/grid.html", form=form, grid=None)


@blueprint.route("/c/<code>/places/grids/<uuid:grid_id>", methods=["GET", "POST"])
@access(works_here)
def change_grid(code: str, grid_id: UUID) -> str | Response:
    """Rename a grid; say which estates lie in it."""
    grid = found(queries.grid_of(grid_id, code))
    estates = queries.estates_of(code)
    form = GridForm(estates, queries.estates_by_grid(code).get(grid_id, []), name=grid.name)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.change_grid(current_actor(), grid, form.name.data or "", _chosen(estates, form))
            flash(_("改好了。"), "success")
            return redirect(url_for(".local", code=code), 303)
    return render_template("places/grid.html", form=form, grid=grid)


def _chosen(estates: Iterable[Any], form: GridForm) -> list[Any]:
    wanted = set(form.estates.data or [])
    return [estate for estate in estates if str(estate.id) in wanted]
