"""What each row of 需求清单 says. Official papers speak Chinese, always.

Rows are read some hundred at a time, each time in a short transaction of its own, so that a list of any
length neither fills the memory nor keeps the database waiting for a slow reader. What a meeting, a vote or a
project list said of a need comes from the need's own events, in the words of their rooms.
"""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from deliberation.clock import local
from deliberation.database import db, reading
from deliberation.needs.models import Need, NeedEvent
from deliberation.needs.queries import AnyRow, AnySelect
from deliberation.needs.rules import Destination, NeedState
from deliberation.needs.shown import called, sentence_of, standing
from deliberation.papers.facts import NeedRow
from deliberation.papers.texts import as_written
from deliberation.papers.wording import wan
from deliberation.people.models import Account, Resident
from deliberation.places.addresses import address
from deliberation.places.models import Building, Estate, Grid, GridEstate, Household
from deliberation.web.phrases import label
from deliberation.wording import mask_numbers

CHINESE = "zh_Hans_CN"
CHUNK = 500
RANKED, DECIDED, CONVERTED, REMOVED = (
    "rounds.ranked",
    "meetings.decided",
    "projects.converted",
    "projects.removed",
)
COLUMNS = (
    Need.id, Need.number, Need.title, Need.body, Need.category, Need.place, Need.estate_id, Need.channel,
    Need.households_affected, Need.created_at, Need.said_on, Need.state, Need.cycle_id, Need.published_at,
    Need.withheld_at, Need.owners_decision, Need.answer, Need.cost_fen, Need.rejection_reason,
    Need.rejection_text, Need.destination, Need.destination_unit, Need.destination_note, Need.support_count,
    Need.household_count, Need.on_behalf_name,
)  # fmt: skip

WORTH_NOTING = ("unpublished", "waiting", "withheld")

Events = Mapping[str, NeedEvent]


def rows_of(community_code: str, ids: Sequence[UUID], named: bool) -> Iterator[NeedRow]:
    """The rows of these needs, in this order; `named` with real names, doors and numbers, else masked.

    Four statements for each five hundred.
    """
    for begin in range(0, len(ids), CHUNK):
        yield from _read(community_code, ids[begin : begin + CHUNK], named)


def _read(community_code: str, ids: Sequence[UUID], named: bool) -> list[NeedRow]:
    """Some rows in a transaction of their own."""
    with reading(), force_locale(CHINESE):
        events, merged, grids = _events(ids), _merged(ids), _grids(community_code)
        found = {row.id: row for row in db.session.execute(_rows(community_code, ids, named))}
        made = [
            _row(found[need_id], events.get(need_id, {}), merged.get(need_id, 0), grids, named)
            for need_id in ids
            if need_id in found
        ]
        db.session.rollback()
    return made


def _rows(community_code: str, ids: Sequence[UUID], named: bool) -> AnySelect:
    survivor, home_estate = aliased(Need), aliased(Estate)
    query: AnySelect = (
        select(
            *COLUMNS,
            Estate.name.label("estate_name"),
            Account.name.label("account_name"),
            Account.nickname.label("nickname"),
            Resident.name.label("resident_name"),
            survivor.number.label("survivor"),
        )
        .outerjoin(Estate, Estate.id == Need.estate_id)
        .outerjoin(Account, Account.id == Need.author_account_id)
        .outerjoin(Resident, Resident.id == Need.author_resident_id)
        .outerjoin(survivor, survivor.id == Need.merged_into_id)
        .where(Need.id.in_(ids), Need.community_code == community_code)
    )
    if named:
        query = (
            query.add_columns(
                home_estate.name.label("home_estate"), Building.name.label("building"), Household.unit,
                Household.door,
            )
            .outerjoin(Household, Household.id == Resident.household_id)
            .outerjoin(Building, Building.id == Household.building_id)
            .outerjoin(home_estate, home_estate.id == Building.estate_id)
        )  # fmt: skip
    return query


def _events(ids: Sequence[UUID]) -> dict[UUID, dict[str, NeedEvent]]:
    """The last event of each kind that a meeting, a vote or a project list left: one statement."""
    last = (
        select(func.max(NeedEvent.id))
        .where(
            NeedEvent.need_id.in_(ids),
            or_(NeedEvent.kind.in_((RANKED, DECIDED)), NeedEvent.kind.startswith("projects.")),
        )
        .group_by(NeedEvent.need_id, NeedEvent.kind)
    )
    found: dict[UUID, dict[str, NeedEvent]] = {}
    for event in db.session.scalars(select(NeedEvent).where(NeedEvent.id.in_(last)).order_by(NeedEvent.id)):
        found.setdefault(event.need_id, {})[event.kind] = event
    return found


