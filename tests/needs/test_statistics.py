"""The counts of needs: right, never of people, public only what is published, and cheap."""

import io
from datetime import date, datetime, timedelta
from uuid import UUID

from pypdf import PdfReader
from sqlalchemy import event

from deliberation.clock import SHANGHAI, at, now, today
from deliberation.database import db, unit_of_work
from deliberation.needs import service
from deliberation.needs.rules import Channel, Reason
from deliberation.needs.statistics import By, Count, Scope, statistics_of, themes_of
from deliberation.places.models import Estate
from tests.needs.stories import again, draft, need_by, supported_by, unconfirmed
from tests.page import PageClient
from tests.stories import A, B, Story

HERE = f"/c/{A}/needs"


def counts(scope: Scope, by: By) -> dict[str, tuple[int, int]]:
    """Key → (needs, households)."""
    return {each.key: (each.needs, each.households) for each in statistics_of(scope).by.get(by, ())}


def estate(story: Story) -> Estate:
    return db.session.query(Estate).filter_by(community_code=A).one()


def test_needs_are_counted_by_everything_that_can_be_told_of_them(story: Story) -> None:
    story.cycle()
    author, worker = story.resident()[0], story.staff()[0]
    home = estate(story).id
    first = need_by(author, "路灯", category="N02", estate_id=home)
    need_by(author, "早餐", category="B03")
    with unit_of_work():
        service.submit_on_behalf(worker, A, draft("菜市场", "B04"), Channel.PAPER, "孙奶奶")
    supported_by(first, story.resident(name="李四")[0], story.resident(name="王五")[0])
    everybody = Scope(A)
    assert counts(everybody, By.CATEGORY) == {"N02": (1, 3), "B03": (1, 1), "B04": (1, 0)}
    assert counts(everybody, By.THEME) == {"matters": (1, 3), "一店一早": (1, 1), "一菜一修": (1, 0)}
    assert counts(everybody, By.CHANNEL) == {"online": (2, 4), "paper": (1, 0)}
    by_estate = {UUID(key) if key else None: row for key, row in counts(everybody, By.ESTATE).items()}
    assert by_estate == {None: (2, 1), home: (1, 3)}
    assert counts(everybody, By.STATE) == {"open": (3, 4)}
    assert counts(everybody, By.HOUSEHOLDS)["2"] == (1, 3)
    assert counts(Scope(A, estate_id=home), By.CATEGORY) == {"N02": (1, 3)}
    assert counts(Scope(A, nowhere=True), By.CHANNEL) == {"online": (1, 1), "paper": (1, 0)}


def test_what_a_merged_need_brought_is_counted_once(story: Story) -> None:
    author, worker = story.resident()[0], story.staff()[0]
    twin, kept = need_by(author, "又是路灯"), need_by(story.resident(name="李四")[0], "路灯")
    with unit_of_work():
        service.merge(worker, again(twin), again(kept))
    counted = statistics_of(Scope(A))
    assert (counted.total.needs, counted.total.households, counted.total.supports) == (2, 2, 2)
    assert counts(Scope(A), By.STATE)["merged"] == (1, 0)


def test_the_public_sees_what_is_published_and_workers_what_is_live(story: Story) -> None:
    need_by(unconfirmed(story), "等审核")
    need_by(story.resident()[0], "公开的")
    assert statistics_of(Scope(A)).total.needs == 1
    everything = statistics_of(Scope(A, everything=True))
    assert (everything.total.needs, everything.unpublished) == (2, 1)
    assert statistics_of(Scope(B, everything=True)).total.needs == 0


def test_a_cycle_and_what_waits_for_the_next_are_counted_apart(story: Story) -> None:
    author = story.resident()[0]
    need_by(author, "等着的")
    assert counts(Scope(A, waiting=True), By.STATE) == {"waiting": (1, 1)}
    cycle = story.cycle()
    need_by(author, "进了这一期的")
    assert statistics_of(Scope(A, cycle_id=cycle.id)).total.needs >= 1
    waiting = statistics_of(Scope(A, waiting=True)).total.needs
    assert waiting + statistics_of(Scope(A, cycle_id=cycle.id)).total.needs == 2


