"""The pages of paper ballots, used by keyboard and scanner; what is printed; who may do what and when."""

import io
import os
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import event, select

from deliberation.actors import Actor, Grant, Role
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.jobs.models import Job
from deliberation.jobs.rules import JobState
from deliberation.jobs.service import work_once
from deliberation.journal.models import JournalEntry
from deliberation.rounds import paper_printing, policy, service
from deliberation.rounds.models import LoosePapers, Round, TypedPaper
from deliberation.rounds.paper_printing import What
from deliberation.rounds.rules import State, Unit
from deliberation.tally.rule import Method, Paper
from tests.page import PageClient, Shown
from tests.rounds.paper import code_of, in_the_box, type_in, with_papers
from tests.rounds.stories import DAY, RoundStory, after, cast, kept
from tests.stories import A, B, Story


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


def here(row: Round, end: str = "") -> str:
    return f"/c/{A}/rounds/{row.id}/papers{end}"


def send(visitor: PageClient, row: Round, code: str, said: str = "", act: str = "type") -> Shown:
    """One paper, as the form sends it."""
    return visitor.post(here(row, "/type"), {"code": code, "said": said, "act": act})


def test_a_pile_is_typed_by_two_workers_code_and_numbers_one_after_the_other(
    rounds: RoundStory, visitor: PageClient
) -> None:
    voters = rounds.voters(2)
    row = rounds.open(**with_papers())
    codes = [code_of(row, voter.resident_id) for voter in voters]
    visitor.enter(rounds.worker)
    visitor.get(here(row, "/type"))
    shown = send(visitor, row, f"http://localhost/vote/{codes[0]}", "3，1")
    assert "录好了，这是第一遍" in shown
    assert "1 加装电动车充电棚；3 菜市场冷柜" in shown.text
    assert not shown.tree.xpath("//input[@name='code']/@value")[0]
    assert "您录了 2 张" in send(visitor, row, codes[1].lower(), "0")
    visitor.enter(rounds.teller)
    assert "两遍对上了" in send(visitor, row, f"{codes[0][:5]} {codes[0][5:]}", "1 3")
    shown = send(visitor, row, codes[1], act="blank")
    assert "两遍对上了" in shown
    assert "空白票" in shown
    assert in_the_box(row, voters[0].resident_id) == (["n1", "n3"], True)
    assert in_the_box(row, voters[1].resident_id) == ([], True)


def test_a_code_alone_is_checked_and_the_next_field_is_ready(rounds: RoundStory, visitor: PageClient) -> None:
    """A scanner ends with Enter; without script that sends the form."""
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers())
    visitor.enter(rounds.worker)
    visitor.get(here(row, "/type"))
    shown = send(visitor, row, code_of(row, voter.resident_id))
    assert shown.tree.xpath("//input[@name='said']/@autofocus")
    assert not shown.tree.xpath("//input[@name='code']/@autofocus")
    assert shown.tree.xpath("//input[@name='code']/@value") == [code_of(row, voter.resident_id)]
    shown = send(visitor, row, "22222 22222")
    assert "没有印过这个码" in shown
    assert not db.session.scalars(select(TypedPaper.token)).all()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("1 2 3", "最多选 2 项"),
        ("1 1", "同一项不能选两次"),
        ("9", "没有第 9 项"),
        ("早餐", "看不懂"),
        ("1" * 40, "没有第"),
        (", ,", "请填这张票选了什么"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    rounds: RoundStory, visitor: PageClient, said: str, sentence: str
) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers())
    code = code_of(row, voter.resident_id)
    visitor.enter(rounds.worker)
    visitor.get(here(row, "/type"))
    shown = send(visitor, row, code, said)
    assert sentence in shown
    assert shown.tree.xpath("//input[@name='code']/@value") == [code]
    assert shown.tree.xpath("//input[@name='said']/@value") == [said]
    assert "这是第一遍" in send(visitor, row, code, said, "spoiled")


