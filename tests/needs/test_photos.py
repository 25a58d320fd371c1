"""Photos: upright, small, without a trace of where they were taken; what is no photo is refused by name."""

import os
import resource
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image, ImageCms, PngImagePlugin
from sqlalchemy import event, select

from deliberation.actors import Actor, Role
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.files.models import StoredFile
from deliberation.files.service import path_of
from deliberation.needs import drafts, photos, service
from deliberation.needs.darkroom import LONGEST, LONGEST_THUMB, WANTED_BYTES, developed, shown_name
from deliberation.needs.models import Need, NeedDraft, NeedPhoto
from deliberation.needs.rules import MOST_PHOTOS
from deliberation.web.bodies import Allowance, Measured
from tests.conftest import POSTGRES
from tests.needs.saying import confirm, key_of
from tests.needs.stories import again, begun, jpeg, need_by, pictures, unconfirmed
from tests.page import PageClient, Shown, _forget
from tests.stories import A, B, Story

HERE = f"/c/{A}/needs"
MORE = f"{HERE}/new/more"
RED, BLUE = (254, 0, 0), (0, 0, 254)


@pytest.fixture
def author(story: Story, visitor: PageClient) -> Actor:
    """Somebody at step three, with the words of the first two, and no photo yet."""
    actor, _phone = story.resident()
    with unit_of_work():
        photos.forget(photos.photos_of_draft(begun(actor).id))
    visitor.enter(actor)
    return actor


def saved(image: Image.Image, kind: str = "JPEG", **more: Any) -> BytesIO:
    content = BytesIO()
    image.save(content, kind, **more)
    content.seek(0)
    return content


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def near(one: Any, other: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(one, other, strict=True))


