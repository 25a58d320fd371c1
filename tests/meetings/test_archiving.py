"""The archive of a year: its list, its gaps, its index, and everything in one file for those who keep it."""

import hashlib
import json
import zipfile
from io import BytesIO
from uuid import UUID

import pikepdf
import pytest
from sqlalchemy import select

from deliberation.actors import Role
from deliberation.database import db, unit_of_work
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.jobs import service as jobs
from deliberation.jobs.models import Job
from deliberation.jobs.rules import JobState
from deliberation.meetings import archive_book, archiving, service
from deliberation.meetings.archiving import safe_name
from deliberation.meetings.models import Minutes
from tests.meetings.stories import MeetingStory, meeting
from tests.page import PageClient
from tests.stories import STREET, A, B, Story

BASE = f"/c/{A}/meetings/archive"
pytestmark = pytest.mark.pdf


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def year_of(meeting_id: UUID) -> int:
    return meeting(meeting_id).year


def made(told: MeetingStory, year: int) -> bytes:
    with unit_of_work():
        job = archiving.ask_for_archive(told.worker, A, year, "/")
    assert jobs.work_once()
    db.session.remove()
    done = db.session.get_one(Job, job.id)
    assert done.state == JobState.DONE, done.outcome
    stored = db.session.scalars(select(StoredFile).order_by(StoredFile.created_at.desc())).first()
    assert stored is not None
    assert stored.owner_id == told.worker.account_id
    assert stored.expires_at is not None
    return files.content(stored)


class TestBook:
    def test_numbers_that_no_meeting_bears_are_gaps(self) -> None:
        rows = [("council", 1), ("council", 4), ("hearing", 1)]
        assert [(gap.series, gap.numbers) for gap in archive_book.gaps_in(rows)] == [("council", (2, 3))]

    def test_a_year_tells_signed_unsigned_and_cancelled_apart(self, told: MeetingStory) -> None:
        signed, held = told.signed(), told.held(title="没签字的会")
        book = archive_book.book_of(A, year_of(signed))
        assert [row.id for row in book.signed] == [signed]
        assert [row.id for row in book.unsigned] == [held]
        (year,) = archive_book.years(A)
        assert (year.signed, year.unsigned, year.cancelled) == (1, 1, 0)

    def test_another_community_has_a_book_of_its_own(self, told: MeetingStory) -> None:
        told.signed()
        assert archive_book.years(B) == []

    def test_the_index_says_what_is_missing(self, told: MeetingStory) -> None:
        signed = told.signed()
        told.held(title="没签字的会")
        facts = archiving.index_facts(archive_book.book_of(A, year_of(signed)), "和平里", False, {})
        assert [row["title"] for row in facts["rows"]] == ["春季议事会"]
        assert any("没签字的会" in line for line in facts["remarks"])

    def test_the_public_index_names_nobody(self, told: MeetingStory) -> None:
        signed = told.signed(title="赵一鸣提的事")
        facts = archiving.index_facts(archive_book.book_of(A, year_of(signed)), "和平里", True, {})
        assert "赵一鸣" not in f"{facts}"


class TestZip:
    def test_everything_of_the_year_stands_in_it_and_its_sums_are_right(self, told: MeetingStory) -> None:
        signed = told.signed()
        with unit_of_work():
            minutes = db.session.scalars(select(Minutes)).one()
            service.add_addendum(told.worker, minutes, "漏了一句")
        content = made(told, year_of(signed))
        with zipfile.ZipFile(BytesIO(content)) as packed:
            names = packed.namelist()
            assert sum(name.endswith("会议纪要.pdf") for name in names) == 1
            record = json.loads(packed.read(next(name for name in names if name.endswith("minutes.json"))))
            assert record["masked"] is False
            assert [row["text"] for row in record["addenda"]] == ["漏了一句"]
            sums = dict(
                reversed(line.split("  ", 1)) for line in packed.read("SHA256SUMS").decode().splitlines()
            )
            assert set(sums) == set(names) - {"SHA256SUMS"}
            for name, digest in sums.items():
                assert hashlib.sha256(packed.read(name)).hexdigest() == digest
            index = next(name for name in names if name.endswith("卷内目录.pdf"))
            with pikepdf.open(BytesIO(packed.read(index))) as opened:
                assert len(opened.pages) == 1

    def test_the_same_year_gives_the_same_bytes(self, told: MeetingStory) -> None:
        year = year_of(told.signed())
        assert made(told, year) == made(told, year)

    def test_a_year_without_signed_minutes_is_an_index_that_says_so(self, told: MeetingStory) -> None:
        held = told.held()
        with zipfile.ZipFile(BytesIO(made(told, year_of(held)))) as packed:
            assert set(packed.namelist()) == {"SHA256SUMS", f"{year_of(held)}-卷内目录.pdf"}

    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("../../etc/passwd", "_.._etc_passwd"),
            ("春季:议事会?", "春季_议事会_"),
            ("CON.txt", "_CON.txt"),
            ("...", "_"),
            ("", "_"),
            ("a\x00b", "a_b"),
        ],
    )
    def test_names_are_safe_on_every_system(self, name: str, kept: str) -> None:
        assert safe_name(name) == kept

    def test_long_names_are_cut(self) -> None:
        assert len(safe_name("很长" * 200)) <= 81


class TestPages:
    def test_years_and_index_are_public_and_the_whole_is_for_its_keepers(
        self, told: MeetingStory, story: Story, visitor: PageClient
    ) -> None:
        year = year_of(told.signed())
        assert "整卷打包" not in visitor.get(BASE).main
        assert visitor.download(f"{BASE}/{year}.pdf").startswith(b"%PDF")
        visitor.get(f"{BASE}/1999.pdf", status=404)
        for actor, status in (
            (told.members[0], 403),
            (story.staff(Role.WORKER, B)[0], 403),
            (story.staff(Role.OFFICER, STREET)[0], 303),
            (told.worker, 303),
        ):
            visitor.enter(actor)
            visitor.get(BASE)
            visitor.post(f"{BASE}/{year}/zip", {}, status=status, follow=False)

    def test_before_the_first_meeting_the_page_says_what_comes(
        self, told: MeetingStory, visitor: PageClient
    ) -> None:
        assert "还没有开过会" in visitor.get(BASE).main
