"""Needs through the web: what residents, strangers and workers see and do."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from deliberation.actors import Role
from deliberation.cycles.rules import Stage
from deliberation.database import db, unit_of_work
from deliberation.needs import queries, service
from deliberation.needs.models import Need, NeedComment, NeedSupport
from deliberation.needs.rules import Channel, NeedState
from deliberation.notices.queries import inbox_of
from tests.needs.saying import confirm, fields_of, key_of, say
from tests.needs.stories import again, counts, draft, need_by, supported_by, unconfirmed
from tests.page import PageClient
from tests.stories import A, B, Story

HERE = f"/c/{A}/needs"
TYPED = {"title": "3号楼门口晚上没有路灯", "category": "N02", "body": "看不清台阶", "place": "3号楼门口"}


def needs() -> list[Need]:
    return list(db.session.scalars(select(Need).order_by(Need.number)))


def test_a_resident_says_what_is_missing_and_learns_what_comes_next(
    story: Story, visitor: PageClient
) -> None:
    story.cycle()
    actor, _phone = story.resident()
    visitor.enter(actor)
    shown = say(visitor, {**TYPED, "households": "１２"})
    assert "需求收到了" in shown
    assert "接下来会怎样" in shown
    need = needs()[0]
    assert (need.number[4:], need.households_affected, need.channel) == ("-001", 12, Channel.ONLINE)
    assert need.cycle_id is not None
    assert counts(need.id) == (1, 1)
    assert "3号楼门口晚上没有路灯" in visitor.get(f"{HERE}/mine")


def test_outside_the_collecting_stage_the_author_is_told_at_once_that_it_waits(
    story: Story, visitor: PageClient
) -> None:
    story.cycle(Stage.VOTING)
    actor, _phone = story.resident()
    visitor.enter(actor)
    assert "不在征集阶段" in visitor.get(f"{HERE}/new")
    assert "等到下一期" in say(visitor, TYPED)
    assert needs()[0].cycle_id is None
    assert "等到下一期" in visitor.get("/inbox/")


def test_a_form_sent_five_times_is_one_need(story: Story, visitor: PageClient) -> None:
    actor, _phone = story.resident()
    visitor.enter(actor)
    sent = say(visitor, {**TYPED, "body": "长" * 2001})
    assert "请缩短一些" in sent
    preview = visitor.post(f"{HERE}/new/more", {"body": TYPED["body"], "key": key_of(sent)})
    for _time in range(5):
        assert "需求收到了" in confirm(visitor, preview)
    assert len(needs()) == 1
    assert counts(needs()[0].id) == (1, 1)


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("title", "   　\u200b\u2067 ", "请用一句话写清楚缺什么"),
        ("title", "长" * 41, "最多 40 个字"),
        ("body", "说" * 10_000, "最多 2000 个字"),
        ("category", "Z99", "没有这个类别"),
        ("category", "N01", "没有这个类别"),
        ("category", "", "我们猜是"),
        ("households", "-3", "请填 1 到"),
        ("households", "0", "请填 1 到"),
        ("households", "很多", "请填写一个整数"),
        ("estate", "00000000-0000-4000-8000-000000000000", "没有这个小区"),
    ],
)
def test_what_cannot_be_taken_is_told_and_everything_typed_is_kept(
    story: Story, visitor: PageClient, field: str, typed: str, told: str
) -> None:
    actor, _phone = story.resident()
    visitor.enter(actor)
    shown = say(visitor, {**TYPED, field: typed})
    assert told in shown
    if field not in ("title", "category"):
        assert TYPED["title"] in visitor.get(f"{HERE}/new").source
    if field in ("body", "households"):
        assert typed in shown.source
        assert typed in visitor.get(shown.url).source
    assert needs() == []


@pytest.mark.parametrize(
    "words",
    [
        "想要🛠️修鞋摊👵🏼",
        "㛃䶮𬭎小区的灯",
        "<script>alert(1)</script>",
        "'; DROP TABLE need; --",
        "%(title)s {{ 7*7 }}",
    ],
)
def test_strange_words_are_shown_as_they_were_typed(story: Story, visitor: PageClient, words: str) -> None:
    actor, _phone = story.resident()
    visitor.enter(actor)
    say(visitor, {**TYPED, "title": words, "body": words})
    need = needs()[0]
    assert need.title == words
    for url in (HERE + "/", f"{HERE}/{need.id}", f"{HERE}/mine"):
        shown = visitor.get(url)
        assert words in shown.main
        assert "<script>alert" not in shown.source


def test_invisible_and_direction_marks_are_taken_out(story: Story, visitor: PageClient) -> None:
    actor, _phone = story.resident()
    visitor.enter(actor)
    say(visitor, {**TYPED, "title": "路\u200b灯\u202e坏\ufeff了\x00"})
    assert needs()[0].title == "路灯坏了"


def test_a_stranger_reads_and_is_asked_to_sign_in_before_speaking(story: Story, visitor: PageClient) -> None:
    actor, _phone = story.resident(name="欧阳建国")
    need = need_by(actor)
    shown = visitor.get(f"{HERE}/{need.id}")
    assert "欧**" in shown
    assert "欧阳建国" not in shown.source
    assert "登录以后支持它" in shown
    assert "/sign-in" in visitor.client.get(f"{HERE}/new").location


def test_own_staff_sees_the_real_name_and_others_do_not(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident(name="欧阳建国")[0])
    visitor.enter(story.staff()[0])
    assert "欧阳建国" in visitor.get(f"{HERE}/{need.id}")
    visitor.enter(story.staff(Role.WORKER, B)[0])
    assert "欧阳建国" not in visitor.get(f"{HERE}/{need.id}").source


def test_a_neighbour_supports_once_and_may_take_it_back(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0])
    neighbour, _phone = story.resident(name="李四")
    visitor.enter(neighbour)
    visitor.get(f"{HERE}/{need.id}")
    for _time in range(2):
        assert "您的支持已经算上了" in visitor.post(f"{HERE}/{need.id}/support")
    assert counts(need.id) == (2, 2)
    assert "已经收回" in visitor.post(f"{HERE}/{need.id}/withdraw")
    assert counts(need.id) == (1, 1)


def test_support_of_a_merged_need_goes_to_its_survivor(story: Story, visitor: PageClient) -> None:
    first, second = need_by(story.resident()[0]), need_by(story.resident(name="王五")[0], "门口太黑")
    with unit_of_work():
        service.merge(story.staff()[0], again(second), again(first))
    visitor.enter(story.resident(name="李四")[0])
    visitor.get(f"{HERE}/{second.id}")
    shown = visitor.post(f"{HERE}/{second.id}/support")
    assert "合并后的需求" in shown
    assert str(first.id) in shown.url
    assert counts(first.id) == (3, 3)


def test_somebody_from_the_next_community_cannot_support_here(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0])
    visitor.enter(story.resident(B)[0])
    visitor.get(f"{HERE}/{need.id}")
    visitor.post(f"{HERE}/{need.id}/support", status=404)
    assert counts(need.id) == (1, 1)


def test_a_need_is_not_found_under_another_communitys_address(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0])
    visitor.get(f"/c/{B}/needs/{need.id}", status=404)
    visitor.enter(story.resident(B)[0])
    visitor.post(f"/c/{B}/needs/{need.id}/support", status=404)
    assert db.session.scalar(select(func.count()).select_from(NeedSupport)) == 1


def test_a_worker_of_another_community_finds_neither_unpublished_needs_nor_the_desk(
    story: Story, visitor: PageClient
) -> None:
    need = need_by(unconfirmed(story))
    visitor.enter(story.staff(Role.WORKER, B)[0])
    visitor.get(f"{HERE}/{need.id}", status=404)
    visitor.get(f"{HERE}/desk/", status=404)
    visitor.get(f"{HERE}/desk/{need.id}", status=404)
    visitor.get(f"/c/{B}/needs/desk/{need.id}", status=404)
    visitor.get(f"{HERE}/desk/enter", status=404)
    for act in (
        "publish",
        "answer",
        "edit",
        "merge",
        "reject",
        "shortlist",
        "unshortlist",
        "reopen",
        "withhold",
    ):
        visitor.post(f"{HERE}/desk/{need.id}/{act}", status=404)
        visitor.post(f"/c/{B}/needs/desk/{need.id}/{act}", status=404)
    assert again(need).published_at is None


def test_what_an_unconfirmed_person_says_waits_for_a_workers_ok(story: Story, visitor: PageClient) -> None:
    author = unconfirmed(story)
    need = need_by(author)
    visitor.get(f"{HERE}/{need.id}", status=404)
    assert need.title not in visitor.get(f"{HERE}/")
    visitor.enter(author)
    assert "等待审核" in visitor.get(f"{HERE}/{need.id}")
    visitor.enter(story.staff()[0])
    assert need.title in visitor.get(f"{HERE}/desk/")
    visitor.get(f"{HERE}/desk/{need.id}")
    assert "公开了" in visitor.post(f"{HERE}/desk/{need.id}/publish")
    visitor.client = visitor.app.test_client()
    assert need.title in visitor.get(f"{HERE}/")


def test_comments_are_read_by_all_once_published(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0])
    visitor.enter(unconfirmed(story))
    visitor.get(f"{HERE}/{need.id}")
    assert "看过后公开" in visitor.post(f"{HERE}/{need.id}/comments", {"text": "我家门口也是", "key": "c"})
    visitor.post(f"{HERE}/{need.id}/comments", {"text": "我家门口也是", "key": "c"})
    said = db.session.scalars(select(NeedComment)).one()
    visitor.client = visitor.app.test_client()
    assert "我家门口也是" not in visitor.get(f"{HERE}/{need.id}")
    visitor.enter(story.staff()[0])
    assert need.title in visitor.get(f"{HERE}/desk/", queue="comments")
    visitor.get(f"{HERE}/desk/{need.id}")
    visitor.post(f"{HERE}/desk/moderating", {"act": "publish", "texts": f"comment:{said.id}"})
    visitor.client = visitor.app.test_client()
    assert "我家门口也是" in visitor.get(f"{HERE}/{need.id}")
    visitor.enter(story.staff()[0])
    down = {"act": "take_down", "texts": f"comment:{said.id}", "why": "跑题"}
    assert "撤下了 1 条" in visitor.post(f"{HERE}/desk/moderating", down)
    visitor.client = visitor.app.test_client()
    assert "我家门口也是" not in visitor.get(f"{HERE}/{need.id}").source


def test_an_empty_or_overlong_comment_is_told_and_kept(story: Story, visitor: PageClient) -> None:
    actor, _phone = story.resident()
    need = need_by(actor)
    visitor.enter(actor)
    assert "要填写" in visitor.post(f"{HERE}/{need.id}/comments", {"text": " \u200b "})
    shown = visitor.post(f"{HERE}/{need.id}/comments", {"text": "话" * 501})
    assert "最多 500 个字" in shown
    assert "话" * 501 in shown.source


def test_a_worker_answers_shortlists_and_sees_it_on_the_needs_way(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0])
    visitor.enter(story.staff()[0])
    panel = f"{HERE}/desk/{need.id}"
    visitor.get(panel)
    assert "答复好了" in visitor.post(f"{panel}/answer", {"text": "已请供电公司来看。"})
    shown = visitor.post(
        f"{panel}/shortlist", {"cost": "12,000.50", "note": "问了两家", "owners_decision": "y"}
    )
    assert "列入候选清单" in shown
    now = again(need)
    assert (now.state, now.cost_fen, now.owners_decision) == (NeedState.SHORTLISTED, 1_200_050, True)
    shown = visitor.get(f"{HERE}/{need.id}")
    for words in ("已请供电公司来看。", "1.20 万元", "需业主共同决定", "社区工作者作了答复"):
        assert words in shown


@pytest.mark.parametrize("cost", ["-1", "一万", "1e99", "0.001"])
def test_a_cost_that_is_no_amount_is_told(story: Story, visitor: PageClient, cost: str) -> None:
    need = need_by(story.resident()[0])
    visitor.enter(story.staff()[0])
    assert "金额" in visitor.post(f"{HERE}/desk/{need.id}/shortlist", {"cost": cost})
    assert again(need).state == NeedState.OPEN


def test_a_worker_finds_the_twin_and_merges_by_its_number(story: Story, visitor: PageClient) -> None:
    first, second = need_by(story.resident()[0]), need_by(story.resident(name="王五")[0], "门口太黑")
    visitor.enter(story.staff()[0])
    panel = f"{HERE}/desk/{second.id}"
    assert first.title in visitor.get(panel, q="路灯")
    assert "没有找到这条需求" in visitor.post(f"{panel}/merge", {"number": "2000-999"})
    assert "不能和自己合并" in visitor.post(f"{panel}/merge", {"number": second.number})
    assert "合并好了" in visitor.post(f"{panel}/merge", {"number": first.number})
    assert first.title in visitor.get(f"{HERE}/{second.id}").main
    assert second.title in visitor.get(f"{HERE}/{first.id}").main
    assert second.title not in visitor.get(f"{HERE}/").main


def test_a_refusal_shows_its_reason_to_everybody(story: Story, visitor: PageClient) -> None:
    author, _phone = story.resident()
    need = need_by(author, "给我家换个马桶")
    visitor.enter(story.staff()[0])
    panel = f"{HERE}/desk/{need.id}"
    assert "请选择一个原因" in visitor.post(f"{panel}/reject", {"text": "不行"})
    assert "请写明原因" in visitor.post(f"{panel}/reject", {"reason": "other", "text": " "})
    assert "不采纳" in visitor.post(f"{panel}/reject", {"reason": "private_cost", "text": "自家维修"})
    visitor.client = visitor.app.test_client()
    shown = visitor.get(f"{HERE}/{need.id}")
    assert "应由居民自己负担的费用" in shown
    assert "自家维修" in shown
    assert author.account_id is not None
    assert inbox_of(author.account_id, 1).items[0].kind == "notice.needs.rejected"


def test_a_worker_writes_down_what_somebody_said_at_the_door(story: Story, visitor: PageClient) -> None:
    resident, _phone = story.resident(name="赵大妈", household=story.household(door="502"))
    worker, _phone = story.staff()
    visitor.enter(worker)
    sent = {**TYPED, "channel": "visit", "door": "赵大妈 502", "name": "1"}
    assert "赵大妈" in visitor.post(f"{HERE}/desk/enter", {**sent, "find": "1"})
    assert "登记好了" in visitor.post(f"{HERE}/desk/enter", sent)
    need = needs()[0]
    assert (need.channel, need.entered_by, need.author_account_id) == (
        Channel.VISIT,
        worker.account_id,
        resident.account_id,
    )
    assert counts(need.id) == (1, 1)
    visitor.enter(resident)
    assert need.title in visitor.get(f"{HERE}/mine")


def test_a_worker_enters_paper_from_somebody_without_an_account(story: Story, visitor: PageClient) -> None:
    visitor.enter(story.staff()[0])
    assert "请填写是谁提出的" in visitor.post(f"{HERE}/desk/enter", {**TYPED, "channel": "paper"})
    assert "怎么收到的" in visitor.post(f"{HERE}/desk/enter", {**TYPED, "name": "孙奶奶"})
    assert "登记好了" in visitor.post(f"{HERE}/desk/enter", {**TYPED, "channel": "paper", "name": "孙奶奶"})
    need = needs()[0]
    assert counts(need.id) == (0, 0)
    visitor.client = visitor.app.test_client()
    shown = visitor.get(f"{HERE}/{need.id}")
    assert "孙**" in shown
    assert "孙奶奶" not in shown.source


def test_a_resident_of_another_community_is_never_tied_to_a_need_here(
    story: Story, visitor: PageClient
) -> None:
    story.resident(B, name="外人")
    visitor.enter(story.staff()[0])
    sent = {**TYPED, "channel": "phone", "door": "外人", "name": "1"}
    assert "没有第 1 位" in visitor.post(f"{HERE}/desk/enter", sent)
    assert needs() == []


def test_the_list_is_filtered_ordered_and_paged(story: Story, visitor: PageClient) -> None:
    author, _phone = story.resident()
    with unit_of_work():
        for each in range(45):
            service.submit(author, A, draft(f"需求第{each}号", "B01" if each % 2 else "N06"))
    popular = needs()[7]
    supported_by(popular, story.resident(name="李四")[0])
    assert len(visitor.get(f"{HERE}/").tree.xpath("//li[@class='slip']")) == 20
    assert len(visitor.get(f"{HERE}/", page=3).tree.xpath("//li[@class='slip']")) == 5
    first = visitor.get(f"{HERE}/", order="supported").tree.xpath("//h2[@class='slip-title']")[0]
    assert first.text_content() == popular.title
    assert "共 22 条" in visitor.get(f"{HERE}/", category="B")
    assert "共 23 条" in visitor.get(f"{HERE}/", category="N06")
    assert "共 1 条" in visitor.get(f"{HERE}/", q="第17号")
    assert "没有找到" in visitor.get(f"{HERE}/", q="100%_不存在")
    assert "没有找到" in visitor.get(f"{HERE}/", state="rejected")
    assert "共 45 条" in visitor.get(f"{HERE}/", state="nonsense", order="<b>", page="-1")


def test_a_list_page_costs_the_same_queries_whatever_it_shows(story: Story, visitor: PageClient) -> None:
    from sqlalchemy import event

    story.cycle()
    author, _phone = story.resident()

    def queries_for(url: str) -> int:
        db.session.remove()
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731 — the event wants a plain callable
        event.listen(db.engine, "before_cursor_execute", listener)
        try:
            visitor.get(url)
        finally:
            event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    need_by(author)
    few = queries_for(f"{HERE}/")
    with unit_of_work():
        for each in range(40):
            service.submit(author, A, draft(f"需求第{each}号"))
    assert queries_for(f"{HERE}/") == queries_for(f"{HERE}/?page=2") == few
    assert few <= 8
    need = needs()[0]
    one = queries_for(f"{HERE}/{need.id}")
    for each in range(5):
        with unit_of_work():
            service.comment(author, again(need), f"说{each}")
    assert queries_for(f"{HERE}/{need.id}") == one


def test_a_page_of_a_need_links_to_the_complaint_about_it(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident()[0])
    links = visitor.get(f"{HERE}/{need.id}").links("/complaints/new?about=")
    assert any(str(need.id) in link for link in links)


def test_mine_shows_the_last_step_and_the_next_one(story: Story, visitor: PageClient) -> None:
    story.cycle()
    author, _phone = story.resident()
    need = need_by(author)
    visitor.enter(author)
    assert "等社区工作者答复" in visitor.get(f"{HERE}/mine")
    with unit_of_work():
        service.answer(story.staff()[0], again(need), "在办")
    assert "社区已经答复" in visitor.get(f"{HERE}/mine")
    assert queries.counts_per_state(A)[NeedState.OPEN] == 1


def test_five_clicks_at_the_same_moment_are_one_need(story: Story, visitor: PageClient) -> None:
    actor, _phone = story.resident()
    visitor.enter(actor)
    say(visitor, {**TYPED, "body": "长" * 2001})
    fields = fields_of(visitor.post(f"{HERE}/new/more", {"body": "手抖了"}))
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    sent = {**fields, "csrf_token": visitor.token}

    def send() -> int:
        client = visitor.app.test_client()
        client.set_cookie("session", cookie.value)
        return client.post(f"{HERE}/new/preview", data=sent).status_code

    with ThreadPoolExecutor(5) as hands:
        answers = [each.result() for each in [hands.submit(send) for _time in range(5)]]
    assert answers == [303] * 5
    assert len(needs()) == 1
    assert counts(needs()[0].id) == (1, 1)