def halves(size: tuple[int, int] = (400, 200)) -> Image.Image:
    """The left half red, the right half blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image


def send(visitor: PageClient, *files: tuple[Any, str], **words: str) -> Shown:
    """Step three with photos, as a phone without script sends it."""
    key = key_of(visitor.get(MORE))
    return visitor.post(MORE, {"key": key, "photos": list(files), **words})


def kept() -> list[NeedPhoto]:
    return list(db.session.scalars(select(NeedPhoto).order_by(NeedPhoto.position)))


# Turned, and nothing but pixels left.


@pytest.mark.parametrize(
    ("orientation", "size", "red", "blue"),
    [
        (1, (400, 200), (50, 100), (350, 100)), (2, (400, 200), (350, 100), (50, 100)),
        (3, (400, 200), (350, 100), (50, 100)), (4, (400, 200), (50, 100), (350, 100)),
        (5, (200, 400), (100, 50), (100, 350)), (6, (200, 400), (100, 50), (100, 350)),
        (7, (200, 400), (100, 350), (100, 50)), (8, (200, 400), (100, 350), (100, 50)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_stands_as_the_camera_was_held(
    kind: str, orientation: int, size: tuple[int, int], red: tuple[int, int], blue: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = developed(saved(halves(), kind, exif=exif), "x.jpg")
    assert (picture.width, picture.height) == size
    for content in (picture.full, picture.thumb):
        image = opened(content)
        scale = image.width / size[0]
        assert near(image.getpixel((int(red[0] * scale), int(red[1] * scale))), RED)
        assert near(image.getpixel((int(blue[0] * scale), int(blue[1] * scale))), BLUE)


def test_a_large_turned_photo_is_turned_too() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    for kind in ("JPEG", "PNG"):
        picture = developed(saved(halves((4000, 2000)), kind, exif=exif), "x.jpg")
        assert (picture.width, picture.height) == (LONGEST // 2, LONGEST)
        assert near(opened(picture.full).getpixel((400, 100)), RED)


def test_neither_place_nor_device_nor_comment_is_left() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0131] = "SECRETMAKER", "SECRETSOFT"
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 20.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    noted = saved(halves(), exif=exif, icc_profile=profile, comment=b"SECRETCOMMENT", xmp=b"<SECRETXMP/>")
    assert b"SECRET" in noted.getvalue()
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "SECRETTEXT")
    for stream in (
        noted,
        saved(halves(), "PNG", pnginfo=text, exif=exif),
        saved(halves(), "WEBP", exif=exif),
    ):
        picture = developed(stream, "x.jpg")
        for content in (picture.full, picture.thumb):
            image = opened(content)
            assert b"SECRET" not in content
            assert image.format == "JPEG"
            assert dict(image.getexif()) == {}
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photo_is_made_small_enough_for_a_phone() -> None:
    noise = Image.frombytes("RGB", (2400, 1800), os.urandom(2400 * 1800 * 3)).resize((4800, 3600))
    picture = developed(saved(noise, quality=95), "x.jpg")
    assert max(picture.width, picture.height) == LONGEST
    assert max(opened(picture.thumb).size) == LONGEST_THUMB
    assert len(picture.full) < WANTED_BYTES * 2
    believable = Image.effect_mandelbrot((4000, 3000), (-2, -1.3, 1, 1.3), 60)
    assert len(developed(saved(believable.convert("RGB"), quality=95), "x.jpg").full) <= WANTED_BYTES


@pytest.mark.parametrize(
    ("mode", "kind", "color", "seen"),
    [
        ("CMYK", "JPEG", (0, 255, 255, 0), RED), ("L", "JPEG", 200, (200, 200, 200)),
        ("RGBA", "PNG", (0, 0, 254, 0), (255, 255, 255)), ("RGBA", "PNG", (0, 0, 254, 255), BLUE),
        ("LA", "PNG", (0, 0), (255, 255, 255)), ("P", "PNG", 0, (0, 0, 0)), ("1", "PNG", 1, (255, 255, 255)),
        ("I;16", "PNG", 0xC8C8, (200, 200, 200)), ("RGB", "BMP", RED, RED), ("RGB", "WEBP", BLUE, BLUE),
        ("RGB", "AVIF", BLUE, BLUE),
    ],
)  # fmt: skip
def test_every_kind_of_pixels_becomes_plain_colour(mode: str, kind: str, color: Any, seen: Any) -> None:
    picture = developed(saved(Image.new(mode, (60, 40), color), kind), "x.png")
    assert near(opened(picture.full).convert("RGB").getpixel((30, 20)), seen)


def test_of_something_moving_the_first_picture_is_kept() -> None:
    frames = [Image.new("RGB", (60, 40), color) for color in (RED, BLUE, BLUE)]
    for kind in ("GIF", "WEBP", "PNG"):
        stream = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)
        assert near(opened(developed(stream, "x.gif").full).getpixel((30, 20)), RED)


def test_colours_of_a_wide_profile_are_brought_to_the_common_one() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert near(opened(developed(saved(halves(), icc_profile=lab), "x").full).getpixel((50, 100)), RED)
    assert near(
        opened(developed(saved(halves(), icc_profile=b"nonsense"), "x").full).getpixel((50, 100)), RED
    )


# What is no photo.


def zipped() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("secret.txt", "x" * 100)
    return content.getvalue()


def bomb() -> bytes:
    """48 KB of PNG that unfold to 20,000 × 20,000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packer, rows = zlib.compressobj(9), b"\x00" * 2501 * 200
    body = b"".join(packer.compress(rows) for _part in range(100)) + packer.flush()
    head = struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def vast_in_passes() -> bytes:
    """A progressive JPEG lies in memory as a whole: its header alone is enough to refuse it."""
    whole = saved(Image.new("L", (64, 64)), progressive=True).getvalue()
    place = whole.index(b"\xff\xc2")
    return whole[: place + 5] + struct.pack(">HH", 30_000, 30_000) + whole[place + 9 :]


NOT_PHOTOS = {
    "压缩包.jpg": (zipped(), "不是照片"),
    "网页.jpg": (b"<html><script>alert(1)</script></html>", "不是照片"),
    "图.svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "不是照片"),
    "文件.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "不是照片"),
    "空的.jpg": (b"", "是空的文件"),
    "传了一半.jpg": (jpeg(size=(900, 900)).getvalue()[:3000], "坏了"),
    "只有头.png": (b"\x89PNG\r\n\x1a\n", "不是照片"),
    "炸弹.png": (bomb(), "尺寸太大"),
    "一次读完.jpg": (vast_in_passes(), "尺寸太大"),
    "苹果.heic": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"x" * 200, "HEIC"),
    "图标.tiff": (b"II*\x00" + b"\x00" * 100, "不是照片"),
    "程序.eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run", "不是照片"),
    "<b>粗.jpg": (b"GIF89a" + b"\x00" * 3, "没有收"),
}


