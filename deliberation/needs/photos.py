"""Photos of needs and of drafts: taken in, ordered, hidden, forgotten; the bytes lie in the room files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, union_all

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.journal.service import record
from deliberation.needs.darkroom import Picture, developed, digest_of, shown_name
from deliberation.needs.history import record_event
from deliberation.needs.models import Need, NeedDraft, NeedPhoto
from deliberation.needs.rules import MOST_PHOTOS

FILE_NAME = "need-photo.jpg"


@dataclass(frozen=True)
class Upload:
    """A file somebody chose; `cut` when it was longer than what is taken."""

    name: str
    stream: IO[bytes]
    cut: bool = False


@dataclass(frozen=True)
class Developed:
    """What came of several files: photos ready to be kept, and why others were not."""

    pictures: list[Picture]
    refusals: list[Refusal]


def develop(uploads: Iterable[Upload], known: Sequence[NeedPhoto]) -> Developed:
    """Make photos of files, one at a time and with nothing locked; those there already are passed over."""
    there = {photo.source_sha256 for photo in known}
    room = MOST_PHOTOS - len(known)
    db.session.rollback()
    done = Developed([], [])
    for upload in uploads:
        try:
            _develop_one(upload, there, room, done)
        except Refusal as refusal:
            done.refusals.append(refusal)
    return done


def _develop_one(upload: Upload, there: set[str], room: int, done: Developed) -> None:
    name = shown_name(upload.name)
    if upload.cut:
        raise Refusal("needs.photo_heavy", name=name)
    digest = digest_of(upload.stream)
    if digest in there:
        return
    if len(done.pictures) >= room:
        raise Refusal("needs.photos_full", name=name, most=MOST_PHOTOS)
    done.pictures.append(developed(upload.stream, name))
    there.add(digest)


def add_to_draft(draft: NeedDraft, pictures: Iterable[Picture]) -> int:
    """Keep photos for a draft, seen by nobody else; returns how many were new."""
    photos = photos_of_draft(draft.id)
    return _add(photos, pictures, draft.community_code, draft.account_id, draft_id=draft.id)


def add_to_need(actor: Actor, need: Need, pictures: Iterable[Picture]) -> int:
    """Add photos to a need, as a worker does who got them by hand; its history says so."""
    db.session.scalars(select(Need.id).where(Need.id == need.id).with_for_update()).one()
    photos = photos_of_need(need.id, hidden=True)
    added = _add(photos, pictures, need.community_code, actor.account_id, need_id=need.id)
    if added:
        record_event(need.id, "needs.photos_added", {"count": added}, actor=actor)
        after = {"count": added}
        record(actor, "needs.add_photos", "need", need.id, need.community_code, after=after)
    return added


def _add(
    photos: Sequence[NeedPhoto],
    pictures: Iterable[Picture],
    code: str,
    account_id: UUID | None,
    draft_id: UUID | None = None,
    need_id: UUID | None = None,
) -> int:
    """Keep what is not there yet, as far as there is room: another device may have been quicker."""
    there, place, added = {photo.source_sha256 for photo in photos}, len(photos), 0
    for picture in pictures:
        if picture.source_sha256 in there or place + added >= MOST_PHOTOS:
            continue
        photo = NeedPhoto(
            community_code=code,
            need_id=need_id,
            draft_id=draft_id,
            account_id=account_id,
            position=photos[-1].position + 1 + added if photos else added,
            file_id=files.keep(picture.full, FILE_NAME, "image/jpeg", code).id,
            thumb_id=files.keep(picture.thumb, FILE_NAME, "image/jpeg", code).id,
            width=picture.width,
            height=picture.height,
            source_sha256=picture.source_sha256,
        )
        db.session.add(photo)
        there.add(picture.source_sha256)
        added += 1
    db.session.flush()
    return added


def move_to_need(draft: NeedDraft, need: Need) -> int:
    """The photos of a draft become those of the need it turned into."""
    photos = photos_of_draft(draft.id)
    for photo in photos:
        photo.need_id, photo.draft_id = need.id, None
    db.session.flush()
    return len(photos)


def drop(photo: NeedPhoto) -> None:
    """Take a photo away, with its bytes."""
    forget([photo])


def put_first(photo: NeedPhoto) -> None:
    """Show a photo before the others of its draft."""
    others = photos_of_draft(photo.draft_id) if photo.draft_id else []
    photo.position = min((other.position for other in others), default=0) - 1
    db.session.flush()


def forget(photos: Iterable[NeedPhoto]) -> None:
    """Take photos away: the rows now, the bytes once that stands."""
    photos = list(photos)
    kept = [file_id for photo in photos for file_id in (photo.file_id, photo.thumb_id)]
    for photo in photos:
        db.session.delete(photo)
    db.session.flush()
    for stored in db.session.scalars(select(StoredFile).where(StoredFile.id.in_(kept))).all():
        files.forget(stored)


def photos_of_draft(draft_id: UUID) -> Sequence[NeedPhoto]:
    """The photos of a draft, in order."""
    return _ordered(NeedPhoto.draft_id == draft_id)


def photos_of_need(need_id: UUID, hidden: bool = False) -> Sequence[NeedPhoto]:
    """The photos of a need, in order; those a worker took down only where `hidden` asks for them."""
    shown = [] if hidden else [NeedPhoto.hidden_at.is_(None)]
    return _ordered(NeedPhoto.need_id == need_id, *shown)


def _ordered(*wanted: ColumnElement[bool]) -> Sequence[NeedPhoto]:
    query = select(NeedPhoto).where(*wanted).order_by(NeedPhoto.position, NeedPhoto.created_at, NeedPhoto.id)
    return db.session.scalars(query).all()


def photos_by(account_id: UUID) -> Sequence[NeedPhoto]:
    """Every photo an account has sent."""
    return _ordered(NeedPhoto.account_id == account_id)


def photo_with_need(photo_id: UUID, community_code: str) -> tuple[NeedPhoto, Need | None, UUID | None] | None:
    """A photo of this community, the need it belongs to, or the account whose draft it is in."""
    row = db.session.execute(
        select(NeedPhoto, Need, NeedDraft.account_id)
        .outerjoin(Need, Need.id == NeedPhoto.need_id)
        .outerjoin(NeedDraft, NeedDraft.id == NeedPhoto.draft_id)
        .where(NeedPhoto.id == photo_id, NeedPhoto.community_code == community_code)
    ).first()
    return (row[0], row[1], row[2]) if row else None


def stored(file_id: UUID) -> StoredFile | None:
    """The file a photo's bytes lie in."""
    return db.session.get(StoredFile, file_id)


