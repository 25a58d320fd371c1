"""Papers to read before a matter is discussed: looked at, kept under their names, ordered, removed."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import IO
from uuid import UUID

import pikepdf
from sqlalchemy import Row, select

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.journal.service import record
from deliberation.meetings.guards import refuse_unless_open
from deliberation.meetings.models import AgendaItem, ItemMaterial, Meeting
from deliberation.needs.darkroom import developed, shown_name

MOST_MEGABYTES = 10
MOST_MATERIALS = 10
MOST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 5_000
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TABLE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFFICE = {"word/document.xml": ("docx", WORD), "xl/workbook.xml": ("xlsx", TABLE)}
Listed = Row[UUID, UUID, str, int]


@dataclass(frozen=True)
class Material:
    """A file that was looked at and may be kept."""

    content: bytes
    name: str
    media_type: str


def looked_at(stream: IO[bytes], name: str, cut: bool = False) -> Material:
    """The paper in a file: a PDF, a picture (drawn anew), a DOCX or an XLSX; judged by what it is, not by
    what it is called."""
    shown = shown_name(name)
    content = b"" if cut else stream.read()
    if cut or len(content) > MOST_MEGABYTES * 1024 * 1024:
        raise Refusal("meetings.material_large", name=shown, most=MOST_MEGABYTES)
    if not content:
        raise Refusal("meetings.material_empty", name=shown)
    if content.startswith(b"%PDF-"):
        return Material(_read_pdf(content, shown), _named(shown, "pdf"), "application/pdf")
    if content.startswith(b"PK\x03\x04"):
        ending, media_type = _office(content, shown)
        return Material(content, _named(shown, ending), media_type)
    if not content.startswith((b"\xff\xd8", b"\x89PNG", b"GIF8", b"RIFF")) and content[4:8] != b"ftyp":
        raise Refusal("meetings.material_kind", name=shown)
    return Material(developed(BytesIO(content), shown).full, _named(shown, "jpg"), "image/jpeg")


def _named(name: str, ending: str) -> str:
    """The file's own name with the ending of what it is."""
    stem, dot, said = name.rpartition(".")
    return f"{stem if dot and len(said) <= 5 else name}.{ending}"


def _read_pdf(content: bytes, name: str) -> bytes:
    try:
        with pikepdf.open(BytesIO(content)) as paper:
            if not len(paper.pages):
                raise Refusal("meetings.material_broken", name=name)
    except (pikepdf.PdfError, ValueError, TypeError) as error:
        raise Refusal("meetings.material_broken", name=name) from error
    return content


def _office(content: bytes, name: str) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refusal("meetings.material_broken", name=name) from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refusal("meetings.material_broken", name=name)
    names = {part.filename for part in parts}
    if any(each.endswith("vbaProject.bin") for each in names):
        raise Refusal("meetings.material_macros", name=name)
    kind = next((kind for part, kind in OFFICE.items() if part in names), None)
    if kind is None:
        raise Refusal("meetings.material_kind", name=name)
    return kind


def add_material(actor: Actor, item: AgendaItem, paper: Material) -> ItemMaterial:
    """Keep a paper with a matter, at the end of its papers."""
    meeting = item.meeting
    refuse_unless_open(meeting)
    db.session.scalars(select(AgendaItem.id).where(AgendaItem.id == item.id).with_for_update()).one()
    if len(item.materials) >= MOST_MATERIALS:
        raise Refusal("meetings.materials_full", most=MOST_MATERIALS)
    kept = files.keep(paper.content, paper.name, paper.media_type, meeting.community_code)
    last = max((row.position for row in item.materials), default=0)
    row = ItemMaterial(
        item_id=item.id, file_id=kept.id, name=paper.name, position=last + 1, added_by=actor.account_id
    )
    item.materials.append(row)
    _record(actor, "meetings.add_material", meeting, row, kept.sha256)
    return row


def move_material(actor: Actor, meeting: Meeting, row: ItemMaterial, down: bool) -> None:
    """Let a paper change places with its neighbour; at the end nothing happens."""
    refuse_unless_open(meeting)
    query = select(ItemMaterial).where(ItemMaterial.item_id == row.item_id)
    rows = list(db.session.scalars(query.order_by(ItemMaterial.position, ItemMaterial.id)))
    here = rows.index(row)
    there = here + (1 if down else -1)
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for position, each in enumerate(rows, 1):
        each.position = position
    _record(actor, "meetings.move_material", meeting, row)


def remove_material(actor: Actor, meeting: Meeting, row: ItemMaterial) -> None:
    """Take a paper away, and its bytes with it."""
    refuse_unless_open(meeting)
    stored = db.session.get_one(StoredFile, row.file_id)
    _record(actor, "meetings.remove_material", meeting, row, stored.sha256)
    db.session.delete(row)
    db.session.flush()
    files.forget(stored)


def material_of(material_id: UUID, meeting: Meeting) -> tuple[ItemMaterial, StoredFile] | None:
    """A paper of this meeting, and its file."""
    query = (
        select(ItemMaterial, StoredFile)
        .join(AgendaItem, AgendaItem.id == ItemMaterial.item_id)
        .join(StoredFile, StoredFile.id == ItemMaterial.file_id)
        .where(ItemMaterial.id == material_id, AgendaItem.meeting_id == meeting.id)
    )
    row = db.session.execute(query).first()
    return (row.ItemMaterial, row.StoredFile) if row else None


def materials_of(meeting: Meeting) -> dict[UUID, Sequence[Listed]]:
    """The papers of a meeting by matter, in one statement."""
    query = (
        select(ItemMaterial.item_id, ItemMaterial.id, ItemMaterial.name, StoredFile.size)
        .join(AgendaItem, AgendaItem.id == ItemMaterial.item_id)
        .join(StoredFile, StoredFile.id == ItemMaterial.file_id)
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(ItemMaterial.position, ItemMaterial.id)
    )
    found: dict[UUID, list[Listed]] = {}
    for row in db.session.execute(query):
        found.setdefault(row.item_id, []).append(row)
    return dict(found)


def _record(actor: Actor, act: str, meeting: Meeting, row: ItemMaterial, sha256: str = "") -> None:
    db.session.flush()
    after = {"item": str(row.item_id), "name": row.name, "position": row.position}
    after |= {"sha256": sha256} if sha256 else {}
    record(actor, act, "meeting", meeting.id, meeting.community_code, after=after)
