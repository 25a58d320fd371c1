"""Texts that wait, hold a listed word or were reported: looked at, taken down, put back, with a reason."""

from datetime import timedelta
from uuid import uuid4

import pytest

from deliberation.actors import Role
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.needs import queries, service, watch
from deliberation.needs.models import Need, NeedComment, NeedPhoto, NeedSolution
from deliberation.needs.queues import Pile, rows_in
from deliberation.needs.rules import Channel, Queue, Reason, ReportReason, TextKind, Watch
from deliberation.needs.shown import next_step, standing
from deliberation.needs.ways import Proposal
from deliberation.web import phrases
from tests.needs.stories import again, counts, draft, need_by, supported_by, unconfirmed
from tests.needs.test_needs import acts, kinds, told
from tests.needs.test_talking import comment, report_by, said_by
from tests.page import PageClient, Shown
from tests.stories import STREET, A, B, Story

HERE = f"/c/{A}/needs"
DESK = f"{HERE}/desk/moderating"
HOUR = timedelta(hours=1)


def down(need: Need, why: str = "请改一改", story: Story | None = None, worker: object = None) -> None:
    """A worker takes a need's text down."""
    actor = worker or (story.staff()[0] if story else None)
    with unit_of_work():
        service.withhold(actor, again(need), why)  # type: ignore[arg-type]  # one of the two is given


def heads(shown: Shown) -> list[str]:
    """The texts of a pile as they stand there."""
    return [" ".join(each.text_content().split()) for each in shown.tree.xpath("//div[@class='quoted']")]


# Taken down is not the same as waiting


def test_what_is_taken_down_is_told_from_what_waits_everywhere(story: Story, visitor: PageClient) -> None:
    worker, author = story.staff()[0], story.resident()[0]
    waits, gone = need_by(unconfirmed(story), "还没看过"), need_by(author, "写了电话的")
    supported_by(gone, story.resident(name="李四")[0])
    down(gone, "请去掉电话", worker=worker)
    assert (standing(again(waits)), standing(again(gone))) == ("unpublished", "withheld")
    assert "改一改再送一次" in next_step(again(gone))
    for pile in (Queue.UNPUBLISHED, Queue.TODO):
        assert [row.id for row in rows_in(Pile(A, pile), 1, 20).items] == [waits.id]
    assert watch.pile_counts(A) == {Watch.WAITING: 1, Watch.WORDS: 0, Watch.REPORTS: 0, Watch.DOWN: 1}
    shown = visitor.get(f"{HERE}/{gone.id}")
    assert "请去掉电话" in shown
    assert "写了电话的" not in shown.source
    assert "写了电话的" not in visitor.get(f"{HERE}/").source
    visitor.get(f"{HERE}/{waits.id}", status=404)
    assert counts(gone.id) == (2, 2), "supports are kept"


@pytest.mark.parametrize(
    ("who", "reads"),
    [("author", True), ("worker", True), ("lead", True), ("neighbour", False), ("worker_b", False),
     ("officer", False), ("auditor", False), ("planner", False)],
)  # fmt: skip
def test_a_taken_down_text_is_read_by_its_author_and_own_workers(
    story: Story, visitor: PageClient, who: str, reads: bool
) -> None:
    people = {
        "author": story.resident()[0],
        "worker": story.staff()[0],
        "lead": story.staff(Role.LEAD)[0],
        "neighbour": story.resident(name="李四")[0],
        "worker_b": story.staff(Role.WORKER, B)[0],
        "officer": story.staff(Role.OFFICER, STREET)[0],
        "auditor": story.staff(Role.AUDITOR, "")[0],
        "planner": story.staff(Role.PLANNER)[0],
    }
    need = need_by(people["author"], "写了电话的", body="打给13800000000")
    down(need, worker=people["worker"])
    visitor.enter(people[who])
    shown = visitor.get(f"{HERE}/{need.id}")
    assert ("13800000000" in shown) == reads
    assert ("写了电话的" in shown.source) == reads
    assert "请改一改" in shown