@pytest.mark.parametrize("name", NOT_PHOTOS)
def test_what_is_no_photo_is_refused_by_name_and_all_else_is_kept(
    visitor: PageClient, author: Actor, name: str
) -> None:
    content, told = NOT_PHOTOS[name]
    files = [(jpeg("red"), "好的.jpg"), (BytesIO(content), name), (jpeg("blue"), "也好的.jpg")]
    shown = send(visitor, *files, body="这些话要留着")
    assert f"“{name}”" in shown.main
    assert told in shown.main
    assert "<b>粗" not in shown.source
    assert "这些话要留着" in shown.source
    assert len(kept()) == 2
    assert len(shown.tree.xpath("//ol[@class='photo-grid']/li")) == 2


@pytest.mark.pdf
def test_half_a_photo_is_refused_also_after_a_paper_was_drawn(visitor: PageClient, author: Actor) -> None:
    """What draws papers lets half a picture pass, for the whole process."""
    from weasyprint import images

    images.ImageFile.LOAD_TRUNCATED_IMAGES = True
    shown = send(visitor, (BytesIO(NOT_PHOTOS["传了一半.jpg"][0]), "传了一半.jpg"))
    assert "“传了一半.jpg”" in shown.main


def test_the_bomb_is_as_small_as_it_says() -> None:
    assert len(bomb()) < 60_000


def test_names_of_files_are_quoted_short_and_plain() -> None:
    assert shown_name("C:\\照片\\我的\u202e.jpg") == "我的.jpg"
    assert shown_name("../../etc/passwd") == "passwd"
    assert len(shown_name("长" * 300 + ".jpg")) <= 41
    assert shown_name(None) == ""


def test_at_most_six_and_each_once(visitor: PageClient, author: Actor) -> None:
    colors = ("red", "blue", "green", "white", "black", "gray", "pink", "gold")
    shown = send(visitor, *((jpeg(color), f"{color}.jpg") for color in colors))
    assert len(kept()) == MOST_PHOTOS
    assert "最多放 6 张照片，“pink.jpg”没有收" in shown.main
    assert "“gold.jpg”" in shown.main
    assert "已经放满 6 张" in shown.main
    assert "没有收" not in send(visitor, (jpeg("red"), "又是红的.jpg"), go="photos").main
    assert len(kept()) == MOST_PHOTOS


def test_a_photo_is_taken_away_or_put_first(visitor: PageClient, author: Actor) -> None:
    send(visitor, (jpeg("red"), "1.jpg"), (jpeg("blue"), "2.jpg"), (jpeg("green"), "3.jpg"), go="photos")
    red, blue, green = kept()
    paths = [path_of(photos.stored(each).sha256) for each in (blue.file_id, blue.thumb_id)]  # type: ignore[union-attr]
    shown = visitor.post(MORE, {"go": f"first:{green.id}", "body": "话还在"})
    assert [photo.id for photo in kept()] == [green.id, red.id, blue.id]
    assert "话还在" in shown.source
    visitor.post(MORE, {"go": f"drop:{blue.id}"})
    assert [photo.id for photo in kept()] == [green.id, red.id]
    assert not any(path.exists() for path in paths)
    visitor.post(MORE, {"go": "drop:nonsense"})
    assert len(kept()) == 2


def test_nobody_touches_the_photos_of_anothers_draft(
    story: Story, visitor: PageClient, author: Actor
) -> None:
    send(visitor, (jpeg(), "1.jpg"))
    photo = kept()[0]
    assert opened(visitor.download(f"{HERE}/photos/{photo.id}")).size == (400, 300)
    for other in (story.resident(name="邻居")[0], story.staff()[0], story.staff(Role.OFFICER, A[:9])[0]):
        visitor.enter(other)
        visitor.download(f"{HERE}/photos/{photo.id}", 404)
        visitor.download(f"{HERE}/photos/{photo.id}/small", 404)
        if other.lives_in(A):
            visitor.post(MORE, {"go": f"drop:{photo.id}"})
    visitor.client = visitor.app.test_client()
    visitor.download(f"{HERE}/photos/{photo.id}", 404)
    visitor.download(f"/files/{photo.file_id}", 404)
    assert len(kept()) == 1


