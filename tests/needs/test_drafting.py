"""Saying what is missing in three steps: nothing typed is ever lost, and nothing is said twice."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from deliberation.actors import Actor, Role
from deliberation.clock import at, now
from deliberation.cycles.rules import Stage
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.files.service import path_of
from deliberation.jobs import service as jobs
from deliberation.needs import drafts, orphans, photos, service
from deliberation.needs.guessing import clear_guess, likely
from deliberation.needs.models import Need, NeedCategoryOff, NeedDraft, NeedPhoto
from deliberation.needs.rules import new_key
from deliberation.needs.steps import MOST_KEPT, MOST_ORPHANS_OF_ADDRESS, Step
from deliberation.people import rights
from deliberation.people.models import Account
from deliberation.places.models import Estate
from tests.needs.saying import confirm, fields_of, key_of, say
from tests.needs.stories import begun, counts, draft, need_by, unconfirmed
from tests.page import PageClient
from tests.stories import PASSWORD, A, B, Story

HERE = f"/c/{A}/needs"
WORDS = {
    "title": "3号楼门口晚上没有路灯",
    "category": "N02",
    "place": "3号楼门口",
    "body": "老人看不清台阶。",
}


def drafts_now() -> list[NeedDraft]:
    return list(db.session.scalars(select(NeedDraft).order_by(NeedDraft.created_at)))


def needs_now() -> list[Need]:
    return list(db.session.scalars(select(Need).order_by(Need.number)))


def switched_off(category: str, code: str = A) -> None:
    with unit_of_work():
        db.session.add(NeedCategoryOff(community_code=code, category=category))


def forget_session(visitor: PageClient) -> None:
    """The session is gone, as after twelve hours or on a cleared device."""
    visitor.client.delete_cookie("session")


def idle(visitor: PageClient) -> None:
    """Nobody has touched the page for longer than a session lasts."""
    with visitor.client.session_transaction() as session:
        session["seen"] = int((now() - timedelta(hours=13)).timestamp())


@pytest.fixture
def author(story: Story, visitor: PageClient) -> Actor:
    actor, _phone = story.resident(name="王秀兰")
    visitor.enter(actor)
    return actor


def test_three_steps_a_look_and_one_button(story: Story, visitor: PageClient, author: Actor) -> None:
    story.cycle()
    story.household()
    estate = str(db.session.scalars(select(Estate.id)).one())
    shown = visitor.get(f"{HERE}/new")
    assert "第 1 步，共 3 步" in shown.source
    shown = visitor.post(f"{HERE}/new", {"key": key_of(shown), "title": WORDS["title"], "category": "N02"})
    assert shown.url.endswith("/new/where")
    shown = visitor.post(shown.url, {"key": key_of(shown), "place": WORDS["place"], "estate": estate})
    assert shown.url.endswith("/new/more")
    shown = visitor.post(shown.url, {"key": key_of(shown), "body": WORDS["body"]})
    for words in (*WORDS.values(), "幸福小区", "王**", "邻居们看到的就是这样"):
        assert words == "N02" or words in shown.main
    assert len(shown.tree.xpath("//main//form//button")) == 1
    assert needs_now() == []
    assert "需求收到了" in confirm(visitor, shown)
    need = needs_now()[0]
    assert (need.title, need.place, need.body) == (WORDS["title"], WORDS["place"], WORDS["body"])
    assert str(need.estate_id) == estate
    assert drafts_now() == []
    assert "没写完" not in visitor.get(f"{HERE}/").main


def test_every_step_is_kept_and_found_again_on_another_device(
    story: Story, visitor: PageClient, author: Actor
) -> None:
    visitor.post(f"{HERE}/new", {"title": WORDS["title"], "category": "N02"})
    visitor.post(f"{HERE}/new/where", {"place": WORDS["place"], "go": "later"})
    visitor.enter(author)
    hint = visitor.get(f"{HERE}/")
    assert "您有一份没写完的需求“3号楼门口晚上没有路灯”" in hint
    assert "您有一份没写完的需求" in visitor.get(f"{HERE}/mine")
    assert "/new/where" in visitor.client.get(f"{HERE}/new?resume=1").location
    assert WORDS["place"] in visitor.get(f"{HERE}/new/where").source
    assert WORDS["title"] in visitor.get(f"{HERE}/new").source


def test_going_back_keeps_even_what_could_not_be_taken(visitor: PageClient, author: Actor) -> None:
    visitor.post(f"{HERE}/new", {"title": WORDS["title"], "category": "N02"})
    back = visitor.post(f"{HERE}/new/where", {"place": "北门", "households": "很多", "go": "back"})
    assert back.url.endswith("/new")
    assert WORDS["title"] in back.source
    shown = visitor.get(f"{HERE}/new/where")
    assert "北门" in shown.source
    assert "很多" in shown.source


def test_a_preview_of_what_cannot_be_sent_leads_to_the_step_and_says_why(
    visitor: PageClient, author: Actor
) -> None:
    begun(author, households="很多")
    answer = visitor.client.get(f"{HERE}/new/preview")
    assert answer.location.endswith("/new/where?check=1")
    shown = visitor.get(answer.location)
    assert "请填写一个整数" in shown
    assert "很多" in shown.source


def test_the_page_saves_by_itself_and_says_when(visitor: PageClient, author: Actor) -> None:
    key = key_of(visitor.get(f"{HERE}/new"))
    sent = {"csrf_token": visitor.token, "key": key, "step": "1", "title": "路灯\u200b坏"}
    answer = visitor.client.post(f"{HERE}/new/save", data=sent).get_json()
    assert answer["kept"] == "saved"
    assert answer["said"].startswith("已保存 ")
    assert drafts_now()[0].fields["title"] == "路灯坏"
    assert answer["said"] in visitor.get(f"{HERE}/new").main


def test_what_is_saved_by_itself_never_writes_over_a_draft_begun_elsewhere(
    visitor: PageClient, author: Actor
) -> None:
    begun(author, title="在手机上写的")
    sent = {"csrf_token": visitor.get(f"{HERE}/new").token, "key": new_key(), "title": "旧窗口里的"}
    assert visitor.client.post(f"{HERE}/new/save", data=sent).get_json()["kept"] == "elsewhere"
    assert drafts_now()[0].fields["title"] == "在手机上写的"
    visitor.post(f"{HERE}/new", {"key": new_key(), "title": "按了下一步的", "category": "N02"})
    assert drafts_now()[0].fields["title"] == "按了下一步的"


def test_an_old_page_of_a_sent_form_begins_nothing_anew(visitor: PageClient, author: Actor) -> None:
    say(visitor, WORDS)
    key = needs_now()[0].submission_key
    shown = visitor.post(f"{HERE}/new/more", {"key": key, "body": "还在旧窗口里写"})
    assert "需求收到了" in shown
    sent = {"csrf_token": visitor.token, "key": key, "title": "旧窗口"}
    assert visitor.client.post(f"{HERE}/new/save", data=sent).get_json()["kept"] == "sent"
    assert (len(needs_now()), drafts_now()) == (1, [])


@pytest.mark.parametrize("lose", [idle, forget_session])
def test_words_sent_after_the_session_is_over_come_back_after_signing_in(
    story: Story, visitor: PageClient, lose: Callable[[PageClient], None]
) -> None:
    actor, phone = story.resident()
    visitor.enter(actor)
    visitor.post(f"{HERE}/new", {"title": WORDS["title"], "category": "N02"})
    lose(visitor)
    door = visitor.post(f"{HERE}/new/where", {"place": "北门的石凳旁", "go": "next"})
    assert "您写的内容已经保存" in door
    assert "/sign-in" in door.url
    assert [row.account_id for row in drafts_now()].count(None) == 1
    kept = drafts_now()[-1]
    with visitor.client.session_transaction() as session:
        assert kept.token_digest != session["kept_need"]
    here = visitor.post(door.url, {"phone": phone, "password": PASSWORD})
    assert here.url.endswith("/new/where")
    assert "北门的石凳旁" in here.source
    assert WORDS["title"] in visitor.get(f"{HERE}/new").source
    assert [row.account_id for row in drafts_now()] == [actor.account_id]


def test_a_first_step_typed_without_any_session_becomes_the_draft_of_who_signs_in(
    story: Story, visitor: PageClient
) -> None:
    _actor, phone = story.resident()
    door = visitor.post(f"{HERE}/new", {"title": WORDS["title"], "category": "N02", "key": new_key()})
    shown = visitor.post(door.url, {"phone": phone, "password": PASSWORD})
    assert WORDS["title"] in shown.source


def test_a_page_older_than_the_session_loses_no_words(story: Story, visitor: PageClient) -> None:
    """Signed out and in again in another window: the token of the old page is worth nothing."""
    actor, _phone = story.resident()
    visitor.enter(actor)
    visitor.get(f"{HERE}/new")
    visitor.token = "an-old-token"
    shown = visitor.post(f"{HERE}/new", {"title": WORDS["title"], "category": "N02"})
    assert "这一页放得太久了" in shown
    assert WORDS["title"] in shown.source
    assert drafts_now()[0].account_id == actor.account_id


@pytest.mark.parametrize(
    "headers",
    [
        {"Referer": "https://evil.example/form"},
        {"Origin": "https://evil.example", "Referer": "http://localhost/x"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {},
    ],
)
def test_a_foreign_page_can_have_nothing_kept(
    story: Story, visitor: PageClient, headers: dict[str, str]
) -> None:
    visitor.client.post(f"{HERE}/new", data={"title": "不是您写的"}, headers=headers)
    visitor.enter(story.resident()[0])
    visitor.client.post(f"{HERE}/new", data={"title": "不是您写的", "csrf_token": "x"}, headers=headers)
    assert drafts_now() == []


def test_words_kept_for_one_are_not_given_to_the_next_at_the_same_computer(
    story: Story, visitor: PageClient
) -> None:
    actor, _phone = story.resident()
    visitor.enter(actor)
    visitor.get(f"{HERE}/new")
    idle(visitor)
    door = visitor.post(f"{HERE}/new", {"title": "只给我自己看的话"})
    other, phone = story.resident(name="下一位")
    visitor.post(door.url, {"phone": phone, "password": PASSWORD})
    assert "只给我自己看的话" not in visitor.get(f"{HERE}/new").source
    assert drafts.draft_of(other, A) is None


def test_what_is_kept_without_an_account_is_little_and_gone_after_a_day(
    story: Story, visitor: PageClient
) -> None:
    for each in range(MOST_ORPHANS_OF_ADDRESS + 3):
        visitor.client = visitor.app.test_client()
        visitor.post(f"{HERE}/new", {"title": f"第{each}份", "body": "长" * (MOST_KEPT + 100)})
    kept = drafts_now()
    assert len(kept) == MOST_ORPHANS_OF_ADDRESS
    assert len(kept[0].fields["body"]) == MOST_KEPT
    with visitor.client.session_transaction() as session:
        token = session["kept_need"]
    with at(now() + timedelta(days=1, minutes=1)):
        assert not orphans.claim(story.resident()[0], token)
        drafts._swept.clear()
        jobs.do_chores()
    assert drafts_now() == []


def test_for_a_community_that_is_not_there_nothing_is_kept(visitor: PageClient, story: Story) -> None:
    visitor.post("/c/999999009009/needs/new", {"title": "哪里也不是"})
    assert drafts_now() == []


def test_drafts_nobody_went_on_with_for_thirty_days_are_forgotten_with_their_photos(
    story: Story, author: Actor
) -> None:
    begun(author)
    paths = [_path(photo.file_id) for photo in db.session.scalars(select(NeedPhoto))]
    assert all(path.exists() for path in paths)
    for days, left in ((29, 1), (31, 0)):
        with at(now() + timedelta(days=days)):
            drafts._swept.clear()
            drafts.sweep()
        assert len(drafts_now()) == left
    assert not any(path.exists() for path in paths)
    assert db.session.scalars(select(NeedPhoto)).all() == []


def _path(file_id: UUID) -> Path:
    stored = photos.stored(file_id)
    assert stored is not None
    return path_of(stored.sha256)


def test_a_draft_is_thrown_away_only_after_a_look(visitor: PageClient, author: Actor) -> None:
    begun(author)
    assert "没写完的话" in visitor.get(f"{HERE}/new/discard")
    assert len(drafts_now()) == 1
    assert "草稿丢弃了" in visitor.post(f"{HERE}/new/discard")
    assert drafts_now() == []
    assert "没写完的话" not in visitor.get(f"{HERE}/new").source


def test_a_draft_is_its_owners_alone(story: Story, visitor: PageClient, author: Actor) -> None:
    begun(author, body="只有我知道")
    for other in (story.resident(name="邻居")[0], story.staff()[0], story.staff(Role.LEAD)[0]):
        visitor.enter(other)
        assert "只有我知道" not in visitor.client.get(f"{HERE}/new/more").get_data(as_text=True)
    visitor.enter(story.resident(B)[0])
    for path in ("new", "new/where", "new/more", "new/preview", "new/discard", "new/likely", "new/alike"):
        visitor.get(f"{HERE}/{path}", status=404)


def test_a_worker_goes_to_the_entry_desk(story: Story, visitor: PageClient) -> None:
    visitor.enter(story.staff()[0])
    assert visitor.client.get(f"{HERE}/new").location.endswith("/needs/desk/enter")


def test_the_button_pressed_five_times_at_once_makes_one_need_with_its_photos(
    story: Story, visitor: PageClient, author: Actor
) -> None:
    begun(author, body="手抖了")
    fields = {**fields_of(visitor.get(f"{HERE}/new/preview")), "csrf_token": visitor.token}
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None

    def press() -> int:
        client = visitor.app.test_client()
        client.set_cookie("session", cookie.value)
        return client.post(f"{HERE}/new/preview", data=fields).status_code

    with ThreadPoolExecutor(5) as hands:
        answers = [each.result() for each in [hands.submit(press) for _time in range(5)]]
    assert answers == [303] * 5
    assert len(needs_now()) == 1
    assert counts(needs_now()[0].id) == (1, 1)
    assert len(photos.photos_of_need(needs_now()[0].id)) == 1


def test_a_draft_begun_five_times_at_once_is_one(visitor: PageClient, author: Actor) -> None:
    fields = {"csrf_token": visitor.get(f"{HERE}/new").token, "key": new_key(), "title": "路灯"}
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None

    def save() -> int:
        client = visitor.app.test_client()
        client.set_cookie("session", cookie.value)
        return client.post(f"{HERE}/new/save", data=fields).status_code

    with ThreadPoolExecutor(5) as hands:
        assert [each.result() for each in [hands.submit(save) for _time in range(5)]] == [200] * 5
    assert len(drafts_now()) == 1


def test_what_was_changed_elsewhere_after_the_look_is_looked_at_again(
    visitor: PageClient, author: Actor
) -> None:
    begun(author)
    preview = visitor.get(f"{HERE}/new/preview")
    with unit_of_work():
        drafts.save(author, A, {"title": "另一台手机上改过"}, "", Step.PREVIEW)
    again = confirm(visitor, preview)
    assert "请再看一遍" in again
    assert "另一台手机上改过" in again
    assert needs_now() == []
    assert "需求收到了" in confirm(visitor, again)


def test_a_draft_thrown_away_elsewhere_is_not_sent(visitor: PageClient, author: Actor) -> None:
    begun(author)
    preview = visitor.get(f"{HERE}/new/preview")
    with unit_of_work():
        service.discard_draft(author, A)
    assert "没有找到这份草稿" in confirm(visitor, preview)
    assert needs_now() == []
    with pytest.raises(Refusal, match="draft_gone"), unit_of_work():
        service.send(author, A, "nothing", "")


@pytest.mark.parametrize(
    "title", ["😀" * 21 + "🛠️", "㛃䶮𬭎" * 5, "<b>灯</b>'; DROP TABLE need; --", "{{7*7}}%(x)s"]
)
def test_strange_words_pass_through_every_step(visitor: PageClient, author: Actor, title: str) -> None:
    shown = say(visitor, {**WORDS, "title": title, "place": title, "body": title})
    assert "需求收到了" in shown, shown.main
    need = needs_now()[0]
    assert (need.title, need.place, need.body) == (title, title, title)


@pytest.mark.parametrize("blank", ["", "   　", "\u200b\u200f\u202e\ufeff", "\r\n\t"])
def test_a_title_of_nothing_is_told(visitor: PageClient, author: Actor, blank: str) -> None:
    assert "请用一句话写清楚缺什么" in visitor.post(f"{HERE}/new", {"title": blank, "category": "N02"})


def test_ten_thousand_characters_are_told_and_none_is_lost(visitor: PageClient, author: Actor) -> None:
    begun(author)
    body = "𬭎" * 10_000
    shown = visitor.post(f"{HERE}/new/more", {"body": body})
    assert "最多 2000 个字，现在是 10000 个字" in shown
    assert body in shown.source
    assert body in visitor.get(f"{HERE}/new/more").source
    assert not shown.tree.xpath("//textarea/@maxlength")


def test_a_category_switched_off_meanwhile_is_refused_and_every_word_kept(
    story: Story, visitor: PageClient, author: Actor
) -> None:
    begun(author, body="别的话都还在")
    preview = visitor.get(f"{HERE}/new/preview")
    switched_off("N02")
    shown = confirm(visitor, preview)
    assert "这个类别本社区已经停用" in shown
    assert "没写完的话" in shown.source
    assert "别的话都还在" in visitor.get(f"{HERE}/new/more").source
    assert "N02" not in visitor.get(f"{HERE}/new").tree.xpath("//input[@name='category']/@value")
    with pytest.raises(Refusal, match="category_off"), unit_of_work():
        service.submit(author, A, draft("路灯"))
    switched_off("B01", B)
    visitor.post(f"{HERE}/new", {"title": "没写完的话", "category": "B01"})
    assert "需求收到了" in confirm(visitor, visitor.get(f"{HERE}/new/preview"))


def test_the_likely_category_is_offered_and_chosen_for_a_look(visitor: PageClient, author: Actor) -> None:
    shown = visitor.post(f"{HERE}/new", {"title": "想要一家早餐店"})
    assert "我们猜是“早餐店”" in shown
    checked = shown.tree.xpath("//input[@name='category'][@checked]/@value")
    assert checked == ["B03"]
    shown = visitor.post(f"{HERE}/new", {"title": "唉，说不清楚"})
    assert "请选一个类别" in shown
    part = visitor.client.get(f"{HERE}/new/likely", query_string={"title": "没地方停车", "category": "B03"})
    assert part.get_data(as_text=True).index("B03") < part.get_data(as_text=True).index("N06")


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("3号楼门口晚上没有路灯", "N02"), ("电动车没地方充电", "N06"), ("加装电梯", "N07"),
        ("下水道老堵", "N08"), ("小区里垃圾桶太少", "N09"), ("孩子放学没人管", "N11"),
        ("附近没有药店", "B12"), ("想修鞋找不到人", "B07"), ("老人没地方吃饭", "B19"),
        ("买菜太远", "B05"), ("带娃的想要托育点", "Q01"), ("要是有个理发店就好了", "B09"),
    ],
)  # fmt: skip
def test_what_a_title_means(title: str, code: str) -> None:
    assert clear_guess(title) == code
    assert code not in likely(title, off={code})


def test_nothing_is_guessed_from_nothing() -> None:
    assert likely("唉") == []
    assert clear_guess("") == ""


def test_without_script_what_sounds_alike_is_shown_and_supported_with_one_tap(
    story: Story, visitor: PageClient
) -> None:
    need = need_by(story.resident(name="先说的人")[0], "3号楼门口晚上没有路灯")
    neighbour, _phone = story.resident(name="李四")
    visitor.enter(neighbour)
    shown = visitor.post(f"{HERE}/new", {"title": "3号楼门口没有路灯", "category": "N02"})
    assert "可能有人提过" in shown
    assert need.title in shown.main
    form = shown.forms(f"/new/instead/{need.id}")[0]
    assert "您的支持已经算上了" in visitor.post(form)
    assert counts(need.id) == (2, 2)
    assert drafts_now() == []


def test_what_is_not_the_same_goes_on_and_is_not_asked_again(story: Story, visitor: PageClient) -> None:
    need_by(story.resident(name="先说的人")[0], "3号楼门口晚上没有路灯")
    visitor.enter(story.resident(name="李四")[0])
    words = {"title": "3号楼门口没有路灯", "category": "N02"}
    shown = visitor.post(f"{HERE}/new", words)
    assert visitor.get(shown.links("/new/where")[0]).url.endswith("/new/where")
    assert visitor.post(f"{HERE}/new", words).url.endswith("/new/where")


def test_a_fuller_draft_is_not_thrown_away_with_a_tap(story: Story, visitor: PageClient) -> None:
    need = need_by(story.resident(name="先说的人")[0])
    neighbour, _phone = story.resident(name="李四")
    begun(neighbour, body="我还想补充一句")
    visitor.enter(neighbour)
    visitor.get(f"{HERE}/new")
    assert "草稿还留着" in visitor.post(f"{HERE}/new/instead/{need.id}")
    assert drafts_now()[0].fields["body"] == "我还想补充一句"
    visitor.post(f"{HERE}/new/instead/{uuid4()}", status=404)


def test_outside_the_collecting_stage_every_step_says_that_it_waits(
    story: Story, visitor: PageClient, author: Actor
) -> None:
    story.cycle(Stage.VOTING)
    begun(author)
    for path in ("new", "new/where", "new/more", "new/preview"):
        assert "不在征集阶段" in visitor.get(f"{HERE}/{path}")


def test_an_unconfirmed_person_is_told_in_the_preview_who_looks_first(
    story: Story, visitor: PageClient
) -> None:
    actor = unconfirmed(story)
    begun(actor)
    visitor.enter(actor)
    preview = visitor.get(f"{HERE}/new/preview")
    assert "社区工作者看过以后" in preview
    assert "需求收到了" in confirm(visitor, preview)
    assert needs_now()[0].published_at is None


def test_a_closed_account_leaves_neither_draft_nor_photo(story: Story, author: Actor) -> None:
    begun(author)
    with unit_of_work():
        rights.close_account(author, db.session.get_one(Account, author.account_id))
    assert drafts_now() == []
    assert db.session.scalars(select(NeedPhoto)).all() == []


def test_a_draft_is_part_of_the_copy_of_ones_data(visitor: PageClient, author: Actor) -> None:
    begun(author)
    visitor.get("/me")
    kept = json.loads(visitor.post("/me/copy").source)["drafts"]
    assert [(row["words"]["title"], row["photos"]) for row in kept] == [("没写完的话", 1)]
