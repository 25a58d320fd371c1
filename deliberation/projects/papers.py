"""The facts of the project list and of its 公示 notice. Official papers are printed in Chinese, always.

What was submitted is printed from the frozen version; everything else from the list as it stands now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from deliberation.clock import local, today
from deliberation.cycles.queries import cycle_of
from deliberation.needs import queries as needs
from deliberation.needs.rules import NeedState
from deliberation.papers.facts import BudgetLine as PrintedLine
from deliberation.papers.facts import (
    DecisionLine,
    MoneyPicture,
    NeedFigures,
    ObjectionFormFacts,
    ObjectionOutcomeFacts,
    ProjectListFacts,
    ProjectRow,
    PublicationNoticeFacts,
)
from deliberation.papers.texts import as_written
from deliberation.places.addresses import place_and_phone
from deliberation.places.queries import region_of
from deliberation.projects import queries
from deliberation.projects.hashing import facts_hash
from deliberation.projects.models import (
    BudgetLine,
    ListVersion,
    Project,
    ProjectDecision,
    ProjectList,
    ResourcePledge,
)
from deliberation.projects.money_pictures import money_picture
from deliberation.projects.publicity_facts import counted_with_breaks, publicity_of
from deliberation.projects.rules import (
    DecisionKind,
    FundingSource,
    ListState,
    ProjectKind,
)
from deliberation.rounds.texts.results import figure

KINDS = {ProjectKind.WORKS: "工程", ProjectKind.SERVICES: "服务", ProjectKind.GOODS: "货物"}
TRADES = {"B": "基本保障", "Q": "品质提升", "N": "公共"}
SOURCES = {
    FundingSource.STREET: "街道资金",
    FundingSource.COMMUNITY: "社区资金",
    FundingSource.SOCIAL: "社会资金",
    FundingSource.RESIDENTS: "居民自筹",
}
PLACE = "社区公告栏和居民议事协商平台"
FROZEN = frozenset({ListState.SUBMITTED, ListState.ACCEPTED, ListState.RETURNED})


@dataclass(frozen=True)
class Sender:
    """Who a list comes from: the community by its short and official names, and where to ask."""

    community: str
    issuer: str
    place: str
    phone: str


def facts_of(made: ProjectList, submitting: bool = False) -> ProjectListFacts:
    """The list as it stands now; with how its 公示 went, as it is submitted today."""
    rows = queries.rows_of(made.id)
    who, cycle = sender_of(made), _cycle(made)
    facts: ProjectListFacts = {
        "title": as_written("关于报送%(title)s的报告", title=made.title),
        "annex_title": made.title,
        "document_number": "",
        "addressee": made.addressee,
        "community": who.community,
        "issuer": who.issuer,
        "cycle": cycle,
        "list_number": _number_shown(made),
        "version": made.version,
        "short_hash": "",
        "dated_on": (today() if submitting else made.public_from or today()).isoformat(),
        "prepared_by": made.prepared_by,
        "checked_by": made.checked_by,
        "contact_name": made.prepared_by,
        "contact_phone": who.phone,
        "needs": _needs(made),
        "decisions": _decisions(rows),
        "publicity": publicity_of(made, PLACE) if submitting else None,
        "remarks": _remarks(rows),
        "rows": [_row(made, row) for row in rows],
        "list_id": made.id.hex,
        "community_code": made.community_code,
    }
    facts["picture"] = money_picture(facts["rows"])
    facts["short_hash"] = facts_hash(facts)[:8]
    return facts


def picture_of(made: ProjectList, rows: Sequence[Project]) -> MoneyPicture | None:
    """Where the money of a list goes, as it stands now."""
    return money_picture([_row(made, row) for row in rows])


def printed_facts(made: ProjectList) -> ProjectListFacts:
    """What is printed of the list's current version: frozen once submitted."""
    if made.state in FROZEN:
        version = queries.version_of(made.id, made.version)
        if version is not None:
            return version.facts  # type: ignore[return-value]  # frozen from facts_of, read back from JSON
    return facts_of(made)