def test_weeks_begin_on_monday_in_shanghai_and_have_no_gaps(story: Story) -> None:
    author, worker = story.resident()[0], story.staff()[0]
    with at(datetime(2026, 7, 5, 23, 59, tzinfo=SHANGHAI)):
        need_by(author, "周日深夜")
    with at(datetime(2026, 7, 6, 0, 1, tzinfo=SHANGHAI)):
        need_by(author, "周一凌晨")
    with at(datetime(2026, 7, 22, 9, 0, tzinfo=SHANGHAI)), unit_of_work():
        service.submit_on_behalf(
            worker, A, draft("三周前说的"), Channel.PAPER, "孙奶奶", said_on=date(2026, 7, 1)
        )
        service.submit_on_behalf(worker, A, draft("当周说的"), Channel.PAPER, "孙奶奶")
    weeks = [(each.key, each.needs) for each in statistics_of(Scope(A)).by[By.WEEK]]
    assert weeks == [("2026-06-29", 2), ("2026-07-06", 1), ("2026-07-13", 0), ("2026-07-20", 1)]


def test_only_the_last_year_is_drawn_and_the_rest_is_told(story: Story) -> None:
    author = story.resident()[0]
    with at(now() - timedelta(days=800)):
        need_by(author, "很久以前")
    need_by(author, "今天")
    counted = statistics_of(Scope(A))
    assert len(counted.by[By.WEEK]) == 52
    assert counted.weeks_left_out == 1


def test_a_category_that_is_gone_from_the_catalogue_is_still_counted() -> None:
    assert [each.key for each in themes_of([Count("X77", 2), Count("N02", 1)])] == ["matters"]


def test_the_page_shows_pictures_with_their_figures(story: Story, visitor: PageClient) -> None:
    author = story.resident(name="赵大妈")[0]
    for title in ("路灯", "门口太黑"):
        need_by(author, title)
    need_by(author, "早餐", category="B03")
    visitor.client = visitor.app.test_client()
    shown = visitor.get(f"{HERE}/statistics")
    pictures = shown.tree.xpath("//main//*[local-name()='svg'][@role='img']")
    assert len(pictures) == 7
    assert all(each.get("aria-labelledby") for each in pictures)
    rows = shown.tree.xpath("//section[@id='by-category']//tbody/tr")
    assert [row.text_content() for row in rows] == ["安全防护与隐患消除22", "早餐店11"]
    assert "赵" not in shown.main


def test_the_page_is_filtered_by_its_address(story: Story, visitor: PageClient) -> None:
    author, home = story.resident()[0], estate(story)
    need_by(author, "有小区的", estate_id=home.id)
    need_by(author, "没小区的")
    shown = visitor.get(f"{HERE}/statistics", estate=str(home.id))
    assert shown.tree.xpath("//dl[@class='figures']/div[1]/dd")[0].text == "1"
    pdf = next(link for link in shown.links("statistics.pdf"))
    assert f"estate={home.id}" in pdf
    assert visitor.download(pdf).startswith(b"%PDF")
    nonsense = visitor.get(f"{HERE}/statistics", estate="<b>", cycle="1 OR 1=1")
    assert nonsense.tree.xpath("//dl[@class='figures']/div[1]/dd")[0].text == "2"


def test_an_empty_place_says_what_will_stand_here(story: Story, visitor: PageClient) -> None:
    assert "这里还没有需求" in visitor.get(f"{HERE}/statistics")
    assert visitor.download(f"{HERE}/statistics.pdf").startswith(b"%PDF")
    story.cycle()
    need_by(story.resident()[0], "一条")
    assert "这个范围里还没有需求" in visitor.get(f"{HERE}/statistics", cycle="waiting")


def test_workers_are_told_how_much_is_not_public_yet(story: Story, visitor: PageClient) -> None:
    need_by(unconfirmed(story), "等审核")
    need_by(story.resident()[0], "公开的")
    assert "等待审核" not in visitor.get(f"{HERE}/statistics").main
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"{HERE}/statistics")
    assert "还没有公开的 1 条" in shown
    assert "等待审核" in shown.main


def test_the_page_costs_the_same_statements_whatever_there_is(story: Story, visitor: PageClient) -> None:
    story.cycle()
    author = story.resident()[0]
    need_by(author)

    def statements() -> int:
        db.session.remove()
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731 — the event wants a plain callable
        event.listen(db.engine, "before_cursor_execute", listener)
        try:
            visitor.get(f"{HERE}/statistics")
        finally:
            event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    few = statements()
    with unit_of_work():
        for each in range(30):
            made = service.submit(author, A, draft(f"需求第{each}号", ("B01", "N06", "Q08")[each % 3]))
            if each % 5 == 0:
                service.reject(story.staff()[0], made, Reason.PRIVATE_COST)
    assert statements() == few < 15


def test_the_paper_carries_the_day_it_was_counted_on(story: Story, visitor: PageClient) -> None:
    need_by(story.resident()[0], "路灯")
    data = visitor.download(f"{HERE}/statistics.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    assert "和平里社区需求统计" in text
    day = today()
    assert f"{day.year}年{day.month}月{day.day}日" in text.replace(" ", "")
