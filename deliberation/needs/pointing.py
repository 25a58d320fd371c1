"""A need's point on the community's map: what lies there, and what a point tells about the need."""

from dataclasses import replace

from deliberation.errors import Refusal
from deliberation.needs.rules import Draft
from deliberation.places.ground import FAR_M
from deliberation.places.maps import map_now


def pointed(community_code: str, draft: Draft) -> Draft:
    """The draft with the estate its point lies in, where none was said.

    A point outside the community is taken (who marks it has seen it); one that must be a slip is refused.
    """
    if draft.lat_e6 is None or draft.lon_e6 is None:
        return draft
    found = map_now(community_code).at((draft.lon_e6, draft.lat_e6))
    if found.far:
        raise Refusal("needs.point_far", km=FAR_M // 1000)
    return draft if draft.estate_id else replace(draft, estate_id=found.estate_id)


def refuse_far_point(community_code: str, lat_e6: int | None, lon_e6: int | None) -> None:
    """A point far away from the community is a slip."""
    pointed(community_code, Draft("", "", "", lat_e6=lat_e6, lon_e6=lon_e6))
