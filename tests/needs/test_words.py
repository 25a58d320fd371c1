"""Listed words are found however they are spelled, and nothing else is."""

from time import process_time

import pytest

from deliberation.actors import Role
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.needs import service, wordlist
from deliberation.needs.models import Need, NeedWord
from deliberation.needs.words import STARTERS, first_listed, letters_of, parts_with
from tests.needs.stories import again, draft, need_by, unconfirmed
from tests.needs.test_needs import acts
from tests.page import PageClient
from tests.stories import A, B, Story

HERE = f"/c/{A}/needs"
SETTINGS = f"{HERE}/desk/settings"


@pytest.mark.parametrize(
    "text",
    [
        "请加微信123",
        "加 微 信",
        "加\u200b微\u200b信",
        "加。微，信",
        "加👍微👍信",
        "加\n微\n信",
        "加_微-信",
        "加\u3164微\u3164信",
        "（加微信）",
        "加\u0308微信",
    ],
)
def test_a_word_is_found_through_blanks_signs_and_invisible_marks(text: str) -> None:
    assert first_listed(["加微信"], text) == "加微信"


@pytest.mark.parametrize("text", ["ＶＸ：abc", "加VX123", "v.x", "加ⓥⓧ", "my vx is 1", "Vx"])
def test_latin_letters_are_found_wide_round_and_capital(text: str) -> None:
    assert first_listed(["vx"], text) == "vx"


@pytest.mark.parametrize(
    "text", ["", "vxworks", "devx", "微信加我", "加微", "路灯不亮，老人看不清。", "加 1 微 信"]
)
def test_other_words_are_let_alone(text: str) -> None:
    assert first_listed(["vx", "加微信"], text) == ""


def test_the_first_listed_word_of_several_texts_is_named() -> None:
    assert first_listed(["贷款", "套现"], "好的", "可以套 现，也有贷款") == "套现"
    assert first_listed(["aa", "aab"], "aaab aab") == "aab"
    assert first_listed([], "什么都行") == ""
    assert first_listed(["。。", " "], "。。") == "", "signs alone are no word"


def test_the_word_is_marked_for_the_workers_eye() -> None:
    assert parts_with("加微信", "请加 微 信，谢谢") == [
        ("请", False),
        ("加 微 信", True),
        ("，谢谢", False),
    ]
    assert parts_with("加微信", "没有") == [("没有", False)]
    assert parts_with("", "没有词") == [("没有词", False)]
    assert parts_with("kg", "10㎏") == [("10㎏", False)], "where folding changes the length, nothing is cut"


def test_the_starters_are_words_and_do_not_catch_what_neighbours_say() -> None:
    assert len(STARTERS) == len({letters_of(word) for word in STARTERS}) >= 30
    harmless = (
        "楼道的灯坏了三个月，物业一直没来。", "希望加装电梯，一楼的老人也同意。", "快递柜满了，放在地上。",
        "想办一个老年大学的班。", "能不能给外卖骑手留几个停车位", "低保户能不能有补贴", "鸡蛋涨价了",
        "微信群里通知太多，老人看不过来", "借书证在哪里办？", "银行网点撤了，取钱要走两站路",
    )  # fmt: skip
    assert [text for text in harmless if first_listed(STARTERS, text)] == []


def test_a_long_text_of_signs_is_searched_at_once() -> None:
    listed = [*STARTERS, *(f"词{place}尾" for place in range(500))]
    begun = process_time()
    first_listed(listed, "加。微。" * 2500 + "加" + "…" * 5000, "词" * 10_000)
    assert process_time() - begun < 1


def test_a_confirmed_residents_text_with_a_listed_word_waits_and_the_word_is_kept(story: Story) -> None:
    need = need_by(story.resident()[0], "便宜贷款", body="无抵押 贷款，秒到账")
    assert (need.published_at, need.held_word) == (None, "无抵押贷款")
    plain = need_by(story.resident(name="李四")[0])
    assert plain.published_at is not None
    with unit_of_work():
        said = service.comment(story.resident(name="王五")[0], again(plain), "加薇信聊")
        staff = service.comment(story.staff()[0], again(plain), "不要加薇信，是骗子")
        late = service.comment(unconfirmed(story), again(plain), "我也要")
    assert (said.published_at, said.held_word) == (None, "加薇信")
    assert staff.published_at is not None
    assert (late.published_at, late.held_word) == (None, "")


def test_what_a_worker_writes_down_for_somebody_appears(story: Story) -> None:
    from deliberation.needs.rules import Channel

    with unit_of_work():
        need = service.submit_on_behalf(
            story.staff()[0], A, draft("有人发代开发票的小广告"), Channel.PHONE, "张大爷"
        )
    assert need.published_at is not None


