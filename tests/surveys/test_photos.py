"""Photos that come with an answer: made safe, few, for staff and their sender alone."""

import io

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage

from deliberation.database import db
from deliberation.surveys import queries
from deliberation.surveys.rules import MOST_PHOTOS
from tests.page import PageClient
from tests.projects.stories import ListStory
from tests.stories import Story
from tests.surveys.stories import asked_about, path_of


@pytest.fixture
def told(story: Story) -> ListStory:
    return ListStory(story)


def shot(shade: int = 0) -> FileStorage:
    """A photo with a place in it."""
    raw, picture = io.BytesIO(), Image.new("RGB", (80, 60), (shade, 80, 80))
    exif = picture.getexif()
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 0.0)
    picture.save(raw, "JPEG", exif=exif)
    raw.seek(0)
    return FileStorage(raw, f"{shade}.jpg")


def answered(told: ListStory, visitor: PageClient) -> str:
    """The proposer's page, one step tapped."""
    survey, _mine = asked_about(told)
    visitor.enter(told.author)
    path = path_of(survey, "/answer")
    visitor.get(path)
    visitor.post(path, {"grade": "dissatisfied"})
    return path


def test_a_photo_is_kept_without_its_place_and_seen_by_its_sender_and_staff_alone(
    story: Story, told: ListStory, visitor: PageClient
) -> None:
    path = answered(told, visitor)
    shown = visitor.post(f"{path}/more", {"text": "扶手松了", "photos": [shot()]})
    (link,) = shown.links("/photos/")
    sent = Image.open(io.BytesIO(visitor.download(link)))
    assert not sent.getexif().get_ifd(0x8825)
    visitor.enter(told.worker)
    assert visitor.get(path.replace("/answer", "/answers")).links("/photos/") == [link]
    assert visitor.download(link)
    other, _phone = story.resident(told.code, "别人")
    visitor.enter(other)
    visitor.get(link, status=404)
    there = ListStory(story, "999999001002")
    visitor.enter(there.worker)
    visitor.get(link, status=404)


def test_the_same_photo_is_kept_once_and_no_more_than_a_few(told: ListStory, visitor: PageClient) -> None:
    path = answered(told, visitor)
    for _again in range(2):
        shown = visitor.post(f"{path}/more", {"text": "", "photos": [shot(1)]})
    assert len(shown.links("/photos/")) == 1
    said = visitor.post(
        f"{path}/more", {"text": "写好的话", "photos": [shot(n) for n in range(MOST_PHOTOS + 1)]}
    )
    assert "最多放 3 张照片" in said
    assert "写好的话" in said.source


def test_words_where_photos_belong_are_no_photos(told: ListStory, visitor: PageClient) -> None:
    path = answered(told, visitor)
    shown = visitor.post(f"{path}/more", {"text": "写好的话", "photos": "0001-01-01T00:00"})
    assert "写好的话" in shown.source
    assert not shown.links("/photos/")


@pytest.mark.parametrize("content", [b"", b"<html><script>", b"%PDF-1.7", b"\xff\xd8\xff half"])
def test_what_is_no_photo_is_refused_and_the_words_stay(
    told: ListStory, visitor: PageClient, content: bytes
) -> None:
    path = answered(told, visitor)
    sent = {"text": "写好的话", "photos": [FileStorage(io.BytesIO(content), "图.jpg")]}
    assert "写好的话" in visitor.post(f"{path}/more", sent).source
    db.session.rollback()
    assert not any(queries.photos_of([row.id]) for row in db.session.query(queries.SurveyAnswer))
