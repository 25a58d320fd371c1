"""What neighbours do with a need besides writing it: support, talk, follow, report, remind."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from deliberation.actors import Actor, Role
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.needs import piles, service, silence
from deliberation.needs.models import Need, NeedComment, NeedFollow, NeedReport, NeedSupport
from deliberation.needs.remarks import Reader, talk_rows
from deliberation.needs.rules import Channel, NeedState, Queue, Reason, ReportReason
from deliberation.notices.queries import inbox_of
from deliberation.people import rights
from deliberation.people.models import Account
from tests.needs.stories import again, counts, draft, need_by, supported_by, unconfirmed
from tests.needs.test_needs import acts, kinds, told
from tests.page import PageClient
from tests.stories import STREET, A, B, Story

HERE = f"/c/{A}/needs"
DAY = timedelta(days=1)


def said_by(
    actor: Actor, need: Need, text: str = "我家门口也是", reply_to: NeedComment | None = None
) -> NeedComment:
    """What somebody said, or replied."""
    target = db.session.get_one(NeedComment, reply_to.id) if reply_to else None
    with unit_of_work():
        said = service.comment(actor, again(need), text, reply_to=target)
    db.session.refresh(said)
    db.session.expunge(said)
    return said


def comment(said: NeedComment) -> NeedComment:
    """A comment as the database has it now."""
    return db.session.get_one(NeedComment, said.id)


def named(actor: Actor, nickname: str) -> None:
    """Somebody chooses the name neighbours see."""
    with unit_of_work():
        rights.choose_nickname(actor, db.session.get_one(Account, actor.account_id), nickname)


# Support


def test_support_of_a_chain_of_merges_reaches_its_end_and_a_refused_end_is_told_clearly(
    story: Story, visitor: PageClient
) -> None:
    worker, neighbour = story.staff()[0], story.resident(name="李四")[0]
    a, b, c = (need_by(story.resident(name=name)[0], name) for name in ("甲", "乙", "丙"))
    for need, into in ((a, b), (b, c)):
        with unit_of_work():
            service.merge(worker, again(need), again(into))
    visitor.enter(neighbour)
    visitor.get(f"{HERE}/{a.id}")
    shown = visitor.post(f"{HERE}/{a.id}/support")
    assert f"您支持的是合并后的需求 {c.number}" in shown
    assert counts(c.id) == (4, 4)
    assert "已经收回" in visitor.post(f"{HERE}/{a.id}/withdraw")
    assert counts(c.id) == (3, 3)
    with unit_of_work():
        service.reject(worker, again(c), Reason.OUTSIDE)
    visitor.get(f"{HERE}/{a.id}")
    refused = visitor.post(f"{HERE}/{a.id}/support", status=409)
    assert f"已经并入 {c.number}" in refused
    assert "另提一条" in refused


def test_five_taps_at_once_are_one_support_and_one_withdrawal(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0])
    visitor.enter(story.resident(name="李四")[0])
    visitor.get(f"{HERE}/{need.id}")
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None

    def tap(act: str) -> int:
        client = visitor.app.test_client()
        client.set_cookie("session", cookie.value)
        sent = client.post(f"{HERE}/{need.id}/{act}", data={"csrf_token": visitor.token})
        return sent.status_code

    for act, left in (("support", 2), ("follow", 2), ("withdraw", 1), ("unfollow", 1)):
        with ThreadPoolExecutor(5) as hands:
            assert list(hands.map(tap, [act] * 5)) == [303] * 5
        db.session.rollback()
        assert counts(need.id) == ((left, left) if act in ("support", "withdraw") else counts(need.id))
        db.session.rollback()
    assert acts().count("needs.support") == acts().count("needs.withdraw_support") == 1
    assert acts().count("needs.follow") == acts().count("needs.unfollow") == 1
    assert db.session.scalar(select(func.count()).select_from(NeedFollow)) == 0


def test_after_supporting_one_is_offered_to_follow(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0])
    visitor.enter(story.resident(name="李四")[0])
    visitor.get(f"{HERE}/{need.id}")
    shown = visitor.post(f"{HERE}/{need.id}/support")
    assert "关注它，每一步都告诉我" in shown
    assert "2 户支持" in shown
    shown = visitor.post(f"{HERE}/{need.id}/follow")
    assert "不再关注" in shown
    assert "关注它，每一步都告诉我" not in shown
    assert "评论不发消息" in shown


def test_support_carried_over_keeps_how_it_reached_us(story: Story) -> None:
    worker, signer = story.staff()[0], story.resident(name="李四")[0]
    first, second = need_by(story.resident()[0]), need_by(story.resident(name="王五")[0], "门口太黑")
    assert signer.resident_id is not None
    with unit_of_work():
        speaker = service.speaker_of(signer.resident_id, A)
        service.support_for(worker, again(second), speaker, Channel.PAPER)
        service.merge(worker, again(second), again(first))
    row = db.session.get_one(NeedSupport, (first.id, signer.resident_id))
    assert (row.channel, row.entered_by, row.origin_need_id) == ("paper", worker.account_id, second.id)


# Talk


def test_replies_stand_below_their_remark_and_a_reply_to_a_reply_says_to_whom(
    story: Story, visitor: PageClient
) -> None:
    need = need_by(story.resident()[0])
    first, second = story.resident(name="王五")[0], story.resident(name="李四")[0]
    named(second, "四叔")
    remark = said_by(first, need, "几点的路灯？")
    visitor.enter(second)
    page = visitor.get(f"{HERE}/{need.id}")
    link = next(href for href in page.links("reply=") if str(remark.id) in href)
    assert "回复 王*：" in visitor.get(link)
    shown = visitor.post(
        f"{HERE}/{need.id}/comments?reply={remark.id}",
        {"text": "晚上七点以后", "key": "r", "reply_to": str(remark.id)},
    )
    assert "晚上七点以后" in shown
    reply = db.session.scalars(select(NeedComment).where(NeedComment.parent_id.is_not(None))).one()
    answer = said_by(first, need, "知道了", reply)
    assert (reply.parent_id, reply.reply_to_id) == (remark.id, None)
    assert (answer.parent_id, answer.reply_to_id) == (remark.id, reply.id)
    shown = visitor.get(f"{HERE}/{need.id}")
    below = shown.tree.xpath("//ol[@class='replies']/li")
    assert [" ".join(each.text_content().split()) for each in below][1].startswith("王* 回复 四叔")
    assert told(first)[0] == "notice.needs.replied"
    assert told(second)[0] == "notice.needs.replied"


def test_a_reply_follows_its_remark_onto_its_page_and_the_message_leads_there(
    story: Story, visitor: PageClient
) -> None:
    need, talker = need_by(story.resident()[0]), story.resident(name="王五")[0]
    with unit_of_work():
        for place in range(25):
            with at(now() - DAY + timedelta(minutes=place)):
                service.comment(talker, again(need), f"第{place}句")
    last = db.session.scalars(select(NeedComment).where(NeedComment.text == "第24句")).one()
    said_by(story.resident(name="李四")[0], need, "回第24句", last)
    visitor.enter(talker)
    first = visitor.get(f"{HERE}/{need.id}")
    assert "第19句" in first
    assert "第24句" not in first
    assert "回第24句" not in first
    link = next(href for href in visitor.get("/inbox/").links("/comments/"))
    place = visitor.client.get(link).location
    assert "page=2#comment-" in place
    assert "回第24句" in visitor.get(place)
    typed = {"text": "第25句", "key": "k"}
    assert "第25句" in visitor.post(f"{HERE}/{need.id}/comments", typed), "one lands where it stands"


def test_a_page_of_talk_takes_the_same_queries_however_many_replies(
    story: Story, visitor: PageClient
) -> None:
    from sqlalchemy import event

    need, talker = need_by(story.resident()[0]), story.resident(name="王五")[0]
    remark = said_by(talker, need)

    def cost() -> int:
        db.session.remove()
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731 — the event wants a plain callable
        event.listen(db.engine, "before_cursor_execute", listener)
        try:
            visitor.get(f"{HERE}/{need.id}")
        finally:
            event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    visitor.enter(talker)
    one = cost()
    for place in range(8):
        other = said_by(story.resident(name=f"邻{place}")[0], need, f"第{place}句")
        said_by(talker, need, "嗯", remark)
        said_by(talker, need, "好", other)
    assert cost() == one


def test_a_reply_to_what_is_gone_is_told_and_what_was_typed_stays(story: Story, visitor: PageClient) -> None:
    need, talker = need_by(story.resident()[0]), story.resident(name="王五")[0]
    remark = said_by(talker, need)
    with unit_of_work():
        service.withdraw_comment(talker, comment(remark))
    visitor.enter(story.resident(name="李四")[0])
    visitor.get(f"{HERE}/{need.id}")
    typed = {"text": "说得对", "key": "r", "reply_to": str(remark.id)}
    shown = visitor.post(f"{HERE}/{need.id}/comments?reply={remark.id}", typed)
    assert "已经撤下或者收回了" in shown
    assert "说得对" in shown.source
    shown = visitor.post(f"{HERE}/{need.id}/comments", {"text": "说得对", "key": "r2", "reply_to": ""})
    assert "发出了" in shown


def test_a_reply_below_another_need_is_refused(story: Story) -> None:
    author = story.resident()[0]
    here, there = need_by(author), need_by(author, "别的")
    remark = said_by(author, there)
    with pytest.raises(Refusal, match="reply_lost"):
        said_by(author, here, "?", remark)


def test_nobody_talks_below_a_merged_need_but_below_its_survivor(story: Story, visitor: PageClient) -> None:
    first, second = need_by(story.resident()[0]), need_by(story.resident(name="王五")[0], "门口太黑")
    with unit_of_work():
        service.merge(story.staff()[0], again(second), again(first))
    visitor.enter(story.resident(name="李四")[0])
    assert "请到合并后的那一条下面说" in visitor.get(f"{HERE}/{second.id}")
    shown = visitor.post(f"{HERE}/{second.id}/comments", {"text": "写了很久的话", "key": "c"})
    assert f"已经并入 {first.number}" in shown
    assert db.session.scalar(select(func.count()).select_from(NeedComment)) == 0


def test_the_same_words_sent_five_times_are_one_comment_and_the_author_hears_once(story: Story) -> None:
    author = story.resident()[0]
    need, talker = need_by(author), story.resident(name="李四")[0]
    for _time in range(5):
        with unit_of_work():
            service.comment(talker, again(need), "快修", "key")
    assert db.session.scalar(select(func.count()).select_from(NeedComment)) == 1
    assert told(author).count("notice.needs.commented") == 1
    with pytest.raises(Refusal, match="sent_already"), unit_of_work():
        service.comment(story.resident(name="王五")[0], again(need), "别人的", "key")


def test_ones_own_words_are_taken_back_and_leave_only_their_place(story: Story, visitor: PageClient) -> None:
    need, talker = need_by(story.resident()[0]), story.resident(name="王五")[0]
    remark = said_by(talker, need, "电话13800000000找我")
    said_by(story.resident(name="李四")[0], need, "别写电话", remark)
    visitor.enter(talker)
    page = visitor.get(f"{HERE}/{need.id}")
    assert page.forms(f"/comments/{remark.id}/withdraw")
    shown = visitor.post(f"{HERE}/{need.id}/comments/{remark.id}/withdraw")
    assert "本人撤回" in shown
    assert "13800000000" not in shown.source
    assert "别写电话" in shown, "replies stay"
    assert comment(remark).text == ""
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.act == "needs.withdraw_comment")).one()
    assert "13800000000" not in str(entry.changes)
    assert "before.text" in entry.digests
    visitor.client = visitor.app.test_client()
    assert "本人撤回" in visitor.get(f"{HERE}/{need.id}")
    with pytest.raises(Refusal, match="withdrawn"), unit_of_work():
        service.restore(story.staff()[0], comment(remark), "弄错了")


def test_only_ones_own_words_are_taken_back(story: Story, visitor: PageClient) -> None:
    need, talker = need_by(story.resident()[0]), story.resident(name="王五")[0]
    remark = said_by(talker, need)
    for other in (story.resident(name="李四")[0], story.staff()[0], story.resident(B)[0]):
        visitor.enter(other)
        visitor.get(f"{HERE}/{need.id}")
        visitor.post(f"{HERE}/{need.id}/comments/{remark.id}/withdraw", status=404)
    assert comment(remark).text
    with unit_of_work():
        service.take_down(story.staff()[0], comment(remark), "跑题")
    with pytest.raises(Refusal, match="comment_down"), unit_of_work():
        service.withdraw_comment(talker, comment(remark))


def test_words_that_wait_are_seen_by_their_author_and_own_workers_only(
    story: Story, visitor: PageClient
) -> None:
    need, late = need_by(story.resident()[0]), unconfirmed(story)
    remark = said_by(late, need, "等着看的话")
    for who, sees in (
        (late, True), (story.staff()[0], True), (story.resident(name="李四")[0], False),
        (story.staff(Role.WORKER, B)[0], False), (story.staff(Role.OFFICER, STREET)[0], False),
        (story.staff(Role.AUDITOR, "")[0], False),
    ):  # fmt: skip
        visitor.enter(who)
        assert ("等着看的话" in visitor.get(f"{HERE}/{need.id}")) == sees
    with pytest.raises(Refusal, match="reply_lost"):
        said_by(story.resident(name="王五")[0], need, "回", remark)


@pytest.mark.parametrize(
    ("role", "scope", "real"),
    [
        (None, "", False),
        (Role.RESIDENT, A, False),
        (Role.WORKER, A, True),
        (Role.LEAD, A, True),
        (Role.WORKER, B, False),
        (Role.PLANNER, A, False),
        (Role.OFFICER, STREET, False),
        (Role.ADMINISTRATOR, "", False),
        (Role.AUDITOR, "", False),
    ],
)
def test_nicknames_outside_real_names_for_own_staff_only(
    story: Story, visitor: PageClient, role: Role | None, scope: str, real: bool
) -> None:
    author, shy = story.resident(name="欧阳建国")[0], story.resident(name="司马小燕")[0]
    named(author, "老欧")
    need = need_by(author)
    said_by(said_by_first := author, need, "我提的")
    remark = said_by(shy, need, "我也要")
    said_by(said_by_first, need, "谢谢", remark)
    if role == Role.RESIDENT:
        visitor.enter(story.resident(name="李四")[0])
    elif role is not None:
        visitor.enter(story.staff(role, scope)[0])
    shown = visitor.get(f"{HERE}/{need.id}")
    seen = ("欧阳建国", "司马小燕") if real else ("老欧", "司**")
    unseen = ("老欧", "司**") if real else ("欧阳建国", "司马小燕")
    assert all(name in shown for name in seen)
    assert not any(name in shown.source for name in unseen)


def test_a_closed_account_leaves_no_name_and_hears_no_more(story: Story) -> None:
    need, talker = need_by(story.resident()[0]), story.resident(name="王五")[0]
    remark = said_by(talker, need)
    with unit_of_work():
        rights.close_account(talker, db.session.get_one(Account, talker.account_id))
    said_by(story.resident(name="李四")[0], need, "还在吗", remark)
    assert "notice.needs.replied" not in told(talker)


# Follow


def test_whoever_follows_is_told_of_every_step_and_not_of_talk(story: Story) -> None:
    need, follower = need_by(story.resident()[0]), story.resident(name="李四")[0]
    with unit_of_work():
        service.follow(follower, again(need))
    said_by(story.resident(name="王五")[0], need)
    assert told(follower) == []
    with unit_of_work():
        service.answer(story.staff()[0], again(need), "在办")
        service.shortlist(story.staff()[0], again(need), 100)
    assert told(follower) == ["notice.needs.step"] * 2
    with unit_of_work():
        service.unfollow(follower, again(need))
        service.unshortlist(story.staff()[0], again(need))
    assert len(told(follower)) == 2


def test_a_follower_of_a_merged_need_follows_its_survivor_until_they_are_parted(story: Story) -> None:
    worker, follower = story.staff()[0], story.resident(name="李四")[0]
    first, second = need_by(story.resident()[0]), need_by(story.resident(name="王五")[0], "门口太黑")
    with unit_of_work():
        service.follow(follower, again(second))
        service.merge(worker, again(second), again(first))
    before = len(told(follower))
    with unit_of_work():
        service.answer(worker, again(first), "在办")
    assert len(told(follower)) == before + 1
    with unit_of_work():
        assert service.follow(story.resident(name="赵六")[0], again(second)).id == first.id
        service.reopen(worker, again(second))
    before = len(told(follower))
    with unit_of_work():
        service.shortlist(worker, again(first), 100)
    assert len(told(follower)) == before


def test_author_and_supporters_hear_of_the_great_steps_of_later_rooms(
    story: Story, visitor: PageClient
) -> None:
    author, supporter, follower = (story.resident(name=name)[0] for name in ("甲", "乙", "丙"))
    need = need_by(author)
    supported_by(need, supporter)
    with unit_of_work():
        service.follow(supporter, again(need))
        service.follow(follower, again(need))
        service.record_event(
            need.id, "rounds.ranked", {"round": "2026年投票", "rank": 3, "of": 27, "votes": 9}
        )
    assert told(author)[0] == "notice.needs.milestone"
    assert told(supporter) == told(follower) == ["notice.needs.step"], "once each"
    visitor.enter(author)
    assert "您提出或支持的需求" in visitor.get("/inbox/")
    assert "27 项里排第 3" in visitor.get("/inbox/")


def test_the_message_leads_to_the_page_where_one_unfollows(story: Story, visitor: PageClient) -> None:
    need, follower = need_by(story.resident()[0]), story.resident(name="李四")[0]
    with unit_of_work():
        service.follow(follower, again(need))
        service.answer(story.staff()[0], again(need), "在办")
    visitor.enter(follower)
    link = next(href for href in visitor.get("/inbox/").links(str(need.id)))
    assert "不再关注" in visitor.get(link)
    shown = visitor.post(f"{HERE}/{need.id}/unfollow")
    assert "关注它" in shown


# Mine, and silence


def test_mine_has_three_piles_each_need_once(story: Story, visitor: PageClient) -> None:
    me, other = story.resident()[0], story.resident(name="李四")[0]
    written, supported, followed = (
        need_by(me, "我提的事"),
        need_by(other, "我支持的事"),
        need_by(other, "我关注的事"),
    )
    supported_by(supported, me)
    with unit_of_work():
        service.follow(me, again(followed))
        service.follow(me, again(written))
    visitor.enter(me)
    shown = visitor.get(f"{HERE}/mine")
    assert written.title in shown
    assert supported.title not in shown
    assert "我支持的 1" in shown
    assert "我关注的 2" in shown
    shown = visitor.get(f"{HERE}/mine", tab="supported")
    assert supported.title in shown
    assert written.title not in shown
    shown = visitor.get(f"{HERE}/mine", tab="followed")
    assert followed.title in shown
    assert "等下一期征集开始" in shown
    assert written.title in visitor.get(f"{HERE}/mine", tab="nonsense")


def test_mine_supports_include_what_came_on_paper_from_somebody_without_a_name_on_the_roll(
    story: Story, visitor: PageClient
) -> None:
    me = story.resident()[0]
    with unit_of_work():
        paper = service.submit_on_behalf(story.staff()[0], A, draft("纸上来的"), Channel.PAPER, "孙奶奶")
    supported_by(paper, me)
    visitor.enter(me)
    assert "纸上来的" in visitor.get(f"{HERE}/mine", tab="supported")


def test_mine_takes_the_same_queries_on_every_page(story: Story, visitor: PageClient) -> None:
    from sqlalchemy import event

    me = story.resident()[0]
    need_by(me)
    visitor.enter(me)

    def cost(**query: object) -> int:
        db.session.remove()
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731 — the event wants a plain callable
        event.listen(db.engine, "before_cursor_execute", listener)
        try:
            visitor.get(f"{HERE}/mine", **query)
        finally:
            event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    few = cost()
    for place in range(30):
        need_by(me, f"第{place}条")
    assert cost() == cost(page=2) == few


def test_a_need_nobody_answers_is_marked_and_its_author_may_remind_once_a_week(
    story: Story, visitor: PageClient
) -> None:
    author, worker, lead = story.resident()[0], story.staff()[0], story.staff(Role.LEAD)[0]
    with at(now() - 9 * DAY):
        need = need_by(author)
    assert silence.overdue_count(A) == 1
    visitor.enter(story.resident(name="李四")[0])
    shown = visitor.get(f"{HERE}/{need.id}")
    assert "已等 9 天，社区还没有答复" in shown
    assert not shown.forms("/nudge")
    visitor.post(f"{HERE}/{need.id}/nudge", status=403)
    visitor.enter(author)
    assert "已等 9 天" in visitor.get(f"{HERE}/mine")
    assert visitor.get(f"{HERE}/{need.id}").forms("/nudge")
    shown = visitor.post(f"{HERE}/{need.id}/nudge")
    assert "已经提醒社区工作者" in shown
    assert piles.queue_counts(A)[Queue.OVERDUE] == 1
    assert not shown.forms("/nudge")
    assert "已经催过一次" in shown
    assert "催了一次" in shown, "it is a step of the need's way"
    assert told(worker) == told(lead) == ["notice.needs.nudged"]
    refused = visitor.post(f"{HERE}/{need.id}/nudge", status=409)
    assert "7 天里只能催一次" in refused
    nudged = select(Need.id).where(silence.nudged())
    assert list(db.session.scalars(nudged)) == [need.id]
    with at(now() + 8 * DAY), unit_of_work():
        service.nudge(author, again(need))
    with unit_of_work():
        service.answer(worker, again(need), "来看过了")
    assert silence.overdue_count(A) == 0
    assert list(db.session.scalars(nudged)) == []
    assert "社区还没有答复" not in visitor.get(f"{HERE}/{need.id}")


def test_the_one_a_need_is_assigned_to_is_reminded_alone(story: Story) -> None:
    author, worker, other = story.resident()[0], story.staff()[0], story.staff(name="赵强")[0]
    with at(now() - 9 * DAY):
        need = need_by(author)
    with unit_of_work():
        again(need).assigned_to = other.account_id
    with unit_of_work():
        service.nudge(author, again(need))
    assert told(other) == ["notice.needs.nudged"]
    assert told(worker) == []


@pytest.mark.parametrize("hours", [0, 7 * 24 - 1])
def test_seven_days_are_not_yet_too_long(story: Story, hours: int) -> None:
    author = story.resident()[0]
    with at(now() - timedelta(hours=hours)):
        need = need_by(author)
    assert silence.overdue_count(A) == 0
    with pytest.raises(Refusal, match="not_overdue"), unit_of_work():
        service.nudge(author, again(need))


@pytest.mark.parametrize("state", ["rejected", "shortlisted", "merged", "withheld"])
def test_what_was_decided_waits_for_no_answer(story: Story, state: str) -> None:
    worker = story.staff()[0]
    with at(now() - 9 * DAY):
        need, other = need_by(story.resident()[0]), need_by(story.resident(name="李四")[0], "别的")
    with unit_of_work():
        service.answer(worker, again(other), "好")
        if state == "rejected":
            service.reject(worker, again(need), Reason.OUTSIDE)
        elif state == "shortlisted":
            service.shortlist(worker, again(need))
        elif state == "merged":
            service.merge(worker, again(need), again(other))
        else:
            service.withhold(worker, again(need), "改一改")
    assert silence.overdue_count(A) == 0


# Report


def report_by(actor: Actor, text: object, reason: ReportReason = ReportReason.ABUSE, words: str = "") -> UUID:
    with unit_of_work():
        return service.report(actor, db.session.merge(text), reason, words).id


def test_a_text_is_reported_once_by_a_person_and_the_reporter_hears_the_end(
    story: Story, visitor: PageClient
) -> None:
    talker, reporter, worker = (
        story.resident(name="王五")[0],
        story.resident(name="李四")[0],
        story.staff()[0],
    )
    need = need_by(story.resident()[0])
    remark = said_by(talker, need, "难听的话")
    visitor.enter(reporter)
    page = visitor.get(f"{HERE}/{need.id}")
    link = next(href for href in page.links("/report?comment="))
    assert "难听的话" in visitor.get(link)
    assert "请选一个原因" in visitor.post(link, {"text": "骂人"})
    for _time in range(3):
        assert "结果会发消息告诉您" in visitor.post(link, {"reason": "abuse", "text": "骂人"})
    filed = db.session.scalars(select(NeedReport)).one()
    assert (filed.comment_id, filed.account_id, filed.reason) == (remark.id, reporter.account_id, "abuse")
    with unit_of_work():
        service.take_down(worker, comment(remark), "骂人")
    db.session.expire_all()
    assert (filed.closed_by, filed.taken_down) == (worker.account_id, True)
    message = inbox_of(reporter.account_id or uuid4(), 1).items[0]
    assert message.kind == "notice.needs.report_closed"
    assert "已经撤下了" in visitor.get("/inbox/")


def test_a_report_that_is_not_upheld_tells_why_and_can_be_made_again(
    story: Story, visitor: PageClient
) -> None:
    need, reporter = need_by(story.resident()[0]), story.resident(name="李四")[0]
    report_by(reporter, again(need), ReportReason.UNTRUE)
    with unit_of_work():
        service.dismiss(story.staff()[0], again(need), "去现场看过，灯确实坏了")
    visitor.enter(reporter)
    assert "去现场看过，灯确实坏了" in visitor.get("/inbox/")
    assert again(need).published_at is not None
    report_by(reporter, again(need))
    assert db.session.scalar(select(func.count()).select_from(NeedReport)) == 2
    with unit_of_work():
        service.dismiss(story.staff()[0], again(need))
    with pytest.raises(Refusal, match="nothing_reported"), unit_of_work():
        service.dismiss(story.staff()[0], again(need))


def test_nobody_is_shown_who_reported(story: Story, visitor: PageClient) -> None:
    author, reporter = story.resident()[0], story.resident(name="独孤求败")[0]
    need = need_by(author)
    report_by(reporter, again(need), words="不是真的")
    for actor in (author, story.staff()[0], story.staff(Role.LEAD)[0]):
        visitor.enter(actor)
        for url in (f"{HERE}/{need.id}", "/inbox/"):
            assert "独孤" not in visitor.get(url).source
    shown = visitor.get(f"{HERE}/desk/moderating", pile="reports")
    assert "不是真的" in shown
    assert "独孤" not in shown.source


def test_other_needs_its_words_and_nothing_typed_is_lost(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0])
    visitor.enter(story.resident(name="李四")[0])
    url = f"{HERE}/{need.id}/report"
    visitor.get(url)
    assert "请写一写哪里不对" in visitor.post(url, {"reason": "other", "text": " "})
    shown = visitor.post(url, {"reason": "other", "text": "长" * 301})
    assert "最多 300 个字" in shown
    assert "长" * 301 in shown.source


def test_what_is_gone_meanwhile_is_not_reported(story: Story, visitor: PageClient) -> None:
    need, talker = need_by(story.resident()[0]), story.resident(name="王五")[0]
    remark = said_by(talker, need)
    visitor.enter(story.resident(name="李四")[0])
    url = f"{HERE}/{need.id}/report?comment={remark.id}"
    visitor.get(url)
    with unit_of_work():
        service.withdraw_comment(talker, comment(remark))
    assert "不用再举报" in visitor.post(url, {"reason": "abuse"})
    visitor.get(url, status=404)
    visitor.get(f"{HERE}/{need.id}/report?comment={uuid4()}", status=404)
    visitor.get(f"{HERE}/{need.id}/report?comment=nonsense", status=404)
    other = need_by(story.resident()[0], "别的")
    elsewhere = said_by(talker, other)
    visitor.get(f"{HERE}/{need.id}/report?comment={elsewhere.id}", status=404)


def test_taking_ones_words_back_closes_what_was_reported_of_them(story: Story) -> None:
    need, talker, reporter = need_by(story.resident()[0]), story.resident(name="王五")[0], story.resident()[0]
    remark = said_by(talker, need)
    report_by(reporter, comment(remark))
    with unit_of_work():
        service.withdraw_comment(talker, comment(remark))
    assert told(reporter)[0] == "notice.needs.report_closed"


def test_strangers_and_people_from_elsewhere_are_led_to_the_complaints(
    story: Story, visitor: PageClient
) -> None:
    need = need_by(story.resident()[0])
    said_by(story.resident(name="王五")[0], need)
    for who in (None, story.resident(B)[0], story.staff(Role.OFFICER, STREET)[0]):
        if who is not None:
            visitor.enter(who)
        shown = visitor.get(f"{HERE}/{need.id}")
        assert len(shown.links("/complaints/new?about=")) == 2
        assert not shown.links("/report")


def test_every_act_of_neighbours_is_journalled(story: Story) -> None:
    author, neighbour = story.resident()[0], story.resident(name="李四")[0]
    with at(now() - 9 * DAY):
        need = need_by(author)
    remark = said_by(neighbour, need)
    with unit_of_work():
        service.follow(neighbour, again(need))
        service.nudge(author, again(need))
        service.unfollow(neighbour, again(need))
        service.report(author, comment(remark), ReportReason.ABUSE)
        service.withdraw_comment(neighbour, comment(remark))
    assert acts()[-7:] == [
        "needs.comment", "needs.follow", "needs.nudge", "needs.unfollow", "needs.report",
        "needs.withdraw_comment", "needs.close_reports",
    ]  # fmt: skip
    assert kinds(need)[-1] == "needs.nudged"
    assert again(need).state == NeedState.OPEN


def test_remarks_are_paged_and_beyond_the_end_is_the_last_page(story: Story) -> None:
    need, talker = need_by(story.resident()[0]), story.resident(name="王五")[0]
    with unit_of_work():
        for place in range(45):
            service.comment(talker, again(need), f"第{place}句")
    pages = [talk_rows(need.id, number, Reader())[0] for number in (1, 2, 3, 9)]
    assert [(len(page.items), page.number, page.total) for page in pages] == [
        (20, 1, 45), (20, 2, 45), (5, 3, 45), (5, 3, 45),
    ]  # fmt: skip
