"""Papers that come back to a list: the sealed scan, the street's answer, the owners' decision under a row."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.journal.service import record
from deliberation.projects.holding import lock, note_step
from deliberation.projects.models import ListFile, Project, ProjectList
from deliberation.projects.rules import DecisionKind, FileKind
from deliberation.rounds.scans import Scan
from deliberation.wording import tidy

MOST_FILES = 40


def attach(
    actor: Actor,
    made: ProjectList,
    kind: FileKind,
    scan: Scan,
    row: Project | None = None,
    note: str = "",
    replaces: ListFile | None = None,
    reason: str = "",
) -> ListFile:
    """Attach a paper to the list's version as it is now; a wrong one is replaced, saying why, and stays on
    record."""
    lock(made)
    if kind == FileKind.OWNERS_DECISION and row is None:
        raise Refusal("projects.file_without_row")
    if len(files_of(made.id, made.version)) >= MOST_FILES:
        raise Refusal("projects.too_many_files", most=MOST_FILES)
    if replaces is not None:
        _replace(replaces, kind, reason)
    kept = files.keep(scan.content, scan.name[:120], scan.media_type, made.community_code)
    added = ListFile(
        community_code=made.community_code,
        list_id=made.id,
        version=made.version,
        row_id=row.id if row else None,
        kind=kind,
        file_id=kept.id,
        name=scan.name[:200],
        media_type=scan.media_type,
        sha256=kept.sha256,
        note=tidy(note)[:200],
        added_by=actor.account_id,
    )
    db.session.add(added)
    db.session.flush()
    if kind != FileKind.OWNERS_DECISION:
        note_step(made, "projects.attached", {"kind": kind.value, "sha256": kept.sha256})
    after = {"kind": kind, "version": made.version, "sha256": kept.sha256, "row": row.number if row else ""}
    before = {"sha256": replaces.sha256, "reason": replaces.replaced_reason} if replaces else None
    record(actor, "projects.attach", "project_list", made.id, made.community_code, before, after)
    return added


def _replace(old: ListFile, kind: FileKind, reason: str) -> None:
    if old.kind != kind or old.replaced_at is not None:
        raise Refusal("projects.file_replaced")
    if not tidy(reason):
        raise Refusal("projects.file_reason")
    old.replaced_at, old.replaced_reason = now(), tidy(reason)[:200]


def files_of(list_id: UUID, version: int | None = None) -> Sequence[ListFile]:
    """The papers of a list, or of one version, the latest first; replaced ones too."""
    query = select(ListFile).where(ListFile.list_id == list_id)
    if version is not None:
        query = query.where(ListFile.version == version)
    return db.session.scalars(query.order_by(ListFile.created_at.desc()).limit(200)).all()


def file_of(file_id: UUID, list_id: UUID) -> ListFile | None:
    """One paper of a list."""
    return db.session.scalars(
        select(ListFile).where(ListFile.id == file_id, ListFile.list_id == list_id)
    ).first()


def content_of(paper: ListFile) -> bytes:
    """Its bytes; refuses when they were damaged on disk."""
    return files.content(db.session.get_one(StoredFile, paper.file_id))


def without_owners(made: ProjectList, rows: Sequence[Project]) -> list[Project]:
    """The rows the owners decide together (需业主共同决定) that lack their decision: neither a motion of
    theirs nor a paper."""
    asked = [row for row in rows if row.owners_decision and not _by_owners(row)]
    if not asked:
        return []
    query = select(ListFile.row_id).where(
        ListFile.list_id == made.id,
        ListFile.kind == FileKind.OWNERS_DECISION,
        ListFile.replaced_at.is_(None),
    )
    shown = set(db.session.scalars(query))
    return [row for row in asked if row.id not in shown]


def _by_owners(row: Project) -> bool:
    return any(each.kind == DecisionKind.MOTION and each.facts.get("by_owners") for each in row.decisions)
