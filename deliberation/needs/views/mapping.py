"""Needs on the map."""

from flask import g, render_template, request

from deliberation.needs import queries
from deliberation.needs.forms import FilterForm
from deliberation.needs.forms.mapping import picker, spot_picture
from deliberation.needs.shown import slips
from deliberation.needs.views.shared import blueprint
from deliberation.places.queries import estates_of
from deliberation.web.access import access, everyone
from deliberation.web.paging import page_number

blueprint.add_app_template_global(picker, "map_picker")
blueprint.add_app_template_global(spot_picture, "spot_picture")


@blueprint.app_template_global("code_here")
def code_here() -> str:
    """The code of the community in the address, for macros that do not see the page."""
    code: str = g.community.code
    return code


@blueprint.get("/map", endpoint="map")
@access(everyone)
def community_map(code: str) -> str:
    """Where the needs are."""
    form = FilterForm(request.args)
    page = queries.needs_of(code, form.wanted(), page_number())
    return render_template(
        "needs/map.html", estates=estates_of(code), page=page, slips=slips(page.items, False)
    )
