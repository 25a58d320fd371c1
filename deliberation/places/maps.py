"""The maps of communities as everybody sees them.

A map is read seldom and asked for often: each process keeps the maps it has read until their key changes.
"""

from sqlalchemy import select

from deliberation.database import db
from deliberation.places.ground import NOTHING, Area, CommunityMap, Kind
from deliberation.places.models import Building, Estate, Region
from deliberation.places.shapes import read_shape

KEPT = 64
_kept: dict[str, CommunityMap] = {}


def map_of(community_code: str, key: str | None) -> CommunityMap:
    """What is drawn of a community; `key` is its region's `map_key`, so that nothing is asked twice."""
    if key is None:
        return NOTHING
    kept = _kept.get(community_code)
    if kept is None or kept.key != key:
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)), None)
        kept = _kept[community_code] = _read(community_code, key)
    return kept


def map_now(community_code: str) -> CommunityMap:
    """What is drawn of a community, whatever its key is."""
    return map_of(
        community_code, db.session.scalar(select(Region.map_key).where(Region.code == community_code))
    )


def _read(code: str, key: str) -> CommunityMap:
    region = db.session.execute(select(Region.name, Region.shape).where(Region.code == code)).one()
    estates = db.session.execute(
        select(Estate.id, Estate.name, Estate.shape)
        .where(Estate.community_code == code, Estate.shape.is_not(None))
        .order_by(Estate.name)
    )
    buildings = db.session.execute(
        select(Building.id, Building.name, Building.shape, Building.estate_id, Estate.name)
        .join(Estate, Estate.id == Building.estate_id)
        .where(Building.community_code == code, Building.shape.is_not(None))
        .order_by(Building.name, Building.id)
    )
    return CommunityMap(
        key,
        Area.of(Kind.COMMUNITY, None, region.name, read_shape(region.shape)) if region.shape else None,
        tuple(Area.of(Kind.ESTATE, row[0], row[1], read_shape(row[2])) for row in estates),
        tuple(Area.of(Kind.BUILDING, row[0], row[1], read_shape(row[2]), *row[3:]) for row in buildings),
    )
