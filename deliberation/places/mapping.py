"""Drawing a community: its outline, its estates and buildings; and wiping what is drawn."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.files.queries import file_for
from deliberation.journal.service import record
from deliberation.places.ground import Drawn, Kind
from deliberation.places.models import Building, Estate, Region
from deliberation.places.queries import buildings_of, estates_of
from deliberation.places.roster import Roster
from deliberation.places.shapes import geometry_of
from deliberation.wording import tidy

MEDIA_TYPE = "application/geo+json"
WAITS = timedelta(days=1)
TABLES: dict[Kind, type[Estate] | type[Building]] = {Kind.ESTATE: Estate, Kind.BUILDING: Building}


def draw_map(actor: Actor, community_code: str, drawn: Iterable[Drawn], source: str = "") -> None:
    """Draw these; what else is drawn stays. `source` is the fingerprint of the file they come from."""
    rows: dict[Kind, list[dict[str, Any]]] = {kind: [] for kind in Kind}
    for each in drawn:
        rows[each.kind].append({"id": each.id, "shape": geometry_of(each.shape)})
    for kind, table in TABLES.items():
        if rows[kind]:
            db.session.execute(update(table), rows[kind])
    region = renew_map(community_code)
    for row in rows[Kind.COMMUNITY]:
        region.shape = row["shape"]
    after = {**{kind.value: len(drawn) for kind, drawn in rows.items()}, "source": source}
    record(actor, "places.draw_map", "region", community_code, community_code, after=after)


def wipe_map(actor: Actor, community_code: str) -> None:
    """Take away everything that is drawn; the points of needs stay."""
    for table in TABLES.values():
        db.session.execute(update(table).where(table.community_code == community_code).values(shape=None))
    region = db.session.get_one(Region, community_code)
    region.shape = region.map_key = None
    db.session.flush()
    record(actor, "places.wipe_map", "region", community_code, community_code)


def renew_map(community_code: str) -> Region:
    """The map is another one from now on."""
    region = db.session.get_one(Region, community_code)
    region.map_key = secrets.token_hex(8)
    db.session.flush()
    return region


def rename_on_map(community_code: str) -> None:
    """A name on the map has changed, if there is a map."""
    region = db.session.get(Region, community_code)
    if region is not None and region.map_key is not None:
        renew_map(community_code)


def keep_map_file(actor: Actor, community_code: str, content: bytes, name: str) -> UUID:
    """Keep a file of shapes for a day for the one who brought it, until it is taken over."""
    assert actor.account_id is not None
    name = tidy(name)[-120:] or "map.geojson"
    expires_at = now() + WAITS
    return files.keep(content, name, MEDIA_TYPE, community_code, actor.account_id, False, expires_at).id


def waiting_map_file(actor: Actor, community_code: str, file_id: UUID) -> StoredFile | None:
    """The file of shapes somebody brought for this community and has not taken over yet."""
    stored = file_for(file_id, actor.account_id)
    if stored is None or stored.owner_id != actor.account_id:
        return None
    return stored if (stored.media_type, stored.community_code) == (MEDIA_TYPE, community_code) else None


def take_over(actor: Actor, community_code: str, stored: StoredFile, drawn: Iterable[Drawn]) -> None:
    """Draw what a waiting file brought; the file is forgotten."""
    usable = list(drawn)
    if not usable:
        raise Refusal("places.map_nothing")
    source = stored.sha256
    files.forget(stored)
    draw_map(actor, community_code, usable, source)


def roster_of(community_code: str) -> Roster:
    """The places of a community that can be drawn."""
    return Roster(
        tuple((estate.id, estate.name) for estate in estates_of(community_code)),
        tuple((row[0].id, row[0].name, row[1].id) for row in buildings_of(community_code)),
    )