def test_a_supporter_of_what_was_taken_down_sees_its_place_but_not_its_words(
    story: Story, visitor: PageClient
) -> None:
    need, supporter = need_by(story.resident()[0], "写了电话的"), story.resident(name="李四")[0]
    supported_by(need, supporter)
    with unit_of_work():
        service.follow(supporter, again(need))
    down(need, story=story)
    visitor.enter(supporter)
    for tab in ("supported", "followed"):
        shown = visitor.get(f"{HERE}/mine", tab=tab)
        assert "（文字已撤下）" in shown
        assert "写了电话的" not in shown.source
    refused = visitor.post(f"{HERE}/{need.id}/support", status=409)
    assert "不能支持" in refused


def test_nothing_else_becomes_of_what_is_down_until_it_is_put_right(story: Story) -> None:
    worker = story.staff()[0]
    gone, other = need_by(story.resident()[0]), need_by(story.resident(name="李四")[0], "别的")
    down(gone, worker=worker)
    for act in (
        lambda: service.publish(worker, again(gone)),
        lambda: service.shortlist(worker, again(gone)),
        lambda: service.merge(worker, again(gone), again(other)),
        lambda: service.merge(worker, again(other), again(gone)),
    ):
        with pytest.raises(Refusal, match="taken_down"), unit_of_work():
            act()
    with unit_of_work():
        service.answer(worker, again(gone), "请改一改")
        service.reject(worker, again(gone), Reason.OUTSIDE)
    assert standing(again(gone)) == "withheld"


def test_the_author_puts_it_right_and_a_worker_looks_before_it_appears(
    story: Story, visitor: PageClient
) -> None:
    author, worker = story.resident()[0], story.staff()[0]
    need = need_by(author, "路灯坏了找我", body="打13800000000")
    down(need, "请去掉电话", worker=worker)
    assert told(author) == ["notice.needs.withheld"] + [kind for kind in told(author) if "waits" in kind]
    visitor.enter(author)
    inbox = visitor.get("/inbox/")
    assert "请去掉电话" in inbox
    assert "不同意可以到投诉建议说明" in inbox
    page = visitor.get(f"{HERE}/{need.id}")
    assert page.links("/complaints/new?about=")
    shown = visitor.get(page.links("/revise")[0])
    assert "打13800000000" in shown.source
    same = {"title": need.title, "body": need.body, "place": need.place}
    assert "和撤下时一样" in visitor.post(f"{HERE}/{need.id}/revise", same)
    shown = visitor.post(f"{HERE}/{need.id}/revise", {**same, "title": ""})
    assert "要填写" in shown
    shown = visitor.post(f"{HERE}/{need.id}/revise", {**same, "body": "三个月不亮了"})
    assert "看过后重新公开" in shown
    assert "改了文字" in shown
    changed = again(need)
    assert (changed.withheld_at, changed.published_at, standing(changed)) == (None, None, "unpublished")
    assert (changed.category, changed.channel) == (need.category, Channel.ONLINE)
    visitor.get(f"{HERE}/{need.id}/revise", status=404)
    with unit_of_work():
        service.publish(worker, again(need))
    visitor.client = visitor.app.test_client()
    assert "三个月不亮了" in visitor.get(f"{HERE}/{need.id}")
    assert acts()[-3:] == ["needs.withhold", "needs.revise", "needs.publish"]


def test_only_the_author_puts_a_text_right_and_only_while_it_is_down(
    story: Story, visitor: PageClient
) -> None:
    author = story.resident()[0]
    need = need_by(author)
    visitor.enter(author)
    visitor.get(f"{HERE}/{need.id}/revise", status=404)
    down(need, story=story)
    visitor.enter(story.resident(name="李四")[0])
    visitor.get(f"{HERE}/{need.id}/revise", status=404)


def test_what_is_put_back_counts_again_with_its_supports(story: Story) -> None:
    author, worker = story.resident()[0], story.staff()[0]
    need = need_by(author)
    down(need, worker=worker)
    with pytest.raises(Refusal, match="reason_missing"), unit_of_work():
        service.restore(worker, again(need), " ")
    with unit_of_work():
        service.restore(story.staff(name="赵强")[0], again(need), "看错了，没有问题")
        service.restore(worker, again(need), "再按一次")
    assert standing(again(need)) == "waiting"
    assert told(author)[0] == "notice.needs.restored"
    assert kinds(need)[-2:] == ["needs.withheld", "needs.restored"]
    assert acts().count("needs.restore") == 1
    supported_by(need, story.resident(name="李四")[0])


