"""Addenda: written after the seal, in force with two signatures of their own, on the screen or on paper."""

from io import BytesIO
from uuid import UUID

import pytest
from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal import queries as journal
from deliberation.meetings import addenda, service
from deliberation.meetings.models import MinutesAddendum
from deliberation.meetings.papers import minutes_facts
from deliberation.meetings.rules import AddendumKind, SignatureRole
from deliberation.notices.models import Message
from deliberation.rounds.scans import developed_scan
from tests.meetings.papers import photo
from tests.meetings.stories import MeetingStory, minutes
from tests.stories import Story

LEADERS = [SignatureRole.CHAIR, SignatureRole.RECORDER]


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def written(actor: Actor, meeting_id: UUID, text: str = "漏了一句", **more: str) -> MinutesAddendum:
    with unit_of_work():
        kind = AddendumKind(more.get("kind", "addition"))
        return service.add_addendum(actor, minutes(meeting_id), text, kind, more.get("about", ""))


def signed(actor: Actor, addendum: MinutesAddendum) -> None:
    with unit_of_work():
        service.sign_addendum(actor, addendum, addendum.text_hash)


def kinds(actor: Actor) -> list[str]:
    return list(db.session.scalars(select(Message.kind).where(Message.account_id == actor.account_id)))


def test_an_addendum_comes_only_after_the_seal_and_has_words(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    with pytest.raises(Refusal, match="not_signed"):
        written(told.worker, meeting_id)
    told.sign(told.lead, meeting_id)
    told.sign(told.worker, meeting_id)
    with pytest.raises(Refusal, match="no_addendum"):
        written(told.worker, meeting_id, " \n ")
    with pytest.raises(Refusal, match="too_long"):
        written(told.worker, meeting_id, "字" * 20_001)


def test_an_addendum_waits_until_chair_and_recorder_have_signed_it(told: MeetingStory) -> None:
    meeting_id = told.signed()
    before = minutes(meeting_id).text_hash
    addendum = written(told.worker, meeting_id)
    assert not addenda.in_force(addendum)
    assert "notice.meetings.addendum_to_sign" in kinds(told.lead)
    signed(told.worker, addendum)
    assert addenda.missing_under(addendum) == [SignatureRole.CHAIR]
    assert "notice.meetings.addendum_signed" not in kinds(told.members[0])
    signed(told.lead, addendum)
    assert addenda.in_force(addendum)
    assert "notice.meetings.addendum_signed" in kinds(told.members[0])
    assert minutes(meeting_id).text_hash == before
    assert {row.text_hash for row in addendum.signatures} == {addendum.text_hash}


def test_a_correction_says_what_it_corrects(told: MeetingStory) -> None:
    meeting_id = told.signed()
    with pytest.raises(Refusal, match="no_section"):
        written(told.lead, meeting_id, kind="correction")
    addendum = written(told.lead, meeting_id, "应为五盏", kind="correction", about="更正“开场”：")
    assert (addendum.kind, addendum.text) == (AddendumKind.CORRECTION, "更正“开场”：\n应为五盏")


def test_only_chair_and_recorder_sign_an_addendum_and_each_once(told: MeetingStory) -> None:
    addendum = written(told.worker, told.signed())
    with pytest.raises(Refusal, match="not_yours_to_sign"):
        signed(told.members[0], addendum)
    signed(told.lead, addendum)
    with pytest.raises(Refusal, match="signed_already"):
        signed(told.lead, addendum)


def test_an_addendum_is_signed_as_it_was_read(told: MeetingStory) -> None:
    addendum = written(told.worker, told.signed())
    with pytest.raises(Refusal, match="text_changed"), unit_of_work():
        service.sign_addendum(told.lead, addendum, "0" * 64)


def on_paper(actor: Actor, addendum: MinutesAddendum, roles: list[SignatureRole], code: str) -> None:
    with unit_of_work():
        scan = developed_scan(BytesIO(photo()), "补记.jpg")
        service.record_addendum_signatures(actor, addendum, roles, code, scan)


def test_an_addendum_may_be_signed_on_paper(told: MeetingStory) -> None:
    addendum = written(told.worker, told.signed())
    with pytest.raises(Refusal, match="old_paper"):
        on_paper(told.worker, addendum, LEADERS, minutes(told.signed(title="别的会")).text_hash[:16])
    with pytest.raises(Refusal, match="nobody_signed"):
        on_paper(told.worker, addendum, [], addendum.text_hash[:16])
    on_paper(told.worker, addendum, LEADERS, addendum.text_hash[:16])
    assert addenda.in_force(addendum)
    kept = addenda.addendum_scan(addendum, SignatureRole.CHAIR)
    assert kept is not None
    assert {row.scan_id for row in addendum.signatures} == {kept.id}
    assert {row.recorded_by for row in addendum.signatures} == {told.worker.account_id}
    with pytest.raises(Refusal, match="signed_already"):
        on_paper(told.worker, addendum, [SignatureRole.CHAIR], addendum.text_hash[:16])


def test_leaders_without_account_sign_an_addendum_on_paper(told: MeetingStory) -> None:
    meeting_id = told.drafted(chair=service.Leader("外请主持人"))
    told.sign(told.worker, meeting_id)
    with unit_of_work():
        text, scan = minutes(meeting_id), developed_scan(BytesIO(photo()), "签字.jpg")
        service.record_signatures(told.worker, text, ["chair"], text.text_hash, scan)
    addendum = written(told.worker, meeting_id)
    signed(told.worker, addendum)
    on_paper(told.worker, addendum, [SignatureRole.CHAIR], addendum.text_hash[:8])
    assert addenda.in_force(addendum)
    assert {row.name for row in addendum.signatures} == {"外请主持人", "李梅"}


def test_what_happens_to_addenda_is_in_the_journal(told: MeetingStory) -> None:
    addendum = written(told.worker, told.signed())
    signed(told.lead, addendum)
    on_paper(told.worker, addendum, [SignatureRole.RECORDER], addendum.text_hash[:16])
    acts = {entry.act for entry in journal.entries_in([""], 1).items}
    assert {
        "meetings.add_addendum", "meetings.sign_addendum", "meetings.record_addendum_signature",
    } <= acts  # fmt: skip
    assert list(journal.findings()) == []


def test_outside_only_addenda_in_force_are_shown_and_printed(told: MeetingStory) -> None:
    meeting_id = told.signed()
    addendum = written(told.worker, meeting_id)

    def shown(masked: bool) -> list[str]:
        return [row["text"] for row in minutes_facts(minutes(meeting_id), "和平里社区", masked)["addenda"]]

    assert (shown(masked=True), shown(masked=False)) == ([], ["漏了一句"])
    signed(told.lead, addendum)
    assert shown(masked=True) == []
    signed(told.worker, addendum)
    assert shown(masked=True) == ["漏了一句"]