def test_a_paper_of_points_over_the_total_may_be_set_down_as_spoiled(
    rounds: RoundStory, visitor: PageClient
) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers(method=Method.POINTS, ballot=Paper.POINTS, points=5, k=3))
    code = code_of(row, voter.resident_id)
    visitor.enter(rounds.worker)
    assert "1=5 3=2" in visitor.get(here(row, "/type"))
    shown = send(visitor, row, code, "1=4 2=3")
    assert "一共只有 5 分" in shown
    assert "也是废票" in shown
    assert "看不懂" in send(visitor, row, code, "1 3")
    for hand in (rounds.worker, rounds.teller):
        visitor.enter(hand)
        shown = send(visitor, row, code, "3=2、1:3")
    assert "1 加装电动车充电棚：3 分；3 菜市场冷柜：2 分" in shown.text
    assert in_the_box(row, voter.resident_id) == ([["n1", 3], ["n3", 2]], True)


def test_a_ranking_is_typed_from_first_to_last(rounds: RoundStory, visitor: PageClient) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers(method=Method.RANKING, ballot=Paper.RANKING, k=3))
    for hand in (rounds.worker, rounds.teller):
        visitor.enter(hand)
        shown = send(visitor, row, code_of(row, voter.resident_id), "3 1")
    assert "第 1：3 菜市场冷柜；第 2：1 加装电动车充电棚" in shown.text
    assert in_the_box(row, voter.resident_id) == (["n3", "n1"], True)


def test_the_second_hand_never_sees_the_first(rounds: RoundStory, visitor: PageClient) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers())
    code = code_of(row, voter.resident_id)
    type_in(row, rounds.worker, code, ["n3"])
    visitor.enter(rounds.teller)
    listed = visitor.get(here(row, "/unsettled"))
    assert f"{code[:5]} {code[5:]}" in listed
    assert "菜市场冷柜" not in listed.main
    shown = send(visitor, row, code, "1")
    assert "和另一遍不一样" in shown
    assert "菜市场冷柜" not in shown.tree.xpath("//*[@role='status']")[0].text_content()
    own = visitor.get(here(row, "/unsettled"))
    assert "要由别人来核对" in own
    assert "菜市场冷柜" not in own.main
    assert "加装电动车充电棚" not in own.main


def test_a_typist_corrects_only_on_purpose(rounds: RoundStory, visitor: PageClient) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers())
    code = code_of(row, voter.resident_id)
    visitor.enter(rounds.worker)
    visitor.get(here(row, "/type"))
    assert not send(visitor, row, code, "1").tree.xpath("//button[@value='again']")
    shown = send(visitor, row, code, "2")
    assert "这次和上次不一样" in shown
    assert shown.tree.xpath("//button[@value='again']")
    assert "2 早餐店" in send(visitor, row, code, "2", "again").text


def test_what_is_typed_a_moment_too_late_is_told_and_not_lost(
    rounds: RoundStory, visitor: PageClient
) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers())
    code = code_of(row, voter.resident_id)
    assert row.papers_until is not None
    with at(row.papers_until - timedelta(seconds=1)):
        visitor.enter(rounds.worker)
        visitor.get(here(row, "/type"))
    with at(row.papers_until):
        shown = send(visitor, row, code, "1 2")
    assert "这一张没有录进去" in shown
    assert shown.tree.xpath("//input[@name='code']/@value") == [code]
    assert shown.tree.xpath("//input[@name='said']/@value") == ["1 2"]


def statements(act: Callable[[], object]) -> int:
    """How many statements something needs."""
    heard: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        heard.append(statement)

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
    return len(heard)