def test_photos_come_along_to_the_need_and_are_seen_by_everybody(visitor: PageClient, author: Actor) -> None:
    send(visitor, (jpeg("red"), "1.jpg"), (jpeg("blue"), "2.jpg"), go="photos")
    preview = visitor.get(f"{HERE}/new/preview")
    assert len(preview.tree.xpath("//main//figure//img")) == 2
    confirm(visitor, preview)
    need = db.session.scalars(select(Need)).one()
    assert db.session.scalars(select(NeedDraft)).all() == []
    visitor.client = visitor.app.test_client()
    shown = visitor.get(f"{HERE}/{need.id}")
    assert shown.tree.xpath("//figure//img/@alt")[0] == f"需求 {need.number} 的照片 1"
    for link in (*shown.tree.xpath("//figure//img/@src"), *shown.tree.xpath("//figure//a/@href")):
        answer = visitor.client.get(str(link))
        assert (answer.status_code, answer.content_type) == (200, "image/jpeg")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("inline")
        assert answer.headers["Cache-Control"] == "private, max-age=600"
        again_asked = visitor.client.get(str(link), headers={"If-None-Match": answer.headers["ETag"]})
        assert again_asked.status_code == 304


def test_photos_of_a_text_that_waits_or_was_withheld_are_for_author_and_own_staff(
    story: Story, visitor: PageClient
) -> None:
    worker, author = story.staff()[0], unconfirmed(story)
    need = need_by(author)
    with unit_of_work():
        service.add_photos(worker, again(need), pictures("red"))
    photo = kept()[0]
    urls = [f"{HERE}/photos/{photo.id}", f"{HERE}/photos/{photo.id}/small"]
    seen = {
        None: 404,
        author: 200,
        worker: 200,
        story.resident()[0]: 404,
        story.staff(Role.WORKER, B)[0]: 404,
    }
    for actor, status in seen.items():
        visitor.client = visitor.app.test_client()
        if actor is not None:
            visitor.enter(actor)
        for url in urls:
            visitor.download(url, status)
    with unit_of_work():
        service.publish(worker, again(need))
    visitor.client = visitor.app.test_client()
    visitor.download(urls[0])
    visitor.download(urls[0].replace(A, B), 404)


def test_a_worker_adds_photos_takes_one_down_and_shows_it_again(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0])
    visitor.enter(story.staff()[0])
    page = f"{HERE}/{need.id}/photos"
    assert page in visitor.get(f"{HERE}/{need.id}").links("/photos")
    visitor.get(page)
    files = [(jpeg("red"), "微信图片.jpg"), (BytesIO(b"nonsense"), "坏的.jpg")]
    shown = visitor.post(page, {"photos": files})
    assert "加了 1 张照片" in shown
    assert "“坏的.jpg”不是照片" in shown
    assert "没有新的照片" in visitor.post(page, {"photos": [(jpeg("red"), "同一张.jpg")]})
    photo, look = kept()[0], f"{HERE}/desk/{need.id}/look"
    assert str(photo.id) in visitor.get(look).source
    judged = {"texts": f"photo:{photo.id}", "look": str(need.id)}
    visitor.post(f"{HERE}/desk/moderating", {**judged, "act": "take_down", "why": "拍到了车牌"})
    visitor.client = visitor.app.test_client()
    shown = visitor.get(f"{HERE}/{need.id}")
    assert "加了 1 张照片" in shown
    assert "撤下了一张照片，原因：拍到了车牌" in shown
    assert shown.tree.xpath("//figure") == []
    visitor.download(f"{HERE}/photos/{photo.id}", 404)
    visitor.enter(story.staff()[0])
    assert "已撤下" in visitor.get(f"{HERE}/{need.id}").main
    assert "拍到了车牌" in visitor.get(look)
    visitor.post(f"{HERE}/desk/moderating", {**judged, "act": "restore", "why": "车牌已经遮住"})
    visitor.client = visitor.app.test_client()
    visitor.download(f"{HERE}/photos/{photo.id}")
    visitor.enter(story.resident()[0])
    visitor.get(page, status=403)


def test_the_page_sends_photos_one_by_one_and_gets_the_list_back(visitor: PageClient, author: Actor) -> None:
    page = visitor.get(MORE)
    sent = {"csrf_token": page.token, "key": key_of(page)}
    for color in ("red", "blue"):
        answer = visitor.client.post(f"{HERE}/new/photos", data={**sent, "photos": (jpeg(color), "x.jpg")})
    text = answer.get_data(as_text=True)
    assert text.count("<img") == 2
    answer = visitor.client.post(f"{HERE}/new/photos", data={**sent, "photos": (BytesIO(b"no"), "假.jpg")})
    assert "“假.jpg”不是照片" in answer.get_data(as_text=True)


