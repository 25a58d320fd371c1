"""Signatures on paper: several from one sheet, only for the text as it is, with the sheet kept."""

from io import BytesIO
from uuid import UUID

import pytest

from deliberation.actors import Actor
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.files.models import StoredFile
from deliberation.meetings import paper_signing, service
from deliberation.meetings.models import MinutesSignature
from deliberation.meetings.rules import Presence, SignatureRole
from deliberation.rounds.scans import Scan, developed_scan
from tests.meetings.papers import bomb, photo, scanned_pdf
from tests.meetings.stories import MeetingStory, edited, meeting, minutes
from tests.stories import Story

LEADERS = (SignatureRole.CHAIR, SignatureRole.RECORDER)


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def sheet() -> Scan:
    return developed_scan(BytesIO(photo()), "签字.jpg")


def waiting(meeting_id: UUID) -> dict[str, str]:
    """Who may still sign on paper: name → key."""
    rows = paper_signing.to_record(meeting(meeting_id), minutes(meeting_id))
    return {name: key for key, _role, name in rows}


def recorded(
    actor: Actor, meeting_id: UUID, keys: list[str], code: str | None = None
) -> list[MinutesSignature]:
    with unit_of_work():
        written = minutes(meeting_id)
        typed = written.text_hash[:16] if code is None else code
        return service.record_signatures(actor, written, keys, typed, sheet())


def record(actor: Actor, meeting_id: UUID, *names: str, code: str | None = None) -> list[MinutesSignature]:
    keys = [waiting(meeting_id)[name] for name in names]
    return recorded(actor, meeting_id, keys, code)


def test_several_signatures_on_one_sheet_are_recorded_at_once_and_seal(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    there = [row.name for row in meeting(meeting_id).attendance if row.status == Presence.PRESENT][:2]
    signatures = record(told.worker, meeting_id, "王书记", "李梅", *there)
    assert [row.role for row in signatures] == [
        *LEADERS, SignatureRole.REPRESENTATIVE, SignatureRole.REPRESENTATIVE,
    ]  # fmt: skip
    assert {row.recorded_by for row in signatures} == {told.worker.account_id}
    assert len({row.scan_id for row in signatures}) == 1
    assert all(row.attendance_id for row in signatures[2:])
    written = minutes(meeting_id)
    assert written.sealed_at is not None
    assert db.session.get_one(StoredFile, signatures[0].scan_id).public is False


def test_chair_and_recorder_without_accounts_sign_on_paper(told: MeetingStory) -> None:
    leaders = {"chair": service.Leader("外请主持人"), "recorder": service.Leader("外请记录人")}
    meeting_id = told.drafted(**leaders)
    record(told.worker, meeting_id, "外请主持人")
    assert minutes(meeting_id).sealed_at is None
    record(told.worker, meeting_id, "外请记录人")
    written = minutes(meeting_id)
    assert written.sealed_at is not None
    assert {(row.name, row.account_id) for row in written.standing()} == {
        ("外请主持人", None), ("外请记录人", None),
    }  # fmt: skip


def test_one_signs_on_the_screen_and_the_other_on_paper(told: MeetingStory) -> None:
    meeting_id = told.drafted(chair=service.Leader("外请主持人"))
    told.sign(told.worker, meeting_id)
    record(told.worker, meeting_id, "外请主持人")
    assert minutes(meeting_id).sealed_at is not None


def test_a_sheet_of_an_older_text_is_refused(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    printed = minutes(meeting_id).text_hash[:16]
    edited(told.worker, meeting_id, "打印以后又改了")
    with pytest.raises(Refusal, match="old_paper"):
        record(told.worker, meeting_id, "王书记", code=printed)
    assert minutes(meeting_id).standing() == []
    assert list(db.session.query(StoredFile)) == []


@pytest.mark.parametrize(("cut", "fits"), [(16, True), (8, True), (64, True), (7, False), (0, False)])
def test_the_code_may_be_typed_short_but_not_too_short(told: MeetingStory, cut: int, fits: bool) -> None:
    meeting_id = told.drafted()
    digest = minutes(meeting_id).text_hash
    typed = " ".join((digest[:cut][:4], digest[:cut][4:])).upper()
    if fits:
        assert record(told.worker, meeting_id, "王书记", code=typed)
    else:
        with pytest.raises(Refusal, match="old_paper"):
            record(told.worker, meeting_id, "王书记", code=typed)


def test_who_signed_on_the_screen_does_not_sign_on_paper_again_nor_the_other_way(
    told: MeetingStory,
) -> None:
    meeting_id = told.drafted()
    told.sign(told.lead, meeting_id)
    assert "王书记" not in waiting(meeting_id)
    with pytest.raises(Refusal, match="signed_already"):
        recorded(told.worker, meeting_id, ["chair"])
    member = next(row for row in meeting(meeting_id).attendance if row.status == Presence.PRESENT)
    record(told.worker, meeting_id, member.name)
    actor = next(each for each in told.members if each.account_id == member.account_id)
    with pytest.raises(Refusal, match="signed_already"):
        told.sign(actor, meeting_id)


def test_who_did_not_come_is_not_among_those_who_may_have_signed(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    absent = next(row for row in meeting(meeting_id).attendance if row.status == Presence.ABSENT)
    assert absent.name not in waiting(meeting_id)
    with pytest.raises(Refusal, match="signed_already"):
        recorded(told.worker, meeting_id, [absent.id.hex])


def test_representatives_may_still_sign_on_paper_after_the_seal(told: MeetingStory) -> None:
    meeting_id = told.signed()
    name = next(row.name for row in meeting(meeting_id).attendance if row.status == Presence.PRESENT)
    (signature,) = record(told.worker, meeting_id, name)
    assert signature.text_hash == minutes(meeting_id).text_hash


def test_a_changed_text_drops_paper_signatures_too(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    record(told.worker, meeting_id, "王书记")
    assert edited(told.worker, meeting_id, "又改了一句")
    assert minutes(meeting_id).standing() == []
    assert "王书记" in waiting(meeting_id)


def test_somebody_must_have_signed_and_the_meeting_be_over(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    with pytest.raises(Refusal, match="nobody_signed"):
        record(told.worker, meeting_id)
    with unit_of_work():
        service.reopen(told.worker, meeting(meeting_id))
    with pytest.raises(Refusal, match="not_ended"):
        record(told.worker, meeting_id, "王书记")


def test_the_scan_is_known_with_everybody_who_signed_it(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    first, second = record(told.worker, meeting_id, "王书记", "李梅")
    found = paper_signing.scan_of(minutes(meeting_id), first.id)
    assert found is not None
    kept, signers = found
    assert kept.id == second.scan_id
    assert signers == {told.lead.account_id, told.worker.account_id}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"not a picture", "photo_none"),
        (b"%PDF-1.7 but nothing else", "scan_not_read"),
        (b"PK\x03\x04 a zip", "photo_none"),
        (b"", "scan_missing"),
    ],
)
def test_what_is_no_scan_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        developed_scan(BytesIO(content), "签字.png")


def test_a_picture_that_unfolds_to_a_giant_is_refused_unopened() -> None:
    packed = bomb()
    assert len(packed) < 200_000
    with pytest.raises(Refusal, match="photo_vast"):
        developed_scan(BytesIO(packed), "签字.png")


def test_a_pdf_is_as_good_as_a_photo(told: MeetingStory) -> None:
    assert developed_scan(BytesIO(scanned_pdf()), "签字.pdf").media_type == "application/pdf"
