"""Minutes found by two characters: everything for who may read it, the public words for everybody else."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from deliberation.actors import NOBODY, Actor, Role
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.meetings import consenting, finding, service
from deliberation.meetings.models import MinutesDocument
from deliberation.meetings.rules import Outcome
from tests.meetings.stories import MeetingStory, edited, meeting, minutes
from tests.needs.stories import need_by
from tests.page import PageClient
from tests.stories import STREET, A, B, Story

SEARCH = f"/c/{A}/meetings/search"


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def found(actor: Actor, words: str = "", scope: str = A, **filters: object) -> list[UUID]:
    page = finding.found(
        finding.Reader(scope, actor), finding.Asked(finding.asked_words(words), **filters), 1
    )  # type: ignore[arg-type]
    return [hit.meeting.id for hit in page.items]


def signed_saying(told: MeetingStory, opening: str, **changes: object) -> UUID:
    meeting_id = told.drafted(**changes)
    edited(told.worker, meeting_id, opening)
    told.sign(told.lead, meeting_id)
    told.sign(told.worker, meeting_id)
    return meeting_id


def came(told: MeetingStory, meeting_id: UUID) -> Actor:
    by_account = {member.account_id: member for member in told.members}
    row = next(row for row in meeting(meeting_id).attendance if row.status == "present")
    return by_account[row.account_id]


def test_two_characters_are_enough(told: MeetingStory) -> None:
    meeting_id = signed_saying(told, "大家说了充电桩的事")
    assert found(NOBODY, "充电") == [meeting_id]
    assert found(NOBODY, "电桩") == [meeting_id]
    assert found(NOBODY, "桩") == [meeting_id]
    assert found(NOBODY, "电梯") == []


def test_all_words_must_be_there(told: MeetingStory) -> None:
    meeting_id = signed_saying(told, "充电桩装在北门，ＡＢＣ公司来装")
    assert found(NOBODY, "充电 北门") == [meeting_id]
    assert found(NOBODY, "abc") == [meeting_id]
    assert found(NOBODY, "充电 南门") == []


@pytest.mark.parametrize(
    "ugly",
    [
        '"',
        "路灯 AND OR NOT",
        "路灯*",
        "'; DROP TABLE minutes;--",
        "🙂",
        "：。，",
        "\\",
        "NEAR(",
        "路" * 500,
        "ß",
    ],
)
def test_what_is_typed_is_never_syntax(told: MeetingStory, visitor: PageClient, ugly: str) -> None:
    told.signed()
    found(NOBODY, ugly)
    visitor.get(SEARCH, q=ugly)


def test_only_signs_find_nothing(told: MeetingStory) -> None:
    told.signed()
    assert found(NOBODY, "🙂") == []
    assert found(NOBODY, "：") == []


def test_the_public_does_not_find_a_hidden_name_by_looking_for_it(told: MeetingStory) -> None:
    meeting_id = signed_saying(told, "赵一鸣说路灯要亮一些")
    assert found(NOBODY, "赵一鸣") == []
    assert found(NOBODY, "一鸣") == []
    assert found(NOBODY, "路灯") == [meeting_id]
    assert found(told.worker, "赵一鸣") == [meeting_id]
    assert found(came(told, meeting_id), "赵一鸣") == [meeting_id]


def test_a_neighbour_who_was_not_there_searches_what_is_public(told: MeetingStory, story: Story) -> None:
    meeting_id = signed_saying(told, "赵一鸣说路灯要亮一些")
    neighbour, _phone = story.resident(name="郑七")
    assert found(neighbour, "赵一鸣") == []
    assert found(neighbour, "路灯") == [meeting_id]


def test_a_name_is_found_while_its_owner_agrees(told: MeetingStory) -> None:
    meeting_id = told.signed()
    member = came(told, meeting_id)
    assert found(NOBODY, member.name) == []
    with unit_of_work():
        row = meeting(meeting_id).member(member.account_id)
        assert row is not None
        consenting.agree(member, meeting(meeting_id), row)
    assert found(NOBODY, member.name) == [meeting_id]
    with unit_of_work():
        row = meeting(meeting_id).member(member.account_id)
        assert row is not None
        consenting.withdraw(member, meeting(meeting_id), row)
    assert found(NOBODY, member.name) == []


def test_drafts_are_found_by_who_may_see_them(told: MeetingStory, story: Story) -> None:
    meeting_id = told.drafted()
    officer, _phone = story.staff(Role.OFFICER, STREET, "周科长")
    neighbour, _phone = story.resident(name="郑七")
    assert found(told.worker, "路灯") == [meeting_id]
    assert found(came(told, meeting_id), "路灯") == [meeting_id]
    for outsider in (NOBODY, neighbour, officer):
        assert found(outsider, "路灯") == []


def test_the_index_follows_edits_seals_and_addenda(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    assert found(told.worker, "喷泉") == []
    edited(told.worker, meeting_id, "说到喷泉")
    assert found(told.worker, "喷泉") == [meeting_id]
    edited(told.worker, meeting_id, "说到花坛")
    assert found(told.worker, "喷泉") == []
    told.sign(told.lead, meeting_id)
    told.sign(told.worker, meeting_id)
    assert found(NOBODY, "花坛") == [meeting_id]
    with unit_of_work():
        service.add_addendum(told.worker, minutes(meeting_id), "补一句：长椅也要修")
    assert found(NOBODY, "长椅") == [meeting_id]


def test_reasons_of_absence_are_in_nobodys_search(told: MeetingStory) -> None:
    meeting_id = told.held()
    with unit_of_work():
        service.reopen(told.worker, meeting(meeting_id))
    with unit_of_work():
        row = next(row for row in meeting(meeting_id).attendance if row.status == "absent")
        service.excuse(told.worker, meeting(meeting_id), row, "住院手术")
    told.finish(meeting_id, now() - timedelta(minutes=1))
    with unit_of_work():
        service.draft_minutes(told.worker, meeting(meeting_id))
    document = db.session.scalars(select(MinutesDocument)).one()
    assert "住院" not in document.text + document.public_text


def test_filters_by_year_kind_result_and_need(told: MeetingStory, story: Story) -> None:
    author, _phone = story.resident(name="郑七")
    need = need_by(author)
    with at(now() - timedelta(days=400)):
        old = told.signed()
    new = told.signed(item={"need_id": need.id})
    assert found(NOBODY, "路灯", year=meeting(old).year) == [old]
    assert found(NOBODY, "路灯", kind="council") == [new, old]
    assert found(NOBODY, "路灯", kind="owners") == []
    assert found(NOBODY, "路灯", outcome=Outcome.PASSED) == [new, old]
    assert found(NOBODY, "路灯", outcome=Outcome.FAILED) == []
    assert found(NOBODY, need=need.number) == [new]


def test_best_first_puts_the_whole_phrase_before_its_pieces(told: MeetingStory) -> None:
    with at(now() - timedelta(days=30)):
        exact = signed_saying(told, "北门充电桩要修")
    pieces = signed_saying(told, "北门；门充；充电；电桩")
    assert found(NOBODY, "北门充电桩") == [pieces, exact]
    assert found(NOBODY, "北门充电桩", order="best") == [exact, pieces]


def test_another_community_is_another_search_and_the_street_officer_sees_all(
    told: MeetingStory, story: Story
) -> None:
    other = MeetingStory(story, B)
    here, there = signed_saying(told, "说到喷泉"), signed_saying(other, "也说到喷泉")
    officer, _phone = story.staff(Role.OFFICER, STREET, "周科长")
    assert found(NOBODY, "喷泉") == [here]
    assert found(NOBODY, "喷泉", scope=B) == [there]
    assert set(found(officer, "喷泉", scope=STREET)) == {here, there}
    assert finding.where_officer(officer, A) == STREET
    assert finding.where_officer(told.worker, A) is None


def test_the_place_found_is_marked_on_the_page(told: MeetingStory, visitor: PageClient) -> None:
    signed_saying(told, "赵一鸣说北门的充电桩要修")
    shown = visitor.get(SEARCH, q="充电桩")
    assert shown.tree.xpath("//mark/text()") == ["充电桩"]
    assert "赵**说北门的充电桩要修" in shown
    assert "共 1 份" in shown


def test_the_page_says_what_to_do_before_and_after(told: MeetingStory, visitor: PageClient) -> None:
    told.signed()
    assert "在上面写几个字" in visitor.get(SEARCH)
    assert "没有找到" in visitor.get(SEARCH, q="月球")
    assert "只按前 60 个字" in visitor.get(SEARCH, q="路" * 500)
    assert "查找" in visitor.get(f"/c/{A}/meetings/")


def test_the_officer_looks_through_the_whole_street_on_the_page(
    told: MeetingStory, story: Story, visitor: PageClient
) -> None:
    other = MeetingStory(story, B)
    signed_saying(other, "说到喷泉")
    officer, _phone = story.staff(Role.OFFICER, STREET, "周科长")
    visitor.enter(officer)
    assert "没有找到" in visitor.get(SEARCH, q="喷泉")
    assert "东风社区" in visitor.get(SEARCH, q="喷泉", where="street")
    visitor.enter(told.worker)
    assert "没有找到" in visitor.get(SEARCH, q="喷泉", where="street")


def test_many_hits_take_no_more_questions_than_few(told: MeetingStory, queries_of) -> None:  # type: ignore[no-untyped-def]
    told.signed()
    reader, asked = finding.Reader(A, told.worker), finding.Asked("路灯")
    few = queries_of(lambda: finding.found(reader, asked, 1))
    for _more in range(4):
        told.signed()
    db.session.remove()
    assert queries_of(lambda: finding.found(reader, asked, 1)) == few