def test_a_need_a_vote_rests_on_is_not_taken_down_and_says_so(story: Story, visitor: PageClient) -> None:
    held, free = need_by(story.resident()[0], "有人投"), need_by(story.resident(name="李四")[0], "没人投")
    with unit_of_work():
        service.hold(held.id, "round:1")
    visitor.enter(story.staff()[0])
    visitor.get(DESK)
    both = {"act": "take_down", "why": "骂人", "texts": [f"need:{held.id}", f"need:{free.id}"]}
    shown = visitor.post(DESK, both)
    assert "撤下了 1 条" in shown
    assert f"需求 {held.number} 正在议事" in shown
    assert again(held).published_at is not None
    assert again(free).withheld_at is not None


# Comments


def test_a_comment_taken_down_leaves_its_place_and_its_reason(story: Story, visitor: PageClient) -> None:
    need, talker = need_by(story.resident()[0]), story.resident(name="王五")[0]
    remark = said_by(talker, need, "难听的话")
    said_by(story.resident(name="李四")[0], need, "别吵了", remark)
    visitor.enter(story.staff()[0])
    page = visitor.get(f"{HERE}/{need.id}")
    look = visitor.get(next(href for href in page.links("/look?comment=") if str(remark.id) in href))
    assert "难听的话" in look
    back = {"look": str(need.id), "comment": str(remark.id)}
    why = {"act": "take_down", "texts": f"comment:{remark.id}", "why": "骂人", **back}
    shown = visitor.post(DESK, {**why, "why": ""})
    assert "请写明原因" in shown
    shown = visitor.post(DESK, why)
    assert "撤下了 1 条" in shown
    assert "撤下的原因：骂人" in shown
    visitor.client = visitor.app.test_client()
    shown = visitor.get(f"{HERE}/{need.id}")
    assert "这条评论被社区工作者撤下了：骂人" in shown
    assert "难听的话" not in shown.source
    assert "别吵了" in shown
    assert "撤下了一条评论，原因：骂人" in shown
    visitor.enter(talker)
    shown = visitor.get(f"{HERE}/{need.id}")
    assert "难听的话" in shown, "the author still reads it"
    assert any("complaints" in href for href in shown.links("comment-"))
    assert "骂人" in visitor.get("/inbox/")
    with unit_of_work():
        service.restore(story.staff()[0], comment(remark), "是玩笑话")
    assert told(talker)[0] == "notice.needs.comment_restored"
    visitor.client = visitor.app.test_client()
    assert "难听的话" in visitor.get(f"{HERE}/{need.id}")
    assert kinds(need)[-2:] == ["needs.comment_hidden", "needs.comment_restored"]


def test_what_never_appeared_leaves_no_place_when_it_is_taken_down(story: Story, visitor: PageClient) -> None:
    need, late = need_by(story.resident()[0]), unconfirmed(story)
    remark = said_by(late, need, "广告广告")
    with unit_of_work():
        service.take_down(story.staff()[0], comment(remark), "广告")
    shown = visitor.get(f"{HERE}/{need.id}")
    assert "撤下了：" not in shown
    assert "还没有人说话" in shown
    visitor.enter(late)
    assert "广告广告" in visitor.get(f"{HERE}/{need.id}")


def test_a_waiting_comment_appears_and_then_its_addressees_hear_of_it(story: Story) -> None:
    author = story.resident()[0]
    need, late, talker = need_by(author), unconfirmed(story), story.resident(name="王五")[0]
    remark = said_by(talker, need, "几点？")
    reply = said_by(late, need, "七点", remark)
    heard = len(told(author))
    assert "notice.needs.replied" not in told(talker)
    with unit_of_work():
        service.publish_comment(story.staff()[0], comment(reply))
        service.publish_comment(story.staff()[0], comment(reply))
    assert told(talker)[0] == "notice.needs.replied"
    assert told(late)[0] == "notice.needs.comment_published"
    assert len(told(author)) == heard + 1
    assert acts().count("needs.publish_comment") == 1


