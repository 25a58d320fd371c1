"""A round that runs: its one extension, reminders to everybody alike, and signatures on paper."""

from collections.abc import Callable
from io import BytesIO
from itertools import product
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from PIL import Image
from sqlalchemy import select

from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.journal.models import JournalEntry
from deliberation.notices.models import Message
from deliberation.rounds import outcomes, policy, service, signing
from deliberation.rounds.models import Ballot, Round
from deliberation.rounds.rules import Signer, State
from deliberation.rounds.scans import Scan, developed_scan
from tests.page import PageClient
from tests.rounds.stories import DAY, RoundStory, cast, close
from tests.rounds.test_planning import ACTORS, WORKERS
from tests.stories import A, Story


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


def refused(code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(Refusal, match=rf"rounds\.{code}$"), unit_of_work():
        act()
    db.session.rollback()


def told(kind: str) -> set[Any]:
    """The accounts that got a message of this kind."""
    return set(db.session.scalars(select(Message.account_id).where(Message.kind == f"notice.rounds.{kind}")))


@pytest.mark.parametrize(
    ("state", "who", "allowed", "extended"), list(product(State, ACTORS, (True, False), (True, False)))
)
def test_who_may_extend_a_round(state: State, who: str, allowed: bool, extended: bool) -> None:
    expected = who == "lead" and allowed and not extended and state in (State.ANNOUNCED, State.OPEN)
    assert policy.may_extend(ACTORS[who], A, state, allowed, extended) is expected


@pytest.mark.parametrize(("state", "who"), list(product(State, ACTORS)))
def test_who_may_remind_record_signatures_and_see_the_handwriting(state: State, who: str) -> None:
    actor, closed = ACTORS[who], state == State.CLOSED
    assert policy.may_remind(actor, A, state) is (who in WORKERS and state == State.OPEN)
    both = tuple(Signer) if who in WORKERS and closed else ()
    assert policy.recordable(actor, A, state) == both
    assert policy.recordable(actor, A, state, {Signer.TELLER}) == both[1:]
    sees = closed and who in WORKERS | {"officer"}
    assert policy.may_see_scan(actor, A, state, (None, uuid4())) is sees
    signs = closed and actor.account_id is not None
    assert policy.may_see_scan(actor, A, state, (actor.account_id, None)) is (sees or signs)


def test_a_round_is_extended_once_with_a_reason_and_everybody_is_told(rounds: RoundStory) -> None:
    voters = rounds.voters(2)
    papers = now() + 9 * DAY
    row = rounds.open(may_extend=True, papers_until=papers)
    cast(row.id, voters[0], ["n1"])
    until = row.closes_at + 3 * DAY
    refused("reason_missing", lambda: service.extend(rounds.lead, row.id, until, " "))
    refused("not_later", lambda: service.extend(rounds.lead, row.id, row.closes_at, "下雨"))
    with unit_of_work():
        service.extend(rounds.lead, row.id, until, "这几天大雨")
    found = db.session.get_one(Round, row.id)
    assert (found.closes_at, found.first_closes_at, found.extend_reason) == (
        until,
        row.closes_at,
        "这几天大雨",
    )
    assert found.papers_until == papers + 3 * DAY
    assert told("extended") == {voter.account_id for voter in voters}
    assert "rounds.extend" in db.session.scalars(select(JournalEntry.act)).all()
    refused("extended_already", lambda: service.extend(rounds.lead, row.id, until + DAY, "又下雨"))
    with at(row.closes_at + DAY):
        assert db.session.get_one(Round, row.id).state == State.OPEN
        cast(row.id, voters[1], ["n1"])
    with at(found.papers_until or now()), unit_of_work():
        assert service.close(rounds.worker, row.id).ballots == 2


def test_a_round_that_did_not_say_so_or_is_over_is_not_extended(rounds: RoundStory) -> None:
    rounds.voters(1)
    plain, over = rounds.open(), rounds.open(may_extend=True)
    until = plain.closes_at + DAY
    refused("may_not_be_extended", lambda: service.extend(rounds.lead, plain.id, until, "下雨"))
    with at(over.closes_at):
        refused("over_already", lambda: service.extend(rounds.lead, over.id, until, "下雨"))
    draft = rounds.draft(may_extend=True)
    refused("over_already", lambda: service.extend(rounds.lead, draft.id, until, "下雨"))
    assert told("extended") == set()


def test_the_extension_stands_on_the_page_with_both_ends_and_its_reason(
    rounds: RoundStory, visitor: PageClient
) -> None:
    rounds.voters(1)
    row = rounds.open(may_extend=True)
    url = f"/c/{A}/rounds/{row.id}"
    visitor.enter(rounds.worker)
    visitor.get(f"{url}/extend", status=403)
    visitor.enter(rounds.lead)
    assert "可以延长一次" in visitor.get(f"{url}/extend")
    early = visitor.post(f"{url}/extend", {"until": "2026-01-01T08:00", "reason": "下大雨"})
    assert "要比原来的晚" in early
    assert "下大雨" in early
    until = f"{row.closes_at + 2 * DAY:%Y-%m-%dT%H:%M}"
    shown = visitor.post(f"{url}/extend", {"until": until, "reason": "下大雨，来不了窗口"})
    assert "延长了" in shown
    visitor.sign_out()
    assert "下大雨，来不了窗口" in visitor.get(url)
    visitor.enter(rounds.lead)
    visitor.get(f"{url}/extend", status=403)


def test_a_reminder_goes_to_everybody_alike_and_once_a_day(rounds: RoundStory) -> None:
    voters = rounds.voters(3)
    row = rounds.open(opens_at=now() - DAY)
    cast(row.id, voters[0], ["n1"])
    assert voters[2].resident_id is not None
    with unit_of_work():
        service.strike(rounds.worker, row.id, voters[2].resident_id, "搬走了")
    with unit_of_work():
        assert service.remind(rounds.worker, row.id) == 2
    assert told("reminded") == {voters[0].account_id, voters[1].account_id}
    refused("reminded_today", lambda: service.remind(rounds.worker, row.id))
    with at(now() + DAY), unit_of_work():
        assert service.remind(rounds.worker, row.id) == 2
    with at(row.closes_at):
        refused("nobody_to_remind", lambda: service.remind(rounds.worker, row.id))


def test_a_worker_reminds_from_the_page(rounds: RoundStory, visitor: PageClient) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open()
    url = f"/c/{A}/rounds/{row.id}"
    visitor.enter(rounds.worker)
    assert "提醒名册上的每一个人" in visitor.get(url)
    assert "提醒发给了名册上有账号的 1 个人" in visitor.post(f"{url}/remind")
    assert "今天已经提醒过" in visitor.get(url)
    visitor.post(f"{url}/remind", status=409)
    visitor.enter(voter)
    visitor.get(url)
    visitor.post(f"{url}/remind", status=403)


def test_a_round_is_annulled_while_its_papers_are_typed_in_and_never_after_the_count(
    rounds: RoundStory,
) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(papers_until=now() + 9 * DAY)
    cast(row.id, voter, ["n1"])
    with at(row.closes_at + DAY):
        assert db.session.get_one(Round, row.id).state == State.TYPING
        db.session.rollback()
        with unit_of_work():
            service.annul(rounds.lead, row.id, "选项写错了")
    assert db.session.query(Ballot).count() == 0
    assert told("annulled") == {voter.account_id}
    counted = rounds.open()
    close(counted, rounds.worker)
    refused("nothing_to_annul", lambda: service.annul(rounds.lead, counted.id, "反悔"))


def photo() -> bytes:
    content = BytesIO()
    image = Image.new("RGB", (900, 1200), "white")
    image.getexif()[0x010E] = "secret place"
    image.save(content, "JPEG", exif=image.getexif())
    return content.getvalue()


def pdf(pages: int = 1) -> bytes:
    content = BytesIO()
    sheet = pikepdf.new()
    for _ in range(pages):
        sheet.add_blank_page()
    sheet.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('hello')")
    sheet.save(content)
    return content.getvalue()


def test_signatures_on_paper_are_recorded_with_the_sheet(rounds: RoundStory, visitor: PageClient) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open()
    close(row, rounds.worker)
    url = f"/c/{A}/rounds/{row.id}"
    visitor.enter(rounds.teller)
    visitor.post(f"{url}/sign")
    visitor.enter(rounds.worker)
    outcome = outcomes.result_of(row.id)
    assert outcome is not None
    shown = visitor.get(f"{url}/signatures")
    assert outcome.digest[:4] in shown
    assert shown.tree.xpath("//input[@name='roles']/@value") == ["scrutineer"]
    assert "请勾选是谁签的字" in visitor.post(f"{url}/signatures", {"scan": (BytesIO(photo()), "sheet.jpg")})
    assert "请选择签好字的结果单" in visitor.post(f"{url}/signatures", {"roles": "scrutineer"})
    sent = {"roles": "scrutineer", "scan": (BytesIO(photo()), "sheet.jpg")}
    assert "登记好了" in visitor.post(f"{url}/signatures", sent)
    outcome = outcomes.result_of(row.id)
    assert outcome is not None
    assert outcome.signed
    by_role = {each.role: each for each in outcome.signatures}
    on_paper = by_role[Signer.SCRUTINEER]
    assert (on_paper.account_id, on_paper.recorded_by, on_paper.digest) == (
        rounds.scrutineer.account_id,
        rounds.worker.account_id,
        outcome.digest,
    )
    assert by_role[Signer.TELLER].scan_id is None
    kept = signing.scan_of(row.id, on_paper.id)
    scan = f"{url}/signatures/{on_paper.id}/scan"
    assert kept is not None
    assert b"secret place" not in files.content(kept)
    assert "签在打印的结果单上" in visitor.get(url)
    assert visitor.download(scan)[:2] == b"\xff\xd8"
    visitor.get(f"{url}/signatures", status=403)
    visitor.get(f"{url}/signatures/{by_role[Signer.TELLER].id}/scan", status=404)
    visitor.get(f"/files/{kept.id}", status=404)
    visitor.enter(voter)
    visitor.get(scan, status=404)
    visitor.get(f"{url}/signatures", status=403)
    visitor.enter(rounds.scrutineer)
    assert visitor.download(scan)


def test_one_sheet_may_carry_both_signatures_and_none_is_recorded_twice(rounds: RoundStory) -> None:
    rounds.voters(1)
    row = rounds.open()
    sheet = developed_scan(BytesIO(pdf()), "结果单.pdf")
    both = list(Signer)
    refused("nothing_to_record", lambda: service.record_signatures(rounds.worker, row.id, both, sheet))
    close(row, rounds.worker)
    refused("nobody_signed", lambda: service.record_signatures(rounds.worker, row.id, [], sheet))
    with unit_of_work():
        service.record_signatures(rounds.worker, row.id, both, sheet)
    refused(
        "nothing_to_record", lambda: service.record_signatures(rounds.worker, row.id, [Signer.TELLER], sheet)
    )
    refused("not_a_signer", lambda: service.sign(rounds.teller, row.id))
    stranger = rounds.voters(1)[0]
    refused("nothing_to_record", lambda: service.record_signatures(stranger, row.id, both, sheet))


def test_a_scanned_pdf_is_kept_without_scripts() -> None:
    kept = developed_scan(BytesIO(pdf()), "x.pdf")
    assert kept.media_type == "application/pdf"
    with pikepdf.open(BytesIO(kept.content)) as sheet:
        assert "/OpenAction" not in sheet.Root
        assert len(sheet.pages) == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "rounds.scan_missing"),
        (b"hello", "needs.photo_none"),
        (b"%PDF-1.7\nnot really", "rounds.scan_not_read"),
        (b"PK\x03\x04 a workbook", "needs.photo_none"),
    ],
)
def test_what_is_no_scan_is_not_kept(content: bytes, why: str) -> None:
    with pytest.raises(Refusal) as caught:
        developed_scan(BytesIO(content), "x.pdf")
    assert caught.value.code == why


def test_a_scan_too_long_is_not_kept() -> None:
    with pytest.raises(Refusal, match="scan_not_read"):
        developed_scan(BytesIO(pdf(11)), "x.pdf")
    with pytest.raises(Refusal, match="scan_too_large"):
        developed_scan(BytesIO(), "x.pdf", cut=True)


def test_a_scan_is_plain_bytes() -> None:
    assert isinstance(developed_scan(BytesIO(photo()), "x.jpg"), Scan)
