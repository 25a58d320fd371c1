"""Photos that come with an answer. What makes photos safe lives in a later room and is given to this one."""

from collections.abc import Callable, Iterable
from typing import IO, Protocol
from uuid import UUID

from sqlalchemy import select

from deliberation.database import db
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.surveys import queries
from deliberation.surveys.models import SurveyAnswer, SurveyPhoto
from deliberation.surveys.rules import MOST_PHOTOS

FILE_NAME = "survey-photo.jpg"


class Picture(Protocol):
    """A photo made safe: JPEG bytes in two sizes, and the digest of what was sent."""

    @property
    def full(self) -> bytes: ...
    @property
    def thumb(self) -> bytes: ...
    @property
    def source_sha256(self) -> str: ...


Develop = Callable[[IO[bytes], str], Picture]
_darkroom: list[Develop] = []


def use_darkroom(develop: Develop) -> None:
    """Who makes a photo of a file, or refuses (set once by create_app)."""
    _darkroom[:] = [develop]


def developed(stream: IO[bytes], name: str) -> Picture:
    """The photo in a file; refuses, naming the file, what is none."""
    return _darkroom[0](stream, name)


def add(given: SurveyAnswer, pictures: Iterable[Picture]) -> int:
    """Keep photos with an answer, as far as there is room; how many were new."""
    there = queries.photos_of([given.id]).get(given.id, [])
    known, added = {photo.source_sha256 for photo in there}, 0
    for picture in pictures:
        if picture.source_sha256 in known or len(known) >= MOST_PHOTOS:
            continue
        db.session.add(
            SurveyPhoto(
                community_code=given.community_code,
                answer_id=given.id,
                file_id=files.keep(picture.full, FILE_NAME, "image/jpeg", given.community_code).id,
                thumb_id=files.keep(picture.thumb, FILE_NAME, "image/jpeg", given.community_code).id,
                source_sha256=picture.source_sha256,
            )
        )
        known.add(picture.source_sha256)
        added += 1
    db.session.flush()
    return added


def stored(file_id: UUID) -> StoredFile | None:
    """The file a photo's bytes lie in."""
    return db.session.get(StoredFile, file_id)


def forget_photos(photos: Iterable[SurveyPhoto]) -> None:
    """Take photos away: the rows now, the bytes once that stands."""
    photos = list(photos)
    kept = [file_id for photo in photos for file_id in (photo.file_id, photo.thumb_id)]
    for photo in photos:
        db.session.delete(photo)
    db.session.flush()
    for each in db.session.scalars(select(StoredFile).where(StoredFile.id.in_(kept))).all():
        files.forget(each)
