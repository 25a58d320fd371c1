"""Meetings on the web: the worker's way from plan to signature, what others see, and what they do not."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask

from deliberation.actors import Actor, Role
from deliberation.clock import local, now
from deliberation.database import unit_of_work
from deliberation.meetings import service
from tests.meetings.stories import DAY, MeetingStory, edited, first_item, meeting, minutes
from tests.page import PageClient, Shown
from tests.stories import A, B, Story

BASE = f"/c/{A}/meetings"


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def typed(moment: datetime) -> str:
    return f"{local(moment):%Y-%m-%dT%H:%M}"


def at_home(visitor: PageClient, actor: Actor, url: str = f"{BASE}/") -> PageClient:
    """Somebody who has a page of ours open."""
    visitor.enter(actor)
    visitor.get(url)
    return visitor


def test_a_worker_leads_a_meeting_from_plan_to_signature(told: MeetingStory, visitor: PageClient) -> None:
    at_home(visitor, told.worker, f"{BASE}/new")
    shown = visitor.post(
        f"{BASE}/new",
        {
            "title": "夏季议事会",
            "profile": "council",
            "starts_at": typed(now() - timedelta(hours=2)),
            "place": "社区二楼",
            "mode": "on_site",
            "chair": str(told.lead.account_id),
            "recorder": str(told.worker.account_id),
        },
    )
    assert "先加上要商量的议题" in shown
    here = shown.links("/edit")[0].removesuffix("/edit")
    shown = visitor.post(f"{here}/agenda/new", {"title": "3号楼装路灯", "need": "", "vote": ""})
    assert "准备好了就发通知" in shown
    posted = (local(now()) - 4 * DAY).date().isoformat()
    shown = visitor.post(f"{here}/notice", {"text": "请准时", "posted_on": posted})
    assert "发送结果" in shown
    assert "开始签到" in visitor.get(here)
    visitor.get(f"{here}/attendance")
    for row in sorted(meeting(UUID(here[-36:])).attendance, key=lambda row: row.name)[:5]:
        shown = visitor.post(f"{here}/attendance/{row.id}", {"status": "present"})
    assert "应到 6 人，实到 5 人，人数够了" in shown
    shown = visitor.get(here)
    motion = shown.links("/motions/new")[0]
    visitor.get(motion)
    shown = visitor.post(motion, {"kind": "free", "text": "同意装路灯", "unit": "居委会"})
    votes = shown.url
    shown = visitor.post(votes, {"way": "hands", "votes_for": "4", "against": "1", "abstain": "0"})
    assert "到会 5 人，至少要 3 票赞成；赞成 4 票、反对 1 票、弃权 0 票，通过" in shown
    assert "每项都有结果了" in visitor.get(here)
    visitor.get(f"{here}/end")
    shown = visitor.post(f"{here}/end", {"ended_at": typed(now() - timedelta(minutes=1))})
    assert "写纪要" in shown
    visitor.post(f"{here}/minutes/draft")
    shown = visitor.post(f"{here}/minutes/edit", {"revision": "1", "opening": "书记主持"})
    assert "书记主持" in shown
    for signer in (told.lead, told.worker):
        at_home(visitor, signer, f"{here}/minutes/sign")
        seen = minutes(UUID(here[-36:])).text_hash
        shown = visitor.post(f"{here}/minutes/sign", {"seen": seen, "sure": "y"})
    assert "已签字" in shown.source
    assert "纪要已签字" in visitor.get(f"{BASE}/")


def test_counts_that_do_not_fit_are_told_and_kept(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id, 5)
    motion_id = told.motion(meeting_id)
    url = f"{BASE}/{meeting_id}/motions/{motion_id}"
    at_home(visitor, told.worker, url)
    counts = {"way": "hands", "votes_for": "5", "against": "4", "abstain": "0"}
    shown = visitor.post(url, counts)
    assert "一共 9 票，比到会数 5 还多" in shown
    assert shown.tree.xpath('//input[@name="votes_for"]/@value') == ["5"]
    assert "票数不能小于 0" in visitor.post(url, {**counts, "against": "-4"})
    assert "请填写一个整数" in visitor.post(url, {**counts, "against": "四"})


def test_the_door_says_how_many_are_missing(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id, 2)
    at_home(visitor, told.worker)
    assert "还差 2 人" in visitor.get(f"{BASE}/{meeting_id}/attendance")
    assert "还差 2 人" in visitor.get(f"{BASE}/{meeting_id}")


def test_the_desk_excuses_by_phone_adds_observers_and_counts_heads(
    told: MeetingStory, visitor: PageClient
) -> None:
    meeting_id = told.noticed(due=20)
    desk = f"{BASE}/{meeting_id}/attendance"
    at_home(visitor, told.worker, desk)
    row = meeting(meeting_id).attendance[0].id
    assert "请写明原因" in visitor.post(f"{desk}/{row}", {"status": "excused", "reason": ""})
    assert "电话请假" in visitor.post(f"{desk}/{row}", {"status": "excused", "reason": "电话请假"})
    assert "缺席" in visitor.post(f"{desk}/{row}", {"status": "absent"})
    assert "陈科长" in visitor.post(f"{desk}/walk-in", {"name": "陈科长"})
    assert "已经在名单上" in visitor.post(f"{desk}/walk-in", {"name": "陈科长"})
    assert "实到 13 人" in visitor.post(f"{desk}/others", {"others": "13"})
    assert "比应到" in visitor.post(f"{desk}/others", {"others": "21"})
    visitor.post(f"{desk}/{row}", {"status": "flown away"})
    assert meeting(meeting_id).attendance[0].status != "present"


def test_a_late_notice_asks_for_a_reason(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.plan(starts_at=now() + DAY)
    told.item(meeting_id)
    url = f"{BASE}/{meeting_id}/notice"
    at_home(visitor, told.worker, url)
    shown = visitor.post(url, {"text": "明天开会"})
    assert "离开会只有 1 天" in shown
    assert "明天开会" in shown.source


def test_a_member_excuses_oneself(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.noticed()
    me = told.members[0]
    shown = at_home(visitor, me).get(f"{BASE}/{meeting_id}")
    assert shown.links("/excuse")
    visitor.get(f"{BASE}/{meeting_id}/excuse")
    assert "您请了假：带孙子" in visitor.post(f"{BASE}/{meeting_id}/excuse", {"reason": "带孙子"})


def test_a_neighbour_who_is_not_expected_has_nothing_to_excuse(
    told: MeetingStory, story: Story, visitor: PageClient
) -> None:
    meeting_id = told.noticed()
    visitor.enter(story.resident(name="郑七")[0])
    assert not visitor.get(f"{BASE}/{meeting_id}").links("/excuse")
    visitor.get(f"{BASE}/{meeting_id}/excuse", status=404)


def test_a_worker_of_another_community_finds_no_drafts_and_no_minutes(
    story: Story, visitor: PageClient
) -> None:
    other = MeetingStory(story, B, members=2)
    stranger, _phone = story.staff(Role.WORKER, A, "甲社区的人")
    planned = other.plan()
    noticed = other.noticed()
    with unit_of_work():
        for name in ("甲", "乙"):
            service.add_walk_in(other.worker, meeting(noticed), name, as_member=True)
    visitor.enter(stranger)
    base = f"/c/{B}/meetings"
    visitor.get(f"{base}/{planned}", status=404)
    for page in ("edit", "notice", "members", "attendance", "end", "cancel", "agenda/new"):
        visitor.get(f"{base}/{planned}/{page}", status=404)
        visitor.get(f"{base}/{noticed}/{page}", status=404)
    visitor.get(f"{BASE}/{planned}", status=404)
    visitor.get(f"{base}/{noticed}/minutes", status=404)
    visitor.download(f"{base}/{noticed}/minutes.pdf", status=404)
    visitor.get(f"{base}/{noticed}")


def test_draft_minutes_are_hidden_from_everybody_else(
    told: MeetingStory, story: Story, visitor: PageClient
) -> None:
    meeting_id = told.drafted()
    stranger, _phone = story.staff(Role.WORKER, B, "乙社区的人")
    neighbour, _phone = story.resident(name="郑七")
    for actor in (stranger, neighbour):
        visitor.enter(actor)
        visitor.get(f"{BASE}/{meeting_id}/minutes", status=404)
        visitor.get(f"{BASE}/{meeting_id}/minutes/edit", status=404)
        visitor.get(f"{BASE}/{meeting_id}/minutes/sign", status=404)
        visitor.download(f"{BASE}/{meeting_id}/minutes.pdf", status=404)
    visitor.enter(told.members[0])
    assert "草稿" in visitor.get(f"{BASE}/{meeting_id}/minutes")
    visitor.get(f"{BASE}/{meeting_id}/minutes/edit", status=403)


def test_signed_minutes_are_public_with_residents_names_hidden(
    told: MeetingStory, app: Flask, visitor: PageClient
) -> None:
    meeting_id = told.drafted()
    edited(told.worker, meeting_id, "赵一鸣先介绍情况，王书记说明经费。")
    told.sign(told.lead, meeting_id)
    told.sign(told.worker, meeting_id)
    shown = visitor.get(f"{BASE}/{meeting_id}/minutes")
    assert "赵一鸣" not in shown.source
    assert "赵**先介绍情况，王书记说明经费" in shown
    visitor.enter(told.members[1])
    assert "赵一鸣先介绍情况" in visitor.get(f"{BASE}/{meeting_id}/minutes")


@pytest.mark.pdf
def test_the_minutes_come_as_a_paper_draft_and_signed(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.drafted()
    visitor.enter(told.worker)
    assert visitor.download(f"{BASE}/{meeting_id}/minutes.pdf").startswith(b"%PDF")
    told.sign(told.lead, meeting_id)
    told.sign(told.worker, meeting_id)
    assert visitor.download(f"{BASE}/{meeting_id}/minutes.pdf").startswith(b"%PDF")


def test_two_editors_see_both_texts(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.drafted()
    url = f"{BASE}/{meeting_id}/minutes/edit"
    at_home(visitor, told.worker, url)
    edited(told.lead, meeting_id, "书记写的开场")
    shown = visitor.post(url, {"revision": "1", "opening": "李梅写的开场"})
    assert "王书记 也改了纪要" in shown
    assert "书记写的开场" in shown
    assert "李梅写的开场" in shown.source
    assert shown.tree.xpath('//input[@name="revision"]/@value') == ["2"]
    assert "李梅写的开场" in visitor.post(url, {"revision": "2", "opening": "李梅写的开场"})
    assert "一样多" not in visitor.post(url, {"revision": "seven", "opening": "一"})
    assert minutes(meeting_id).sections["opening"] == "李梅写的开场"


def test_signing_needs_the_tick_and_the_text_that_was_seen(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.drafted()
    url = f"{BASE}/{meeting_id}/minutes/sign"
    at_home(visitor, told.lead, url)
    seen = minutes(meeting_id).text_hash
    assert "请先勾选" in visitor.post(url, {"seen": seen})
    edited(told.worker, meeting_id, "改了")
    shown = visitor.post(url, {"seen": seen, "sure": "y"})
    assert "又改了" in shown
    assert shown.tree.xpath('//input[@name="seen"]/@value') == [minutes(meeting_id).text_hash]
    assert minutes(meeting_id).standing() == []


def test_a_fallen_signature_is_shown(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.drafted()
    told.sign(told.lead, meeting_id)
    at_home(visitor, told.worker)
    url = f"{BASE}/{meeting_id}/minutes/edit"
    visitor.get(url)
    revision = str(minutes(meeting_id).revision)
    shown = visitor.post(url, {"revision": revision, "opening": "改了"})
    assert "之前的签字作废" in shown
    assert "下面的签字作废了" in shown


def test_an_addendum_is_added_after_signing(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.signed()
    url = f"{BASE}/{meeting_id}/minutes/addenda/new"
    at_home(visitor, told.worker, url)
    typed = {"kind": "addition", "section": "", "text": "漏记一句"}
    assert "请先勾选" in visitor.post(url, typed)
    shown = visitor.post(url, {**typed, "sure": "y"})
    assert "漏记一句" in shown
    assert "待签" in shown
    visitor.get(f"{BASE}/{meeting_id}/minutes/edit", status=403)
    shown = visitor.post(f"{BASE}/{meeting_id}/reopen", status=409)
    assert "纪要已经签字，不能再改" in shown


def test_markup_in_texts_is_shown_as_text(told: MeetingStory, visitor: PageClient) -> None:
    evil = "<script>alert(1)</script><b>粗</b>"
    meeting_id = told.plan(title=evil)
    told.item(meeting_id, evil, explanation=evil, proposer=evil)
    with unit_of_work():
        service.give_notice(told.worker, meeting(meeting_id), evil)
        service.note(told.worker, first_item(meeting_id), f"张三：{evil}", evil)
    at_home(visitor, told.worker)
    for page in (f"{BASE}/", f"{BASE}/{meeting_id}", f"{BASE}/{meeting_id}/attendance"):
        assert "<script>alert" not in visitor.get(page).source


def test_a_long_title_stays_whole(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.noticed(title="议" * 200)
    assert "议" * 200 in visitor.get(f"{BASE}/{meeting_id}")


def test_an_empty_room_says_what_it_is_for(story: Story, visitor: PageClient) -> None:
    assert "这里还没有开过会" in visitor.get(f"{BASE}/")


@pytest.mark.parametrize("page", ["new", "{id}/edit", "{id}/members", "{id}/agenda/new", "{id}/cancel"])
def test_every_form_of_the_worker_opens(told: MeetingStory, visitor: PageClient, page: str) -> None:
    meeting_id = told.noticed()
    visitor.enter(told.worker)
    visitor.get(f"{BASE}/{page.format(id=meeting_id)}")


def test_motions_are_reworded_tabled_and_withdrawn_on_the_web(
    told: MeetingStory, visitor: PageClient
) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id)
    first = told.motion(meeting_id)
    url = f"{BASE}/{meeting_id}/motions/{first}"
    at_home(visitor, told.worker, f"{url}/edit")
    assert "同意装5盏" in visitor.post(f"{url}/edit", {"kind": "free", "text": "同意装5盏"})
    assert "暂缓" in visitor.post(f"{url}/table")
    second = told.motion(meeting_id)
    assert "撤回" in visitor.post(f"{BASE}/{meeting_id}/motions/{second}/withdraw")


def test_items_are_changed_moved_and_noted_on_the_web(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.noticed()
    told.item(meeting_id, "第二件事")
    item = f"{BASE}/{meeting_id}/agenda/{first_item(meeting_id).id}"
    at_home(visitor, told.worker, item)
    assert "改过的议题" in visitor.post(item, {"title": "改过的议题", "need": "", "vote": ""})
    visitor.post(f"{item}/move", {"way": "down"})
    assert [each.title for each in meeting(meeting_id).items] == ["第二件事", "改过的议题"]
    visitor.get(f"{item}/notes")
    visitor.post(f"{item}/notes", {"speeches": "张三：同意", "conclusion": "大家同意"})
    assert meeting(meeting_id).items[1].speeches == "张三：同意"
    assert "议题删掉了" in visitor.post(f"{item}/remove")


def test_a_reason_too_long_for_an_excuse_is_told_and_stays(told: MeetingStory, visitor: PageClient) -> None:
    here = f"{BASE}/{told.noticed()}"
    at_home(visitor, told.worker, f"{here}/attendance")
    row = meeting(UUID(here[-36:])).attendance[0].id
    shown = visitor.post(f"{here}/attendance/{row}", {"status": "excused", "reason": "住院" * 150})
    assert "最多 200 个字" in shown
    assert shown.tree.xpath(f"//li[@id='row-{row}']//details[@open]//input/@value") == ["住院" * 150]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_meeting_at_an_impossible_moment_is_told(
    told: MeetingStory, visitor: PageClient, moment: str
) -> None:
    at_home(visitor, told.worker, f"{BASE}/new")
    shown = visitor.post(f"{BASE}/new", {"title": "夏季议事会", "starts_at": moment})
    assert "年份不对" in shown


@pytest.mark.parametrize("page", ["notes", "edit"])
def test_what_somebody_else_wrote_meanwhile_is_shown_and_not_overwritten(
    app: Flask, story: Story, page: str
) -> None:
    told = MeetingStory(story)
    meeting_id = told.noticed()
    told.arrive(meeting_id)
    motion_id, item_id = told.motion(meeting_id), first_item(meeting_id).id
    where = f"/c/{A}/meetings/{meeting_id}/"
    where += f"agenda/{item_id}/notes" if page == "notes" else f"motions/{motion_id}/edit"
    mine, theirs = PageClient(app), PageClient(app)
    mine.enter(told.worker)
    theirs.enter(told.lead)

    def fields(shown: Shown, words: str) -> dict[str, str]:
        form = shown.tree.xpath("//main//form[.//textarea]")[0]
        known = {key: value for key, value in form.form_values() if key != "csrf_token"}
        return {**known, ("speeches" if page == "notes" else "text"): words}

    opened = mine.get(where), theirs.get(where)
    theirs.post(where, fields(opened[1], "书记写的"))
    refused = mine.post(where, fields(opened[0], "李梅写的"))
    assert "别人刚刚也改了这一处" in refused
    assert "书记写的" in refused
    assert "李梅写的" in refused.source
    mine.post(where, fields(refused, "两个人商量好的"))
    kept = first_item(meeting_id)
    assert (kept.speeches if page == "notes" else kept.motions[0].text) == "两个人商量好的"
