"""Complaints: anybody writes, gets a number and a code, and is answered by the right people."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from deliberation.actors import NOBODY, Actor, Grant, Role
from deliberation.clock import at, now
from deliberation.complaints import policy, queries, service
from deliberation.complaints.models import Complaint
from deliberation.complaints.rules import Letter, Progress, about_page, code_from, community_in
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from tests.page import PageClient
from tests.stories import STREET, A, B, Story

TYPED = {"subject": "页面字太小", "body": "我看不清楚", "contact": "13812341234"}


def letters() -> list[Complaint]:
    return list(db.session.scalars(select(Complaint).order_by(Complaint.created_at)))


def written(visitor: PageClient, **more: str) -> tuple[str, str]:
    """(number, code) as the page showed them."""
    visitor.get("/complaints/new")
    shown = visitor.post("/complaints/new", {**TYPED, **more})
    number, code = (str(each.text_content()) for each in shown.tree.xpath("//main//dd"))
    return number, code


def letter_to(code: str | None, subject: str = "页面字太小", actor: Actor = NOBODY) -> Complaint:
    """A letter that somebody wrote."""
    with unit_of_work():
        letter = service.write(Actor(actor.account_id, origin=subject), Letter(subject, "说明"), code)
    db.session.refresh(letter)
    db.session.expunge(letter)
    return letter


def test_a_visitor_writes_without_signing_in_and_follows_it_by_number_and_code(
    story: Story, visitor: PageClient
) -> None:
    number, code = written(visitor, community=A)
    assert number.startswith("TS")
    assert visitor.client.get("/complaints/sent").status_code == 302
    with unit_of_work():
        service.answer(story.staff()[0], letters()[0], "已把字调大。")
    visitor.get("/complaints/track")
    shown = visitor.post("/complaints/track", {"number": number.lower(), "code": code.lower()})
    assert "已把字调大。" in shown
    assert TYPED["contact"] not in shown.source


def test_a_wrong_code_shows_nothing_and_soon_no_more_are_tried(story: Story, visitor: PageClient) -> None:
    number, code = written(visitor)
    for _time in range(10):
        assert "对不上" in visitor.post("/complaints/track", {"number": number, "code": "AAAA-AAAA"})
    shown = visitor.post("/complaints/track", {"number": number, "code": code})
    assert "输错的次数太多了" in shown
    assert TYPED["body"] not in shown
    with at(now() + timedelta(minutes=16)):
        assert TYPED["body"] in visitor.post("/complaints/track", {"number": number, "code": code})


def test_an_unknown_number_is_told_like_a_wrong_code(story: Story, visitor: PageClient) -> None:
    visitor.get("/complaints/track")
    assert "对不上" in visitor.post("/complaints/track", {"number": "TS000000-00000", "code": "ABCD"})


def test_the_same_form_sent_five_times_is_one_letter(story: Story, visitor: PageClient) -> None:
    sent = {written(visitor, key="one showing") for _time in range(5)}
    assert len(sent) == 1
    assert len(letters()) == 1


def test_two_letters_within_seconds_are_refused_and_the_second_is_kept(
    story: Story, visitor: PageClient
) -> None:
    written(visitor)
    shown = visitor.post("/complaints/new", {**TYPED, "body": "第二封的内容"})
    assert "请过几秒" in shown
    assert "第二封的内容" in shown.source
    with at(now() + timedelta(seconds=6)):
        visitor.post("/complaints/new", {**TYPED, "body": "第二封的内容"})
    assert len(letters()) == 2


def test_an_hour_sees_only_so_many_letters_from_one_place(story: Story) -> None:
    start = now()
    for each in range(20):
        with at(start + timedelta(seconds=10 * each)), unit_of_work():
            service.write(Actor(origin="kiosk"), Letter("事", "说明"))
    with at(start + timedelta(minutes=10)), pytest.raises(Refusal, match="too_many"), unit_of_work():
        service.write(Actor(origin="kiosk"), Letter("事", "说明"))
    with at(start + timedelta(minutes=61)), unit_of_work():
        service.write(Actor(origin="kiosk"), Letter("事", "说明"))


def test_what_only_a_machine_fills_in_is_not_taken(story: Story, visitor: PageClient) -> None:
    visitor.get("/complaints/new")
    visitor.post("/complaints/new", {**TYPED, "website": "http://spam.example"}, follow=False, status=303)
    assert letters() == []


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("subject", " \u200b　", "这一项要填写"),
        ("body", "骂" * 10_000, "最多 2000 个字"),
        ("body", "", "这一项要填写"),
        ("community", "999999009999", "没有这个社区"),
        ("community", STREET, "没有这个社区"),
        ("contact", "1" * 81, "最多 80 个字"),
    ],
)
def test_what_cannot_be_taken_is_told_and_kept(
    story: Story, visitor: PageClient, field: str, typed: str, told: str
) -> None:
    visitor.get("/complaints/new")
    shown = visitor.post("/complaints/new", {**TYPED, field: typed})
    assert told in shown
    assert TYPED["subject" if field == "body" else "body"] in shown.source
    assert letters() == []


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "😀㛃䶮𬭎", "'; DROP TABLE complaint; --"])
def test_strange_words_are_shown_as_typed(story: Story, visitor: PageClient, words: str) -> None:
    written(visitor, subject=words, body=words, community=A)
    visitor.enter(story.staff()[0])
    shown = visitor.get(f"/c/{A}/complaints/{letters()[0].id}")
    assert words in shown.main
    assert "<script>alert" not in shown.source


@pytest.mark.parametrize(
    "about", ["https://evil.example/c/999999001001/", "//evil.example", "/c/1/x", "javascript:1"]
)
def test_a_page_that_is_not_ours_is_no_page_to_complain_about(about: str) -> None:
    assert about_page(about) is None
    assert community_in(about) is None


def test_the_report_link_names_the_page_and_its_community(story: Story, visitor: PageClient) -> None:
    page = f"/c/{B}/needs/some-need#comment-1"
    shown = visitor.get("/complaints/new", about=page)
    assert page in shown.links("#comment-1")
    assert shown.tree.xpath("//select[@name='community']/option[@selected]/@value") == [B]
    visitor.post("/complaints/new", {**TYPED, "community": B, "about": page})
    assert letters()[0].about == page


def test_the_communitys_workers_answer_and_close_and_the_writer_is_told(
    story: Story, visitor: PageClient
) -> None:
    writer, _phone = story.resident()
    visitor.enter(writer)
    written(visitor, community=A)
    letter = letters()[0]
    visitor.enter(story.staff()[0])
    assert TYPED["subject"] in visitor.get(f"/c/{A}/complaints/")
    page = f"/c/{A}/complaints/{letter.id}"
    assert TYPED["contact"] in visitor.get(page)
    visitor.post(f"{page}/close", status=409)
    assert "要填写" in visitor.post(page, {"text": " "})
    assert "马上改" in visitor.post(page, {"text": "马上改"})
    assert "已办结" in visitor.post(f"{page}/close")
    assert "已经办结" in visitor.post(page, {"text": "再说一句"})
    visitor.enter(writer)
    inbox = visitor.get("/inbox/")
    assert "有答复了" in inbox
    assert "查询码" in inbox
    assert "马上改" in visitor.get("/complaints/track", number=letters()[0].number)
    query = select(JournalEntry.act).where(JournalEntry.act.startswith("complaints."))
    acts = db.session.scalars(query.order_by(JournalEntry.seq))
    assert list(acts) == ["complaints.write", "complaints.answer", "complaints.close"]


def test_a_number_alone_shows_nothing_to_somebody_else(story: Story, visitor: PageClient) -> None:
    letter = letter_to(A, actor=story.resident()[0])
    visitor.enter(story.resident(name="李四")[0])
    assert letter.subject not in visitor.get("/complaints/track", number=letter.number)


def test_a_worker_of_another_community_finds_nothing(story: Story, visitor: PageClient) -> None:
    letter = letter_to(A)
    visitor.enter(story.staff(Role.WORKER, B)[0])
    visitor.get(f"/c/{A}/complaints/", status=404)
    visitor.get(f"/c/{A}/complaints/{letter.id}", status=404)
    visitor.get(f"/c/{B}/complaints/{letter.id}", status=404)
    visitor.get(f"/c/{B}/complaints/")
    visitor.post(f"/c/{B}/complaints/{letter.id}/close", status=404)


def test_a_letter_without_a_community_is_the_administrators(story: Story, visitor: PageClient) -> None:
    letter = letter_to(None)
    visitor.enter(story.staff()[0])
    visitor.get(f"/c/{A}/complaints/{letter.id}", status=404)
    visitor.get("/complaints/unplaced", status=403)
    visitor.enter(story.staff(Role.ADMINISTRATOR, "")[0])
    assert letter.subject in visitor.get("/complaints/unplaced")
    visitor.get(f"/complaints/unplaced/{letter.id}")
    assert "谢谢" in visitor.post(f"/complaints/unplaced/{letter.id}", {"text": "谢谢"})
    assert "已办结" in visitor.post(f"/complaints/unplaced/{letter.id}/close")
    visitor.get(f"/c/{A}/complaints/", status=403)


def test_the_list_is_paged_with_the_unanswered_first(story: Story, visitor: PageClient) -> None:
    for each in range(23):
        letter_to(A, f"第{each}封")
    with unit_of_work():
        service.answer(story.staff()[0], letters()[22], "好")
    assert queries.complaints_of(A, 2).items[-1].subject == "第22封"
    assert queries.complaints_of(A, 1, Progress.ANSWERED).total == 1
    assert queries.unanswered_count(A) == 22
    visitor.enter(story.staff()[0])
    assert len(visitor.get(f"/c/{A}/complaints/", page=2).tree.xpath("//tbody/tr")) == 3


def test_the_code_and_the_contact_stand_in_no_table(story: Story, visitor: PageClient) -> None:
    _number, code = written(visitor)
    row = letters()[0]
    kept = " ".join(str(getattr(row, column.name)) for column in Complaint.__table__.columns)
    assert code not in kept
    assert code.replace("-", "") not in kept
    assert TYPED["contact"] not in kept
    assert service.contact_of(row) == TYPED["contact"]


def test_a_code_has_eight_letters_that_old_eyes_can_read() -> None:
    code = code_from("f" * 64)
    assert len(code) == 8
    assert not set(code) & set("0O1IL")


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("code", [A, B, None])
def test_only_own_workers_and_for_the_rest_administrators_handle(role: Role | None, code: str | None) -> None:
    actor = Actor(grants=(Grant(role, A),)) if role else NOBODY
    expected = role == Role.ADMINISTRATOR if code is None else role in (Role.WORKER, Role.LEAD) and code == A
    assert policy.may_handle(actor, code) == expected
    assert policy.may_write(actor)
