"""What neighbours do by paper, phone or at the door: found by door, name and number, entered once, undone."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from deliberation.actors import Actor, Role
from deliberation.clock import today
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.needs import finding, service
from deliberation.needs.doors import Door, read
from deliberation.needs.models import NeedComment, NeedReport, NeedSupport
from deliberation.needs.rules import SHEET_LINES, Channel, Reason, ReportReason
from deliberation.places import service as places
from deliberation.places.models import Building, Household
from tests.needs.stories import again, counts, need_by, supported_by, unconfirmed
from tests.needs.test_needs import acts, told
from tests.needs.test_talking import said_by
from tests.page import PageClient, Shown
from tests.stories import A, B, Story

HERE = f"/c/{A}/needs"
PAGE = f"{HERE}/desk/behalf"
SHEET = f"{PAGE}/sheet"


def home(estate: str, building: str, unit: str, door: str, code: str = A) -> Household:
    """A door of its own."""
    with unit_of_work():
        place: Building = places.building_named(places.estate_named(code, estate), building)
        row = Household(community_code=code, building_id=place.id, unit=unit, door=door, adults=2)
        db.session.add(row)
        db.session.flush()
    return row


def names(people: list[finding.Person]) -> list[str]:
    return [person.name for person in people]


# Doors


@pytest.mark.parametrize(
    ("line", "door"),
    [
        ("幸福小区1号楼2单元301 王秀兰", Door("1", "2", "301", ("幸福小区", "王秀兰"))),
        ("1-2-301 王秀兰", Door("1", "2", "301", ("王秀兰",))),
        ("１－２－３０１室王秀兰", Door("1", "2", "301", ("王秀兰",))),
        ("1#2-301", Door("1", "2", "301")),
        ("1 号楼 301", Door("1", "", "301", ("号楼",))),
        ("1号楼 2-301", Door("1", "2", "301")),
        ("2单元301", Door("", "2", "301")),
        ("A座1201", Door("A", "", "1201")),
        ("301", Door("", "", "301")),
        ("301 门建国", Door("", "", "301", ("门建国",))),
        ("王秀兰 301", Door("", "", "301", ("王秀兰",))),
        ("王秀兰", Door(words=("王秀兰",))),
        ("3栋", Door("3")),
        ("1/2/301a", Door("1", "2", "301A")),
        ("1 2 301 9 8", Door("1", "2", "301", ("9", "8"))),
    ],
)
def test_a_door_is_read_however_it_is_jotted_down(line: str, door: Door) -> None:
    assert read(line)[0] == door


@pytest.mark.parametrize("line", ["", "   ", "—— 、，", "\u200b"])
def test_nothing_is_read_out_of_nothing(line: str) -> None:
    assert read(line) == []


def test_two_bare_numbers_are_building_and_door_or_else_unit_and_door() -> None:
    assert read("1-301") == [Door("1", "", "301"), Door("", "1", "301")]


def test_people_are_found_by_door_by_name_and_by_both(story: Story) -> None:
    here, there = home("幸福小区", "1号楼", "2", "301"), home("阳光花园", "3栋", "", "301")
    for name in ("王秀兰", "张伟"):
        story.resident(name=name, household=here)
    story.resident(name="王小明", household=there)
    story.resident(B, name="王秀兰")
    find = lambda line: names(finding.people_meant(A, line))  # noqa: E731 — one word for many questions
    assert find("1-2-301") == ["张伟", "王秀兰"]
    assert find("1-2-301 王") == ["王秀兰"]
    assert find("301 王") == ["王秀兰", "王小明"]
    assert find("阳光 301") == ["王小明"]
    assert find("3-301") == ["王小明"]
    assert find("2-301") == ["张伟", "王秀兰"], "where no building fits, the number is the unit's"
    assert find("王秀兰") == ["王秀兰"]
    assert find("9-9-999") == []
    assert find("100%_") == []


def test_whoever_moved_out_is_not_found(story: Story) -> None:
    from deliberation.clock import now
    from deliberation.people.models import Resident

    gone = story.resident(name="搬走的")[0]
    with unit_of_work():
        db.session.get_one(Resident, gone.resident_id).moved_out_at = now()
    assert finding.people_meant(A, "搬走的") == []


def test_a_need_is_found_by_its_number_short_or_long_and_by_words(story: Story) -> None:
    author = story.resident()[0]
    lamp, lift = need_by(author, "门口没有路灯"), need_by(author, "加装电梯")
    year = today().year
    for words in (lamp.number, f"{year}-1", "1", "001", "路灯"):
        assert [need.id for need in finding.needs_meant(A, words)] == [lamp.id]
    assert [need.id for need in finding.needs_meant(A, "2")] == [lift.id]
    assert finding.needs_meant(A, "没有这样的") == []
    assert finding.needs_meant(A, " ") == []
    assert finding.needs_meant(B, lamp.number) == []


# One by one


def entered(visitor: PageClient, **typed: Any) -> Shown:
    """Send the form of the page."""
    visitor.get(PAGE)
    fields = {"channel": "paper", "act": "support", "key": uuid4().hex, **typed}
    return visitor.post(PAGE, fields)


def desk(story: Story, visitor: PageClient) -> Actor:
    """A worker at the page."""
    worker: Actor = story.staff()[0]
    visitor.enter(worker)
    return worker


def last_form(shown: Shown) -> Mapping[str, str]:
    """The fields of the undo button."""
    form = shown.tree.xpath("//form[contains(@action, '/behalf/undo')]")[0]
    return {str(name): str(value) for name, value in form.form_values() if name != "csrf_token"}


def test_a_support_on_paper_counts_once_with_ones_own_and_the_person_is_told(
    story: Story, visitor: PageClient
) -> None:
    need = need_by(story.resident()[0])
    signer = story.resident(name="王秀兰", household=home("幸福小区", "1号楼", "2", "301"))[0]
    worker = desk(story, visitor)
    shown = entered(visitor, who="1-2-301", need=need.number)
    assert f"登记好了：王秀兰 支持 {need.number}" in shown
    row = db.session.get_one(NeedSupport, (need.id, signer.resident_id))
    assert (row.channel, row.entered_by) == (Channel.PAPER, worker.account_id)
    assert counts(need.id) == (2, 2)
    assert told(signer)[0] == "notice.needs.supported_for"
    assert shown.tree.xpath("//input[@name='channel'][@value='paper'][@checked]"), "the channel is remembered"
    assert shown.tree.xpath(f"//input[@name='need'][@value='{need.number}']"), "and the need"
    shown = entered(visitor, who="1-2-301", need=need.number, channel="phone")
    assert "以前已经支持过" in shown
    supported_by(need, signer)
    assert counts(need.id) == (2, 2)
    assert told(signer).count("notice.needs.supported_for") == 1
    visitor.enter(signer)
    assert "纸质表" in visitor.get("/inbox/")
    assert visitor.get(f"{HERE}/{need.id}").forms("/withdraw"), "and can take it back online"


def test_what_was_supported_online_is_not_counted_again_on_paper(story: Story, visitor: PageClient) -> None:
    need, signer = need_by(story.resident()[0]), story.resident(name="王秀兰")[0]
    supported_by(need, signer)
    desk(story, visitor)
    assert "以前已经支持过" in entered(visitor, who="王秀兰", need=need.number)
    row = db.session.get_one(NeedSupport, (need.id, signer.resident_id))
    assert (row.channel, row.entered_by) == (Channel.ONLINE, None)
    assert counts(need.id) == (2, 2)


def test_a_door_with_several_people_asks_who_and_guesses_nobody(story: Story, visitor: PageClient) -> None:
    need, door = need_by(story.resident()[0]), home("幸福小区", "1号楼", "", "301")
    wang, zhang = (story.resident(name=name, household=door)[0] for name in ("王秀兰", "张伟"))
    desk(story, visitor)
    shown = entered(visitor, who="1-301", need=need.number)
    assert "“1-301”是哪一位？" in shown
    assert counts(need.id) == (1, 1)
    picks = [str(value) for value in shown.tree.xpath("//input[@name='who_pick']/@value")]
    assert set(picks) == {str(wang.resident_id), str(zhang.resident_id)}
    shown = entered(visitor, who="1-301", need=need.number, who_for="1-301", who_pick=str(zhang.resident_id))
    assert "张伟 支持" in shown
    assert counts(need.id) == (2, 2)


def test_a_choice_made_for_other_words_is_not_taken(story: Story, visitor: PageClient) -> None:
    need, door = need_by(story.resident()[0]), home("幸福小区", "1号楼", "", "301")
    wang = story.resident(name="王秀兰", household=door)[0]
    story.resident(name="张伟", household=door)
    desk(story, visitor)
    stale = {"who_for": "301 王", "who_pick": str(wang.resident_id)}
    assert "是哪一位" in entered(visitor, who="1-301", need=need.number, **stale)
    foreign = {"who_for": "1-301", "who_pick": str(story.resident(B, name="外人")[0].resident_id)}
    assert "是哪一位" in entered(visitor, who="1-301", need=need.number, **foreign)
    assert counts(need.id) == (1, 1)


def test_words_that_fit_several_needs_ask_which(story: Story, visitor: PageClient) -> None:
    author = story.resident()[0]
    first, second = need_by(author, "东门路灯不亮"), need_by(author, "西门路灯不亮")
    story.resident(name="王秀兰")
    desk(story, visitor)
    shown = entered(visitor, who="王秀兰", need="路灯")
    assert "“路灯”是哪一条？" in shown
    shown = entered(visitor, who="王秀兰", need="路灯", need_for="路灯", need_pick=str(second.id))
    assert f"支持 {second.number}" in shown
    assert (counts(first.id), counts(second.id)) == ((1, 1), (2, 2))


def test_what_is_not_found_is_told_and_everything_typed_stays(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0])
    story.resident(name="王秀兰")
    desk(story, visitor)
    shown = entered(visitor, who="9-9-999", need=need.number)
    assert "名册上没有找到" in shown
    assert "9-9-999" in shown.source
    assert "没有找到这条需求" in entered(visitor, who="王秀兰", need="1999-999")
    assert "请选择是怎么收到的" in entered(visitor, who="王秀兰", need=need.number, channel="")
    assert "这一项要填写" in entered(visitor, who="", need=need.number)
    assert "怎么收到的" in entered(visitor, who="王秀兰", need=need.number, channel="online")
    assert counts(need.id) == (1, 1)


def test_support_of_a_merged_need_goes_to_the_survivor_and_of_a_closed_one_is_refused(
    story: Story, visitor: PageClient
) -> None:
    first, second = need_by(story.resident()[0]), need_by(story.resident(name="王五")[0], "门口太黑")
    story.resident(name="王秀兰")
    worker = desk(story, visitor)
    with unit_of_work():
        service.merge(worker, again(second), again(first))
    assert f"支持 {first.number}" in entered(visitor, who="王秀兰", need=second.number)
    with unit_of_work():
        service.reject(worker, again(first), Reason.OUTSIDE)
    story.resident(name="李四")
    shown = entered(visitor, who="李四", need=second.number)
    assert "已经办结" in shown
    assert "李四" in shown.source


def test_a_withdrawal_by_phone_takes_the_support_back_everywhere(story: Story, visitor: PageClient) -> None:
    need, signer = need_by(story.resident()[0]), story.resident(name="王秀兰")[0]
    supported_by(need, signer)
    desk(story, visitor)
    shown = entered(visitor, act="withdraw", channel="phone", who="王秀兰", need=need.number)
    assert "收回对" in shown
    assert counts(need.id) == (1, 1)
    assert told(signer)[0] == "notice.needs.withdrawn_for"
    assert "没有支持" in entered(visitor, act="withdraw", who="王秀兰", need=need.number)
    assert acts().count("needs.withdraw_support") == 1


def test_a_comment_by_phone_is_the_persons_own(story: Story, visitor: PageClient) -> None:
    author, talker = story.resident()[0], story.resident(name="王秀兰")[0]
    need = need_by(author)
    worker = desk(story, visitor)
    typed = {
        "act": "comment",
        "channel": "phone",
        "who": "王秀兰",
        "need": need.number,
        "text": "晚上\n看不清",
    }
    assert "说的话" in entered(visitor, **typed, key="k")
    entered(visitor, **typed, key="k")
    said = db.session.scalars(select(NeedComment)).one()
    assert (said.author_account_id, said.author_resident_id, said.entered_by, said.role) == (
        talker.account_id, talker.resident_id, worker.account_id, "resident",
    )  # fmt: skip
    assert told(talker).count("notice.needs.comment_entered") == 1
    assert told(author)[0] == "notice.needs.commented"
    visitor.client = visitor.app.test_client()
    shown = visitor.get(f"{HERE}/{need.id}")
    assert "王**" in shown
    assert "电话" in shown
    assert "王秀兰" not in shown.source
    visitor.enter(talker)
    visitor.get(f"{HERE}/{need.id}")
    assert "本人撤回" in visitor.post(f"{HERE}/{need.id}/comments/{said.id}/withdraw")


def test_somebody_the_roll_does_not_know_may_speak_and_report_but_is_not_counted(
    story: Story, visitor: PageClient
) -> None:
    need = need_by(story.resident()[0])
    worker = desk(story, visitor)
    shown = entered(visitor, act="comment", who="孙奶奶", need=need.number, text="腿脚不好")
    assert "名册上没有这个人" in shown
    by_name = {"who_for": "孙奶奶", "who_pick": "by name"}
    assert "孙奶奶 对" in entered(
        visitor, act="comment", who="孙奶奶", need=need.number, text="腿脚不好", **by_name
    )
    said = db.session.scalars(select(NeedComment)).one()
    assert (said.on_behalf_name, said.author_account_id) == ("孙奶奶", None)
    assert "名册上没有找到" in entered(visitor, who="孙奶奶", need=need.number, **by_name)
    assert counts(need.id) == (1, 1)
    with pytest.raises(Refusal, match="support_needs_roll"), unit_of_work():
        service.support_for(worker, again(need), service.speaker_named("孙奶奶"), Channel.PAPER)


def test_a_report_by_phone_of_a_remark_and_its_end(story: Story, visitor: PageClient) -> None:
    need, caller = need_by(story.resident()[0]), story.resident(name="王秀兰")[0]
    remark = said_by(story.resident(name="王五")[0], need, "某某家的狗真讨厌")
    said_by(story.resident(name="赵六")[0], need, "路灯坏了")
    worker = desk(story, visitor)
    typed = {"act": "report", "channel": "phone", "who": "王秀兰", "need": need.number}
    assert "请选一个举报的原因" in entered(visitor, **typed, remark="狗")
    assert "没有这句话" in entered(visitor, **typed, remark="不存在", reason="abuse")
    assert "的举报" in entered(visitor, **typed, remark="狗", reason="abuse", text="在说我家")
    entered(visitor, **typed, remark="狗", reason="abuse", text="在说我家")
    filed = db.session.scalars(select(NeedReport)).one()
    assert (filed.comment_id, filed.account_id, filed.entered_by, filed.channel) == (
        remark.id, caller.account_id, worker.account_id, Channel.PHONE,
    )  # fmt: skip
    with unit_of_work():
        service.take_down(story.staff(name="赵强")[0], db.session.get_one(NeedComment, remark.id), "指名道姓")
    assert told(caller)[:2] == ["notice.needs.report_closed", "notice.needs.report_entered"]


def test_the_worker_is_told_to_pass_on_the_end_of_a_report_of_somebody_without_an_account(
    story: Story, visitor: PageClient
) -> None:
    need, worker = need_by(story.resident()[0]), story.staff()[0]
    with unit_of_work():
        speaker = service.speaker_named("孙奶奶")
        service.report_for(worker, again(need), speaker, ReportReason.UNTRUE, "没有的事", Channel.VISIT)
        service.report_for(worker, again(need), speaker, ReportReason.UNTRUE, "没有的事", Channel.VISIT)
        service.dismiss(story.staff(name="赵强")[0], again(need))
    assert told(worker) == ["notice.needs.report_closed_for"]
    visitor.enter(worker)
    assert "请告诉本人" in visitor.get("/inbox/")


def test_too_many_of_a_name_are_not_listed_without_saying_so(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0])
    for place in range(finding.MOST_PEOPLE + 3):
        story.resident(name=f"李{place}")
    desk(story, visitor)
    assert "只列出了前 12 位" in entered(visitor, who="李", need=need.number)
    shown = visitor.post(SHEET, {"channel": "paper", "need": need.number, "lines": "李"})
    assert "只列出了前 12 位" in shown


# Undoing


@pytest.mark.parametrize("act", ["support", "withdraw", "comment", "report"])
def test_what_was_entered_by_mistake_is_undone_from_where_one_stands(
    story: Story, visitor: PageClient, act: str
) -> None:
    need, person = need_by(story.resident()[0]), story.resident(name="王秀兰")[0]
    if act == "withdraw":
        supported_by(need, person)
    before = counts(need.id)
    desk(story, visitor)
    shown = entered(visitor, act=act, who="王秀兰", need=need.number, text="说错了", reason="abuse")
    undo = last_form(shown)
    assert "撤销了" in visitor.post(f"{PAGE}/undo", dict(undo))
    assert counts(need.id) == before
    assert db.session.scalar(select(func.count()).select_from(NeedReport)) == 0
    for said in db.session.scalars(select(NeedComment)):
        assert said.withdrawn
    stale = visitor.get(PAGE, done=act, on=undo["on"], who=undo["who"], row=undo["row"])
    assert not stale.forms("/undo"), "nothing is left to undo"


def test_only_the_worker_who_entered_it_undoes_it_and_only_here(story: Story, visitor: PageClient) -> None:
    need, person = need_by(story.resident()[0]), story.resident(name="王秀兰")[0]
    supported_by(need, person)
    colleague = desk(story, visitor)
    fields = {"act": "support", "on": str(need.id), "who": str(person.resident_id)}
    visitor.get(PAGE)
    assert "没有可以撤销的" in visitor.post(f"{PAGE}/undo", fields, status=409)
    assert counts(need.id) == (2, 2), "what somebody did online is not a worker's to undo"
    assert colleague.account_id
    for wrong in ({"act": "dance"}, {"who": ""}, {"who": str(uuid4())}):
        visitor.post(f"{PAGE}/undo", {**fields, **wrong}, status=409)
    visitor.post(f"{PAGE}/undo", {**fields, "on": str(uuid4())}, status=404)
    visitor.enter(story.staff(Role.WORKER, B)[0])
    visitor.get(f"/c/{B}/needs/desk/behalf")
    visitor.post(f"/c/{B}/needs/desk/behalf/undo", fields, status=404)


# A sheet


def test_a_sheet_of_doors_supports_one_need_line_by_line(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0])
    one, two, three = (home("幸福小区", "1号楼", "2", door) for door in ("301", "302", "303"))
    wang = story.resident(name="王秀兰", household=one)[0]
    zhang, li = (story.resident(name=name, household=two)[0] for name in ("张伟", "李四"))
    zhao = story.resident(name="赵六", household=three)[0]
    supported_by(need, zhao)
    worker = desk(story, visitor)
    visitor.get(SHEET)
    lines = "1-2-301\n\n１－２－３０２ 张伟\n1-2-302\n1-2-303\n9-9-999\n1-2-301 王秀兰"
    shown = visitor.post(SHEET, {"channel": "paper", "need": need.number, "lines": lines})
    assert "新登记 2 位，以前支持过 2 位，要选一下 1 行，没有找到 1 行" in shown
    assert counts(need.id) == (4, 4)
    assert "“1-2-302”是哪一位？" in shown
    assert shown.tree.xpath("//textarea")[0].text_content().strip() == "9-9-999", "to be put right"
    row = db.session.get_one(NeedSupport, (need.id, zhang.resident_id))
    assert (row.channel, row.entered_by) == (Channel.PAPER, worker.account_id)
    sent = {"channel": "paper", "need": need.number, "lines": "", "line-1": "1-2-302"}
    shown = visitor.post(SHEET, {**sent, "pick-1": str(li.resident_id)})
    assert "新登记 1 位" in shown
    assert counts(need.id) == (5, 4)
    assert told(wang)[0] == told(li)[0] == "notice.needs.supported_for"
    again_sent = visitor.post(SHEET, {"channel": "paper", "need": need.number, "lines": lines})
    assert "新登记 0 位" in again_sent
    assert counts(need.id) == (5, 4)


def test_a_sheet_entered_by_mistake_is_undone_as_a_whole(story: Story, visitor: PageClient) -> None:
    need, online = need_by(story.resident()[0]), story.resident(name="赵六")[0]
    for name in ("王秀兰", "张伟"):
        story.resident(name=name)
    supported_by(need, online)
    desk(story, visitor)
    visitor.get(SHEET)
    lines = "王秀兰\n张伟\n赵六"
    shown = visitor.post(SHEET, {"channel": "paper", "need": need.number, "lines": lines})
    form = shown.tree.xpath("//form[contains(@action, '/sheet/undo')]")[0]
    fields: dict[str, Any] = {"on": str(need.id), "who": form.xpath(".//input[@name='who']/@value")}
    assert len(fields["who"]) == 2
    fields["who"].append(str(online.resident_id))
    assert "撤销了 2 位" in visitor.post(f"{SHEET}/undo", fields)
    assert counts(need.id) == (2, 2)


def test_a_sheet_that_cannot_be_taken_says_so_and_keeps_its_lines(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0])
    story.resident(name="王秀兰")
    worker = desk(story, visitor)
    visitor.get(SHEET)
    sent = {"channel": "paper", "need": need.number}
    assert "还没有写门牌" in visitor.post(SHEET, {**sent, "lines": " \n"})
    shown = visitor.post(SHEET, {"channel": "paper", "need": "没有的", "lines": "王秀兰"})
    assert "没有找到这条需求" in shown
    assert "王秀兰" in shown.source
    shown = visitor.post(SHEET, {**sent, "lines": "王秀兰\n" * (SHEET_LINES + 1)})
    assert f"一次最多 {SHEET_LINES} 行" in shown
    assert shown.source.count("王秀兰") > SHEET_LINES
    with unit_of_work():
        service.reject(worker, again(need), Reason.OUTSIDE)
    shown = visitor.post(SHEET, {**sent, "lines": "王秀兰"})
    assert "现在不能支持" in shown
    assert "王秀兰" in shown.source
    assert counts(need.id) == (1, 1)


def test_somebody_not_confirmed_yet_is_entered_and_counts_later(story: Story, visitor: PageClient) -> None:
    need, late = need_by(story.resident()[0]), unconfirmed(story, name="钱七")
    desk(story, visitor)
    entered(visitor, who="钱七", need=need.number)
    assert counts(need.id) == (1, 1)
    from tests.needs.stories import confirm

    confirm(late)
    assert counts(need.id) == (2, 2)


def test_the_journal_names_the_worker_and_hides_the_person(story: Story) -> None:
    from deliberation.journal.models import JournalEntry

    need, person, worker = need_by(story.resident()[0]), story.resident(name="王秀兰")[0], story.staff()[0]
    assert person.resident_id is not None
    with unit_of_work():
        service.support_for(worker, again(need), service.speaker_of(person.resident_id, A), Channel.VISIT)
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.act == "needs.support")).one()
    assert (entry.actor_id, entry.changes["after"]["channel"]) == (worker.account_id, "visit")
    assert str(person.resident_id) not in str(entry.changes)


def test_a_person_from_elsewhere_is_never_entered_here(story: Story) -> None:
    need, stranger, worker = need_by(story.resident()[0]), story.resident(B)[0], story.staff()[0]
    assert stranger.resident_id is not None
    with pytest.raises(Refusal, match="unknown_resident"), unit_of_work():
        service.speaker_of(stranger.resident_id, A)
    with pytest.raises(Refusal, match="channel_missing"), unit_of_work():
        service.support_for(worker, again(need), service.speaker_named("王"), Channel.ONLINE)