def test_the_papers_in_dispute_are_paged_and_cost_the_same_however_many(
    rounds: RoundStory, visitor: PageClient
) -> None:
    voters = rounds.voters(22)
    row = rounds.open(**with_papers())
    codes = [code_of(row, voter.resident_id) for voter in voters]
    visitor.enter(rounds.lead)
    needed = []
    for some in (codes[:2], codes[2:]):
        for code in some:
            type_in(row, rounds.worker, code, ["n1"])
        type_in(row, rounds.teller, some[0], ["n2"])
        visitor.get(here(row, "/unsettled"))
        needed.append(statements(lambda: visitor.get(here(row, "/unsettled"))))
    assert needed[0] == needed[1]
    first, second = (visitor.get(here(row, "/unsettled"), page=number) for number in (1, 2))
    listed = [
        page.tree.xpath("//section[contains(@class, 'dispute')]//h2/span[@translate]/text()")
        for page in (first, second)
    ]
    assert [len(page) for page in listed] == [20, 2]
    assert sorted(code.replace(" ", "") for page in listed for code in page) == sorted(codes)
    assert first.main.count("这一遍对") == 4


@pytest.mark.parametrize(
    ("act", "said", "left"),
    [
        ("first", "", (["n1"], True)),
        ("second", "", (["n2"], True)),
        ("said", "1 2", (["n1", "n2"], True)),
        ("blank", "", ([], True)),
        ("spoiled", "", None),
    ],
)
def test_a_third_look_settles_with_one_button(
    rounds: RoundStory, visitor: PageClient, act: str, said: str, left: object
) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers())
    code = code_of(row, voter.resident_id)
    type_in(row, rounds.worker, code, ["n1"])
    type_in(row, rounds.teller, code, ["n2"])
    visitor.enter(rounds.scrutineer)
    shown = visitor.get(here(row, "/unsettled"))
    sides = [each.text_content() for each in shown.tree.xpath("//*[@class='side']")]
    assert ["加装电动车充电棚" in sides[0], "早餐店" in sides[1]] == [True, True]
    data: dict[str, Any] = {"code": code, "first": "1", "second": "2", "said": said, "act": act}
    assert "没有要核对的" in visitor.post(here(row, "/settle"), data)
    assert in_the_box(row, voter.resident_id) == left
    assert "这一张不用核对" in visitor.post(here(row, "/settle"), data)


def test_the_page_of_papers_leads_from_typing_to_the_count(rounds: RoundStory, visitor: PageClient) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers())
    code = code_of(row, voter.resident_id)
    visitor.enter(rounds.worker)
    assert "由两个人各录一遍" in visitor.get(here(row))
    assert not visitor.get(here(row)).tree.xpath("//input[@value='late']")
    for hand, choice in ((rounds.worker, "n1"), (rounds.teller, "n2")):
        type_in(row, hand, code, [choice])
    assert "有 1 张两遍录得不一样" in visitor.get(here(row))
    with at(after(row)):
        visitor.enter(rounds.worker)
        shown = visitor.get(f"/c/{A}/rounds/{row.id}")
        assert here(row) in shown.links("/papers")
        shown = visitor.post(here(row, "/loose"), {"kind": "late", "number": "２", "note": "晚了一天"})
        assert "晚了一天" in shown
        loose = db.session.scalars(select(LoosePapers.id)).one()
        visitor.post(here(row, "/loose/take-back"), {"loose": str(loose)})
        visitor.post(here(row, "/loose"), {"kind": "late", "number": "3", "note": ""})
        assert "1 张两遍不一样" in visitor.post(here(row, "/done"), status=409)
        type_in(row, rounds.teller, code, ["n1"], again=True)
        assert "录过的 1 张都对上了" in visitor.get(here(row))
        assert "正在计票" in visitor.post(here(row, "/done"))
        service.sweep()
        assert "1" in visitor.get(f"/c/{A}/rounds/{row.id}")
        assert "录纸质选票的时间已经过了" in visitor.get(here(row, "/type"), status=409)


def test_a_worker_s_next_step_is_the_papers_while_they_are_typed_in(
    rounds: RoundStory, visitor: PageClient
) -> None:
    rounds.voters(1)
    row = rounds.open(**with_papers())
    assert row.papers_until is not None
    visitor.enter(rounds.worker)
    assert here(row) not in visitor.get("/").links("/papers")
    with at(after(row)):
        visitor.enter(rounds.worker)
        shown = visitor.get("/")
        assert here(row) in shown.links("/papers")
        assert "等计票、签字的投票 0" in shown.main
    with at(row.papers_until):
        visitor.enter(rounds.worker)
        assert here(row) not in visitor.get("/").links("/papers")