def notice_facts(made: ProjectList, link: str) -> PublicationNoticeFacts:
    """The 公示 notice of a list that is or was put up; `link` is its public page."""
    rows, who = queries.rows_of(made.id), sender_of(made)
    begin, end = made.public_from or today(), made.public_to or today()
    facts: PublicationNoticeFacts = {
        "title": as_written("关于%(title)s的公示", title=made.title),
        "community": who.community,
        "issuer": who.issuer,
        "from_on": begin.isoformat(),
        "to_on": end.isoformat(),
        "period": counted_with_breaks(made),
        "how_to_object": _ways(who),
        "contact_name": made.prepared_by,
        "contact_phone": who.phone,
        "contact_place": who.place,
        "link": link,
        "list_number": made.number,
        "version": made.version,
        "short_hash": "",
        "rows": [_row(made, row) for row in rows],
        "dated_on": begin.isoformat(),
    }
    facts["short_hash"] = facts_hash(facts)[:8]
    return facts


def outcome_facts(made: ProjectList, version: ListVersion | None = None) -> ObjectionOutcomeFacts | None:
    """What came of putting the list up, as it (or an earlier version) was handed in; None: not put up."""
    if version is None and made.state in FROZEN:
        version = queries.version_of(made.id, made.version)
    told: Any = version.facts.get("publicity") if version else publicity_of(made, PLACE)
    if told is None:
        return None
    who = sender_of(made)
    now = {"community": who.community, "issuer": who.issuer, "annex_title": made.title}
    heads: Mapping[str, Any] = version.facts if version else now
    facts: ObjectionOutcomeFacts = {
        "title": as_written("%(title)s公示结果", title=heads["annex_title"]),
        "community": heads["community"],
        "issuer": heads["issuer"],
        "list_title": heads["annex_title"],
        "list_number": made.number,
        "version": version.version if version else made.version,
        "short_hash": "",
        "publicity": told,
        "dated_on": _outcome_day(told).isoformat(),
    }
    facts["short_hash"] = facts_hash(facts)[:8]
    return facts


def _outcome_day(put_up: Mapping[str, Any]) -> date:
    """The outcome bears the day after the last one; nothing can be added then."""
    return date.fromisoformat(put_up["to_on"]) + timedelta(days=1)


def paper_box_facts(made: ProjectList, link: str) -> ObjectionFormFacts:
    """The sheet to object on, for whoever writes by hand."""
    who = sender_of(made)
    return {
        "title": as_written("公示意见表"),
        "community": who.community,
        "list_title": made.title,
        "list_number": made.number,
        "until": made.public_to.isoformat() if made.public_to else "",
        "help_place": who.place,
        "help_phone": who.phone,
        "rows": [
            {"number": str(row.position), "name": row.name, "site": row.site}
            for row in queries.rows_of(made.id)
        ],
        "link": link,
        "dated_on": (made.public_from or today()).isoformat(),
    }


def _number_shown(made: ProjectList) -> str:
    """A draft says so beside its number, on every page it is printed on."""
    return as_written("%(number)s（草稿）", number=made.number) if made.state == "draft" else made.number


def sender_of(made: ProjectList) -> Sender:
    region, street = region_of(made.community_code), region_of(made.community_code[:9])
    name = region.name if region else made.community_code
    place, phone = place_and_phone(region.contact if region else "")
    official = region.full_name if region else name
    if official == name:
        official = f"{street.name if street else ''}{name}"
    if not official.endswith(("委员会", "居委会")):
        official = as_written("%(name)s居民委员会", name=official)
    return Sender(name, official, place or name, phone)


def _cycle(made: ProjectList) -> str:
    cycle = cycle_of(made.cycle_id, made.community_code) if made.cycle_id else None
    return cycle.name if cycle else ""


def _needs(made: ProjectList) -> NeedFigures | None:
    """How many needs stand behind the list; the sentence is left out when there is no cycle."""
    if made.cycle_id is None:
        return None
    counts = needs.counts_per_state(made.community_code, made.cycle_id)
    return {
        "collected": sum(counts.values()) - counts[NeedState.SPLIT],  # its parts stand for it
        "supporters": queries.support_total(made.community_code, made.cycle_id),
        "merged": counts[NeedState.MERGED],
        "shortlisted": counts[NeedState.SHORTLISTED],
    }


def _decisions(rows: Sequence[Project]) -> list[DecisionLine]:
    """Each signed decision the rows rest on, once, in order of time."""
    seen = {(d.kind, d.source_id): d for row in rows for d in row.decisions}
    return sorted((_decision_line(each) for each in seen.values()), key=lambda line: line["held_on"])


