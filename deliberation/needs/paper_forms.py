"""The printed form (问需表) and the sheet to sign (附议表): numbered copies, and what stands on them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from deliberation import papers
from deliberation.actors import Actor
from deliberation.clock import now, today
from deliberation.cycles.queries import current_cycle
from deliberation.cycles.rules import Stage
from deliberation.database import db, reading, unit_of_work
from deliberation.errors import Refusal
from deliberation.files.service import keep
from deliberation.jobs.models import Job
from deliberation.jobs.service import Progress, ask
from deliberation.journal.service import record
from deliberation.needs.boxes import MATTERS, SHOPS, boxes_of
from deliberation.needs.models import Need, NeedCategoryOff
from deliberation.needs.rules import Channel, form_number
from deliberation.papers.facts import FormBox, FormCopy, NeedFormFacts, SupportSheetFacts
from deliberation.papers.grounds import join
from deliberation.people.slips import contact_parts
from deliberation.places.addresses import address
from deliberation.places.models import Building, Estate, Household
from deliberation.places.queries import in_door_order, numbered_so_far, region_of
from deliberation.places.service import next_numbers
from deliberation.web.phrases import label

KIND = "needs.print_forms"
SERIES = "need_form"
CHINESE = "zh_Hans_CN"
PRINTED_AT_ONCE = 60
COPIES_A_STEP = 200
MOST_COPIES = 2000
FILE_KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Doors:
    """For which doors forms are printed: of a community, an estate, a building; or `copies` blank ones."""

    community_code: str
    copies: int = 0
    estate_id: UUID | None = None
    building_id: UUID | None = None


@dataclass(frozen=True)
class Run:
    """Copies that have their numbers: the first of them, in which year, and for which doors."""

    doors: Doors
    year: int
    first: int
    copies: int


def number_copies(actor: Actor, doors: Doors) -> Run:
    """Give each copy its number; refuses none, too many, and an area without a door."""
    copies = (
        doors.copies or db.session.scalar(select(func.count()).select_from(_doors(doors).subquery())) or 0
    )
    if not copies:
        raise Refusal("needs.no_doors")
    if doors.copies > MOST_COPIES or doors.copies < 0:
        raise Refusal("needs.copies", most=MOST_COPIES)
    year = today().year
    numbers = next_numbers(doors.community_code, SERIES, year, copies)
    run = Run(doors, year, numbers[0], copies)
    after = {
        "first": form_number(year, numbers[0]),
        "last": form_number(year, numbers[-1]),
        "copies": copies,
        "estate": str(doors.estate_id or ""),
        "building": str(doors.building_id or ""),
    }
    record(actor, "needs.print_forms", "needs", doors.community_code, doors.community_code, after=after)
    return run


def _doors(doors: Doors) -> Select[Household, Building, Estate]:
    query = (
        select(Household, Building, Estate)
        .join(Building, Building.id == Household.building_id)
        .join(Estate, Estate.id == Building.estate_id)
        .where(Household.community_code == doors.community_code)
    )
    if doors.estate_id:
        query = query.where(Estate.id == doors.estate_id)
    if doors.building_id:
        query = query.where(Building.id == doors.building_id)
    return query


def copies_of(run: Run) -> list[FormCopy]:
    """The copies in the order of the doors; where a door has come since, it has none, and where one has gone,
    the last numbers stay blank."""
    numbers = [form_number(run.year, run.first + place) for place in range(run.copies)]
    if run.doors.copies:
        return [{"number": number, "address": ""} for number in numbers]
    rows = db.session.execute(_doors(run.doors).order_by(*in_door_order())).all()
    shown = [
        address(row.Estate.name, row.Building.name, row.Household.unit, row.Household.door) for row in rows
    ]
    return [{"number": number, "address": door} for number, door in zip(numbers, shown, strict=False)]


def form_facts(code: str, public_url: str, copies: Sequence[FormCopy]) -> NeedFormFacts:
    """What a form of this community says today, in Chinese; without copies one that everybody may print."""
    region = region_of(code)
    assert region is not None
    place, phone = contact_parts(region.contact)
    cycle, until = _collecting(code)
    off = set(
        db.session.scalars(select(NeedCategoryOff.category).where(NeedCategoryOff.community_code == code))
    )
    with force_locale(CHINESE):
        return {
            "title": _("居民问需表"),
            "community": region.name,
            "cycle": cycle,
            "until": until,
            "help_place": place or region.name,
            "help_phone": phone,
            "matters": _boxes(MATTERS, off),
            "shops": _boxes(SHOPS, off),
            "enter_at": f"{_plain(public_url)}/c/{code}",
            "link": f"{public_url}/c/{code}/needs/new",
            "copies": list(copies) or [{"number": "", "address": ""}],
            "dated_on": today().isoformat(),
        }


def _collecting(code: str) -> tuple[str, str]:
    """The cycle a form handed in today goes to, and its last day; nothing between two cycles."""
    cycle = current_cycle(code)
    spans = cycle.spans() if cycle else []
    for span in spans:
        if cycle and span.stage == Stage.COLLECTING and (span.ends_on is None or span.ends_on >= today()):
            return cycle.name, span.ends_on.isoformat() if span.ends_on else ""
    return "", ""


def _boxes(codes: Sequence[str], off: set[str]) -> list[FormBox]:
    return [{"number": number, "name": label("box", code)} for number, code in boxes_of(codes, off)]


def _plain(url: str) -> str:
    return url.removeprefix("https://").removeprefix("http://")


def sheet_facts(code: str, public_url: str, needs: Sequence[Need]) -> SupportSheetFacts:
    """A sheet on which neighbours sign for one need, or for a few."""
    region = region_of(code)
    assert region is not None
    place, phone = contact_parts(region.contact)
    path = f"/c/{code}/needs/{needs[0].id}" if len(needs) == 1 else f"/c/{code}/needs/"
    with force_locale(CHINESE):
        return {
            "title": _("附议表"),
            "community": region.name,
            "help_place": place or region.name,
            "help_phone": phone,
            "needs": [{"number": each.number, "title": each.title, "place": each.place} for each in needs],
            "enter_at": f"{_plain(public_url)}/c/{code}",
            "link": public_url + path,
            "dated_on": today().isoformat(),
        }


def came_back(code: str) -> tuple[int, int]:
    """How many numbered copies were printed this year, and how many of them have become a need."""
    year = today().year
    entered = select(func.count()).where(
        Need.community_code == code,
        Need.channel == Channel.PAPER,
        Need.reference.startswith(form_number(year, 0)[:6], autoescape=True),
    )
    return numbered_so_far(code, SERIES, year), db.session.scalar(entered) or 0


def ask_for_forms(actor: Actor, run: Run, public_url: str, name: str, back_url: str) -> Job:
    """Have many copies printed in the background."""
    facts = {
        "year": run.year,
        "first": run.first,
        "copies": run.copies,
        "blank": bool(run.doors.copies),
        "estate_id": str(run.doors.estate_id or ""),
        "building_id": str(run.doors.building_id or ""),
        "public_url": public_url,
        "name": name,
    }
    return ask(actor, KIND, facts, run.doors.community_code, back_url)


def print_forms(job: Job, progress: Progress) -> dict[str, Any]:
    """Print many copies, some hundred at a time; the numbers were given when the worker asked."""
    run, code = _run_of(job), job.community_code or ""
    with reading():
        facts = form_facts(code, job.facts["public_url"], copies_of(run))
        db.session.rollback()
    content = join(_printed(facts, progress))
    with unit_of_work():
        kept = keep(
            content, job.facts["name"], "application/pdf", code, job.created_by, expires_at=now() + FILE_KEPT
        )
        return {"file_id": str(kept.id)}


def _printed(facts: NeedFormFacts, progress: Progress) -> Iterator[bytes]:
    copies = facts["copies"]
    for done in range(0, len(copies), COPIES_A_STEP):
        progress(done, len(copies))
        yield papers.render("need-form", {**facts, "copies": copies[done : done + COPIES_A_STEP]})


def _run_of(job: Job) -> Run:
    facts = job.facts
    ids = {key: UUID(facts[key]) for key in ("estate_id", "building_id") if facts[key]}
    blank = facts["copies"] if facts["blank"] else 0
    doors = Doors(job.community_code or "", blank, **ids)
    return Run(doors, facts["year"], facts["first"], facts["copies"])