def test_without_papers_the_typing_is_refused_with_a_sentence(
    rounds: RoundStory, visitor: PageClient
) -> None:
    rounds.voters(1)
    row = rounds.open()
    visitor.enter(rounds.worker)
    assert "没有纸质选票" in visitor.get(here(row, "/type"), status=409)
    shown = visitor.get(here(row))
    assert "不用纸质选票" in shown
    assert not shown.tree.xpath("//input[@value='ballots']")


def printed(visitor: PageClient, row: Round, what: str = "slips", building: str = "") -> Shown:
    """Ask on the page, and let the worker process do it."""
    visitor.get(here(row))
    asked = visitor.post(here(row, "/print"), {"what": what, "building": building})
    while work_once():
        pass
    db.session.rollback()
    return visitor.get(str(asked.url))


def fetched(visitor: PageClient, done: Shown) -> bytes:
    return visitor.download(done.links("/files/")[0])


def words(data: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))


@pytest.mark.pdf
def test_a_register_is_printed_by_building_as_a_job_and_again_with_the_same_codes(
    story: Story, rounds: RoundStory, visitor: PageClient
) -> None:
    voters = rounds.voters(4)
    row = rounds.open(**with_papers(unit=Unit.HOUSEHOLD))
    visitor.enter(rounds.worker)
    first = fetched(visitor, printed(visitor, row, "ballots"))
    again = fetched(visitor, printed(visitor, row, "ballots"))
    assert first == again
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        (name,) = archive.namelist()
        assert name == "01 幸福小区 1号楼 纸质选票.pdf"
        said = words(archive.read(name))
    for voter in voters:
        assert said.count(code_of(row, voter.household_id)) == 1
    assert "居委会一楼服务台" in said
    facts = db.session.scalars(select(JournalEntry).where(JournalEntry.act == "rounds.print_papers")).all()
    assert [entry.changes["after"] for entry in facts] == [
        {"what": "ballots", "papers": 4, "buildings": 1}
    ] * 2


@pytest.mark.pdf
def test_one_building_is_one_pdf_and_a_struck_entry_is_left_out(
    rounds: RoundStory, visitor: PageClient
) -> None:
    voters = rounds.voters(3)
    row = rounds.open()
    assert voters[0].resident_id is not None
    codes = [code_of(row, voter.resident_id) for voter in voters]
    with unit_of_work():
        service.strike(rounds.worker, row.id, voters[0].resident_id, "搬走了")
    visitor.enter(rounds.worker)
    building = visitor.get(here(row)).tree.xpath("//select[@name='building']/option/@value")[1]
    said = words(fetched(visitor, printed(visitor, row, "slips", building)))
    assert [code in said for code in codes] == [False, True, True]
    assert "居民1" in said
    doors = words(fetched(visitor, printed(visitor, row, "doors", building)))
    assert "居民2" in doors
    assert not [code for code in codes if code in doors]


@pytest.mark.pdf
@pytest.mark.parametrize("end", ["close", "annul", "expire"])
def test_files_with_codes_are_their_worker_s_alone_and_gone_at_the_end(
    rounds: RoundStory, visitor: PageClient, end: str
) -> None:
    rounds.voters(2)
    row = rounds.open()
    visitor.enter(rounds.worker)
    done = printed(visitor, row)
    (link,) = done.links("/files/")
    stored = db.session.scalars(select(StoredFile)).one()
    path, until = files.path_of(stored.sha256), stored.expires_at
    assert until is not None
    assert until <= min(now() + DAY, row.closes_at)
    assert path.exists()
    for other in (rounds.lead, rounds.teller):
        visitor.enter(other)
        visitor.get(link, status=404)
    visitor.enter(rounds.worker)
    if end == "annul":
        with unit_of_work():
            service.annul(rounds.lead, row.id, "选项写错了")
    elif end == "close":
        with at(after(row)), unit_of_work():
            service.close(rounds.worker, row.id)
    else:
        with at(until + timedelta(seconds=1)):
            visitor.get(link, status=404)
            files.forget_expired()
    assert not path.exists()
    visitor.get(link, status=404)