def _decision_line(decision: ProjectDecision) -> DecisionLine:
    facts = decision.facts
    if decision.kind == DecisionKind.ROUND:
        return {
            "title": facts["title"],
            "held_on": _day(facts["closed_at"]),
            "result": as_written(
                "登记投票%(register)s%(unit)s，收到选票%(ballots)s张，按得票多少排出名次，"
                "结果由计票人、监票人签字确认。",
                register=facts["register"],
                unit="户" if facts["unit"] == "household" else "人",
                ballots=facts["ballots"],
            ),
        }
    text = str(facts["text"]).rstrip("。；;.")
    return {
        "title": facts["meeting"],
        "held_on": _day(facts["held_at"]),
        "result": as_written(
            "“%(text)s”，赞成%(votes_for)s票、反对%(against)s票、弃权%(abstain)s票，通过。",
            text=text,
            votes_for=facts["for"],
            against=facts["against"],
            abstain=facts["abstain"],
        ),
    }


def _day(moment: str | None) -> str:
    return local(datetime.fromisoformat(moment)).date().isoformat() if moment else today().isoformat()


def _remarks(rows: Sequence[Project]) -> list[str]:
    shared = [row.name for row in rows if row.owners_decision]
    if not shared:
        return []
    return [
        as_written("以下项目涉及业主共有部分，须由业主依法共同决定：%(names)s。", names="、".join(shared))
    ]


def _row(made: ProjectList, row: Project) -> ProjectRow:
    paid = {part.source: part.amount_fen for part in row.funding}
    return {
        "number": row.number,
        "name": row.name,
        "kind": KINDS[row.kind],
        "trade": TRADES.get(row.category[:1], ""),
        "needs": sorted(need.number for need in row.needs),
        "site": row.site,
        "content": row.content,
        "households": row.households,
        "people": row.people,
        "estimate_fen": row.cost_fen or 0,
        "funding": [
            {"source": word, "amount_fen": paid[source]} for source, word in SOURCES.items() if source in paid
        ],
        "unit": row.unit,
        "partner": row.partner,
        "start_on": row.start_on.isoformat() if row.start_on else None,
        "finish_on": row.finish_on.isoformat() if row.finish_on else None,
        "decision": "\n".join(_result(each) for each in _rounds_first(row)),
        "publicised_from": made.public_from.isoformat() if made.public_from else None,
        "publicised_to": made.public_to.isoformat() if made.public_to else None,
        "status": "待实施",
        "note": row.note,
        "id": row.id.hex,
        "category": row.category,
        "lat_e6": row.lat_e6,
        "lon_e6": row.lon_e6,
        "budget": [_line(line) for line in row.budget],
        "owners_decision": row.owners_decision,
        "plan": row.plan.title if row.plan else "",
        "resources": [_resource(pledge) for pledge in row.pledged],
    }


def _line(line: BudgetLine) -> PrintedLine:
    return {
        "name": line.name,
        "unit": line.unit,
        "quantity": line.quantity,
        "price_fen": line.price_fen,
        "amount_fen": line.amount_fen,
    }


def _resource(pledge: ResourcePledge) -> str:
    """What is pledged; who offers it only where they agreed to be named."""
    resource = pledge.resource
    words = [resource.owner if resource.owner_public else "", resource.name, pledge.what]
    return as_written("，").join(word for word in words if word)


def _rounds_first(row: Project) -> list[ProjectDecision]:
    return sorted(row.decisions, key=lambda each: (each.kind != DecisionKind.ROUND, str(each.source_id)))


def _result(decision: ProjectDecision) -> str:
    facts: dict[str, Any] = decision.facts
    if decision.kind == DecisionKind.ROUND:
        counts = facts.get("counts", "votes")
        said = {"votes": figure(facts["votes"], counts), "rank": facts["rank"]}
        if counts in ("points", "half_points"):
            return as_written("得分%(votes)s\n第%(rank)s名", **said)
        if counts == "wins":
            return as_written("胜过%(votes)s项\n第%(rank)s名", **said)
        return as_written("得票%(votes)s\n第%(rank)s名", **said)
    return as_written(
        "赞成%(votes_for)s\n反对%(against)s\n弃权%(abstain)s",
        votes_for=facts["for"],
        against=facts["against"],
        abstain=facts["abstain"],
    )


def _ways(who: Sender) -> list[str]:
    ways = [as_written("用手机扫描下方二维码，在网页上提交；")]
    if who.place:
        ways.append(as_written("到%(place)s当面提出，或者递交纸质意见；", place=who.place))
    if who.phone:
        ways.append(as_written("拨打%(phone)s，由工作人员代为登记。", phone=who.phone))
    return ways