def test_of_somebody_without_an_account_the_worker_who_wrote_it_down_is_told(
    story: Story, visitor: PageClient
) -> None:
    operator, other = story.staff()[0], story.staff(name="赵强")[0]
    with unit_of_work():
        need = service.submit_on_behalf(operator, A, draft("纸上来的"), Channel.PAPER, "孙奶奶")
        said = service.comment_for(
            operator, need, service.speaker_named("孙奶奶"), "难听的话", Channel.PHONE, "k"
        )
    with unit_of_work():
        service.take_down(other, again(need), "请改一改")
        service.take_down(other, db.session.get_one(NeedComment, said.id), "骂人")
    assert told(operator) == ["notice.needs.for_somebody"] * 2
    visitor.enter(operator)
    inbox = visitor.get("/inbox/")
    assert "您替 孙奶奶 登记的内容有变化" in inbox
    assert "骂人" in inbox


# The piles


def fill(story: Story) -> dict[str, object]:
    """Something in every pile, each an hour younger than the last."""
    begun, author, talker = now() - 9 * HOUR, story.resident()[0], story.resident(name="王五")[0]
    made: dict[str, object] = {}

    def tell(hour: int, name: str, act: object) -> None:
        with at(begun + hour * HOUR):
            made[name] = act()  # type: ignore[operator]  # a deed of this story

    tell(0, "need", lambda: need_by(author))
    need = made["need"]
    assert isinstance(need, Need)
    tell(1, "late", lambda: need_by(unconfirmed(story), "新来的人提的"))
    tell(2, "remark", lambda: said_by(unconfirmed(story), need, "新来的人说的"))
    tell(3, "listed", lambda: said_by(talker, need, "可以套 现的"))
    tell(4, "fine", lambda: said_by(talker, need, "有人不喜欢的话"))
    tell(5, "gone", lambda: need_by(author, "撤下来的"))
    gone = made["gone"]
    assert isinstance(gone, Need)
    tell(6, "down", lambda: down(gone, "请改一改", story))
    tell(7, "report", lambda: report_by(author, made["fine"], ReportReason.ABUSE, "难听"))
    tell(
        8,
        "again",
        lambda: report_by(story.resident(name="李四")[0], made["fine"], ReportReason.OTHER, "真难听"),
    )
    return made


def test_each_pile_shows_what_is_its_own_oldest_first(story: Story, visitor: PageClient) -> None:
    fill(story)
    assert watch.pile_counts(A) == {Watch.WAITING: 2, Watch.WORDS: 1, Watch.REPORTS: 1, Watch.DOWN: 1}
    assert watch.pile_counts(B) == dict.fromkeys(Watch, 0)
    visitor.enter(story.staff()[0])
    shown = visitor.get(DESK)
    assert [head[:6] for head in heads(shown)] == ["新来的人提的", "新来的人说的"]
    assert "钱七" in shown, "moderators see the real name"
    words = visitor.get(DESK, pile="words")
    assert [mark.text for mark in words.tree.xpath("//mark")] == ["套 现"]
    assert "含词：套现" in words
    reports = visitor.get(DESK, pile="reports")
    assert heads(reports) == ["有人不喜欢的话"]
    assert "2 人举报" in reports
    assert "真难听" in reports
    gone = visitor.get(DESK, pile="down")
    assert [head[:4] for head in heads(gone)] == ["撤下来的"]
    assert "撤下的原因：请改一改" in gone


def test_an_empty_desk_says_so_and_nonsense_asks_for_the_first(story: Story, visitor: PageClient) -> None:
    visitor.enter(story.staff()[0])
    assert "这一堆已经清空了" in visitor.get(DESK, pile="<b>", page="-3")
    assert "没有撤下的文字" in visitor.get(DESK, pile="down")


