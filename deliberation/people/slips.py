"""Invitation slips: codes for many households at once, and the facts their paper is printed from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from deliberation.actors import Actor
from deliberation.clock import local, now, today
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.papers.facts import InvitationSlipsFacts, Slip
from deliberation.people.models import Invitation
from deliberation.people.rules import shown_code
from deliberation.people.service import make_codes, sealer
from deliberation.places.addresses import door_shown, unit_shown
from deliberation.places.models import Building, Estate, Household, Region
from deliberation.places.queries import in_door_order


class Which(StrEnum):
    """Households without a live code; all (live codes printed again); all with new codes."""

    MISSING = "missing"
    ALL = "all"
    RENEW = "renew"


@dataclass(frozen=True)
class Area:
    """A whole community, one estate, one building, or one household of it."""

    community_code: str
    estate_id: UUID | None = None
    building_id: UUID | None = None
    household_id: UUID | None = None


def make(actor: Actor, area: Area, which: Which) -> tuple[datetime, int]:
    """Make the codes that are needed; returns the moment before and how many slips there are to print."""
    before = now()
    doors = [row.Household.id for row in db.session.execute(_doors(area))]
    if not doors:
        raise Refusal("people.no_households")
    live = set() if which == Which.RENEW else _with_live_code(area)
    needed = [household_id for household_id in doors if household_id not in live]
    if which == Which.MISSING and not needed:
        raise Refusal("people.all_invited")
    make_codes(area.community_code, needed)
    after = {"which": which, "made": len(needed), "households": len(doors), **_scope(area)}
    record(actor, "people.print_slips", "roll", area.community_code, area.community_code, after=after)
    return before, len(needed) if which == Which.MISSING else len(doors)


def _scope(area: Area) -> dict[str, str]:
    given = {"estate": area.estate_id, "building": area.building_id, "household": area.household_id}
    return {key: str(value) for key, value in given.items() if value}


def _with_live_code(area: Area) -> set[UUID]:
    query = select(Invitation.household_id).where(
        Invitation.community_code == area.community_code,
        Invitation.dead_at.is_(None),
        Invitation.expires_at > now(),
    )
    return set(db.session.scalars(query))


def _doors(area: Area) -> Select[Household, Building, Estate]:
    query = (
        select(Household, Building, Estate)
        .join(Building, Building.id == Household.building_id)
        .join(Estate, Estate.id == Building.estate_id)
        .where(Household.community_code == area.community_code)
    )
    if area.estate_id:
        query = query.where(Estate.id == area.estate_id)
    if area.building_id:
        query = query.where(Building.id == area.building_id)
    if area.household_id:
        query = query.where(Household.id == area.household_id)
    return query


def facts(area: Area, since: datetime | None, public_url: str, title: str) -> InvitationSlipsFacts:
    """The slips of all live codes of an area (those made `since` then), with the community's help line."""
    query = _doors(area).join(Invitation, Invitation.household_id == Household.id)
    query = query.add_columns(Invitation).where(Invitation.dead_at.is_(None), Invitation.expires_at > now())
    if since:
        query = query.where(Invitation.created_at >= since)
    rows = db.session.execute(query.order_by(*in_door_order())).all()
    if not rows:
        raise Refusal("people.no_slips")
    region = db.session.get_one(Region, area.community_code)
    place, phone = contact_parts(region.contact)
    ends = min(row.Invitation.expires_at for row in rows)
    return {
        "title": title,
        "community": region.name,
        "enter_at": f"{public_url}/join".removeprefix("https://").removeprefix("http://"),
        "valid_until": local(ends).date().isoformat(),
        "help_phone": phone or "—",
        "help_place": place or region.name,
        "slips": _slips(rows, public_url),
        "dated_on": today().isoformat(),
    }


def _slips(rows: Sequence[Any], public_url: str) -> list[Slip]:
    return [
        {
            "estate": row.Estate.name,
            "building": row.Building.name,
            "unit": unit_shown(row.Household.unit),
            "door": door_shown(row.Household.door),
            "code": code,
            "link": f"{public_url}/join/{shown_code(code)}",
        }
        for row in rows
        for code in [sealer().open(row.Invitation.code_sealed)]
    ]


def contact_parts(contact: str) -> tuple[str, str]:
    """A contact line as place and phone: the last word with enough digits is the phone."""
    words = contact.split()
    phones = [word for word in words if sum(ch.isdigit() for ch in word) >= 5]
    phone = phones[-1] if phones else ""
    return " ".join(word for word in words if word != phone), phone
