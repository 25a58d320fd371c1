"""需求清单: which needs stand in it, counted; who may have real names, and that it is written down."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from deliberation.actors import Actor
from deliberation.clock import local, now, today
from deliberation.cycles.queries import cycle_of
from deliberation.cycles.rules import Stage
from deliberation.database import db
from deliberation.journal.service import record
from deliberation.needs.list_rows import CHINESE, rows_of
from deliberation.needs.models import Need
from deliberation.needs.queries import asked_for, ordered, visible
from deliberation.needs.rules import REASON_LENGTH, NeedState, Order, Wanted, fits
from deliberation.needs.shown import standing
from deliberation.papers.facts import CountedRow, NeedListFacts, Picture
from deliberation.papers.texts import as_written
from deliberation.places.queries import estate_of, region_of
from deliberation.web.phrases import label
from deliberation.wording import tidy

GROUPS = {"category": "category", "state": "need_state", "channel": "channel"}


@dataclass(frozen=True)
class Asked:
    """Which needs: the filters of the list, one cycle or what waits for one; `named` with real names and
    doors, `everything` with what is not public (both for the community's own staff)."""

    community_code: str
    wanted: Wanted
    cycle_id: UUID | None = None
    waiting: bool = False
    named: bool = False
    everything: bool = False


def chosen(asked: Asked) -> list[UUID]:
    """The ids of the needs of a list, in its order: one statement."""
    query = select(Need.id).where(*_conditions(asked)).order_by(*ordered(asked.wanted.order))
    return list(db.session.scalars(query))


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    conditions = [
        Need.community_code == asked.community_code,
        *asked_for(asked.community_code, asked.wanted),
        *(_not_merged(asked.wanted) if asked.everything else visible(asked.wanted)),
    ]
    if asked.cycle_id:
        conditions.append(Need.cycle_id == asked.cycle_id)
    elif asked.waiting:
        conditions.append(Need.cycle_id.is_(None))
    return conditions


def _not_merged(wanted: Wanted) -> list[ColumnElement[bool]]:
    return [] if wanted.state else [Need.state != NeedState.MERGED]


def facts_of(asked: Asked, ids: Sequence[UUID], link: str, prepared_by: str = "") -> NeedListFacts:
    """The list as facts; its rows are read one by one as they are taken."""
    with force_locale(CHINESE):
        scope, (pictures, supporters, households) = scope_of(asked), _counted(asked)
    region = region_of(asked.community_code)
    community = region.name if region else asked.community_code
    return {
        "title": as_written("%(community)s居民需求清单", community=community),
        "community": community,
        "scope": scope,
        "counted_at": local(now()).isoformat(timespec="minutes"),
        "dated_on": today().isoformat(),
        "named": asked.named,
        "prepared_by": prepared_by,
        "checked_by": "",
        "total": len(ids),
        "supporters": supporters,
        "households": households,
        "merged": 0,
        "pictures": pictures,
        "link": link,
        "rows": rows_of(asked.community_code, ids, asked.named),
    }


def printable(facts: NeedListFacts) -> NeedListFacts:
    """The facts with all rows at hand, and how many needs were merged into them."""
    rows = list(facts["rows"])
    return {**facts, "rows": rows, "merged": sum(row["merged"] for row in rows)}


def scope_of(asked: Asked) -> str:
    """Which needs, in words."""
    wanted, code = asked.wanted, asked.community_code
    cycle = cycle_of(asked.cycle_id, code) if asked.cycle_id else None
    estate = estate_of(wanted.estate_id, code) if wanted.estate_id else None
    group = "category_group" if len(wanted.category) == 1 else "category"
    parts = [
        cycle.name if cycle else "",
        _("等下一期的") if asked.waiting else "",
        label(group, wanted.category) if wanted.category else "",
        wanted.theme,
        estate.name if estate else "",
        label("need_state", wanted.state),
        label("stage", wanted.stage),
        _("含“%(words)s”", words=wanted.words) if wanted.words else "",
        _("含还没有公开的") if asked.everything else "",
    ]
    return "，".join(part for part in parts if part) or _("全部公开的需求")


def _counted(asked: Asked) -> tuple[list[Picture], int, int]:
    """The needs counted by category, state and channel, and their supports and households: one statement."""
    there = [column.is_not(None) for column in (Need.cycle_id, Need.published_at, Need.withheld_at)]
    kinds = (Need.category, Need.channel, Need.state, *there)
    figures = (func.count(), func.sum(Need.support_count), func.sum(Need.household_count))
    query = select(*kinds, *figures).where(*_conditions(asked)).group_by(*kinds)
    needs = {kind: Counter[str]() for kind in GROUPS}
    homes = {kind: Counter[str]() for kind in GROUPS}
    supporters = households = 0
    for category, channel, *where, count, supports, gathered in db.session.execute(query):
        stands = standing(_Alike(*where))
        for kind, key in (("category", str(category)), ("state", stands), ("channel", str(channel))):
            needs[kind][key] += count
            homes[kind][key] += gathered
        supporters, households = supporters + supports, households + gathered
    pictures = [_picture(kind, needs[kind], homes[kind]) for kind in GROUPS if needs[kind]]
    return pictures, supporters, households


class _Alike:
    """Needs that stand alike, as `standing` reads one of them."""

    def __init__(self, state: NeedState, cycle: bool, published: bool, withheld: bool) -> None:
        self.state = state
        self.cycle_id, self.published_at, self.withheld_at = (
            cycle or None,
            published or None,
            withheld or None,
        )


def _picture(kind: str, needs: Mapping[str, int], homes: Mapping[str, int]) -> Picture:
    rows: list[CountedRow] = [
        {
            "label": label(GROUPS[kind], key),
            "short": label(GROUPS[kind], key),
            "needs": needs[key],
            "households": homes[key],
        }
        for key in sorted(needs, key=lambda key: (-needs[key], key))
    ]
    title = label("counted_by", kind)
    said = f"{title}：{rows[0]['label']}"
    return {"key": f"by-{kind}", "title": title, "said": said, "note": "", "columns": False, "rows": rows}


def write_down(actor: Actor, asked: Asked, count: int, kind: str, why: str) -> None:
    """A list with real names is taken: who, when, why, how many rows."""
    words = fits(tidy(why), REASON_LENGTH, "needs.export_reason_missing", "needs.export_reason_long")
    after = {"why": words, "rows": count, "format": kind, **as_facts(asked)}
    code = asked.community_code
    record(actor, "needs.export_named", "need_list", code, code, after=after)


def as_facts(asked: Asked) -> dict[str, Any]:
    """What was asked for, as a job and the journal keep it."""
    wanted = {key: str(value) for key, value in vars(asked.wanted).items() if value and key != "mine"}
    return {
        "wanted": wanted,
        "cycle_id": str(asked.cycle_id or ""),
        "waiting": asked.waiting,
        "named": asked.named,
        "everything": asked.everything,
    }


KEPT = {"state": NeedState, "order": Order, "stage": Stage, "estate_id": UUID}


def from_facts(community_code: str, facts: Mapping[str, Any]) -> Asked:
    """The same, read back."""
    wanted = {key: KEPT.get(key, str)(value) for key, value in facts["wanted"].items()}
    cycle_id = UUID(facts["cycle_id"]) if facts["cycle_id"] else None
    return Asked(
        community_code, Wanted(**wanted), cycle_id, facts["waiting"], facts["named"], facts["everything"]
    )