def _merged(ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many needs were merged into each, directly or through others: one statement."""
    family = (
        select(Need.merged_into_id.label("root"), Need.id)
        .where(Need.merged_into_id.in_(ids))
        .cte("family", recursive=True)
    )
    family = family.union(select(family.c.root, Need.id).where(Need.merged_into_id == family.c.id))
    counted = select(family.c.root, func.count()).group_by(family.c.root)
    return dict(db.session.execute(counted).all())


def _grids(community_code: str) -> dict[UUID, str]:
    """The grids each estate lies in, as one text."""
    query = (
        select(GridEstate.estate_id, Grid.name)
        .join(Grid, Grid.id == GridEstate.grid_id)
        .where(Grid.community_code == community_code)
        .order_by(Grid.name)
    )
    names: dict[UUID, list[str]] = {}
    for estate_id, name in db.session.execute(query):
        names.setdefault(estate_id, []).append(name)
    return {estate_id: "、".join(each) for estate_id, each in names.items()}


def _row(row: AnyRow, events: Events, merged: int, grids: Mapping[UUID, str], named: bool) -> NeedRow:
    veil = _plain if named else mask_numbers
    ranked = events[RANKED].facts if RANKED in events else {}
    return {
        "number": row.number,
        "title": veil(row.title),
        "category": label("category", row.category),
        "area": _lines(row.estate_name, grids.get(row.estate_id)),
        "content": veil(
            _lines(row.body, as_written("地点：%(place)s", place=row.place) if row.place else "")
        ),
        "source": _lines(label("channel", row.channel), _who(row, named)),
        "said_on": (row.said_on or local(row.created_at).date()).isoformat(),
        "supporters": row.support_count,
        "households": row.household_count,
        "merged": merged,
        "opinion": veil(_lines(_screened(row), row.answer)),
        "conclusion": sentence_of(events[DECIDED]) if DECIDED in events else "",
        "rank": ranked.get("rank"),
        "options": ranked.get("of"),
        "votes": ranked.get("votes") if ranked.get("unit", "votes") in ("votes", "points") else None,
        "destination": veil(_destination(row, events)),
        "note": _note(row),
    }


def _plain(text: str) -> str:
    return text


def _lines(*parts: str | None) -> str:
    return "\n".join(part for part in parts if part)


def _who(row: AnyRow, named: bool) -> str:
    """Who said it: outside as on the page, for own staff the name and the door."""
    who = called(row, row.on_behalf_name, named)
    if not named or not row.home_estate:
        return who
    return _lines(who, address(row.home_estate, row.building, row.unit, row.door))


def _screened(row: AnyRow) -> str:
    """What sorting made of it."""
    if row.state == NeedState.SHORTLISTED:
        if row.cost_fen is None:
            return as_written("列入候选")
        return as_written("列入候选，估算约%(wan)s万元", wan=wan(row.cost_fen))
    if row.state == NeedState.MERGED:
        return as_written("与%(number)s内容相同，已并入", number=row.survivor or "")
    words = {NeedState.REJECTED: as_written("不予采纳"), NeedState.HANDED_OVER: as_written("转办")}
    return words.get(row.state, "")


def _destination(row: AnyRow, events: Events) -> str:
    """Where it goes: into a project, to a department, to the estate itself, or nowhere and why."""
    project = _project(events)
    if project:
        return project
    if row.state == NeedState.REJECTED:
        reason = as_written("不采纳：%(reason)s", reason=label("reason", row.rejection_reason))
        return _lines(reason, row.rejection_text)
    if row.destination is None or row.state != NeedState.HANDED_OVER:
        return ""
    words = as_written("小区自治") if row.destination == Destination.ESTATE else as_written("转部门")
    unit = row.destination_unit
    return _lines(
        as_written("%(to)s：%(unit)s", to=words, unit=unit) if unit else words, row.destination_note
    )


def _project(events: Events) -> str:
    """The last step on the way of a project, as its room words it."""
    steps = [event for kind, event in events.items() if kind.startswith("projects.")]
    last = max(steps, key=lambda event: event.id, default=None)
    if last is None or last.kind == REMOVED:
        return ""
    first = events.get(CONVERTED)
    said = [sentence_of(event) for event in (first, last if last is not first else None) if event]
    return as_written("转项目：%(said)s", said="；".join(said))


def _note(row: AnyRow) -> str:
    households = row.households_affected
    return _lines(
        as_written("需业主共同决定") if row.owners_decision else "",
        as_written("影响约%(count)s户", count=households) if households else "",
        label("need_state", standing(row)) if standing(row) in WORTH_NOTING else "",
    )
