"""Writing down a pile: sheet after sheet, by numbers, with everything typed kept until it is right."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from deliberation.actors import Actor
from deliberation.clock import at, now, today
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.needs import service
from deliberation.needs.entering import recent_of
from deliberation.needs.models import Need, NeedSupport
from deliberation.needs.rules import Channel, NeedState
from deliberation.notices.queries import inbox_of
from deliberation.places import service as places
from deliberation.places.models import Household
from tests.needs.stories import again, counts, draft, need_by
from tests.page import PageClient, Shown
from tests.stories import A, B, Story

HERE = f"/c/{A}/needs"
ENTER = f"{HERE}/desk/enter"
SHEET = {"channel": "paper", "name": "孙奶奶", "category": "1", "title": "3号楼门口晚上没有路灯"}


@pytest.fixture
def worker(story: Story, visitor: PageClient) -> Actor:
    """The worker who has the page open."""
    actor = story.staff()[0]
    visitor.enter(actor)
    visitor.get(ENTER)
    return actor


def needs() -> list[Need]:
    db.session.expire_all()
    return list(db.session.scalars(select(Need).order_by(Need.created_at)))


def value(shown: Shown, name: str) -> str:
    """What stands in a field."""
    found = shown.tree.xpath("//form[@data-pile]//*[@name=$name]", name=name)[0]
    if found.tag == "select":
        return str(next(iter(found.xpath("option[@selected]/@value")), ""))
    return str(found.get("value") or found.text_content()).strip()


def listed(shown: Shown) -> list[str]:
    """Who is listed behind the door."""
    return [" ".join(each.text_content().split()) for each in shown.tree.xpath("//div[@id='people']//li")]


def test_a_sheet_becomes_a_need_and_the_page_is_ready_for_the_next(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    day = (today() - timedelta(days=2)).isoformat()
    sent = {
        **SHEET,
        "said_on": day,
        "place": "北门",
        "body": "老人看不清。",
        "households": "３０",
        "reference": "12",
    }
    shown = visitor.post(ENTER, sent)
    need = needs()[0]
    assert (need.title, need.category, need.place, need.households_affected) == (
        SHEET["title"],
        "N02",
        "北门",
        30,
    )
    assert (need.channel, need.entered_by, need.on_behalf_name) == (
        Channel.PAPER,
        worker.account_id,
        "孙奶奶",
    )
    assert (str(need.said_on), need.reference) == (day, f"F{today().year}-0012")
    assert "这一叠已录 1 张" in shown
    assert need.number in shown.main
    assert (value(shown, "channel"), value(shown, "said_on")) == ("paper", day)
    assert [value(shown, name) for name in ("door", "name", "title", "category", "reference")] == [""] * 5
    again_shown = visitor.post(ENTER, {**SHEET, "title": "没有早餐店", "done": value(shown, "done")})
    assert "这一叠已录 2 张" in again_shown


def test_a_door_lists_who_lives_there_and_a_number_names_the_person(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    home = story.household(door="501")
    first, _phone = story.resident(name="王秀兰", household=home)
    story.resident(name="王建国", household=home)
    shown = visitor.post(ENTER, {**SHEET, "door": "1-1-501", "name": "", "find": "1"})
    assert [each[:5] for each in listed(shown)] in (["1 王建国", "2 王秀兰"], ["1 王秀兰", "2 王建国"])
    place = next(number for number, each in enumerate(listed(shown), 1) if "王秀兰" in each)
    assert needs() == []
    assert value(shown, "title") == SHEET["title"]
    visitor.post(ENTER, {**SHEET, "door": "1-1-501", "name": str(place)})
    need = needs()[0]
    assert (need.author_resident_id, need.on_behalf_name) == (first.resident_id, "王秀兰")
    assert counts(need.id) == (1, 1)
    assert first.account_id is not None
    assert "notice.needs." in inbox_of(first.account_id, 1).items[0].kind


def test_a_name_that_one_person_behind_the_door_bears_is_enough(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    resident, _phone = story.resident(name="王秀兰", household=story.household(door="501"))
    visitor.post(ENTER, {**SHEET, "door": "1号楼501", "name": "王秀兰"})
    visitor.post(ENTER, {**SHEET, "title": "第二张", "door": "1-1-501 王秀兰", "name": ""})
    assert [need.author_resident_id for need in needs()] == [resident.resident_id] * 2


def test_two_of_one_name_are_asked_about_and_never_guessed(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    for door in ("501", "502"):
        story.resident(name="王秀兰", household=story.household(door=door))
    shown = visitor.post(ENTER, {**SHEET, "door": "王秀兰", "name": "王秀兰"})
    assert "请填列出来的序号" in shown
    assert len(listed(shown)) == 2
    assert needs() == []
    visitor.post(ENTER, {**SHEET, "door": "王秀兰", "name": "2"})
    assert needs()[0].author_resident_id is not None


def test_a_door_that_does_not_exist_is_told_and_kept_with_the_name(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    shown = visitor.post(ENTER, {**SHEET, "door": "9-9-999", "find": "1"})
    assert "名册上没有这个门牌" in shown
    visitor.post(ENTER, {**SHEET, "door": "9-9-999"})
    need = needs()[0]
    assert (need.on_behalf_name, need.author_resident_id) == ("孙奶奶（9-9-999）", None)
    visitor.client = visitor.app.test_client()
    public = visitor.get(f"{HERE}/{need.id}")
    assert "孙**" in public
    assert "999" not in public.main.replace(A, "")


def test_nobody_is_left_out_by_mistake_but_a_sheet_may_have_no_name(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    assert "没有留名填 0" in visitor.post(ENTER, {**SHEET, "name": ""})
    assert needs() == []
    visitor.post(ENTER, {**SHEET, "name": "0"})
    need = needs()[0]
    assert (need.on_behalf_name, need.author_resident_id) == ("", None)
    assert "没有留名" in visitor.get(f"{HERE}/{need.id}")


def test_a_number_beyond_the_list_is_told(story: Story, visitor: PageClient, worker: Actor) -> None:
    story.resident(name="王秀兰", household=story.household(door="501"))
    shown = visitor.post(ENTER, {**SHEET, "door": "501", "name": "3"})
    assert "没有第 3 位" in shown
    assert needs() == []


def test_people_of_another_community_are_never_listed(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    story.resident(B, name="外人", household=story.household(B, door="777"))
    assert listed(visitor.post(ENTER, {**SHEET, "door": "777", "find": "1"})) == []
    visitor.post(ENTER, {**SHEET, "door": "外人", "name": "1"})
    assert needs() == []


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("channel", "", "请选择这条需求是怎么收到的"),
        ("channel", "online", "请选择这条需求是怎么收到的"),
        ("channel", "<b>", "请选择这条需求是怎么收到的"),
        ("category", "99", "填方框旁的编号"),
        ("category", "菜", "可能是：菜市场、生鲜超市（菜店）"),
        ("title", "", "请用一句话写清楚缺什么"),
        ("title", "灯" * 41, "最多 40 个字"),
        ("name", "孙" * 500, "最多 60 个字"),
        ("households", "很多", "请填写一个整数"),
        ("supports", "第三条", "没有编号是 第三条 的需求"),
        ("said_on", "昨天", "哪天填的"),
        ("reference", "9" * 41, "最多 40 个字"),
    ],
)
def test_what_is_wrong_is_told_and_everything_typed_is_still_there(
    story: Story, visitor: PageClient, worker: Actor, field: str, typed: str, told: str
) -> None:
    sent = {**SHEET, "place": "北门", "body": "第一行\n第二行", "done": "7", field: typed}
    if field == "supports":
        sent |= {"door": "501", "name": "1"}
        story.resident(name="王秀兰", household=story.household(door="501"))
    shown = visitor.post(ENTER, sent)
    assert told in shown
    assert needs() == []
    for name in ("title", "place", "body", "category", "name", "supports"):
        assert value(shown, name) == sent.get(name, "")
    assert "这一叠已录 7 张" in shown


def test_a_future_day_is_refused_and_kept(story: Story, visitor: PageClient, worker: Actor) -> None:
    later = (today() + timedelta(days=1)).isoformat()
    shown = visitor.post(ENTER, {**SHEET, "said_on": later})
    assert "还没有到" in shown
    assert value(shown, "said_on") == later
    assert needs() == []


def test_ugly_words_are_kept_as_written(story: Story, visitor: PageClient, worker: Actor) -> None:
    sent = {
        **SHEET,
        "name": "㛃😀<script>",
        "title": "路灯\u200b不亮\n\n真的\t不亮",
        "body": "一\r\n\r\n\r\n\r\n二",
    }
    visitor.post(ENTER, sent)
    need = needs()[0]
    assert (need.on_behalf_name, need.title, need.body) == ("㛃😀<script>", "路灯不亮 真的 不亮", "一\n\n二")
    assert "<script>" not in visitor.get(f"{HERE}/desk/{need.id}").source.split("<main")[1]


def test_supports_of_a_sheet_go_in_with_it(story: Story, visitor: PageClient, worker: Actor) -> None:
    other = story.resident(name="赵六")[0]
    third, twelfth = need_by(other, "早餐店"), need_by(other, "坡道")
    resident, _phone = story.resident(name="王秀兰", household=story.household(door="501"))
    numbers = f"{int(third.number[5:])}、{twelfth.number}"
    shown = visitor.post(ENTER, {**SHEET, "door": "501", "name": "1", "supports": numbers})
    assert "王秀兰 支持" in shown
    assert [counts(need.id) for need in (third, twelfth)] == [(2, 2), (2, 2)]
    given = db.session.get_one(NeedSupport, (third.id, resident.resident_id))
    assert (given.channel, given.entered_by) == (Channel.PAPER, worker.account_id)


def test_a_sheet_that_only_supports_makes_no_need_and_counts_once(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    need = need_by(story.resident(name="赵六")[0], "早餐店")
    story.resident(name="王秀兰", household=story.household(door="501"))
    sent = {"channel": "paper", "door": "501", "name": "1", "supports": need.number}
    assert "这一叠已录 1 张" in visitor.post(ENTER, sent)
    assert "以前已经支持过" in visitor.post(ENTER, sent)
    assert len(needs()) == 1
    assert counts(need.id) == (2, 2)


def test_supports_need_somebody_of_the_roll_and_then_nothing_of_the_sheet_is_lost_or_half_done(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    need = need_by(story.resident(name="赵六")[0], "早餐店")
    shown = visitor.post(ENTER, {**SHEET, "supports": need.number})
    assert "名册" in shown
    assert value(shown, "supports") == need.number
    assert len(needs()) == 1


def test_an_empty_sheet_is_told(story: Story, visitor: PageClient, worker: Actor) -> None:
    shown = visitor.post(ENTER, {"channel": "paper", "name": "孙奶奶"})
    assert "这一张还是空的" in shown
    assert value(shown, "name") == "孙奶奶"


def test_the_same_sheet_number_is_not_entered_twice(story: Story, visitor: PageClient, worker: Actor) -> None:
    visitor.post(ENTER, {**SHEET, "reference": "12"})
    shown = visitor.post(ENTER, {**SHEET, "title": "别的", "reference": f"f{today().year}-12"})
    assert f"就是需求 {needs()[0].number}" in shown
    assert len(needs()) == 1
    assert needs()[0].number in visitor.get(f"{HERE}/desk/", q=f"F{today().year}-0012", queue="all").main


def test_a_work_order_number_of_12345_is_kept_and_found(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    visitor.post(ENTER, {**SHEET, "channel": "hotline_12345", "reference": "gd 2026-0701-33"})
    need = needs()[0]
    assert (need.channel, need.reference) == (Channel.HOTLINE_12345, "GD2026-0701-33")
    assert need.title in visitor.get(f"{HERE}/", q="GD2026-0701-33").main


def test_needs_that_sound_alike_are_shown_before_another_is_made(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    twin = need_by(story.resident(name="赵六")[0], "3号楼门口没有路灯")
    shown = visitor.post(ENTER, {**SHEET, "find": "1"})
    assert twin.number in shown.tree.xpath("//div[@id='alike']")[0].text_content()
    fragment = visitor.client.get(f"{ENTER}/look", query_string={"look": "alike", "title": SHEET["title"]})
    assert f'data-number="{twin.number}"' in fragment.get_data(as_text=True)


def test_the_page_is_told_piece_by_piece_while_somebody_types(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    story.resident(name="<王>", household=story.household(door="501"))

    def look(**asked: str) -> str:
        return visitor.client.get(f"{ENTER}/look", query_string=asked).get_data(as_text=True)

    assert "&lt;王&gt;" in look(look="people", door="1-1-501")
    assert "没有这个门牌" in look(look="people", door="8-8-8")
    assert look(look="people", door="").strip() == ""
    assert "停车与充电" in look(look="category", category="tc")
    assert "没有这个类别" in look(look="category", category="zzz")
    assert look(look="<b>").strip() == ""


def test_five_hits_on_enter_at_the_same_moment_are_one_need(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    sent = {**SHEET, "reference": "77", "key": "the same showing", "csrf_token": visitor.token}

    def send() -> int:
        client = visitor.app.test_client()
        client.set_cookie("session", cookie.value)
        return client.post(ENTER, data=sent).status_code

    with ThreadPoolExecutor(5) as hands:
        answers = [each.result() for each in [hands.submit(send) for _time in range(5)]]
    assert answers == [303] * 5
    assert len(needs()) == 1


def test_a_mistake_is_taken_back_and_its_sheet_can_be_entered_again(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    resident, _phone = story.resident(name="王秀兰", household=story.household(door="501"))
    shown = visitor.post(ENTER, {**SHEET, "door": "501", "name": "1", "reference": "12", "key": "k1"})
    need = needs()[0]
    sent = {"channel": "paper", "done": value(shown, "done")}
    shown = visitor.post(f"{ENTER}/{need.id}/take-back", sent)
    assert "撤销了" in shown
    assert "已录" not in shown.main.replace("登记", "")
    need = again(need)
    assert (need.state, need.published_at, need.reference) == (NeedState.REJECTED, None, None)
    assert "needs.take_back" in db.session.scalars(select(JournalEntry.act)).all()
    assert resident.account_id is not None
    assert inbox_of(resident.account_id, 1).items[0].kind == "notice.needs.taken_back"
    visitor.post(ENTER, {**SHEET, "door": "501", "name": "1", "reference": "12", "key": "k1"})
    assert [each.state for each in needs()] == [NeedState.REJECTED, NeedState.OPEN]
    visitor.client = visitor.app.test_client()
    told = visitor.get(f"{HERE}/{need.id}").main
    assert "登记时录错了" in told
    assert SHEET["title"] not in told
    assert len(visitor.get(f"{HERE}/").tree.xpath("//li[@class='slip']")) == 1


def entered(story: Story, worker: Actor, title: str = "录进来的") -> Need:
    with unit_of_work():
        need = service.submit_on_behalf(worker, A, draft(title), Channel.PAPER, "孙奶奶")
    return need


def test_what_others_support_or_is_old_or_somebody_elses_is_not_taken_back(story: Story) -> None:
    worker, colleague = story.staff()[0], story.staff(name="陈丽")[0]
    supported, old, answered, theirs = (entered(story, worker, f"第{each}条") for each in range(4))
    with unit_of_work():
        service.support(story.resident()[0], again(supported))
        service.answer(worker, again(answered), "在办")
    for need, actor, code, moment in (
        (supported, worker, "needs.undo_touched", now()),
        (old, worker, "needs.undo_late", now() + timedelta(minutes=61)),
        (answered, worker, "needs.undo_late", now()),
        (theirs, colleague, "needs.nothing_to_undo", now()),
    ):
        with pytest.raises(Refusal) as refused, at(moment), unit_of_work():
            service.take_back(actor, again(need), "录错了")
        assert refused.value.code == code
    assert [each.undoable for each in recent_of(worker, A)] == [True, False, True, False]


def test_a_need_somebody_sent_online_is_never_taken_back_here(story: Story) -> None:
    need = need_by(story.resident()[0])
    with pytest.raises(Refusal, match=r"needs\.nothing_to_undo"), unit_of_work():
        service.take_back(story.staff()[0], again(need), "录错了")


def test_taking_back_twice_is_taking_back_once(story: Story) -> None:
    worker = story.staff()[0]
    need = entered(story, worker)
    for _time in range(2):
        with unit_of_work():
            service.take_back(worker, again(need), "录错了")
    assert len([act for act in db.session.scalars(select(JournalEntry.act)) if act == "needs.take_back"]) == 1


def test_a_support_entered_by_mistake_is_taken_back(story: Story, visitor: PageClient, worker: Actor) -> None:
    need = need_by(story.resident(name="赵六")[0], "早餐店")
    resident, _phone = story.resident(name="王秀兰", household=story.household(door="501"))
    visitor.post(ENTER, {"channel": "paper", "door": "501", "name": "1", "supports": need.number})
    assert counts(need.id) == (2, 2)
    visitor.post(f"{ENTER}/{need.id}/take-back-support", {"who": str(resident.resident_id), "done": "1"})
    assert counts(need.id) == (1, 1)


def test_the_last_ten_are_listed_with_what_can_be_done(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    for each in range(12):
        visitor.post(ENTER, {**SHEET, "title": f"第{each}张"})
    shown = visitor.get(ENTER)
    rows = shown.tree.xpath("//ul[@class='recent']/li")
    assert len(rows) == 10
    assert "第11张" in rows[0].text_content()
    assert len(shown.forms("/take-back")) == 10
    visitor.enter(story.staff(name="陈丽")[0])
    assert visitor.get(ENTER).tree.xpath("//ul[@class='recent']/li") == []


def test_what_stays_for_the_pile_stands_in_the_address(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    shown = visitor.get(ENTER, channel="phone", said_on="2026-07-01", done="17", door="3-2-501")
    assert [value(shown, name) for name in ("channel", "said_on", "door")] == [
        "phone",
        "2026-07-01",
        "3-2-501",
    ]
    assert "这一叠已录 17 张" in shown
    nonsense = visitor.get(ENTER, channel="<b>", said_on="never", done="-4", estate="x", door="\u200b")
    assert [value(nonsense, name) for name in ("channel", "estate")] == ["", ""]
    assert "这一叠已录" not in nonsense


def test_the_page_costs_the_same_statements_however_much_was_entered(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    def statements() -> int:
        db.session.remove()
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731 — the event wants a plain callable
        event.listen(db.engine, "before_cursor_execute", listener)
        try:
            visitor.get(ENTER)
        finally:
            event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    visitor.post(ENTER, SHEET)
    few = statements()
    for each in range(12):
        visitor.post(ENTER, {**SHEET, "title": f"第{each}张"})
    assert statements() == few <= 18


def test_only_own_workers_enter(story: Story, visitor: PageClient) -> None:
    for actor in (story.resident()[0], story.staff(scope=B)[0]):
        visitor.enter(actor)
        for url in (ENTER, f"{ENTER}/look?look=people&door=501", f"{HERE}/desk/forms"):
            assert visitor.client.get(url).status_code in (403, 404)


def test_the_pile_of_one_estate_reads_doors_there_first(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    near = story.household(door="501")
    story.resident(name="近的", household=near)
    with unit_of_work():
        building = places.building_named(places.estate_named(A, "东风小区"), "1号楼")
        far = Household(community_code=A, building_id=building.id, unit="1", door="501", adults=2)
        db.session.add(far)
        db.session.flush()
    story.resident(name="远的", household=far)
    assert len(listed(visitor.post(ENTER, {**SHEET, "door": "1-1-501", "find": "1"}))) == 2
    here = {**SHEET, "door": "1-1-501", "find": "1", "estate": str(building.estate_id)}
    assert [re.sub(r"^1 (\S+).*", r"\1", each) for each in listed(visitor.post(ENTER, here))] == ["远的"]