def test_the_author_is_told_kindly_that_it_waits_and_never_which_word(
    story: Story, visitor: PageClient
) -> None:
    author = story.resident()[0]
    need = need_by(author, "便宜贷款", body="无抵押贷款")
    visitor.enter(author)
    sent = visitor.get(f"{HERE}/{need.id}/sent")
    assert "先看一眼" in sent
    assert "含词" not in sent.text + visitor.get(f"{HERE}/{need.id}").text
    visitor.client = visitor.app.test_client()
    visitor.get(f"{HERE}/{need.id}", status=404)


def test_every_community_edits_its_own_list_and_keeps_the_starters(story: Story) -> None:
    worker = story.staff()[0]
    with unit_of_work():
        assert service.add_words(worker, A, "跳广场舞\n  跳 广场舞 \n\n刷 墙 涂料") == 2
        service.switch_word(worker, A, STARTERS[0], False)
    assert "跳广场舞" in wordlist.words_in_use(A)
    assert STARTERS[0] not in wordlist.words_in_use(A)
    assert wordlist.words_in_use(B) == list(STARTERS)
    with unit_of_work():
        assert service.add_words(worker, A, STARTERS[0]) == 0
        service.remove_word(worker, A, "跳广场舞")
    assert wordlist.words_in_use(A) == ["刷 墙 涂料", *STARTERS]
    assert [act for act in acts() if "word" in act] == [
        "needs.add_words", "needs.word_off", "needs.word_on", "needs.remove_word",
    ]  # fmt: skip
    assert need_by(story.resident()[0], "跳广场舞的人太多").published_at is not None
    assert need_by(story.resident()[0], "刷墙涂料便宜").published_at is None


@pytest.mark.parametrize(
    ("lines", "code"), [("好", "word_short"), ("。。。。", "word_short"), ("长" * 41, "word_long")]
)
def test_what_is_no_word_is_refused_and_nothing_is_added(story: Story, lines: str, code: str) -> None:
    with pytest.raises(Refusal, match=code), unit_of_work():
        service.add_words(story.staff()[0], A, f"正常的词\n{lines}")
    assert db.session.query(NeedWord).count() == 0


def test_a_list_has_an_end(story: Story) -> None:
    with pytest.raises(Refusal, match="words_many"), unit_of_work():
        service.add_words(story.staff()[0], A, "\n".join(f"第{place}个词" for place in range(501)))


def test_starters_are_only_switched_off(story: Story) -> None:
    for word in (STARTERS[0], "不在的词"):
        with pytest.raises(Refusal, match="word_gone"), unit_of_work():
            service.remove_word(story.staff()[0], A, word)


def test_a_worker_edits_the_list_on_its_page(story: Story, visitor: PageClient) -> None:
    visitor.enter(story.staff()[0])
    assert f"在用 {len(STARTERS)} 个，停用 0 个" in visitor.get(SETTINGS)
    shown = visitor.post(f"{SETTINGS}/words", {"words": "刷墙涂料\n办假证"})
    assert "加了 1 个新词" in shown
    assert "刷墙涂料" in visitor.get(f"{SETTINGS}/words", q="刷墙")
    assert "停用了" in visitor.post(f"{SETTINGS}/words/one", {"word": "刷墙涂料", "act": "off"})
    assert "又在用了" in visitor.post(f"{SETTINGS}/words/one", {"word": "刷墙涂料", "act": "on"})
    assert "删掉了" in visitor.post(f"{SETTINGS}/words/one", {"word": "刷墙涂料", "act": "remove"})
    shown = visitor.post(f"{SETTINGS}/words", {"words": "好\n第二行还在"})
    assert "太短了" in shown
    assert "第二行还在" in shown.source
    assert "没有找到这个词" in visitor.get(f"{SETTINGS}/words", q="没有的")


def test_categories_are_switched_off_and_needs_keep_theirs(story: Story, visitor: PageClient) -> None:
    from deliberation.needs.queries import categories_off

    need = need_by(story.resident()[0])
    visitor.enter(story.staff(Role.LEAD)[0])
    shown = visitor.get(f"{SETTINGS}/categories", q="安全")
    codes = [str(value) for value in shown.tree.xpath("//input[@name='shown']/@value")]
    assert codes == ["N02"]
    assert "停用了 1 类" in visitor.post(f"{SETTINGS}/categories?q=安全", {"shown": codes})
    assert categories_off(A) == {"N02"}
    assert categories_off(B) == frozenset()
    assert db.session.get_one(Need, need.id).category == "N02"
    assert "启用了 1 类" in visitor.post(f"{SETTINGS}/categories", {"shown": ["N02"], "on": ["N02"]})
    assert categories_off(A) == frozenset()
    assert [act for act in acts() if "categories" in act] == ["needs.switch_categories"] * 2


def test_the_last_category_stays_and_unknown_ones_are_refused(story: Story) -> None:
    from deliberation.needs.catalogue import CATEGORIES

    worker = story.staff()[0]
    with pytest.raises(Refusal, match="categories_all_off"), unit_of_work():
        service.switch_categories(worker, A, list(CATEGORIES), [])
    with pytest.raises(Refusal, match="category_gone"), unit_of_work():
        service.switch_categories(worker, A, ["Z99"], [])
