"""The papers of minutes: both of them, the record inside, what outsiders get, old records."""

import hashlib
import json
import subprocess
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pikepdf
import pytest

from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.meetings import papers, service
from deliberation.meetings.models import Motion, Speech
from deliberation.meetings.roll_call import count_roll, fill_roll
from deliberation.meetings.rules import Choice, Side
from tests.meetings.stories import MeetingStory, meeting, minutes
from tests.stories import Story

pytestmark = pytest.mark.pdf
BOTH = (papers.SUMMARY, papers.RECORD)
DAY = timedelta(days=1)


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def attached(pdf: bytes) -> dict[str, Any]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert list(opened.attachments) == ["minutes.json"]
        found: dict[str, Any] = json.loads(opened.attachments["minutes.json"].get_file().read_bytes())
        return found


def words(pdf: bytes, tmp_path: Path) -> str:
    (tmp_path / "p.pdf").write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-layout", "p.pdf", "-"], cwd=tmp_path, capture_output=True, check=True
    )
    return "".join(done.stdout.decode().split())


def digest(found: dict[str, Any]) -> str:
    text = {"record": found["record"], "sections": found["sections"]}
    said = json.dumps(text, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def rich(told: MeetingStory) -> UUID:
    """A meeting with a look back, a speech, an amendment, a vote by name, somebody who left, and a motion."""
    with at(now() - 5 * DAY):
        meeting_id = told.plan(starts_at=now() + 4 * DAY)
        told.item(meeting_id, proposer="钱二宝")
        told.announce(meeting_id)
    with at(now() - DAY + timedelta(hours=1)):
        told.arrive(meeting_id, 6)
        motion_id = told.motion(meeting_id, proposer="赵一鸣", seconder="孙三娘", unit="物业公司")
        with unit_of_work():
            item = meeting(meeting_id).items[0]
            db.session.add(
                Speech(
                    item_id=item.id,
                    name="李四光",
                    side=Side.FOR,
                    asked_at=now(),
                    began_at=now(),
                    point="晚上看不见路。",
                )
            )
        with unit_of_work():
            amendment = service.amend(
                told.worker, db.session.get_one(Motion, motion_id), service.MotionDraft("同意装5盏路灯")
            )
        told.vote(amendment.id, 5, 1)
        with unit_of_work():
            motion = db.session.get_one(Motion, motion_id)
            fill_roll(told.worker, motion, Choice.FOR)
            count_roll(told.worker, motion)
        told.finish(meeting_id, now())
    with unit_of_work():
        service.draft_minutes(told.worker, meeting(meeting_id))
    return meeting_id


@pytest.mark.parametrize("paper", BOTH)
def test_the_full_edition_holds_the_very_text_that_is_signed(
    told: MeetingStory, paper: str, tmp_path: Path
) -> None:
    written = minutes(told.signed())
    pdf = papers.minutes_pdf(written, "和平里社区", False, paper)
    found = attached(pdf)
    assert digest(found) == found["text_hash"] == written.text_hash
    assert [row["role"] for row in found["signatures"]] == ["chair", "recorder"]
    printed = words(pdf, tmp_path)
    assert written.text_hash[:16] in printed.replace("　", "")
    assert "草稿" not in printed
    subprocess.run(["qpdf", "--check", "p.pdf"], cwd=tmp_path, check=True, capture_output=True)


@pytest.mark.parametrize("paper", BOTH)
def test_the_public_edition_hides_names_everywhere_and_says_so(
    told: MeetingStory, paper: str, tmp_path: Path
) -> None:
    written = minutes(told.signed())
    pdf = papers.minutes_pdf(written, "和平里社区", True, paper)
    found = attached(pdf)
    assert found["masked"] is True
    assert digest(found) != found["text_hash"]
    said = words(pdf, tmp_path) + json.dumps(found, ensure_ascii=False)
    assert [row.name for row in told.members if row.name in said] == []
    assert "隐去" in words(pdf, tmp_path)
    assert "reason" not in found["record"]["attendance"][0]


@pytest.mark.parametrize("paper", BOTH)
def test_the_same_minutes_give_the_same_bytes(told: MeetingStory, paper: str) -> None:
    written = minutes(told.drafted())
    assert papers.minutes_pdf(written, "和平里社区", False, paper) == papers.minutes_pdf(
        written, "和平里社区", False, paper
    )


def test_a_draft_says_so_and_has_lines_for_the_pen(told: MeetingStory, tmp_path: Path) -> None:
    printed = words(papers.minutes_pdf(minutes(told.drafted()), "和平里社区", False), tmp_path)
    assert "草稿（尚未签署）" in printed
    assert printed.count("居民代表") >= papers.LINES_FOR_THE_PEN


def test_the_record_tells_everything_in_its_order(told: MeetingStory, tmp_path: Path) -> None:
    written = minutes(rich(told))
    record = words(papers.minutes_pdf(written, "和平里社区", False, papers.RECORD), tmp_path)
    for word in (
        "李四光：",
        "晚上看不见路。",
        "附议：孙三娘",
        "原文：同意装3盏路灯",
        "同意装5盏路灯",
        "物业公司",
    ):
        assert word in record, word
    short = words(papers.minutes_pdf(written, "和平里社区", False), tmp_path)
    assert "晚上看不见路" not in short
    assert "同意装5盏路灯" in short


def test_a_record_from_before_the_new_particulars_is_still_printed(
    told: MeetingStory, tmp_path: Path
) -> None:
    meeting_id = told.drafted()
    with unit_of_work():
        written = minutes(meeting_id)
        old = json.loads(json.dumps(written.record))
        for key in ("series_name", "actions", "looked_back"):
            old.pop(key, None)
        for row in old["attendance"]:
            for key in ("id", "households", "represents", "arrived_at", "left_at", "area_cm2"):
                row.pop(key, None)
        for item in old["items"]:
            item.pop("kind", None)
            for motion in item["motions"]:
                for key in ("seconder", "amends", "first_text", "roll", "ballot", "refuse_reason"):
                    motion.pop(key, None)
        written.record = old
    for paper in BOTH:
        for masked in (True, False):
            assert "同意装3盏路灯" in words(
                papers.minutes_pdf(minutes(meeting_id), "和平里社区", masked, paper), tmp_path
            )


def test_a_meeting_of_five_hundred_is_printed_whole(told: MeetingStory, tmp_path: Path) -> None:
    meeting_id = told.drafted()
    with unit_of_work():
        written = minutes(meeting_id)
        data = json.loads(json.dumps(written.record))
        row = data["attendance"][0]
        data["attendance"] = [{**row, "id": f"{n:032x}", "name": f"王{n}号"} for n in range(500)]
        data["due"] = data["present"] = 500
        written.record = data
    printed = words(papers.minutes_pdf(minutes(meeting_id), "和平里社区", False, papers.RECORD), tmp_path)
    assert all(f"王{n}号" in printed for n in range(500))
