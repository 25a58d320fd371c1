"""The yearly archive: the index as a paper, and everything of a year in one ZIP, made by the job worker."""

import hashlib
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from io import BytesIO
from typing import IO, Any
from uuid import UUID

import pikepdf
from flask_babel import force_locale
from flask_babel import gettext as _

from deliberation import papers
from deliberation.actors import Actor
from deliberation.clock import local, now
from deliberation.database import db, reading, unit_of_work
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.jobs.models import Job
from deliberation.jobs.service import Progress, ask
from deliberation.journal.service import record
from deliberation.meetings.archive_book import Book, book_of, held_on, session_of
from deliberation.meetings.enclosed import enclosure
from deliberation.meetings.materials import materials_of
from deliberation.meetings.models import Meeting
from deliberation.meetings.papers import CHINESE, minutes_pdf
from deliberation.meetings.veiling import veil_over
from deliberation.papers.archive_facts import IndexRow, MinutesIndexFacts
from deliberation.places.queries import region_of
from deliberation.web.phrases import label

KIND = "meetings.archive"
KEPT = timedelta(days=7)
FIXED = (1980, 1, 1, 0, 0, 0)
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


def index_pdf(book: Book, community: str, masked: bool, pages: Mapping[UUID, int] | None = None) -> bytes:
    """The index of a year as PDF bytes; names are hidden in the public one, pages stand where counted."""
    with force_locale(CHINESE):
        return papers.render("minutes-index", index_facts(book, community, masked, pages or {}))


def index_facts(book: Book, community: str, masked: bool, pages: Mapping[UUID, int]) -> MinutesIndexFacts:
    """What stands on it."""
    rows = [_row(number, row, masked, pages) for number, row in enumerate(book.signed, 1)]
    return MinutesIndexFacts(
        title=_("会议纪要卷内目录"),
        community=community,
        year=book.year,
        rows=rows,
        remarks=list(_remarks(book, masked)),
        dated_on=local(_latest(book)).date().isoformat(),
    )


def _row(number: int, row: Meeting, masked: bool, pages: Mapping[UUID, int]) -> IndexRow:
    count = len(row.minutes.addenda) if row.minutes else 0
    return IndexRow(
        number=number,
        session=session_of(row),
        title=veil_over(row, masked).over(row.title),
        held_on=held_on(row).isoformat(),
        pages=str(pages.get(row.id, "")),
        note=_("补记 %(count)s 条", count=count) if count else "",
    )


def _remarks(book: Book, masked: bool) -> Iterator[str]:
    """What is missing: numbers nobody bears, minutes nobody signed, meetings that were not held."""
    for gap in book.gaps:
        numbers = "、".join(_("第%(number)s次", number=number) for number in gap.numbers)
        yield _("%(kind)s缺号：%(numbers)s。", kind=_kind(book, gap.series), numbers=numbers)
    for row in book.unsigned:
        yield _("还没有签字：%(session)s“%(title)s”。", session=session_of(row), title=_title(row, masked))
    for row in book.cancelled:
        yield _(
            "取消了，没有开：%(session)s“%(title)s”。", session=session_of(row), title=_title(row, masked)
        )


def _kind(book: Book, series: str) -> str:
    named = [row for row in (*book.signed, *book.unsigned, *book.cancelled) if row.series == series]
    own = next((row.profile_data.get("name") for row in named if row.profile_data.get("name")), "")
    return own or label("profile", series)


def _title(row: Meeting, masked: bool) -> str:
    return veil_over(row, masked).over(row.title)


def _latest(book: Book) -> Any:
    moments = [row.minutes.sealed_at for row in book.signed if row.minutes and row.minutes.sealed_at]
    return max(moments) if moments else now()


def ask_for_archive(actor: Actor, community_code: str, year: int, back_url: str) -> Job:
    """Have a year put together in the background, for whoever asks; with full names, so it is journalled."""
    job = ask(actor, KIND, {"year": year}, community_code, back_url)
    record(actor, "meetings.take_archive", "job", job.id, community_code, after={"year": year})
    return job


