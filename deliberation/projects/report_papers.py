"""The facts of a street's year's report: the figures of the year, in words and pictures, and the cases."""

from collections.abc import Sequence

from sqlalchemy import select

from deliberation.clock import today
from deliberation.database import db
from deliberation.papers.report_facts import ReportFigures, ReportThing, YearReportFacts
from deliberation.papers.texts import as_written
from deliberation.places.models import Region
from deliberation.places.queries import region_of
from deliberation.projects import case_photos
from deliberation.projects.hashing import facts_hash
from deliberation.projects.models import Project, YearReport
from deliberation.projects.report_pictures import pictures_of, share_of
from deliberation.projects.reporting_rules import CaseKind
from deliberation.projects.year_figures import (
    BASIC,
    QUALITY,
    Figures,
    figures_of,
    required_types,
    types_of,
)

COUNTED = (
    "年度按北京时间计算。需求按收到的时间计，被拆分的需求按拆分后的各条计；“已回应”指已经答复或者已经作出处理。",
    "会议按召开时间计，已开完的才算；“签署纪要”指纪要已经签齐存档。",
    "投票按截止时间计，作废的投票和会议上的表决不计；参与率＝收到的票数÷应投的票数，每户一票和每人一票的合在一起算。",
    "项目按街道接收的时间计，金额为接收后现行的投资估算，后来停止实施的也在内；“按时”指验收通过的日期不晚于完成时限。",
    "满意度＝很满意、满意、基本满意的份数÷收到的份数；回访截止、同一组满5份才公布，不满的不公布也不参加合计。",
)
MISSING = (
    "各类业态“有没有”、步行几分钟能到：须由街道按业态分型表普查填写。",
    "服务“好不好”评价表的分项得分：平台只有项目完工后的满意度回访。",
    "因此本报告只给出评定基础型、提升型、品质型用得上的数字，不代替评定，也不给出等级。",
)


def facts_of(report: YearReport, issuing: bool = False) -> YearReportFacts:
    """The report as it stands now; `issuing` leaves out the word for a draft."""
    region = region_of(report.code)
    name = region.name if region else report.code
    year = figures_of(report.code, report.year)
    number = as_written("N%(year)s", year=report.year)
    told = _told(report)
    facts: YearReportFacts = {
        "title": as_written("%(street)s%(year)s年居民议事协商年度报告", street=name, year=report.year),
        "street": name,
        "issuer": (region.full_name if region and region.full_name else "") or f"{name}办事处",
        "year": report.year,
        "list_number": number if issuing else as_written("%(number)s（草稿）", number=number),
        "version": report.version,
        "short_hash": "",
        "dated_on": today().isoformat(),
        "communities": [_printed(each) for each in year.communities],
        "total": {**_printed(year.total), "name": as_written("合计")},
        "required_types": required_types(),
        "pictures": pictures_of(year),
        "community_cases": told[CaseKind.COMMUNITY],
        "enterprise_cases": told[CaseKind.ENTERPRISE],
        "counted": list(COUNTED),
        "missing": list(MISSING),
    }
    facts["short_hash"] = facts_hash(facts)[:8]
    return facts


def _printed(figures: Figures) -> ReportFigures:
    return {
        "name": figures.name,
        "code": figures.code,
        "collected": figures.collected,
        "shortlisted": figures.shortlisted,
        "answered": figures.answered,
        "meetings": figures.meetings,
        "minutes": figures.minutes,
        "rounds": figures.rounds,
        "ballots": figures.ballots,
        "register": figures.register,
        "projects": figures.projects,
        "cost_fen": figures.cost_fen,
        "finished": figures.finished,
        "on_time": figures.on_time,
        "undated": figures.undated,
        "answers": figures.rating.answers,
        "top3": figures.rating.top3,
        "satisfaction": share_of(figures.rating),
        "asked_basic": types_of(figures.asked, BASIC),
        "asked_quality": types_of(figures.asked, QUALITY),
        "built_basic": types_of(figures.built, BASIC),
        "built_quality": types_of(figures.built, QUALITY),
    }


def _told(report: YearReport) -> dict[CaseKind, list[ReportThing]]:
    """The cases by kind; a project stands with its community and number."""
    names = _projects([each.project_id for each in report.cases if each.project_id])
    told: dict[CaseKind, list[ReportThing]] = {kind: [] for kind in CaseKind}
    for each in report.cases:
        project = names.get(str(each.project_id), "")
        photo = case_photos.told(each)
        told[each.kind].append({"title": each.title, "text": each.text, "project": project, "photo": photo})
    return told


def _projects(ids: Sequence[object]) -> dict[str, str]:
    query = (
        select(Project.id, Project.number, Project.name, Region.name.label("community"))
        .join(Region, Region.code == Project.community_code)
        .where(Project.id.in_(ids))
    )
    return {
        str(row.id): as_written(
            "%(community)s　%(number)s　%(name)s", community=row.community, number=row.number, name=row.name
        )
        for row in db.session.execute(query)
    }
