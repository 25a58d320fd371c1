"""Pages of minutes: two editors, revisions compared, a round for correction, paper signatures, addenda."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from deliberation.actors import Role
from deliberation.clock import at, now, today
from deliberation.database import db, unit_of_work
from deliberation.meetings import service
from deliberation.meetings.models import MinutesAddendum, MinutesComment
from deliberation.meetings.rules import Presence
from tests.meetings.papers import bomb, photo, scanned_pdf
from tests.meetings.stories import DAY, MeetingStory, edited, first_item, meeting, minutes
from tests.page import PageClient
from tests.stories import A, B, Story

BASE = f"/c/{A}/meetings"


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def at_page(visitor: PageClient, actor: Any, url: str) -> Any:
    visitor.enter(actor)
    return visitor.get(url)


def circulated(told: MeetingStory, meeting_id: UUID, days: int = 3) -> UUID:
    with unit_of_work():
        service.circulate(told.worker, minutes(meeting_id), today() + timedelta(days=days))
    return meeting_id


def member(told: MeetingStory, meeting_id: UUID, status: str = "present") -> Any:
    listed = {row.account_id for row in meeting(meeting_id).attendance if row.status == status}
    return next(each for each in told.members if each.account_id in listed)


def test_two_editors_of_different_sections_both_keep_their_words(
    told: MeetingStory, visitor: PageClient
) -> None:
    meeting_id = told.drafted()
    url = f"{BASE}/{meeting_id}/minutes/edit"
    at_page(visitor, told.worker, url)
    edited(told.lead, meeting_id, "书记写的开场")
    shown = visitor.post(url, {"revision": "1", "opening": "", "closing": "五点散会", "note": "补结尾"})
    assert "两边改的都留下了" in shown
    sections = minutes(meeting_id).sections
    assert (sections["opening"], sections["closing"]) == ("书记写的开场", "五点散会")


def test_after_a_conflict_the_sections_only_others_changed_show_their_words(
    told: MeetingStory, visitor: PageClient
) -> None:
    meeting_id = told.drafted()
    url = f"{BASE}/{meeting_id}/minutes/edit"
    at_page(visitor, told.worker, url)
    with unit_of_work():
        theirs = {"opening": "书记写的开场", "closing": "书记写的结尾"}
        service.edit_minutes(told.lead, minutes(meeting_id), theirs, 1)
    shown = visitor.post(url, {"revision": "1", "opening": "李梅写的开场", "closing": ""})
    assert "别人已经存下的文字" in shown
    assert shown.tree.xpath('//input[@name="revision"]/@value') == ["2"]
    typed = {name: shown.tree.xpath(f'//textarea[@name="{name}"]')[0].text for name in ("opening", "closing")}
    assert {name: text.strip() for name, text in typed.items()} == {
        "opening": "李梅写的开场", "closing": "书记写的结尾",
    }  # fmt: skip
    visitor.post(url, {"revision": "2", **{name: text.strip() for name, text in typed.items()}})
    assert minutes(meeting_id).sections["closing"] == "书记写的结尾"


def test_words_written_into_a_matter_that_left_the_agenda_are_shown_not_lost(
    told: MeetingStory, visitor: PageClient
) -> None:
    meeting_id = told.drafted()
    url = f"{BASE}/{meeting_id}/minutes/edit"
    at_page(visitor, told.worker, url)
    shown = visitor.post(url, {"revision": "1", "item_gone_speeches": "张三：别丢了我的话"})
    assert "有的议题去掉了" in shown
    assert "张三：别丢了我的话" in shown
    assert minutes(meeting_id).revision == 1


def test_revisions_are_listed_compared_and_brought_back(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.drafted()
    edited(told.worker, meeting_id, "同意装3盏灯。")
    edited(told.lead, meeting_id, "同意装30盏灯。")
    here = f"{BASE}/{meeting_id}/minutes"
    shown = at_page(visitor, told.worker, f"{here}/revisions")
    assert "第 3 版" in shown
    assert "现在的文字" in shown
    shown = visitor.get(f"{here}/compare?first=2&second=3")
    assert [node.text_content() for node in shown.tree.xpath('//div[@class="compared"]//del')] == [
        "（删去）3"
    ]
    assert [node.text_content() for node in shown.tree.xpath('//div[@class="compared"]//ins')] == [
        "（增加）30"
    ]
    assert "同意装3盏灯" in visitor.get(f"{here}/revisions/2")
    shown = visitor.post(f"{here}/revisions/2", {"seen": "3"})
    assert "第 2 版的文字恢复了" in shown
    assert minutes(meeting_id).sections["opening"] == "同意装3盏灯。"
    assert "恢复第 2 版的文字" in visitor.get(f"{here}/revisions")
    shown = visitor.post(f"{here}/revisions/3", {"seen": "3"})
    assert "李梅 也改了纪要" in shown


@pytest.mark.parametrize(
    "query", ["first=1&second=9", "first=0&second=-4", "first=99999999999999999999&second=1"]
)
def test_revisions_that_never_were_are_not_found(told: MeetingStory, visitor: PageClient, query: str) -> None:
    meeting_id = told.drafted()
    at_page(visitor, told.worker, f"{BASE}/{meeting_id}/minutes/revisions")
    visitor.get(f"{BASE}/{meeting_id}/minutes/compare?{query}", status=404)
    visitor.get(f"{BASE}/{meeting_id}/minutes/revisions/99999999999999999999", status=404)


def test_markup_and_long_texts_are_shown_as_text_when_compared(
    told: MeetingStory, visitor: PageClient
) -> None:
    meeting_id = told.drafted()
    edited(told.worker, meeting_id, "<script>alert(1)</script>" + "没有变的字" * 200)
    edited(told.worker, meeting_id, "<b>粗</b>" + "没有变的字" * 200)
    shown = at_page(visitor, told.worker, f"{BASE}/{meeting_id}/minutes/compare")
    assert "<script>alert" not in shown.source
    assert "略去没有改的" in shown


def test_a_draft_made_again_says_which_recorded_facts_changed(
    told: MeetingStory, visitor: PageClient
) -> None:
    meeting_id = told.drafted()
    ended_at = meeting(meeting_id).ended_at
    assert ended_at is not None
    with unit_of_work():
        service.reopen(told.worker, meeting(meeting_id))
    told.vote(first_item(meeting_id).motions[0].id, 2, 3)
    told.finish(meeting_id, ended_at)
    shown = at_page(visitor, told.worker, f"{BASE}/{meeting_id}/minutes")
    assert "赞成，原来是4，现在是2" in shown
    assert "结果，原来是通过，现在是不通过" in shown
    edited(told.worker, meeting_id, "改过文字")
    assert "原来是4" not in visitor.get(f"{BASE}/{meeting_id}/minutes")


def test_revisions_and_comments_are_not_for_outsiders_even_after_the_seal(
    told: MeetingStory, visitor: PageClient, story: Story
) -> None:
    meeting_id = told.signed()
    here = f"{BASE}/{meeting_id}/minutes"
    neighbour, _phone = story.resident(name="郑七")
    foreign, _account = story.staff(Role.WORKER, B, "外社区")
    for actor in (neighbour, foreign):
        visitor.enter(actor)
        for page in ("revisions", "revisions/1", "compare", "comments", "comments/new", "circulate"):
            visitor.get(f"{here}/{page}", status=404)
        assert "各个版本" not in visitor.get(here)
    assert "各个版本" in at_page(visitor, member(told, meeting_id), here)


def test_a_draft_goes_round_is_commented_on_and_answered(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.drafted()
    here = f"{BASE}/{meeting_id}/minutes"
    edited(told.worker, meeting_id, "书记先讲话")
    at_page(visitor, told.worker, f"{here}/circulate")
    shown = visitor.post(f"{here}/circulate", {"until": (today() + 2 * DAY).isoformat()})
    assert "纪要草稿发给了" in shown
    who = member(told, meeting_id)
    assert "纪要写出来了" in at_page(visitor, who, "/inbox/")
    assert "我要提意见" in visitor.get(here)
    visitor.get(f"{here}/comments/new?section=opening")
    shown = visitor.post(f"{here}/comments/new", {"section": "opening", "text": "是我先讲的 <b>"})
    assert "是我先讲的 <b>" in shown
    comment = db.session.scalars(select(MinutesComment)).one()
    answer = f"{here}/comments/{comment.id}/answer"
    visitor.get(answer, status=403)
    assert "还有 1 条意见没有答复" in at_page(visitor, told.lead, f"{here}/sign")
    at_page(visitor, told.worker, answer)
    assert "这一项要填写" in visitor.post(answer, {"accepted": "yes", "answer": ""})
    shown = visitor.post(answer, {"accepted": "no", "answer": "录音里是书记先讲"})
    assert "没有采纳" in shown
    assert "没有采纳" in at_page(visitor, who, "/inbox/")
    assert "录音里是书记先讲" in visitor.get(f"{here}/comments")
    visitor.sign_out()
    told.sign(told.lead, meeting_id)
    told.sign(told.worker, meeting_id)
    assert "是我先讲的" not in visitor.get(here)


def test_a_comment_after_the_day_keeps_what_was_typed(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = circulated(told, told.drafted(), 0)
    who, url = member(told, meeting_id), f"{BASE}/{meeting_id}/minutes/comments/new"
    with at(now() + 2 * DAY):
        at_page(visitor, who, url)
        shown = visitor.post(url, {"section": "opening", "text": "来晚了一步"})
        assert "提意见的日子已经过了" in shown
        assert "来晚了一步" in shown


def test_a_comment_on_a_section_that_is_gone_says_so(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = circulated(told, told.drafted())
    url = f"{BASE}/{meeting_id}/minutes/comments/new"
    at_page(visitor, member(told, meeting_id), url)
    shown = visitor.post(url, {"section": "item_gone_speeches", "text": "这一节不见了"})
    assert shown.tree.xpath('//*[contains(@class, "field-wrong")]')
    assert "这一节不见了" in shown
    assert db.session.scalars(select(MinutesComment)).all() == []


def test_who_did_not_come_reads_the_draft_but_does_not_comment(
    told: MeetingStory, visitor: PageClient
) -> None:
    meeting_id = circulated(told, told.drafted())
    here = f"{BASE}/{meeting_id}/minutes"
    shown = at_page(visitor, member(told, meeting_id, "absent"), here)
    assert "我要提意见" not in shown
    visitor.get(f"{here}/comments/new", status=403)
    visitor.get(f"{here}/comments", status=404)


def test_a_worker_enters_what_was_said_by_phone(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = circulated(told, told.drafted())
    url = f"{BASE}/{meeting_id}/minutes/comments/for"
    row = next(each for each in meeting(meeting_id).attendance if each.status == Presence.PRESENT)
    at_page(visitor, told.worker, url)
    shown = visitor.post(url, {"person": str(row.id), "section": "opening", "text": "电话里说的"})
    assert "工作人员代填" in shown
    assert row.name in shown


def sheet(content: bytes, name: str = "签字.jpg") -> tuple[BytesIO, str]:
    return BytesIO(content), name


def test_paper_signatures_are_recorded_with_their_sheet(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.drafted(chair=service.Leader("外请主持人"))
    here = f"{BASE}/{meeting_id}/minutes"
    url = f"{here}/signatures/paper"
    shown = at_page(visitor, told.worker, url)
    assert "外请主持人" in shown
    code = minutes(meeting_id).text_hash[:16]
    signers = ["chair", "recorder"]
    assert "请选择签好字的纸" in visitor.post(url, {"signers": signers, "code": code})
    typed = {"signers": signers, "code": "00000000"}
    assert "签的是旧稿" in visitor.post(url, {**typed, "scan": sheet(photo())})
    shown = visitor.post(url, {"signers": signers, "code": code, "scan": sheet(scanned_pdf(), "签字.pdf")})
    assert "登记好了" in shown
    assert minutes(meeting_id).sealed_at is not None
    scan = shown.links("/scan")[0]
    assert visitor.download(scan).startswith(b"%PDF")
    at_page(visitor, told.members[0], here)
    visitor.download(scan, status=404)
    visitor.sign_out()
    assert "/scan" not in visitor.get(here).source


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"not a picture", "a.png", "不是照片"),
        (b"%PDF-1.7 nothing", "a.pdf", "这个文件打不开"),
        (bomb(), "bomb.png", "太大"),
    ],
    ids=["no picture", "no pdf", "bomb"],
)
def test_a_scan_that_is_none_is_refused_with_a_sentence(
    told: MeetingStory, visitor: PageClient, content: bytes, name: str, why: str
) -> None:
    meeting_id = told.drafted()
    url = f"{BASE}/{meeting_id}/minutes/signatures/paper"
    at_page(visitor, told.worker, url)
    code = minutes(meeting_id).text_hash[:16]
    shown = visitor.post(url, {"signers": "chair", "code": code, "scan": sheet(content, name)})
    assert why in shown
    assert minutes(meeting_id).standing() == []


def test_an_addendum_is_in_force_and_public_once_both_have_signed(
    told: MeetingStory, visitor: PageClient
) -> None:
    meeting_id = told.signed()
    here = f"{BASE}/{meeting_id}/minutes"
    at_page(visitor, told.lead, f"{here}/addenda/new")
    typed = {"kind": "correction", "section": "", "text": "应为五盏", "sure": "y"}
    assert "更正要选好是哪一节" in visitor.post(f"{here}/addenda/new", typed)
    shown = visitor.post(f"{here}/addenda/new", {**typed, "section": "closing"})
    assert "待签" in shown
    assert "更正“会议结束 · 其他议定的事”：" in shown
    stranger = PageClient(visitor.app)
    assert "应为五盏" not in stranger.get(here)
    addendum = db.session.scalars(select(MinutesAddendum)).one()
    sign = f"{here}/addenda/{addendum.id}/sign"
    at_page(visitor, member(told, meeting_id), here)
    visitor.get(sign, status=403)
    at_page(visitor, told.worker, sign)
    shown = visitor.post(sign, {"seen": addendum.text_hash, "sure": "y"})
    assert "已生效" in shown
    assert "应为五盏" in stranger.get(here)


def test_an_addendum_is_signed_on_paper(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.signed()
    here = f"{BASE}/{meeting_id}/minutes"
    with unit_of_work():
        addendum = service.add_addendum(told.worker, minutes(meeting_id), "漏了一句")
    url = f"{here}/addenda/{addendum.id}/paper"
    at_page(visitor, told.worker, url)
    typed = {"signers": ["chair", "recorder"], "code": addendum.text_hash[:8], "scan": sheet(photo())}
    shown = visitor.post(url, typed)
    assert "签在纸上" in shown
    scan = shown.links("/scan/chair")[0]
    assert visitor.download(scan)[:2] == b"\xff\xd8"
    at_page(visitor, told.members[0], here)
    visitor.download(scan, status=404)
    visitor.download(scan.replace("chair", "nobody"), status=404)


def test_two_sections_of_twenty_thousand_letters_are_saved_and_compared(
    told: MeetingStory, visitor: PageClient
) -> None:
    meeting_id = told.drafted()
    here = f"{BASE}/{meeting_id}/minutes"
    at_page(visitor, told.worker, f"{here}/edit")
    long, other = "甲乙丙丁。" * 4000, "丁丙👍乙。" * 4000
    visitor.post(f"{here}/edit", {"revision": "1", "opening": long, "closing": other})
    assert minutes(meeting_id).sections["opening"] == long
    visitor.post(f"{here}/edit", {"revision": "2", "opening": other, "closing": long})
    shown = visitor.get(f"{here}/compare")
    assert len(shown.tree.xpath('//div[@class="compared"]')) == 2
    assert "最多 20000 个字" in visitor.post(f"{here}/edit", {"revision": "3", "opening": long + "字"})
    assert minutes(meeting_id).revision == 3
