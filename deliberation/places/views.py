"""Pages of places, and the community on every page of it."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, request

from deliberation.places import queries

blueprint = Blueprint("places", __name__, url_prefix="/places")


@dataclass(frozen=True)
class CommunityShown:
    """A community as every page of it names it."""

    code: str
    name: str
    street_name: str
    contact: str


def community() -> dict[str, Any]:
    """The community in the address, for every page of it."""
    code = (request.view_args or {}).get("code")
    if not code or len(code) != 12:
        return {}
    region, street = queries.region_of(code), queries.region_of(code[:9])
    if region is None:
        abort(404)
    return {"community": CommunityShown(code, region.name, street.name if street else "", region.contact)}