@pytest.mark.pdf
def test_a_full_disk_fails_the_printing_with_a_sentence_and_it_can_be_repeated(
    app: Flask, rounds: RoundStory, visitor: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds.voters(1)
    row = rounds.open()
    visitor.enter(rounds.worker)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        failed = printed(visitor, row)
    assert "磁盘满了" in failed
    folder = files.path_of("00").parent.parent
    assert not list(folder.rglob("*.part"))
    assert db.session.scalars(select(Job.state)).all() == [JobState.FAILED]
    db.session.rollback()
    assert fetched(visitor, printed(visitor, row))


def test_a_round_that_ended_while_it_waited_is_not_printed(rounds: RoundStory, visitor: PageClient) -> None:
    rounds.voters(1)
    row = rounds.open()
    visitor.enter(rounds.worker)
    visitor.get(here(row))
    asked = visitor.post(here(row, "/print"), {"what": "slips", "building": ""})
    with unit_of_work():
        service.annul(rounds.lead, row.id, "选项写错了")
    while work_once():
        pass
    db.session.rollback()
    assert "投票已经结束" in visitor.get(str(asked.url))
    assert not db.session.scalars(select(StoredFile.id)).all()


@pytest.mark.pdf
def test_an_annulment_while_the_papers_are_made_leaves_no_file(rounds: RoundStory) -> None:
    rounds.voters(2)
    row = rounds.open()
    with unit_of_work():
        job = paper_printing.ask_for_papers(rounds.worker, row, What.SLIPS, None, "http://x", "/")
    db.session.refresh(job)
    db.session.expunge(job)
    db.session.rollback()

    def annul_half_way(done: int, total: int) -> None:
        if done == total:
            with unit_of_work():
                service.annul(rounds.lead, row.id, "选项写错了")

    with pytest.raises(Refusal, match=r"rounds\.printing_over"):
        paper_printing.print_papers(job, annul_half_way)
    assert not db.session.scalars(select(StoredFile.id)).all()


def test_a_register_of_struck_entries_only_prints_nothing_and_says_so(
    rounds: RoundStory, visitor: PageClient
) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers())
    assert voter.resident_id is not None
    with unit_of_work():
        service.strike(rounds.worker, row.id, voter.resident_id, "搬走了")
    visitor.enter(rounds.worker)
    assert "共 0 份" in visitor.get(here(row))
    asked = visitor.post(here(row, "/print"), {"what": "ballots", "building": ""})
    assert "名册里没有可以打印的" in asked


def test_the_result_says_which_papers_did_not_count(rounds: RoundStory, visitor: PageClient) -> None:
    voters = rounds.voters(2)
    row = rounds.open(**with_papers())
    cast(row.id, voters[0], ["n2"])
    for hand in (rounds.worker, rounds.teller):
        type_in(row, hand, code_of(row, voters[0].resident_id), ["n1"])
    type_in(row, rounds.worker, code_of(row, voters[1].resident_id), ["n1"])
    assert row.papers_until is not None
    with at(row.papers_until + timedelta(minutes=1)):
        service.sweep()
        shown = visitor.get(f"/c/{A}/rounds/{row.id}").main
    sheet = words(visitor.download(f"/c/{A}/rounds/{row.id}/result-sheet.pdf"))
    for told in ("1 张到最后两遍没有对上，按废票算", "另有 1 张纸票没有算：同一个码在网上也投了"):
        assert told in shown
        assert told.replace(" ", "") in sheet


def test_an_empty_building_prints_nothing_and_says_so(rounds: RoundStory, visitor: PageClient) -> None:
    rounds.voters(1)
    row = rounds.open()
    with pytest.raises(Refusal, match=r"rounds\.nothing_to_print"), unit_of_work():
        paper_printing.ask_for_papers(rounds.worker, row, What.SLIPS, uuid4(), "http://x", "/")
    visitor.enter(rounds.worker)
    visitor.get(here(row))
    for building in (str(uuid4()), " \u3000", "x"):
        shown = visitor.post(here(row, "/print"), {"what": "slips", "building": building})
        assert shown.tree.xpath("//*[@role='alert']")
    assert not db.session.scalars(select(Job.id)).all()


