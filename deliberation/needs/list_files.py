"""需求清单 as a file: made at once when it is short, by the worker process when it is long."""

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from typing import Any

from deliberation import papers
from deliberation.actors import Actor
from deliberation.clock import now, today
from deliberation.database import db, reading, unit_of_work
from deliberation.errors import Refusal
from deliberation.files.service import keep
from deliberation.jobs.models import Job
from deliberation.jobs.service import Progress, ask
from deliberation.needs import policy
from deliberation.needs.exporting import Asked, as_facts, chosen, facts_of, from_facts, printable
from deliberation.papers.facts import NeedListFacts
from deliberation.people.queries import actor_of
from deliberation.web.formats import moment

KIND = "needs.list"
KEPT = timedelta(days=1)
MOST_PRINTED = 5_000


class Format(StrEnum):
    """What a list is made as."""

    PDF = "pdf"
    XLSX = "xlsx"
    DOCX = "docx"
    CSV = "csv"


AT_ONCE = {Format.PDF: 200, Format.XLSX: 2_000, Format.DOCX: 200}
PRINTED = frozenset({Format.PDF, Format.DOCX})
MEDIA = {
    Format.PDF: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.CSV: "text/csv; charset=utf-8",
}


def is_long(kind: Format, count: int) -> bool:
    """Whether it is work for the worker process; comma-separated text is never too long."""
    return kind in AT_ONCE and count > AT_ONCE[kind]


def file_name(asked: Asked, kind: Format) -> str:
    """The name a list is saved under: plain letters, the day, and whether it holds names."""
    named = "-named" if asked.named else ""
    return f"needs-{asked.community_code}-{today():%Y%m%d}{named}.{kind}"


def refuse_endless(kind: Format, count: int) -> None:
    """Nobody binds a thousand pages: what is too long for paper is taken as a spreadsheet."""
    if kind in PRINTED and count > MOST_PRINTED:
        raise Refusal("needs.list_endless", most=MOST_PRINTED, count=count)


def made_at_once(asked: Asked, kind: Format, link: str, prepared_by: str = "") -> bytes:
    """A short list; refuses a long one, which is work for the worker process."""
    facts = _facts(asked, link, prepared_by)
    if is_long(kind, facts["total"]):
        raise Refusal(f"needs.list_by_job_{kind}", most=AT_ONCE[kind], count=facts["total"])
    if kind == Format.PDF:
        return papers.render("needs-list", printable(facts))
    return _unpaged(kind, facts)


def _unpaged(kind: Format, facts: NeedListFacts) -> bytes:
    if kind == Format.DOCX:
        return papers.document_of("needs-list", printable(facts))
    return papers.workbook("needs-list", facts)


def comma_separated(asked: Asked, link: str) -> Iterator[bytes]:
    """A list of any length as CSV, read while it is sent."""
    return papers.comma_separated(_facts(asked, link))


def _facts(asked: Asked, link: str, prepared_by: str = "") -> NeedListFacts:
    """The list, chosen and counted; nothing stays open while its rows are printed or sent."""
    with reading():
        facts = facts_of(asked, chosen(asked), link, prepared_by)
        db.session.rollback()
    return facts


def ask_for_list(actor: Actor, asked: Asked, kind: Format, link: str, back_url: str) -> Job:
    """Have a long list made in the background."""
    prepared_by = actor.name if asked.named else ""
    facts = {**as_facts(asked), "format": kind, "link": link, "prepared_by": prepared_by}
    return ask(actor, KIND, facts, asked.community_code, back_url)


def make_list(job: Job, progress: Progress) -> dict[str, Any]:
    """Make a long list and keep it a day for whoever asked; no transaction is open while it is made."""
    kind = Format(job.facts["format"])
    asked = from_facts(job.community_code or "", job.facts)
    _refuse_stranger(job, asked, kind)
    facts = _facts(asked, job.facts["link"], job.facts["prepared_by"])
    total = facts["total"]
    refuse_endless(kind, total)
    progress(0, total)
    paged = kind == Format.PDF
    content = papers.render_long(printable(facts), progress) if paged else _unpaged(kind, facts)
    progress(total, total)
    with unit_of_work():
        until = now() + KEPT
        stored = keep(
            content, file_name(asked, kind), MEDIA[kind], job.community_code, job.created_by, expires_at=until
        )
        return {"file_id": str(stored.id), "sentence": "job_done.needs.list", "until": moment(until)}


def _refuse_stranger(job: Job, asked: Asked, kind: Format) -> None:
    """Whoever asked must still be somebody who may have it."""
    with reading():
        actor = actor_of(job.created_by) if job.created_by else None
        db.session.rollback()
    code = asked.community_code
    if actor is None:
        raise Refusal("needs.no_longer_yours")
    if (asked.named or asked.everything) and not policy.may_take_names(actor, code):
        raise Refusal("needs.no_longer_yours")
    if kind == Format.PDF and not policy.may_print_long(actor, code):
        raise Refusal("needs.no_longer_yours")