def test_a_list_gets_all_its_first_photos_in_one_statement(story: Story, app: Flask) -> None:
    worker, needs = story.staff()[0], [need_by(story.resident()[0], f"第{each}件") for each in range(4)]
    with unit_of_work():
        for need in needs[:3]:
            service.add_photos(worker, again(need), pictures("red", "blue"))
        first = {need.id: photos.photos_of_need(need.id)[0] for need in needs[:3]}
        service.take_down(worker, first[needs[0].id], "看不清")
    seen: list[str] = []
    listener = lambda *args: seen.append(args[2])  # noqa: E731 — the event wants a plain callable
    event.listen(db.engine, "before_cursor_execute", listener)
    found = photos.first_thumbs([need.id for need in needs])
    event.remove(db.engine, "before_cursor_execute", listener)
    assert len([each for each in seen if not each.startswith("BEGIN")]) == 1
    assert found[needs[1].id] == first[needs[1].id].id
    assert found[needs[0].id] == photos.photos_of_need(needs[0].id)[0].id
    assert needs[3].id not in found
    assert photos.first_thumbs([]) == {}


def test_when_a_need_goes_its_photos_bytes_go(story: Story) -> None:
    need = need_by(story.resident()[0])
    with unit_of_work():
        service.add_photos(story.staff()[0], again(need), pictures("red", "blue"))
    paths = [path_of(row.sha256) for row in db.session.scalars(select(StoredFile))]
    with unit_of_work():
        db.session.delete(again(need))
    assert all(path.exists() for path in paths)
    with at(now() + timedelta(hours=2)):
        drafts._swept.clear()
        drafts.sweep()
    assert db.session.scalars(select(StoredFile)).all() == []
    assert not any(path.exists() for path in paths)


# Twelve photos of 20 MB.


class Pieces:
    """A body that is made while it is read, as one comes in from a slow line."""

    def __init__(self, parts: Iterator[bytes], length: int) -> None:
        self.parts, self.part, self.at, self.length = parts, b"", 0, length
        self.asked = 0

    def seek(self, place: int, whence: int = 0) -> None:
        """Only asked how long it is."""
        self.asked = self.length if whence else place

    def tell(self) -> int:
        return self.asked

    def read(self, size: int = -1) -> bytes:
        """The next piece, at most so long."""
        while self.at >= len(self.part):
            following = next(self.parts, None)
            if following is None:
                return b""
            self.part, self.at = following, 0
        piece = self.part[self.at : self.at + size]
        self.at += len(piece)
        return piece


def heavy_photo() -> bytes:
    """20 MB as a good camera makes them."""
    noise = Image.frombytes("RGB", (4000, 3000), os.urandom(4000 * 3000 * 3))
    content = saved(noise, quality=90).getvalue()
    return content + b"\x00" * (20_000_000 - len(content))


def body_of(fields: dict[str, str], photo: bytes, count: int, boundary: str) -> Iterator[bytes]:
    """Words first, then the photos, each a little different."""
    for name, value in fields.items():
        yield f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    for place in range(count):
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="photos"; filename="{place}.jpg"'
        yield f"{head}\r\nContent-Type: image/jpeg\r\n\r\n".encode()
        yield photo
        yield f"{place}\r\n".encode()
    yield f"--{boundary}--\r\n".encode()


def upload(visitor: PageClient, photo: bytes, count: int, **words: str) -> Any:
    """Send many heavy photos with some words."""
    fields = {"csrf_token": visitor.token, **words}
    length = sum(map(len, body_of(fields, photo, count, "xyz")))
    return visitor.client.post(
        MORE,
        input_stream=Pieces(body_of(fields, photo, count, "xyz"), length),
        content_length=length,
        content_type="multipart/form-data; boundary=xyz",
        headers={"Referer": f"http://localhost{MORE}"},
    )