@pytest.mark.pdf
def test_the_tally_sheet_names_teller_and_scrutineer_and_holds_no_code(
    rounds: RoundStory, visitor: PageClient
) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers(method=Method.RANKING, ballot=Paper.RANKING, k=3))
    visitor.enter(rounds.worker)
    said = words(visitor.download(here(row, "/tally.pdf")))
    for part in ("计小票", "监老师", "第3", "幸福小区1号楼1", "纸质选票收发登记"):
        assert part in said
    assert code_of(row, voter.resident_id) not in said


ACTORS = {
    "stranger": Actor(),
    "resident": Actor(uuid4(), grants=(Grant(Role.RESIDENT, A),), resident_id=uuid4(), community_code=A),
    "representative": Actor(uuid4(), grants=(Grant(Role.REPRESENTATIVE, A),)),
    "worker": Actor(uuid4(), grants=(Grant(Role.WORKER, A),)),
    "lead": Actor(uuid4(), grants=(Grant(Role.LEAD, A),)),
    "officer": Actor(uuid4(), grants=(Grant(Role.OFFICER, A[:9]),)),
    "administrator": Actor(uuid4(), grants=(Grant(Role.ADMINISTRATOR, A[:9]),)),
    "worker_b": Actor(uuid4(), grants=(Grant(Role.WORKER, B),)),
}
WORKS = {"worker", "lead"}


@pytest.mark.parametrize(("name", "state"), list(product(ACTORS, State)))
def test_who_may_do_what_with_papers(name: str, state: State) -> None:
    actor, signer = ACTORS[name], ACTORS["representative"].account_id
    works = name in WORKS
    typed_in = state in (State.OPEN, State.TYPING)
    assert policy.may_type(actor, A, state) == (works and typed_in)
    assert policy.may_end_typing(actor, A, state) == (works and state == State.TYPING)
    seen = (works or name == "representative") and state != State.DRAFT
    assert policy.may_see_papers(actor, A, state, [signer, None]) == seen
    assert policy.may_see_papers(actor, A, state, [None, None]) == (works and state != State.DRAFT)
    others = {uuid4(), uuid4()}
    may_settle = typed_in and (works or name == "representative")
    assert policy.may_settle(actor, A, state, others, [signer, None]) == may_settle
    typist = {actor.account_id, uuid4()} - {None}
    assert not policy.may_settle(actor, A, state, typist, [signer]) or name == "stranger"
    assert policy.may_print_slips(actor, A, state) == (works and state in (State.ANNOUNCED, State.OPEN))


def test_workers_of_another_community_find_nothing(
    story: Story, rounds: RoundStory, visitor: PageClient
) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers())
    code = code_of(row, voter.resident_id)
    visitor.enter(story.staff(Role.WORKER, B)[0])
    for end in ("", "/type", "/unsettled", "/tally.pdf"):
        visitor.get(here(row, end), status=404)
    visitor.get("/privacy")
    for end, data in (
        ("/type", {"code": code, "said": "1", "act": "type"}),
        ("/settle", {"code": code, "act": "spoiled"}),
        ("/print", {"what": "slips", "building": ""}),
        ("/loose", {"kind": "spoiled", "number": "1"}),
        ("/loose/take-back", {"loose": str(uuid4())}),
        ("/done", {}),
    ):
        visitor.post(here(row, end), data, status=404)
    assert kept(db.session.get_one(Round, row.id)).papers_done_at is None


def test_a_resident_gets_none_of_the_pages(rounds: RoundStory, visitor: PageClient) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers())
    visitor.enter(voter)
    for end in ("", "/type", "/unsettled", "/tally.pdf"):
        visitor.get(here(row, end), status=403)
    assert not visitor.get(f"/c/{A}/rounds/{row.id}").links("/papers")