def test_several_texts_are_judged_at_once_each_for_itself(story: Story, visitor: PageClient) -> None:
    made = fill(story)
    late, remark = made["late"], made["remark"]
    assert isinstance(late, Need)
    assert isinstance(remark, NeedComment)
    visitor.enter(story.staff()[0])
    visitor.get(DESK)
    keys = [
        f"need:{late.id}",
        f"comment:{remark.id}",
        f"comment:{uuid4()}",
        "nonsense",
        "need:x",
        f"photo:{late.id}",
    ]
    shown = visitor.post(DESK, {"act": "publish", "texts": keys, "pile": "waiting"})
    assert "公开了 2 条" in shown
    assert again(late).published_at is not None
    assert comment(remark).published_at is not None
    assert "还没有选中" in visitor.post(DESK, {"act": "publish"})
    assert "没有看懂" in visitor.post(DESK, {"act": "dance", "texts": keys})
    shown = visitor.post(DESK, {"act": "take_down", "texts": keys[:2], "why": "长" * 301})
    assert "最多 300 个字" in shown


def test_a_report_is_let_stand_and_restoring_asks_for_a_reason(story: Story, visitor: PageClient) -> None:
    made = fill(story)
    fine, gone = made["fine"], made["gone"]
    assert isinstance(fine, NeedComment)
    assert isinstance(gone, Need)
    visitor.enter(story.staff()[0])
    visitor.get(DESK)
    act = {"act": "dismiss", "texts": f"comment:{fine.id}", "why": "只是意见不同", "pile": "reports"}
    shown = visitor.post(DESK, act)
    assert "1 条留着" in shown
    assert "这一堆已经清空了" in shown
    assert "没有还没处理的举报" in visitor.post(DESK, act)
    back = {"act": "restore", "texts": f"need:{gone.id}", "pile": "down"}
    assert "请写明原因" in visitor.post(DESK, back)
    assert "恢复了 1 条" in visitor.post(DESK, {**back, "why": "看错了"})


def test_a_pile_takes_the_same_queries_however_full(story: Story, visitor: PageClient) -> None:
    from sqlalchemy import event

    fill(story)
    visitor.enter(story.staff()[0])

    def cost(**query: object) -> int:
        db.session.remove()
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731 — the event wants a plain callable
        event.listen(db.engine, "before_cursor_execute", listener)
        try:
            visitor.get(DESK, **query)
        finally:
            event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    few = {pile: cost(pile=pile) for pile in Watch}
    need, late = need_by(story.resident()[0]), unconfirmed(story)
    for place in range(12):
        said_by(late, need, f"等着{place}")
        need_by(late, f"等着{place}")
        talker = story.resident(name=f"邻{place}")[0]
        remark = said_by(talker, need, f"话{place}")
        said_by(talker, need, f"套现{place}")
        report_by(late, remark)
    assert {pile: cost(pile=pile) for pile in Watch} == few
    assert cost(pile="waiting", page=2) == few[Watch.WAITING]


def test_the_moderators_desk_is_the_communitys_own(story: Story, visitor: PageClient) -> None:
    made = fill(story)
    remark = made["remark"]
    assert isinstance(remark, NeedComment)
    act = {"act": "publish", "texts": f"comment:{remark.id}"}
    for who in (story.staff(Role.WORKER, B)[0], story.resident(B)[0]):
        visitor.enter(who)
        visitor.get(DESK, status=404)
        visitor.post(DESK, act, status=404)
    for actor in (story.resident(name="赵六")[0], story.staff(Role.OFFICER, STREET)[0]):
        visitor.enter(actor)
        visitor.get(DESK, status=403)
        visitor.post(DESK, act, status=403)
    visitor.enter(story.staff(Role.WORKER, B)[0])
    visitor.get(f"/c/{B}/needs/desk/moderating")
    assert "还没有选中" in visitor.post(f"/c/{B}/needs/desk/moderating", act), "a foreign text is not there"
    assert comment(remark).published_at is None


# Ways and photos