def first_thumbs(need_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """The first photo (its id) of each of several needs that has one, in one statement."""
    if not need_ids:
        return {}
    place = func.row_number().over(
        partition_by=NeedPhoto.need_id, order_by=(NeedPhoto.position, NeedPhoto.created_at, NeedPhoto.id)
    )
    shown = (
        select(NeedPhoto.need_id, NeedPhoto.id, place.label("place"))
        .where(NeedPhoto.need_id.in_(need_ids), NeedPhoto.hidden_at.is_(None))
        .subquery()
    )
    rows = db.session.execute(select(shown.c.need_id, shown.c.id).where(shown.c.place == 1))
    return {row[0]: row[1] for row in rows}


def stray_photos(most: int) -> Sequence[NeedPhoto]:
    """Photos whose draft is gone without having become a need."""
    query = select(NeedPhoto).where(NeedPhoto.need_id.is_(None), NeedPhoto.draft_id.is_(None))
    return db.session.scalars(query.limit(most)).all()


def stray_files(most: int) -> Sequence[StoredFile]:
    """Bytes of photos whose rows went with their need or draft."""
    used = union_all(select(NeedPhoto.file_id), select(NeedPhoto.thumb_id))
    query = select(StoredFile).where(StoredFile.name == FILE_NAME, StoredFile.id.not_in(used))
    return db.session.scalars(query.limit(most)).all()
