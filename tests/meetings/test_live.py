"""The live desk without script, and what its script asks for: every entry kept once, nothing typed lost."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask, g
from sqlalchemy import func, select

from deliberation.actors import Actor
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.meetings import queries, service
from deliberation.meetings.models import ActionItem, LiveEntry, Motion, MotionVote, Speech
from deliberation.meetings.rules import Presence
from tests.meetings.stories import MeetingStory, first_item, meeting
from tests.page import PageClient, Shown
from tests.stories import A, Story

SCRIPT = {"X-Live": "1"}


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


@pytest.fixture
def running(told: MeetingStory) -> UUID:
    """Two matters, five of six there."""
    meeting_id = told.plan()
    for title in ("路灯", "停车"):
        told.item(meeting_id, title, explanation="晚上看不见")
    told.announce(meeting_id)
    told.arrive(meeting_id, 5)
    return meeting_id


class Recorder:
    """Somebody at the desk, by plain forms or as the script does it."""

    def __init__(self, app: Flask, actor: Actor, meeting_id: UUID) -> None:
        self.visitor, self.actor = PageClient(app), actor
        self.visitor.enter(actor)
        self.desk = f"/c/{A}/meetings/{meeting_id}/live"
        self.page = self.visitor.get(self.desk)

    def fields(self, act: str, row: object = None) -> dict[str, str]:
        """What a form of the page would send."""
        rows = f"form-{act}-{row}" if row else f"form-{act}-"
        form = self.page.tree.xpath(f'//form[starts-with(@id, "{rows}")]')[0]
        return {key: value for key, value in form.form_values() if key != "csrf_token"}

    def send(self, act: str, row: object = None, status: int = 200, **typed: Any) -> Shown:
        """Press the button of a form."""
        self.page = self.visitor.get(self.desk) if self.page.url != self.desk else self.page
        self.page = self.visitor.post(self.desk, {**self.fields(act, row), **typed}, status=status)
        return self.page

    def script(self, act: str, row: object, status: int = 200, **typed: Any) -> Any:
        """What the script sends, and the answer."""
        fields = {"csrf_token": self.visitor.token, "act": act, "row": str(row), "entry": str(uuid4())}
        fields |= {"account": str(self.actor.account_id), **typed}
        forget()
        answer = self.visitor.client.post(self.desk, data=fields, headers=SCRIPT)
        db.session.remove()
        assert answer.status_code == status, answer.get_data(as_text=True)[:800]
        return answer.get_json()


def forget() -> None:
    """Each request begins anew, though the test itself stands in one app context."""
    for name in list(g):
        g.pop(name)


@pytest.fixture
def desk(app: Flask, told: MeetingStory, running: UUID) -> Recorder:
    return Recorder(app, told.worker, running)


def speeches(meeting_id: UUID) -> list[Speech]:
    return list(queries.item_speeches(first_item(meeting_id).id))


def motions(meeting_id: UUID) -> list[Motion]:
    return list(first_item(meeting_id).motions)


def here(meeting_id: UUID) -> list[str]:
    return sorted(row.name for row in meeting(meeting_id).attendance if row.status == Presence.PRESENT)


def test_a_whole_matter_is_run_by_plain_forms(desk: Recorder, running: UUID) -> None:
    desk.send("go", first_item(running).id)
    assert "正在议" in desk.page
    name = here(running)[0]
    desk.send("ask", name=name, side="for")
    desk.send("begin")
    assert "说完了" in desk.page
    desk.send("point", point="晚上太暗")
    desk.send("more")
    desk.send("end")
    desk.send("said", name="路过的老郑", point="费电")
    first, guest = speeches(running)
    assert (first.point, first.seconds, first.ended_at is not None) == ("晚上太暗", 180, True)
    assert (guest.name, guest.point) == ("路过的老郑", "费电")
    desk.send(
        "move",
        text="同意装3盏路灯",
        proposer=name,
        seconder="钱二宝",
        unit="物业公司",
        deadline_on="2027-03-01",
    )
    desk.send("amend", text="同意装5盏路灯", proposer="李四光")
    assert "修正案，先表决" in desk.page
    amendment = motions(running)[1]
    desk.send("hands", amendment.id, votes_for="4", against="1", abstain="0")
    assert "修正以前：同意装3盏路灯" in desk.page
    motion = motions(running)[0]
    desk.send("put", motion.id)
    assert "正在表决" in desk.page
    desk.send("hands", motion.id, votes_for="3", against="2", abstain="0", dissent="老郑嫌费电")
    assert "至少要 3 票赞成" in desk.page
    assert "责任单位：物业公司" in desk.page
    desk.send("notes", speeches="大家都说好", conclusion="装")
    desk.send("go")
    assert "停车" in desk.page.tree.findtext('.//h2[@id="live-title"]')
    desk.send("finish")
    assert "所有议题都议完了" in desk.page
    kept = first_item(running)
    assert (kept.speeches, kept.conclusion, kept.done_at is not None) == ("大家都说好", "装", True)
    assert (motions(running)[0].seconder, motions(running)[0].text) == ("钱二宝", "同意装5盏路灯")


def test_counts_that_do_not_fit_are_refused_with_everything_typed(
    desk: Recorder, told: MeetingStory, running: UUID
) -> None:
    motion_id = told.motion(running)
    desk.page = desk.visitor.get(desk.desk)
    desk.send("hands", motion_id, 409, votes_for="5", against="1", abstain="0", dissent="有人不同意")
    assert "一共 6 票，比到会数 5 还多" in desk.page
    assert desk.fields("hands", motion_id)["votes_for"] == "5"
    assert desk.fields("hands", motion_id)["dissent"].strip() == "有人不同意"
    desk.send("hands", motion_id, 409, votes_for="五", against="1", abstain="0")
    assert desk.fields("hands", motion_id)["votes_for"] == "五"
    assert db.session.get_one(Motion, motion_id).outcome is None


def test_a_tie_and_a_lost_quorum_are_spelled_out(desk: Recorder, told: MeetingStory, running: UUID) -> None:
    motion_id = told.motion(running)
    desk.page = desk.visitor.get(desk.desk)
    desk.send("hands", motion_id, votes_for="2", against="2", abstain="1")
    assert "票数相等，不通过" in desk.page
    with unit_of_work():
        for row in meeting(running).attendance[:3]:
            service.mark_absent(told.worker, meeting(running), row)
    second = told.motion(running)
    desk.page = desk.visitor.get(desk.desk)
    assert "人才能表决，还差" in desk.page
    desk.send("hands", second, 409, votes_for="2", against="0", abstain="0")
    assert "到会的人数不够，还差" in desk.page


def test_the_other_recorders_text_is_shown_beside_ones_own(
    app: Flask, told: MeetingStory, desk: Recorder, running: UUID
) -> None:
    other = Recorder(app, told.lead, running)
    desk.send("notes", speeches="李梅记的")
    other.send("notes", status=409, speeches="书记记的")
    assert "李梅记的" in other.page
    assert other.fields("notes")["speeches"].strip() == "书记记的"
    other.send("notes", speeches="李梅和书记记的")
    assert first_item(running).speeches == "李梅和书记记的"


def test_two_who_count_the_same_vote_decide_it_once(
    app: Flask, told: MeetingStory, desk: Recorder, running: UUID
) -> None:
    motion_id = told.motion(running)
    other = Recorder(app, told.lead, running)
    desk.page = desk.visitor.get(desk.desk)
    desk.send("put", motion_id)
    desk.send("hands", motion_id, votes_for="4", against="1", abstain="0")
    fields = {"votes_for": "3", "against": "2", "abstain": "0"}
    refused = other.script("hands", motion_id, 409, **fields, version="0")
    assert "赞成 4 票、反对 1 票" in refused["theirs"]["texts"]["votes"]
    other.script("hands", motion_id, **fields, version=str(refused["theirs"]["version"]))
    assert (motions(running)[0].votes_for, motions(running)[0].against) == (3, 2)


def test_different_rows_do_not_stand_in_each_others_way(
    app: Flask, told: MeetingStory, desk: Recorder, running: UUID
) -> None:
    other = Recorder(app, told.lead, running)
    desk.send("said", name="甲先生", point="好")
    other.send("notes", speeches="书记记的")
    other.send("said", name="乙女士", point="不好")
    desk.send("said", name="丙大爷", point="再想想")
    assert [speech.name for speech in speeches(running)] == ["甲先生", "乙女士", "丙大爷"]


def test_a_third_turn_needs_a_deliberate_word(desk: Recorder, running: UUID) -> None:
    for _turn in range(2):
        desk.send("said", name="老郑", point="费电")
    desk.send("ask", status=409, name="老郑")
    assert "已经发言 2 次了" in desk.page
    desk.send("ask", name="老郑", again="1")
    assert len(speeches(running)) == 3


def test_an_entry_of_the_script_is_done_once_and_answered_alike(desk: Recorder, running: UUID) -> None:
    item, key = first_item(running).id, str(uuid4())
    first = desk.script("ask", item, entry=key, name="老郑")
    assert desk.script("ask", item, entry=key, name="老郑")["done"] == first["done"]
    assert first["done"]["row"] == key, "what an entry makes is named by its key"
    assert len(speeches(running)) == 1


def test_the_script_hears_why_and_what_stands_there(desk: Recorder, running: UUID) -> None:
    item = first_item(running).id
    desk.script("notes", item, speeches="李梅记的", version="0")
    refused = desk.script("notes", item, 409, speeches="书记记的", version="0")
    assert refused["theirs"] == {"version": 1, "texts": {"conclusion": "", "speeches": "李梅记的"}}
    assert "别人刚刚也改了" in refused["refused"][0]
    assert "要填写" in desk.script("move", item, 409, text=" ")["refused"][0]
    for name in ("ask", "begin", "hands", "roll"):
        assert (
            "已经不在了"
            in desk.script(name, uuid4(), 409, votes_for="1", against="0", abstain="0")["refused"][0]
        )


def test_the_queue_of_somebody_else_is_not_taken(
    app: Flask, desk: Recorder, told: MeetingStory, running: UUID
) -> None:
    item = first_item(running).id
    refused = desk.script("ask", item, 409, name="老郑", account=str(told.lead.account_id))
    assert "不是您" in refused["refused"][0]
    key = str(uuid4())
    desk.script("ask", item, entry=key, name="老郑")
    assert (
        "不是您"
        in Recorder(app, told.lead, running).script("ask", item, 409, entry=key, name="老郑")["refused"][0]
    )
    assert len(speeches(running)) == 1


def test_a_speech_begun_without_a_line_began_when_it_was_entered(desk: Recorder, running: UUID) -> None:
    row = desk.script("ask", first_item(running).id, name="老郑")["done"]["row"]
    desk.script("begin", row, delay="100")
    began = speeches(running)[0].began_at
    assert began is not None
    assert timedelta(seconds=99) < now() - began < timedelta(seconds=200)


def test_the_page_asks_again_only_when_something_moved(desk: Recorder, running: UUID) -> None:
    version = meeting(running).version
    same = desk.visitor.client.get(f"{desk.desk}/part?version={version}")
    assert (same.status_code, same.data) == (204, b"")
    desk.send("said", name="老郑", point="费电")
    moved = desk.visitor.download(f"{desk.desk}/part?version={version}").decode()
    assert "费电" in moved
    assert "<html" not in moved


def test_asking_again_and_again_keeps_no_session_alive_but_an_entry_does(
    app: Flask, desk: Recorder, running: UUID
) -> None:
    item = first_item(running).id
    for minutes, asks in ((20, "/part"), (35, "/token")):
        with at(now() + timedelta(minutes=minutes)):
            forget()
            answer = desk.visitor.client.get(desk.desk + asks)
            assert (answer.status_code == 200) == (minutes == 20)
    desk.visitor.enter(desk.actor)
    desk.page = desk.visitor.get(desk.desk)
    with at(now() + timedelta(minutes=20)):
        desk.script("ask", item, name="老郑")
    forget()
    with at(now() + timedelta(minutes=35)):
        assert desk.visitor.client.get(f"{desk.desk}/token").get_json()["account"] == str(
            desk.actor.account_id
        )


def test_an_expired_session_takes_nothing_and_a_fresh_token_sends_it(desk: Recorder, running: UUID) -> None:
    item, key = first_item(running).id, str(uuid4())
    with at(now() + timedelta(minutes=31)):
        desk.script("ask", item, 302, entry=key, name="老郑")
    assert not speeches(running)
    old = desk.visitor.token
    desk.visitor.enter(desk.actor)
    desk.visitor.token = old
    desk.script("ask", item, 400, entry=key, name="老郑")
    forget()
    desk.visitor.token = desk.visitor.client.get(f"{desk.desk}/token").get_json()["token"]
    desk.script("ask", item, entry=key, name="老郑")
    assert len(speeches(running)) == 1


def test_five_hundred_are_called_by_name_fifty_a_page(
    desk: Recorder, told: MeetingStory, running: UUID, queries_of: Any
) -> None:
    with unit_of_work():
        for number in range(495):
            service.add_walk_in(told.worker, meeting(running), f"业主{number:03}", as_member=True)
    motion_id = told.motion(running)
    roll = f"/c/{A}/meetings/{running}/motions/{motion_id}/roll"
    page = desk.visitor.get(roll, page=10)
    assert len(page.tree.xpath('//input[@value="for"][@type="radio"]')) == 50
    assert "第 10 页，共 10 页" in page
    counted = queries_of(lambda: desk.visitor.get(roll, page=2))
    assert counted < 25
    chosen = page.tree.xpath('//input[@value="against"][@type="radio"]/@name')[0]
    fields = {"act": "roll", "row": str(motion_id), "back": "10", chosen: "against"}
    page = desk.visitor.post(desk.desk, fields)
    assert "还没记 499 人" in page
    page = desk.visitor.post(desk.desk, {"act": "fill", "row": str(motion_id), "back": "10", "choice": "for"})
    assert "给 499 个人记上了" in page
    page = desk.visitor.post(desk.desk, {"act": "count", "row": str(motion_id), "back": "10", "version": "0"})
    assert "赞成 499 票、反对 1 票" in page
    assert db.session.scalar(select(func.count()).select_from(MotionVote)) == 500
    shown = desk.visitor.get(desk.desk)
    assert len(shown.tree.xpath("//*[@data-chips]/button")) == 12
    assert len(desk.visitor.get(desk.desk, who="业主49").tree.xpath("//*[@data-chips]/button")) == 5


def test_the_desk_of_owners_asks_for_areas_and_a_hearing_for_no_votes(app: Flask, told: MeetingStory) -> None:
    owners = told.noticed("owners")
    with unit_of_work():
        for row in meeting(owners).attendance:
            service.check_in(told.worker, meeting(owners), row, 900_000)
    motion_id = told.motion(owners)
    desk = Recorder(app, told.worker, owners)
    counts = {"votes_for": "5", "against": "1", "abstain": "0"}
    desk.send("hands", motion_id, 409, **counts)
    assert "要同时填写面积" in desk.page
    desk.send("hands", motion_id, **counts, area_for="450", area_against="90", area_abstain="0")
    assert "两项都够，通过" in desk.page
    hearing = Recorder(app, told.worker, told.noticed("hearing"))
    assert "只听意见、不作表决" in hearing.page
    hearing.send("said", name="老郑", point="费电")


def test_a_missing_chair_is_replaced_on_the_spot(app: Flask, told: MeetingStory) -> None:
    chair = told.members[0]
    meeting_id = told.noticed(chair=service.Leader(account_id=chair.account_id))
    desk = Recorder(app, told.worker, meeting_id)
    assert f"主持人{chair.name}还没有登记到会" in desk.page
    desk.send("chair", leader=str(told.lead.account_id))
    assert meeting(meeting_id).chair_name == "王书记"
    assert "还没有登记到会。" not in desk.page


def test_a_meeting_without_matters_says_what_to_do(app: Flask, told: MeetingStory) -> None:
    desk = Recorder(app, told.worker, told.plan())
    assert "先加上要商量的议题" in desk.page


def test_when_the_meeting_is_over_the_desk_leads_back_and_takes_nothing(
    app: Flask, told: MeetingStory, running: UUID, desk: Recorder
) -> None:
    item = first_item(running).id
    with unit_of_work(), at(meeting(running).starts_at + timedelta(hours=2)):
        service.end(told.worker, meeting(running), now())
    assert "会已经开完" in desk.script("ask", item, 409, name="老郑")["refused"][0]
    assert "会已经开完" in desk.visitor.post(desk.desk, {"act": "ask", "row": str(item), "name": "老郑"})
    assert desk.visitor.client.get(desk.desk).status_code == 303
    assert desk.visitor.client.get(f"{desk.desk}/part?version=0").headers["X-Meeting-Over"] == "1"
    assert not speeches(running)


def test_only_workers_of_the_community_come_to_the_desk(
    app: Flask, told: MeetingStory, story: Story, running: UUID
) -> None:
    member = PageClient(app)
    member.enter(told.members[0])
    for end in ("live", "live/part", "live/token"):
        member.get(f"/c/{A}/meetings/{running}/{end}", 403)
    outsider = PageClient(app)
    outsider.enter(MeetingStory(story, "999999001002").worker)
    outsider.get(f"/c/{A}/meetings/{running}/live", 404)


def test_the_desk_asks_a_steady_number_of_questions(
    app: Flask, told: MeetingStory, running: UUID, desk: Recorder, queries_of: Any
) -> None:
    before = queries_of(lambda: desk.visitor.get(desk.desk))
    for number in range(8):
        desk.script("said", first_item(running).id, name=f"老郑{number}", point="费电")
    told.vote(told.motion(running), 3)
    told.vote(told.motion(running), 3)
    assert queries_of(lambda: desk.visitor.get(desk.desk)) <= before + 1
    assert db.session.scalar(select(func.count()).select_from(LiveEntry)) == 8


def test_something_is_agreed_without_a_vote_and_a_passed_motion_names_who_does_it(
    desk: Recorder, told: MeetingStory, running: UUID
) -> None:
    desk.send("agree", text="修好门口的灯", unit="物业公司", due_on="2027-03-01")
    assert "修好门口的灯" in desk.page
    desk.send("agree", status=409, text="没有人办的事")
    assert desk.fields("agree")["text"].strip() == "没有人办的事"
    motion_id = told.motion(running)
    desk.page = desk.visitor.get(desk.desk)
    desk.send("reword", motion_id, text="同意装3盏路灯", unit="居委会")
    desk.send(
        "hands", motion_id, votes_for="5", against="0", abstain="0", version=str(motions(running)[0].version)
    )
    actions = db.session.scalars(select(ActionItem).order_by(ActionItem.created_at)).all()
    assert [(action.text, action.unit) for action in actions] == [
        ("修好门口的灯", "物业公司"),
        ("同意装3盏路灯", "居委会"),
    ]


def test_the_meeting_page_leads_to_the_desk_and_the_end_says_what_is_open(
    desk: Recorder, told: MeetingStory, running: UUID
) -> None:
    desk.send("go", first_item(running).id)
    shown = desk.visitor.get(f"/c/{A}/meetings/{running}")
    assert "开会" in shown
    assert desk.desk in shown.links("/live")
    desk.send("ask", name="老郑")
    told.motion(running)
    ending = desk.visitor.get(f"/c/{A}/meetings/{running}/end")
    for words in ("没有表决完：同意装3盏路灯", "还等着发言：老郑", "没有议完：路灯", "没有议完：停车"):
        assert words in ending