def test_twelve_photos_of_twenty_megabytes_are_six_photos_and_every_word(
    visitor: PageClient, author: Actor
) -> None:
    visitor.get(MORE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = upload(visitor, heavy_photo(), 12, body="十二张照片旁边的话", go="next")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "十二张照片旁边的话" in text
    assert len(kept()) == MOST_PHOTOS
    assert text.count("没有收") == 6
    assert all(len(_bytes(photo)) <= WANTED_BYTES * 2 for photo in kept())
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    assert grown < 200, f"{grown} MB"


def _bytes(photo: NeedPhoto) -> bytes:
    stored = photos.stored(photo.file_id)
    assert stored is not None
    return path_of(stored.sha256).read_bytes()


def test_a_photo_of_thirty_megabytes_is_told_and_the_words_are_kept(
    visitor: PageClient, author: Actor
) -> None:
    visitor.get(MORE)
    answer = upload(visitor, b"\xff\xd8" + b"\x00" * 30_000_000, 1, body="照片太大，话要留着")
    text = answer.get_data(as_text=True)
    assert "“0.jpg”超过 25 MB" in text
    assert "照片太大，话要留着" in text


def test_heavy_photos_after_the_session_leave_the_words(story: Story, visitor: PageClient) -> None:
    """Nothing of the files of somebody who is not signed in is kept, not even for a moment."""
    visitor.get("/privacy")
    answer = upload(visitor, b"\xff\xd8" + b"\x00" * 15_000_000, 2, body="登录过期了，话还在")
    assert "/sign-in" in answer.location
    draft = db.session.scalars(select(NeedDraft)).one()
    assert draft.fields["body"] == "登录过期了，话还在"
    assert kept() == []


def test_a_file_longer_than_allowed_empties_itself() -> None:
    allowance = Allowance(each=10, left=25)
    short, long, last = Measured(allowance), Measured(allowance), Measured(allowance)
    assert short.write(b"x" * 10) == 10
    for _part in range(5):
        assert long.write(b"x" * 7) == 7
    assert (short.cut, long.cut, long.tell()) == (False, True, 0)
    last.write(b"x" * 10)
    assert last.cut is False
    over = Measured(allowance)
    over.write(b"x" * 6)
    assert over.cut is True


@pytest.mark.parametrize("form", ["strips", "passes", "pixels"])
def test_the_largest_photos_fit_into_little_memory(tmp_path: Path, form: str) -> None:
    """Drawn in a process of its own, so that what other tests have used does not count."""
    path = tmp_path / "photo"
    if form == "strips":
        Image.new("RGB", (12_000, 12_000), "red").save(path, "JPEG")
    elif form == "passes":
        Image.new("RGB", (7_000, 7_000), "red").save(path, "JPEG", progressive=True)
    else:
        Image.new("RGB", (5_900, 4_000), "red").save(path, "PNG")
    program = (
        "import resource, sys; from deliberation.needs.darkroom import developed\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "developed(open(sys.argv[1], 'rb'), 'x')\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 220, f"{done.stdout} MB"


class Looking(BytesIO):
    """A file that, while it is read, tries to write to the database from somewhere else."""

    def read(self, size: int | None = -1) -> bytes:
        write_elsewhere()
        return super().read(size)


def write_elsewhere() -> None:
    """Fails at once where somebody holds the lock."""
    connection = db.engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA busy_timeout=0")
        connection.cursor().execute("BEGIN IMMEDIATE")
        connection.cursor().execute("ROLLBACK")
    finally:
        connection.cursor().execute("PRAGMA busy_timeout=10000")
        connection.close()


needs_sqlite = pytest.mark.skipif(bool(POSTGRES), reason="PostgreSQL locks rows, not the database")


@needs_sqlite
def test_while_photos_are_drawn_nothing_is_locked(author: Actor, app: Flask) -> None:
    """Whoever supports a need meanwhile does not wait for somebody's photos."""
    drafts.draft_of(author, A)
    with pytest.raises(Exception, match="locked"):
        write_elsewhere()
    done = photos.develop([photos.Upload("x.jpg", Looking(jpeg().getvalue()))], [])
    assert len(done.pictures) == 1


@needs_sqlite
def test_while_a_long_body_comes_in_nothing_is_locked(visitor: PageClient, author: Actor) -> None:
    visitor.get(MORE)
    photo = jpeg().getvalue() + b"\x00" * 100_000

    def slowly() -> Iterator[bytes]:
        for part in body_of({"csrf_token": visitor.token, "body": "慢慢传来"}, photo, 1, "xyz"):
            write_elsewhere()
            yield part

    length = sum(map(len, slowly()))
    kind = "multipart/form-data; boundary=xyz"
    stream = Pieces(slowly(), length)
    _forget()
    answer = visitor.client.post(MORE, input_stream=stream, content_length=length, content_type=kind)
    assert answer.status_code == 303
    assert len(kept()) == 1
