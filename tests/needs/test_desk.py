"""The sorting desk through the web: the piles, the need at hand, what comes next, and nobody overwritten."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select

from deliberation.actors import Role, machine
from deliberation.clock import at, now
from deliberation.cycles.rules import Stage
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.needs import ready, service
from deliberation.needs.catalogue import CATEGORIES
from deliberation.needs.models import Need, NeedTemplate
from deliberation.needs.rules import Destination, NeedState, Queue, Reason
from deliberation.people.models import RoleGrant
from tests.needs.stories import again, counts, draft, need_by, pictures, supported_by, unconfirmed
from tests.page import PageClient, Shown
from tests.stories import A, B, Story

HERE = f"/c/{A}/needs"
DESK = f"{HERE}/desk"


def rows(shown: Shown) -> list[str]:
    """The titles in the list, from above."""
    return [" ".join(row.text_content().split()) for row in shown.tree.xpath("//*[@class='row-title']")]


def at_hand(shown: Shown) -> str:
    """The title of the need at hand."""
    return str(shown.tree.xpath("//h2[@class='need-title']")[0].text_content())


def form(shown: Shown, act: str) -> dict[str, str]:
    """The fields of the form of an act as they stand."""
    found = shown.tree.xpath(f"//form[contains(@action, '/{act}')]")[0]
    return {str(name): str(value).strip() for name, value in found.form_values() if name != "csrf_token"}


def send(visitor: PageClient, shown: Shown, act: str, **said: str) -> Shown:
    """Send the form of an act as it stands, with what was typed."""
    action = next(each for each in shown.forms(f"/{act}"))
    return visitor.post(action, {**form(shown, act), **said})


def three(story: Story) -> list[Need]:
    """One that waits for an OK, and two that wait for an answer, the older first."""
    author = story.resident()[0]
    with at(now() - timedelta(days=9)):
        old = need_by(author, "等了九天的")
    with at(now() - timedelta(days=2)):
        young = need_by(author, "等了两天的")
    return [need_by(unconfirmed(story), "还没看过的"), old, young]


def test_the_pile_shows_first_what_waits_for_an_ok_then_what_waits_longest(
    story: Story, visitor: PageClient
) -> None:
    three(story)
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/")
    assert rows(shown) == ["还没看过的", "等了九天的", "等了两天的"]
    assert at_hand(shown) == "还没看过的"
    assert "9 天没答复" in shown
    assert "未核对的居民" in shown


def test_each_pile_holds_what_its_name_says_and_tells_how_much(story: Story, visitor: PageClient) -> None:
    story.cycle(Stage.VOTING)
    fresh, old, young = three(story)
    worker = story.staff()[0]
    with unit_of_work():
        service.assign(worker, again(young), worker.account_id)
    visitor.enter(worker)
    expected = {
        Queue.TODO: [fresh, old, young],
        Queue.UNPUBLISHED: [fresh],
        Queue.OVERDUE: [old],
        Queue.MINE: [young],
        Queue.COMMENTS: [],
        Queue.WAITING: [fresh, old, young],
        Queue.ALL: [fresh, young, old],
    }
    for queue, needs in expected.items():
        shown = visitor.get(f"{DESK}/", queue=queue.value)
        assert rows(shown) == [need.title for need in needs]
        tab = shown.tree.xpath("//nav[@class='piles']//a[@aria-current]")[0]
        assert tab.text_content().strip().endswith(str(len(needs)))
    assert "已经清空了" in visitor.get(f"{DESK}/", queue="comments")
    assert rows(visitor.get(f"{DESK}/", queue="<nonsense>"))


def test_choosing_a_row_brings_it_to_hand_in_the_same_page(story: Story, visitor: PageClient) -> None:
    _fresh, old, _young = three(story)
    visitor.enter(story.staff()[0])
    link = next(link for link in visitor.get(f"{DESK}/").links(f"need={old.id}"))
    shown = visitor.get(link.partition("#")[0])
    assert at_hand(shown) == old.title
    assert len(rows(shown)) == 3
    assert shown.tree.xpath("//li[contains(@class, 'row-now')]//*[@class='row-title']")[0].text == old.title


def test_a_need_of_another_community_never_comes_to_hand(story: Story, visitor: PageClient) -> None:
    there = need_by(story.resident(B)[0], code=B)
    visitor.enter(story.staff()[0])
    visitor.get(f"{DESK}/?need={there.id}", status=404)
    visitor.get(f"{DESK}/{there.id}", status=404)
    visitor.get(f"{DESK}/{there.id}/compare?other={there.id}", status=404)
    assert visitor.get(f"{DESK}/?need=nonsense").response.status_code == 200


def test_when_a_need_leaves_the_pile_the_next_one_is_at_hand(story: Story, visitor: PageClient) -> None:
    _fresh, old, young = three(story)
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/?queue=todo&need={old.id}")
    shown = send(visitor, shown, "answer", text="去看过了。")
    assert "答复好了" in shown
    assert old.number in shown
    assert at_hand(shown) == young.title
    assert again(old).answer == "去看过了。"


def test_while_a_need_still_lies_in_the_pile_it_stays_at_hand(story: Story, visitor: PageClient) -> None:
    fresh, old, _young = three(story)
    visitor.enter(story.staff()[0])
    shown = send(visitor, visitor.get(f"{DESK}/?queue=todo&need={fresh.id}"), "publish")
    assert (at_hand(shown), "公开了" in shown) == (fresh.title, True)
    shown = send(visitor, visitor.get(f"{DESK}/?queue=todo&need={old.id}"), "categorise", category="N07")
    assert (at_hand(shown), "类别改好了" in shown) == (old.title, True)


def test_after_the_last_of_a_pile_the_first_left_is_at_hand_then_the_pile_is_empty(
    story: Story, visitor: PageClient
) -> None:
    _fresh, old, young = three(story)
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/?queue=todo&need={young.id}")
    shown = send(visitor, shown, "reject", reason="outside")
    assert at_hand(shown) == "还没看过的", "behind the last one, the first is next"
    shown = send(visitor, shown, "reject", reason="outside")
    assert at_hand(shown) == old.title
    assert "已经清空了" in send(visitor, shown, "reject", reason="outside")


def test_the_next_one_is_shown_on_the_page_where_it_lies(story: Story, visitor: PageClient) -> None:
    author, worker = story.resident()[0], story.staff()[0]
    with unit_of_work():
        made = [service.submit(author, A, draft(f"第{each:02}件")) for each in range(45)]
        numbers = {need.title: need.id for need in made}
    visitor.enter(worker)
    shown = visitor.get(f"{DESK}/?queue=todo&need={numbers['第30件']}&page=2")
    shown = send(visitor, shown, "categorise", category="N99")
    assert rows(shown)[0] == "第20件"
    assert shown.tree.xpath("//li[contains(@class, 'row-now')]//*[@class='row-title']")[0].text == "第30件"
    assert len(rows(visitor.get(f"{DESK}/", queue="todo", size="50"))) == 45
    assert len(rows(visitor.get(f"{DESK}/", queue="todo", size="9999999"))) == 20


def test_the_way_back_keeps_the_pile_the_words_and_the_filters(story: Story, visitor: PageClient) -> None:
    author = story.resident()[0]
    lamp, other = need_by(author, "东门路灯"), need_by(author, "西门路灯")
    need_by(author, "修鞋摊")
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/?queue=todo&q=路灯")
    assert rows(shown) == [lamp.title, other.title]
    shown = send(visitor, shown, "answer", text="好。")
    assert rows(shown) == [other.title]
    assert at_hand(shown) == other.title
    assert "没有找到" in visitor.get(f"{DESK}/?queue=todo&q=不存在的")


def test_the_flash_takes_it_back_and_the_need_is_at_hand_again(story: Story, visitor: PageClient) -> None:
    _fresh, old, _young = three(story)
    visitor.enter(story.staff()[0])
    shown = send(visitor, visitor.get(f"{DESK}/?queue=todo&need={old.id}"), "reject", reason="outside")
    shown = send(visitor, shown, "undo")
    assert "撤回了" in shown
    assert at_hand(shown) == old.title
    assert again(old).state == NeedState.OPEN


def test_every_form_of_the_panel_carries_the_version_it_was_shown_with(
    story: Story, visitor: PageClient
) -> None:
    worker = story.staff()[0]
    need, twin = need_by(story.resident()[0], "路灯不亮"), need_by(story.resident()[0], "路灯都不亮")
    visitor.enter(worker)
    for url in (
        f"{DESK}/{need.id}",
        f"{DESK}/{need.id}/edit",
        f"{DESK}/{need.id}/split",
        f"{DESK}/{need.id}/compare?other={twin.id}",
    ):
        shown = visitor.get(url)
        acts = [
            each
            for each in shown.tree.xpath("//main//form[@method='post']")
            if not any(part in each.get("action") for part in ("/bulk", "/undo"))
        ]
        assert acts
        assert all(each.xpath(".//input[@name='version'][@value='1']") for each in acts), url


@pytest.mark.parametrize("act", ["answer", "reject", "hand-over", "shortlist", "merge"])
def test_words_typed_while_somebody_else_was_quicker_are_kept_and_nothing_is_overwritten(
    story: Story, visitor: PageClient, act: str
) -> None:
    need, twin = need_by(story.resident()[0]), need_by(story.resident()[0], "另一条")
    said = {
        "answer": {"text": "我写了很久的答复"},
        "reject": {"reason": "other", "text": "我写了很久的原因"},
        "hand-over": {"to": "estate", "unit": "我写的单位", "note": "我写了很久的说明"},
        "shortlist": {"cost": "123456.78", "note": "我写了很久的说明"},
        "merge": {"number": twin.number},
    }[act]
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/?queue=todo&need={need.id}")
    with unit_of_work():
        service.categorise(story.staff(name="小李")[0], again(need), "N07")
        service.shortlist(story.staff(name="小周")[0], again(need), 500_000)
    shown = send(visitor, shown, act, **said)
    assert "小李 刚才改过这条：改需求的类别" in shown
    assert "类别：“安全防护与隐患消除” → “无障碍与适老化”" in shown
    assert "小周 刚才改过这条：列入候选" in shown
    assert "您写的还在" in shown
    assert all(words in shown.source for words in said.values())
    kept = again(need)
    assert (kept.answer, kept.state, kept.cost_fen) == ("", NeedState.SHORTLISTED, 500_000)
    version = kept.version
    send(visitor, shown, act, **said)
    assert again(need).version > version, "having looked, the second time it is deliberate"


@pytest.mark.parametrize("page", ["edit", "split"])
def test_a_page_of_its_own_keeps_words_and_shows_what_changed(
    story: Story, visitor: PageClient, page: str
) -> None:
    need = need_by(story.resident()[0], "南门太黑，台阶也滑")
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/{need.id}/{page}?queue=todo")
    with unit_of_work():
        service.edit(story.staff(name="小李")[0], again(need), draft("小李改的题目"), False)
    field = "title" if page == "edit" else "parts-1-title"
    action = f"{DESK}/{need.id}/{page}?queue=todo"
    sent = {**form(shown, page), field: "我改的题目"}
    shown = visitor.post(action, sent)
    assert "小李 刚才改过这条" in shown
    assert "“南门太黑，台阶也滑” → “小李改的题目”" in shown
    assert "我改的题目" in shown.source
    assert again(need).title == "小李改的题目"
    visitor.post(action, {**form(shown, page), field: "我改的题目"})
    titles = db.session.scalars(select(Need.title)).all()
    assert "我改的题目" in titles


def test_a_button_pressed_too_late_changes_nothing_and_says_why(story: Story, visitor: PageClient) -> None:
    need = need_by(unconfirmed(story))
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/?queue=todo&need={need.id}")
    with unit_of_work():
        service.reject(story.staff(name="小李")[0], again(need), Reason.OUTSIDE)
    shown = send(visitor, shown, "publish")
    assert "小李 刚才改过这条：不采纳需求" in shown
    assert "状态：“征集中” → “未采纳”" in shown
    assert again(need).published_at is None


def test_what_the_system_changed_meanwhile_is_told_without_a_name(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0])
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/{need.id}")
    with unit_of_work():
        service.shortlist(machine(), again(need), 100)
    assert "这条需求有了变化" in send(visitor, shown, "answer", text="好。")
    assert again(need).answer == ""


def test_what_may_not_be_done_is_told_on_the_desk(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0])
    visitor.enter(story.staff()[0])
    visitor.get(f"{DESK}/{need.id}")
    with unit_of_work():
        service.hold(need.id, "round:1")
    refused = visitor.post(f"{DESK}/{need.id}/owners?queue=todo", {"owners": "yes"}, status=409)
    assert "正在议事、投票或已成为项目" in refused
    assert at_hand(refused) == need.title
    assert not visitor.get(f"{DESK}/{need.id}").forms("/merge")


def test_similar_ones_are_offered_and_compared_side_by_side(story: Story, visitor: PageClient) -> None:
    both = story.resident(name="都要")[0]
    one = need_by(story.resident()[0], "三号楼门前路灯坏了", place="三号楼前", body="晚上看不清。")
    other = need_by(story.resident()[0], "三号楼门前路灯不亮", place="三号楼后", body="老人摔过。")
    supported_by(one, both)
    supported_by(other, both)
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/?queue=todo&need={one.id}")
    assert "可能是同一件事" in shown
    assert shown.tree.xpath("//input[@name='target']/@value") == [other.number]
    shown = visitor.get(shown.links("/compare")[0])
    for words in (one.title, other.title, "晚上看不清。", "老人摔过。", "三号楼前", "1 人两条都支持"):
        assert words in shown
    marks = [mark.text for mark in shown.tree.xpath("//mark")]
    assert "坏了" in "".join(marks)
    assert not any("三号楼门前" in mark for mark in marks)


@pytest.mark.parametrize(("keep", "stays"), [("this", 0), ("other", 1)])
def test_either_of_two_may_survive(story: Story, visitor: PageClient, keep: str, stays: int) -> None:
    pair = need_by(story.resident()[0], "路灯坏了"), need_by(story.resident()[0], "路灯不亮了")
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/{pair[0].id}/compare?other={pair[1].id}&queue=todo")
    action = shown.forms("/merge")[0]
    shown = visitor.post(action, {**form(shown, "merge"), "keep": keep})
    assert "合并好了" in shown
    assert again(pair[1 - stays]).merged_into_id == pair[stays].id
    assert counts(pair[stays].id) == (2, 2)


def test_a_merge_sees_that_the_other_one_was_changed_meanwhile(story: Story, visitor: PageClient) -> None:
    one, other = need_by(story.resident()[0], "路灯坏了"), need_by(story.resident()[0], "路灯不亮了")
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/{one.id}/compare?other={other.id}&queue=todo")
    with unit_of_work():
        service.edit(story.staff()[0], again(other), draft("其实说的是别的"), False)
    shown = visitor.post(shown.forms("/merge")[0], {**form(shown, "merge"), "keep": "other"})
    assert again(one).merged_into_id is None
    assert "您这一步还没有存上" in shown


def test_twins_are_looked_for_by_words_and_by_number(story: Story, visitor: PageClient) -> None:
    one, other = need_by(story.resident()[0], "路灯坏了"), need_by(story.resident()[0], "南门缺长椅")
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/?queue=todo&need={one.id}&into=南门")
    assert shown.tree.xpath("//input[@name='target']/@value") == [other.number]
    assert "没有找到，换个词试试" in visitor.get(f"{DESK}/?queue=todo&need={one.id}&into=没有的")
    assert "没有找到这条需求" in visitor.post(f"{DESK}/{one.id}/merge?queue=todo", {"number": " "})


def test_a_ready_answer_is_put_into_the_field_and_nothing_is_sent_yet(
    story: Story, visitor: PageClient
) -> None:
    need = need_by(story.resident()[0], "路灯坏了")
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/{need.id}")
    chosen = ready.starters(A)[0]
    shown = send(visitor, shown, "answer", template=str(chosen.id), use="1")
    assert f"您提的“路灯坏了”（{need.number}）收到了" in shown.tree.xpath("//textarea[@name='text']")[0].text
    assert "010-0000001" in shown.tree.xpath("//textarea[@name='text']")[0].text
    assert again(need).answer == ""


def test_answers_are_written_changed_and_thrown_away(story: Story, visitor: PageClient) -> None:
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/templates")
    assert ready.STARTERS[0][1].split("{")[0] in shown
    assert "这一项要填写" in visitor.post(f"{DESK}/templates", {"title": "", "text": "写了的话"})
    shown = visitor.post(f"{DESK}/templates", {"title": "我们的<b>", "text": "{标题}好了"})
    assert "存好了" in shown
    kept = db.session.scalars(select(NeedTemplate).where(NeedTemplate.title == "我们的<b>")).one()
    kept_at = f"{DESK}/templates/{kept.id}"
    assert "已经有一条" in visitor.post(kept_at, {"title": ready.STARTERS[0][0], "text": "写了的话"})
    assert "存好了" in visitor.post(kept_at, {"title": "换了名", "text": "换了字"})
    assert "删掉了" in visitor.post(f"{kept_at}/drop")
    visitor.post(f"{kept_at}/drop", status=404)
    visitor.get(f"{DESK}/templates/{uuid4()}", status=404)


def test_an_entry_is_split_on_a_page_with_its_words_prefilled(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0], "南门太黑，台阶也滑", place="南门", body="两件事。")
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/{need.id}/split?queue=todo")
    fields = form(shown, "split")
    assert (fields["parts-0-title"], fields["parts-1-title"]) == ("南门太黑", "台阶也滑")
    assert fields["parts-1-place"] == "南门"
    assert fields["parts-1-body"] == "两件事。"
    shown = visitor.post(f"{DESK}/{need.id}/split?queue=todo", {**fields, "more": "1"})
    fields = form(shown, "split")
    assert fields["parts-1-title"] == "台阶也滑"
    assert fields["parts-2-title"] == ""
    refused = visitor.post(f"{DESK}/{need.id}/split?queue=todo", fields)
    assert "这一项要填写" in refused
    done = visitor.post(f"{DESK}/{need.id}/split?queue=todo", {**fields, "parts-2-title": "还缺扶手"})
    assert "拆好了" in done
    parts = db.session.scalars(select(Need.title).where(Need.split_from_id == need.id)).all()
    assert sorted(parts) == ["台阶也滑", "还缺扶手"]
    public = visitor.get(f"{HERE}/{need.id}")
    assert all(title in public for title in parts)


def test_a_need_handed_over_shows_everybody_who_has_it_and_the_reply(
    story: Story, visitor: PageClient
) -> None:
    need = need_by(story.resident()[0], "27路车站没有座椅")
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/?queue=todo&need={need.id}")
    refused = send(visitor, shown, "hand-over", to="department", unit="", note="写了的话")
    assert "请写明转给哪个单位" in refused
    assert "写了的话" in refused
    send(visitor, shown, "hand-over", to="department", unit="市公交集团", note="站亭归它管。")
    shown = visitor.get(f"{DESK}/{need.id}")
    assert "记下对方的答复" in shown
    send(visitor, shown, "answer", text="下月来装。")
    visitor.client = visitor.app.test_client()
    public = visitor.get(f"{HERE}/{need.id}")
    for words in ("由市公交集团办理", "站亭归它管。", "对方的答复", "下月来装。", "转给市公交集团办理"):
        assert words in public
    assert need.title in visitor.get(f"{HERE}/", state="handed_over")


def test_a_need_whose_colleague_left_says_so(story: Story, visitor: PageClient) -> None:
    need, left = need_by(story.resident()[0]), story.staff(name="小王")[0]
    with unit_of_work():
        service.assign(story.staff(Role.LEAD)[0], again(need), left.account_id)
    with unit_of_work():
        grants = select(RoleGrant).where(RoleGrant.account_id == left.account_id)
        db.session.scalars(grants).one().scope = B
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/{need.id}")
    assert "小王不在本社区工作了" in shown
    assert str(left.account_id) not in shown.source


def test_a_need_given_to_a_colleague_makes_room_for_the_next(story: Story, visitor: PageClient) -> None:
    _fresh, old, young = three(story)
    colleague = story.staff(name="小王")[0]
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/?queue=todo&need={old.id}")
    shown = send(visitor, shown, "assign", colleague=str(colleague.account_id))
    assert at_hand(shown) == young.title
    assert "小王在办" in shown
    visitor.enter(colleague)
    assert rows(visitor.get(f"{DESK}/", queue="mine")) == [old.title]
    inbox = visitor.get("/inbox/")
    assert "分给您办" in inbox
    assert at_hand(visitor.get(inbox.links(f"/desk/{old.id}")[0])) == old.title


def test_my_last_acts_are_listed_and_can_be_taken_back_there(story: Story, visitor: PageClient) -> None:
    worker, lead = story.staff()[0], story.staff(Role.LEAD, name="王书记")[0]
    need = need_by(story.resident()[0])
    with unit_of_work():
        service.reject(worker, again(need), Reason.OUTSIDE)
    visitor.enter(lead)
    assert need.number not in visitor.get(f"{DESK}/done").main
    assert need.number in visitor.get(f"{DESK}/done", who="all").main
    visitor.enter(story.staff()[0])
    assert need.number not in visitor.get(f"{DESK}/done", who="all").main, "only a lead sees everybody's"
    visitor.enter(worker)
    shown = visitor.get(f"{DESK}/done")
    assert "不采纳需求" in shown
    shown = send(visitor, shown, "undo")
    assert "撤回了" in shown
    assert "已撤回" in shown
    assert again(need).state == NeedState.OPEN


def test_a_colleague_does_not_take_back_anothers_act_but_a_lead_does(
    story: Story, visitor: PageClient
) -> None:
    worker, lead, need = story.staff()[0], story.staff(Role.LEAD)[0], need_by(story.resident()[0])
    with unit_of_work(), service.together() as batch:
        service.reject(worker, again(need), Reason.OUTSIDE)
    visitor.enter(story.staff()[0])
    visitor.post(f"{DESK}/undo", {"batch": str(batch)}, status=403)
    for nothing in (str(uuid4()), "nonsense", ""):
        visitor.post(f"{DESK}/undo", {"batch": nothing}, status=404)
    visitor.enter(story.staff(Role.LEAD, B)[0])
    visitor.post(f"/c/{B}/needs/desk/undo", {"batch": str(batch)}, status=404)
    assert again(need).state == NeedState.REJECTED
    visitor.enter(lead)
    assert "撤回了" in visitor.post(f"{DESK}/undo", {"batch": str(batch)})
    assert "没有撤回" in visitor.post(f"{DESK}/undo", {"batch": str(batch)})


def test_two_workers_on_the_same_row_do_not_answer_twice(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0])
    other = PageClient(visitor.app)
    for who in (visitor, other):
        who.enter(story.staff()[0])
    pages = [who.get(f"{DESK}/?queue=todo&need={need.id}") for who in (visitor, other)]
    assert "答复好了" in send(visitor, pages[0], "answer", text="甲的答复")
    told = send(other, pages[1], "answer", text="乙的答复")
    assert "答复：“空” → “甲的答复”" in told
    assert "乙的答复" in told.source
    assert again(need).answer == "甲的答复"


def test_the_desk_costs_the_same_queries_whatever_lies_on_it(story: Story, visitor: PageClient) -> None:
    story.cycle()
    worker, author = story.staff()[0], story.resident()[0]
    need = need_by(author, "路灯坏了")
    visitor.enter(worker)
    send(visitor, visitor.get(f"{DESK}/?queue=all&need={need.id}"), "categorise", category="N07")
    batch = visitor.get(f"{DESK}/done").tree.xpath("//input[@name='batch']/@value")[0]

    def asked(url: str) -> int:
        db.session.remove()
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731 — the event wants a plain callable
        event.listen(db.engine, "before_cursor_execute", listener)
        try:
            visitor.get(url)
        finally:
            event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    url = f"{DESK}/?queue=all&need={need.id}&done={batch}"
    few = asked(url)
    with unit_of_work():
        for each in range(60):
            service.submit(author, A, draft(f"路灯坏了第{each}次"))
        for each in range(5):
            service.comment(author, again(need), f"第{each}句")
    assert asked(url) == asked(f"{url}&page=3") == few
    assert asked(f"{url}&q=路灯") <= few + 1
    assert few <= 15


def test_an_act_without_a_pile_comes_back_to_its_own_need(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0])
    with unit_of_work():
        service.hand_over(story.staff()[0], again(need), Destination.ESTATE, "业委会")
    visitor.enter(story.staff()[0])
    shown = send(visitor, visitor.get(f"{DESK}/{need.id}"), "reopen")
    assert "重新打开了" in shown
    assert at_hand(shown) == need.title


def test_a_whole_page_is_chosen_without_script(story: Story, visitor: PageClient) -> None:
    three(story)
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{DESK}/", select="page")
    assert len(shown.tree.xpath("//input[@name='chosen'][@checked]")) == 3
    assert UUID(str(shown.tree.xpath("//input[@name='chosen']/@value")[0]).partition(".")[0])


def test_photos_are_seen_at_the_desk_and_beside_each_other(story: Story, visitor: PageClient) -> None:
    worker = story.staff()[0]
    one, other = need_by(story.resident()[0], "路灯坏了"), need_by(story.resident()[0], "路灯不亮了")
    with unit_of_work():
        for need, color in ((one, "red"), (other, "blue")):
            service.add_photos(worker, again(need), pictures(color))
    visitor.enter(worker)
    assert len(visitor.get(f"{DESK}/{one.id}").tree.xpath("//img[contains(@src, '/photos/')]")) == 1
    compared = visitor.get(f"{DESK}/{one.id}/compare?other={other.id}")
    assert len(compared.tree.xpath("//img[contains(@src, '/photos/')]")) == 2


def test_categories_not_in_use_are_not_offered_but_a_need_keeps_its_own(
    story: Story, visitor: PageClient
) -> None:
    worker, need = story.staff()[0], need_by(story.resident()[0])
    with unit_of_work():
        service.switch_categories(worker, A, CATEGORIES, set(CATEGORIES) - {"N02", "N07"})
    visitor.enter(worker)
    for url in (f"{DESK}/{need.id}", f"{DESK}/{need.id}/edit", f"{DESK}/{need.id}/split"):
        offered = visitor.get(url).tree.xpath("//form[@method='post']//select//option/@value")
        assert "N02" in offered, url
        assert "N07" not in offered, url
    with pytest.raises(Refusal, match="category_off"), unit_of_work():
        service.categorise(worker, again(need), "N07")
