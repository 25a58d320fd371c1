"""What minutes take over from the hall, told from the rows the desk, the door and the ballot left there."""

from datetime import date, timedelta
from typing import Any

import pytest

from deliberation.clock import now
from deliberation.database import db, unit_of_work
from deliberation.files import service as files
from deliberation.meetings import service
from deliberation.meetings.models import ActionItem, ActionNote, ItemMaterial, MotionVote, Speech
from deliberation.meetings.papers import minutes_facts
from deliberation.meetings.recorded import first_sections, record_of
from deliberation.meetings.rules import Choice, ItemKind, Presence, Side, Way
from tests.meetings.stories import DAY, MeetingStory, first_item, meeting, minutes
from tests.stories import A, Story


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def spoke(item_id: Any, name: str, point: str, minute: int) -> Speech:
    moment = now() - DAY + timedelta(minutes=minute)
    return Speech(item_id=item_id, name=name, side=Side.FOR, asked_at=moment, began_at=moment, point=point)


def test_points_noted_per_speaker_fill_the_speeches_in_the_order_spoken(told: MeetingStory) -> None:
    meeting_id = told.held()
    item = first_item(meeting_id)
    with unit_of_work():
        item.speeches = "主持人：请大家发言"
        for name, point, minute in (("钱二宝", "费用太高", 9), ("赵一鸣", "同意装", 3), ("孙三娘", "", 5)):
            db.session.add(spoke(item.id, name, point, minute))
    said = first_sections(meeting(meeting_id))[f"item_{item.id.hex}_speeches"]
    assert said == "赵一鸣：同意装\n钱二宝：费用太高\n主持人：请大家发言"


def test_materials_of_the_agenda_are_the_attachments(told: MeetingStory) -> None:
    meeting_id = told.held()
    with unit_of_work():
        for position, name in enumerate(("预算表.pdf", "现场照片.jpg")):
            kept = files.keep(name.encode(), name, "application/pdf", A)
            material = ItemMaterial(item_id=first_item(meeting_id).id, file_id=kept.id, name=name)
            material.position = position
            db.session.add(material)
    assert first_sections(meeting(meeting_id))["attachments"] == "预算表.pdf\n现场照片.jpg"


def test_the_record_says_for_whom_each_came_and_when_they_left(told: MeetingStory) -> None:
    meeting_id = told.held()
    with unit_of_work():
        row = sorted(meeting(meeting_id).attendance, key=lambda each: each.name)[0]
        row.households, row.represents, row.left_at = 8, "3号楼", now()
    person = next(each for each in record_of(meeting(meeting_id))["attendance"] if each["id"] == row.id.hex)
    assert (person["households"], person["represents"]) == (8, "3号楼")
    assert person["arrived_at"] == row.checked_in_at.isoformat()
    assert person["left_at"] == row.left_at.isoformat()


def test_votes_by_name_and_what_a_motion_grew_from_are_recorded(told: MeetingStory) -> None:
    meeting_id = told.held()
    motion = first_item(meeting_id).motions[0]
    rows = sorted(meeting(meeting_id).attendance, key=lambda each: each.name)[:2]
    with unit_of_work():
        motion.seconder, motion.first_text, motion.way = "钱二宝", "同意装灯", Way.ROLL
        for row, choice in zip(rows, (Choice.FOR, Choice.AGAINST), strict=True):
            vote = MotionVote(motion_id=motion.id, attendance_id=row.id, choice=choice, area_cm2=890_000)
            vote.recorded_at = now()
            db.session.add(vote)
    written = record_of(meeting(meeting_id))["items"][0]["motions"][0]
    assert (written["seconder"], written["first_text"], written["amends"]) == ("钱二宝", "同意装灯", None)
    assert [(vote["name"], vote["choice"], vote["area_cm2"]) for vote in written["roll"]] == [
        (rows[0].name, "for", 890_000),
        (rows[1].name, "against", 890_000),
    ]
    assert written["ballot"] is None


def agreed(told: MeetingStory, meeting_id: Any, text: str) -> ActionItem:
    row = ActionItem(community_code=A, meeting_id=meeting_id, text=text, unit="物业")
    row.due_on = date(2030, 1, 2)
    db.session.add(row)
    return row


def test_the_record_tells_what_was_agreed_and_what_became_of_the_earlier(told: MeetingStory) -> None:
    earlier = told.signed()
    meeting_id = told.held(title="夏季议事会")
    with unit_of_work():
        meeting(meeting_id).starts_at += DAY / 48
        old, unseen = agreed(told, earlier, "修好单元门"), agreed(told, earlier, "没有提到的事")
        agreed(told, meeting_id, "装3盏路灯")
        db.session.flush()
        note = ActionNote(action_id=old.id, meeting_id=meeting_id, text="已经下单", written_at=now())
        db.session.add(note)
    data = record_of(meeting(meeting_id))
    assert [(row["text"], row["unit"], row["due_on"]) for row in data["actions"]] == [
        ("装3盏路灯", "物业", "2030-01-02")
    ]
    assert [(row["text"], row["state"], row["note"]) for row in data["looked_back"]] == [
        ("修好单元门", "open", "已经下单")
    ]
    with unit_of_work():
        first_item(meeting_id).kind = ItemKind.ACTIONS
    assert {row["id"] for row in record_of(meeting(meeting_id))["looked_back"]} == {old.id.hex, unseen.id.hex}


NEW_KEYS = {
    "attendance": ("id", "households", "represents", "arrived_at", "left_at"),
    "items": ("kind",),
}


def test_minutes_of_an_older_record_can_still_be_read(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    data = dict(minutes(meeting_id).record)
    for key in ("series_name", "actions", "looked_back"):
        del data[key]
    for key, names in NEW_KEYS.items():
        data[key] = [{k: v for k, v in row.items() if k not in names} for row in data[key]]
    with unit_of_work():
        minutes(meeting_id).record = data
    facts = minutes_facts(minutes(meeting_id), "和平里社区", masked=True)
    assert facts["present"] == 5
    assert facts["items"][0]["motions"][0]["votes_for"] == 4


def test_who_left_early_is_among_those_who_came_with_a_word_about_it(told: MeetingStory) -> None:
    meeting_id = told.held()
    with unit_of_work():
        row = next(each for each in meeting(meeting_id).attendance if each.status == Presence.PRESENT)
        row.status, row.left_at = Presence.LEFT, now()
        service.draft_minutes(told.worker, meeting(meeting_id))
    facts = minutes_facts(minutes(meeting_id), "和平里社区", masked=False)
    came = " ".join(facts["attendees"])
    assert row.name in came
    assert len(facts["attendees"]) == facts["present"] == 5
