"""Revisions: every text is kept, two who write at once keep their words, an earlier text can return."""

from typing import Any

import pytest
from sqlalchemy import select

from deliberation.clock import now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.meetings import revising, service
from deliberation.meetings.comparing import FactChange, facts_changed
from deliberation.meetings.models import Minutes, MinutesRevision
from deliberation.meetings.recorded import record_of, section_keys
from deliberation.meetings.rules import Source
from tests.meetings.stories import MeetingStory, edited, first_item, meeting, minutes
from tests.stories import Story


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def kept(meeting_id: object) -> list[MinutesRevision]:
    query = select(MinutesRevision).order_by(MinutesRevision.revision)
    return list(db.session.scalars(query))


def write(actor, meeting_id, revision=None, note="", source=Source.EDITED, **sections):  # type: ignore[no-untyped-def]
    with unit_of_work():
        written = minutes(meeting_id)
        seen = written.revision if revision is None else revision
        return service.edit_minutes(actor, written, sections, seen, source, note)


def test_every_saved_text_is_a_revision_with_its_author_source_and_note(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    write(told.lead, meeting_id, note="补上开场", opening="书记开场")
    write(told.worker, meeting_id, source=Source.DOCX, closing="五点散会")
    rows = kept(meeting_id)
    assert [(row.revision, row.source, row.author_name, row.note) for row in rows] == [
        (1, Source.DRAFTED, "李梅", ""),
        (2, Source.EDITED, "王书记", "补上开场"),
        (3, Source.DOCX, "李梅", ""),
    ]
    assert (rows[1].sections["opening"], rows[1].sections["closing"]) == ("书记开场", "")
    assert rows[2].text_hash == minutes(meeting_id).text_hash


def test_saving_without_a_change_makes_no_revision(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    assert not write(told.worker, meeting_id, opening=" \n ")
    assert len(kept(meeting_id)) == 1


def test_two_who_change_different_sections_at_once_both_keep_their_words(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    both_saw = minutes(meeting_id).revision
    write(told.lead, meeting_id, both_saw, opening="书记开场", closing="")
    write(told.worker, meeting_id, both_saw, opening="", closing="五点散会")
    sections = minutes(meeting_id).sections
    assert (sections["opening"], sections["closing"]) == ("书记开场", "五点散会")


def test_only_the_same_section_is_refused_and_nothing_of_it_is_saved(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    both_saw = minutes(meeting_id).revision
    write(told.lead, meeting_id, both_saw, opening="书记开场")
    with pytest.raises(Refusal, match="minutes_changed"):
        write(told.worker, meeting_id, both_saw, opening="李梅开场", closing="五点散会")
    sections = minutes(meeting_id).sections
    assert (sections["opening"], sections["closing"]) == ("书记开场", "")


def test_an_edit_from_a_revision_that_was_never_kept_is_refused(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    with pytest.raises(Refusal, match="minutes_changed"):
        write(told.worker, meeting_id, 99, opening="从哪里来的")


def test_a_section_of_twenty_thousand_letters_is_kept_and_a_longer_one_refused(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    longest = "👍字" * 10_000
    write(told.worker, meeting_id, opening=longest)
    assert minutes(meeting_id).sections["opening"] == longest
    with pytest.raises(Refusal, match="too_long"):
        write(told.worker, meeting_id, opening=longest + "字")


def test_an_earlier_text_comes_back_as_a_new_revision(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    write(told.worker, meeting_id, opening="第一种写法")
    write(told.worker, meeting_id, opening="第二种写法")
    told.sign(told.lead, meeting_id)
    with unit_of_work():
        assert service.restore(told.worker, minutes(meeting_id), 2, 3)
    written = minutes(meeting_id)
    assert (written.revision, written.sections["opening"]) == (4, "第一种写法")
    assert written.standing() == []
    assert (kept(meeting_id)[-1].source, kept(meeting_id)[-1].note) == (Source.RESTORED, "2")


@pytest.mark.parametrize(
    ("revision", "seen", "why"),
    [(1, 1, "minutes_changed"), (9, 2, "no_such_revision"), (2, 2, "nothing_to_restore")],
)
def test_what_cannot_be_restored_says_why(told: MeetingStory, revision: int, seen: int, why: str) -> None:
    meeting_id = told.drafted()
    write(told.worker, meeting_id, opening="写过一次")
    with pytest.raises(Refusal, match=why), unit_of_work():
        service.restore(told.worker, minutes(meeting_id), revision, seen)


def test_drafting_again_keeps_what_people_wrote_and_follows_the_records_elsewhere(told: MeetingStory) -> None:
    meeting_id = told.drafted(item={"explanation": "晚上看不清"})
    item = first_item(meeting_id).id.hex
    write(told.worker, meeting_id, **{f"item_{item}_speeches": "赵一鸣：写的人记得更清楚"})
    ended_at = meeting(meeting_id).ended_at
    assert ended_at is not None
    with unit_of_work():
        service.reopen(told.worker, meeting(meeting_id))
        service.note(told.worker, first_item(meeting_id), "钱二宝：后来补记的", "同意装")
    told.vote(first_item(meeting_id).motions[0].id, 5, 0)
    told.finish(meeting_id, ended_at)
    written = minutes(meeting_id)
    assert written.sections[f"item_{item}_speeches"] == "赵一鸣：写的人记得更清楚"
    assert written.sections[f"item_{item}_conclusion"] == "同意装"
    old, new = kept(meeting_id)[1], kept(meeting_id)[2]
    changes = facts_changed(old.record, new.record)
    assert FactChange("motion.votes_for", "同意装3盏路灯", 4, 5) in changes
    assert new.source == Source.DRAFTED


def test_drafting_again_without_a_change_makes_no_revision(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    with unit_of_work():
        service.draft_minutes(told.worker, meeting(meeting_id))
    assert [row.revision for row in kept(meeting_id)] == [1]


def test_minutes_begun_before_revisions_were_kept_lose_nothing_when_drafted_again(
    told: MeetingStory,
) -> None:
    meeting_id = told.held()
    data = record_of(meeting(meeting_id))
    sections = {key: f"以前写的 {key}" for key in section_keys(data)}
    with unit_of_work():
        begun: dict[str, Any] = {"drafted_at": now(), "edited_at": now(), "text_hash": "0" * 64}
        meeting(meeting_id).minutes = Minutes(record={**data, "present": 4}, sections=sections, **begun)
    with unit_of_work():
        service.draft_minutes(told.worker, meeting(meeting_id))
    written = minutes(meeting_id)
    assert (written.record["present"], written.sections) == (5, sections)


def test_the_list_of_revisions_is_paged_in_two_statements(told: MeetingStory, queries_of) -> None:  # type: ignore[no-untyped-def]
    meeting_id = told.drafted()
    for number in range(25):
        edited(told.worker, meeting_id, f"第 {number} 次")
    minutes_id = minutes(meeting_id).id
    page = revising.revisions(minutes_id, 2)
    assert (page.total, [row.revision for row in page.items]) == (26, [6, 5, 4, 3, 2, 1])
    assert queries_of(lambda: revising.revisions(minutes_id, 1)) == 2