def make_archive(job: Job, progress: Progress) -> dict[str, Any]:
    """Put a year into one ZIP and keep it for whoever asked, for a week; one meeting at a time in memory."""
    code, year = job.community_code or "", int(job.facts["year"])
    with tempfile.TemporaryFile() as made:
        _fill(made, code, year, progress)
        made.seek(0)
        content = made.read()
    with unit_of_work():
        name = f"{code}-{year}.zip"
        kept = files.keep(content, name, "application/zip", code, job.created_by, expires_at=now() + KEPT)
        return {"file_id": str(kept.id)}


def _fill(made: IO[bytes], code: str, year: int, progress: Progress) -> None:
    sums: list[str] = []
    pages: dict[UUID, int] = {}
    with reading():
        ids = [row.id for row in book_of(code, year).signed]
        db.session.rollback()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, meeting_id in enumerate(ids, 1):
            progress(number - 1, len(ids) + 1)
            for name, content in _meeting_files(number, meeting_id, code):
                if name.endswith("纪要.pdf"):
                    pages[meeting_id] = _pages(content)
                _put(packed, name, content, sums)
        with reading():
            book = book_of(code, year)
            index = index_pdf(book, _community(code), False, pages)
            db.session.rollback()
        _put(packed, f"{year}-卷内目录.pdf", index, sums)
        _put(packed, "SHA256SUMS", "".join(sorted(sums)).encode(), [])
    progress(len(ids) + 1, len(ids) + 1)


def _meeting_files(number: int, meeting_id: UUID, code: str) -> Iterator[tuple[str, bytes]]:
    """The minutes, their record, the scans of signatures and the papers of one meeting."""
    with reading():
        meeting = db.session.get(Meeting, meeting_id)
        assert meeting is not None  # signed minutes are never deleted
        assert meeting.minutes is not None
        minutes, folder = meeting.minutes, safe_name(f"{number:02d}-{held_on(meeting)}-{meeting.title}")
        yield f"{folder}/会议纪要.pdf", minutes_pdf(minutes, _community(code), False)
        record = json.dumps(enclosure(minutes, False), ensure_ascii=False, sort_keys=True, indent=1)
        yield f"{folder}/minutes.json", record.encode()
        scans = [row.scan_id for row in minutes.signatures]
        scans += [each.scan_id for row in minutes.addenda for each in row.signatures]
        for place, scan_id in enumerate(dict.fromkeys(filter(None, scans)), 1):
            yield from _stored(f"{folder}/签字-{place:02d}-", scan_id)
        listed = (row for rows in materials_of(meeting).values() for row in rows)
        for place, row in enumerate(listed, 1):
            yield from _stored(f"{folder}/材料/{place:02d}-", row.file_id)
        db.session.rollback()


def _stored(prefix: str, file_id: UUID) -> Iterator[tuple[str, bytes]]:
    stored = db.session.get(StoredFile, file_id)
    if stored is not None:
        yield f"{prefix}{safe_name(stored.name)}", files.content(stored)


def _community(code: str) -> str:
    region = region_of(code)
    return region.name if region else ""


def _put(packed: zipfile.ZipFile, name: str, content: bytes, sums: list[str]) -> None:
    packed.writestr(zipfile.ZipInfo(name, FIXED), content, zipfile.ZIP_DEFLATED)
    sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")


def _pages(content: bytes) -> int:
    with pikepdf.open(BytesIO(content)) as opened:
        return len(opened.pages)


def safe_name(name: str) -> str:
    """A name every system can write: no path, no sign Windows refuses, not too long, never empty."""
    plain = UNSAFE.sub("_", name).strip(". ")[:80].strip(". ")
    return f"_{plain}" if not plain or RESERVED.match(plain) else plain