def test_a_way_is_reported_taken_down_and_put_back(story: Story, visitor: PageClient) -> None:
    worker, author, reporter = story.staff()[0], story.resident()[0], story.resident(name="李四")[0]
    need = need_by(author)
    with unit_of_work():
        service.shortlist(worker, again(need))
        way_id = service.propose(author, again(need), Proposal("请我表弟来修", "打13800000000")).id
    visitor.enter(reporter)
    page = visitor.get(f"{HERE}/{need.id}/solutions/{way_id}")
    visitor.get(page.links("/report?solution=")[0])
    visitor.post(page.links("/report?solution=")[0], {"reason": "advert"})
    visitor.enter(worker)
    shown = visitor.get(DESK)
    assert "请我表弟来修" in shown
    taken = {"act": "take_down", "texts": f"solution:{way_id}", "why": "广告", "pile": "reports"}
    assert "撤下了 1 条" in visitor.post(DESK, taken)
    assert told(reporter)[0] == "notice.needs.report_closed"
    assert db.session.get_one(NeedSolution, way_id).hidden_reason == "广告"
    assert "撤下的原因：广告" in visitor.get(f"{HERE}/desk/{need.id}/look", solution=way_id)
    back = {"act": "restore", "texts": f"solution:{way_id}", "why": "是真的维修店"}
    assert "恢复了 1 条" in visitor.post(DESK, back)
    assert db.session.get_one(NeedSolution, way_id).hidden_at is None


def test_a_way_with_a_listed_word_waits_in_the_words_pile(story: Story) -> None:
    worker, author = story.staff()[0], story.resident()[0]
    need = need_by(author)
    with unit_of_work():
        service.shortlist(worker, again(need))
        way = service.propose(author, again(need), Proposal("加微信找我"))
    assert (way.published_at, way.held_word) == (None, "加微信")
    pile = watch.pile_of(A, Watch.WORDS, 1)
    assert [each.kind for each in pile.items] == [TextKind.SOLUTION]


def test_a_photo_is_taken_down_with_a_reason_and_put_back(story: Story, visitor: PageClient) -> None:
    worker, author = story.staff()[0], story.resident()[0]
    need = need_by(author)
    with unit_of_work():
        photo = NeedPhoto(
            community_code=A, need_id=need.id, account_id=author.account_id, position=1, file_id=uuid4(),
            thumb_id=uuid4(), width=10, height=10, source_sha256="0" * 64,
        )  # fmt: skip
        db.session.add(photo)
    with unit_of_work():
        service.take_down(worker, photo, "拍到了别人的脸")
    assert (photo.hidden_reason, photo.hidden_at is not None) == ("拍到了别人的脸", True)
    assert told(author)[0] == "notice.needs.photo_hidden"
    assert [each.kind for each in watch.pile_of(A, Watch.DOWN, 1).items] == [TextKind.NEED]
    with unit_of_work():
        service.restore(worker, photo, "本人同意")
    assert photo.hidden_at is None
    visitor.enter(worker)
    visitor.get(DESK)
    for act in ("publish", "dismiss"):
        assert "还没有选中" in visitor.post(DESK, {"act": act, "texts": f"photo:{photo.id}"})
    assert kinds(need)[-2:] == ["needs.photo_hidden", "needs.photo_restored"]
    assert acts()[-2:] == ["needs.hide_photo", "needs.restore_photo"]


def test_every_kind_that_is_put_together_has_its_words() -> None:
    known = phrases.known()
    for act in (
        "comment_hidden",
        "comment_restored",
        "photo_hidden",
        "photo_restored",
        "withheld",
        "restored",
    ):
        assert {f"event.needs.{act}", f"notice.needs.{act}"} <= known
    assert {f"label.watch.{pile}" for pile in Watch} <= known
    assert {f"label.text_kind.{kind}" for kind in TextKind} <= known
    assert {f"label.report_reason.{reason}" for reason in ReportReason} <= known


def test_the_history_of_a_need_says_what_was_taken_down_and_when(story: Story) -> None:
    need = need_by(story.resident()[0])
    down(need, "写了电话", story)
    event = queries.events_of(need.id)[-1]
    assert (event.kind, event.facts, event.role) == ("needs.withheld", {"why": "写了电话"}, "worker")
