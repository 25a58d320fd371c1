"""The pages of a round, used as residents and workers use them."""

import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import event

from deliberation.actors import Role
from deliberation.clock import at, local, now
from deliberation.database import db, unit_of_work
from deliberation.needs import service as needs
from deliberation.needs.rules import Draft
from deliberation.rounds import keys, service
from deliberation.rounds.models import Round
from deliberation.rounds.outcomes import result_of, signed_results
from deliberation.rounds.rules import slip_code
from deliberation.rounds.slips import Guesses
from deliberation.rounds.views import voting
from tests.page import PageClient, Shown
from tests.rounds.stories import DAY, RoundStory, after, cast, close
from tests.stories import A, B, Story

TRACKER = re.compile(r"(?:[^\s<>-]+-)?[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


def vote(visitor: PageClient, row: Round, choices: list[str], word: str = "") -> str:
    """Choose, look again, confirm; returns the tracker."""
    url = f"/c/{A}/rounds/{row.id}/ballot"
    visitor.get(url)
    shown = visitor.post(url, {"step": "review", "choices": choices, "word": word})
    assert "再看一遍" in shown
    return tracker_on(visitor.post(url, {"step": "cast", "choices": choices, "word": word}))


def tracker_on(shown: Shown) -> str:
    return str(shown.tree.xpath("//p[@class='tracker']")[0].text_content()).strip()


def test_a_worker_plans_a_round_from_shortlisted_needs_and_announces_it(
    story: Story, rounds: RoundStory, visitor: PageClient
) -> None:
    story.cycle()
    author, _phone = story.resident()
    with unit_of_work():
        need = needs.submit(author, A, Draft("早餐店", "门口没有早餐店", "B01"))
        needs.shortlist(rounds.worker, need, 12_000_00)
        need_id = need.id
    visitor.enter(rounds.worker)
    assert "早餐店" in visitor.get(f"/c/{A}/rounds/new")
    first = local(now() + timedelta(hours=1))
    data = {
        "title": "第一轮投票",
        "needs": [str(need_id)],
        "typed": "电动车充电棚；300000\n路灯",
        "k": "2",
        "unit": "resident",
        "opens_at": f"{first:%Y-%m-%dT%H:%M}",
        "closes_at": f"{first + DAY:%Y-%m-%dT%H:%M}",
        "ties": "cost,votes,lot",
        "teller": str(rounds.teller.account_id),
        "scrutineer": str(rounds.scrutineer.account_id),
    }
    shown = visitor.post(f"/c/{A}/rounds/new", data)
    for words in (
        "选票的样子",
        "早餐店",
        "电动车充电棚",
        "30.00 万元",
        "计小票",
        "监老师",
        "2 个投票资格" if 0 else "个投票资格",
    ):
        assert words in shown
    row = db.session.query(Round).one()
    shown = visitor.post(f"/c/{A}/rounds/{row.id}/announce")
    assert "还没开始" in shown
    assert "正在" not in shown.main
    need_page = visitor.get(f"/c/{A}/needs/{need_id}")
    assert "列入“第一轮投票”" in need_page
    visitor.post(f"/c/{A}/rounds/{row.id}/edit", data, status=403)


def test_what_does_not_fit_is_told_with_everything_kept(rounds: RoundStory, visitor: PageClient) -> None:
    visitor.enter(rounds.worker)
    visitor.get(f"/c/{A}/rounds/new")
    data = {"title": "第一轮", "typed": "早餐店；很多钱", "k": "1", "unit": "resident", "ties": "order"}
    data |= {"opens_at": "2026-05-02T08:00", "closes_at": "2026-05-01T08:00", "teller": "", "scrutineer": ""}
    shown = visitor.post(f"/c/{A}/rounds/new", data)
    assert "看不懂" in shown
    assert "早餐店；很多钱" in shown.source
    assert "比开始时间晚" in visitor.post(f"/c/{A}/rounds/new", {**data, "typed": "早餐店\n路灯"})


def test_a_resident_votes_changes_the_vote_and_finds_it_on_the_board(
    story: Story, rounds: RoundStory, visitor: PageClient, tmp_path: Path
) -> None:
    voters = rounds.voters(12)
    row = rounds.open()
    for voter in voters[1:]:
        cast(row.id, voter, ["n1"])
    visitor.enter(voters[0])
    assert "去投票" in visitor.get(f"/c/{A}/rounds/{row.id}")
    first = vote(visitor, row, ["n1", "n2"])
    shown = visitor.get(f"/c/{A}/rounds/{row.id}")
    assert "您已经投过票了" in shown
    ballot = visitor.get(f"/c/{A}/rounds/{row.id}/ballot")
    assert sorted(ballot.tree.xpath("//input[@name='choices'][@checked]/@value")) == ["n1", "n2"]
    second = vote(visitor, row, ["n3"], "小雨")
    assert second.startswith("小雨-")
    close(row, rounds.worker)
    board = f"/c/{A}/rounds/{row.id}/board"
    visitor.sign_out()
    assert "没有找到这个回执号" in visitor.get(board, tracker=first)
    found = visitor.get(board, tracker=second)
    assert "这张票算进去了" in found
    assert "菜市场冷柜" in found
    shown = visitor.get(f"/c/{A}/rounds/{row.id}")
    for words in ("12 张", "加装电动车充电棚", "得 11 票", "还没有签"):
        assert words in shown
    check_with_the_shipped_script(visitor, row, tmp_path)


def check_with_the_shipped_script(visitor: PageClient, row: Round, folder: Path) -> None:
    """What anybody can do with the two downloads."""
    outcome = result_of(row.id)
    assert outcome is not None
    assert outcome.root
    (folder / "board.json").write_bytes(visitor.download(f"/c/{A}/rounds/{row.id}/board.json"))
    (folder / "recount.py").write_bytes(visitor.download(f"/c/{A}/rounds/{row.id}/recount.py"))
    command = [sys.executable, "-I", "recount.py", "board.json", "--root", outcome.root]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()[0]) == (0, "OK"), done.stderr
    board = json.loads((folder / "board.json").read_text())
    board["ballots"][3]["choices"] = ["n2"]
    (folder / "board.json").write_text(json.dumps(board))
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 1


def test_a_ballot_must_be_confirmed_and_may_be_changed(rounds: RoundStory, visitor: PageClient) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open()
    visitor.enter(voter)
    url = f"/c/{A}/rounds/{row.id}/ballot"
    visitor.get(url)
    visitor.post(url, {"step": "review", "choices": ["n1"]})
    assert "去投票" in visitor.get(f"/c/{A}/rounds/{row.id}")
    shown = visitor.post(url, {"step": "again", "choices": ["n1"], "word": ""})
    assert shown.tree.xpath("//input[@name='choices'][@checked]/@value") == ["n1"]
    assert "您还没有选" in visitor.post(url, {"step": "review"})
    assert "最多选 2 项，您选了 3 项" in visitor.post(url, {"step": "review", "choices": ["n1", "n2", "n3"]})
    assert "去掉一个" in visitor.post(url, {"step": "review", "choices": ["n1"], "blank": "y"})
    assert "空白票" in visitor.post(url, {"step": "review", "blank": "y"}).main
    tracker_on(visitor.post(url, {"step": "cast", "blank": "y", "choices": []}))


def test_a_choice_that_comes_too_late_is_told_as_not_sent(rounds: RoundStory, visitor: PageClient) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(closes_at=now() + timedelta(minutes=1))
    visitor.enter(voter)
    url = f"/c/{A}/rounds/{row.id}/ballot"
    visitor.get(url)
    with at(row.closes_at):
        shown = visitor.post(url, {"step": "cast", "choices": ["n1"]}, status=409)
    assert "您这次的选择没有送出" in shown


def test_somebody_not_on_the_register_is_told_what_to_do(
    story: Story, rounds: RoundStory, visitor: PageClient
) -> None:
    rounds.voters(1)
    row = rounds.open()
    late, _phone = story.resident(A, "新来的")
    visitor.enter(late)
    shown = visitor.get(f"/c/{A}/rounds/{row.id}/ballot")
    assert "名册里还没有您" in shown
    assert "010-0000001" in shown
    visitor.enter(rounds.worker)
    visitor.get(f"/c/{A}/rounds/{row.id}/register/add")
    data = {"voter": str(late.resident_id), "reason": "公布以后才核对"}
    shown = visitor.post(f"/c/{A}/rounds/{row.id}/register/add", data)
    assert "后来补进" in shown
    assert "公布以后才核对" in shown
    visitor.enter(late)
    vote(visitor, row, ["n1"])


def test_a_slip_opens_the_ballot_without_an_account_as_often_as_needed(
    rounds: RoundStory, visitor: PageClient
) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open()
    visitor.enter(rounds.worker)
    visitor.get(f"/c/{A}/rounds/{row.id}/register")
    shown = visitor.post(f"/c/{A}/rounds/{row.id}/slip", {"voter": str(voter.resident_id)})
    secret = keys.read(row.id)
    assert secret is not None
    assert voter.resident_id is not None
    code = slip_code(secret, row.id, voter.resident_id)
    assert f"{code[:5]} {code[5:]}" in shown
    visitor.sign_out()
    opened = visitor.get(f"/vote/{code}")
    assert "加装电动车充电棚" in opened
    assert opened.response.headers["Referrer-Policy"] == "strict-origin"
    assert "再看一遍" in visitor.post("/vote", {"slip": code, "step": "review", "choices": ["n1"]})
    tracker_on(visitor.post("/vote", {"slip": code, "step": "cast", "choices": ["n1"]}))
    again = visitor.post("/vote", {"slip": f" {code[:5].lower()} {code[5:]}"})
    assert again.tree.xpath("//input[@name='choices'][@checked]/@value") == ["n1"]
    visitor.enter(voter)
    vote(visitor, row, ["n2"])
    assert close(row, rounds.worker).ballots == 1
    visitor.get(f"/vote/{code}", status=404)


def test_guessing_codes_is_slowed_down(
    rounds: RoundStory, visitor: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds.voters(1)
    rounds.open()
    monkeypatch.setattr(voting, "guesses", Guesses())
    for guess in range(20):
        visitor.get(f"/vote/AAAAAAAA{guess + 22}", status=404)
    assert "十分钟" in visitor.get("/vote/AAAAAAAAAA", status=429)


def test_teller_and_scrutineer_sign_what_they_see(rounds: RoundStory, visitor: PageClient) -> None:
    for voter in rounds.voters(2):
        row_voter = voter
    row = rounds.open()
    cast(row.id, row_voter, ["n1"])
    close(row, rounds.worker)
    visitor.enter(rounds.worker)
    assert "签字" in visitor.get(f"/c/{A}/rounds/{row.id}")
    visitor.post(f"/c/{A}/rounds/{row.id}/sign", status=409)
    for signer in (rounds.teller, rounds.scrutineer):
        visitor.enter(signer)
        assert "核对无误，签字" in visitor.get(f"/c/{A}/rounds/{row.id}")
        assert "您签好字了" in visitor.post(f"/c/{A}/rounds/{row.id}/sign")
        visitor.post(f"/c/{A}/rounds/{row.id}/sign", status=409)
    outcome = result_of(row.id)
    assert outcome is not None
    assert outcome.signed
    assert [each.round.id for each in signed_results(A)] == [row.id]
    assert "选票不足 10 张" in visitor.get(f"/c/{A}/rounds/{row.id}")


@pytest.mark.pdf
def test_the_result_sheet_is_a_pdf(rounds: RoundStory, visitor: PageClient) -> None:
    rounds.voters(1)
    row = rounds.open(min_turnout_percent=50)
    close(row, rounds.worker)
    assert visitor.download(f"/c/{A}/rounds/{row.id}/result-sheet.pdf")[:5] == b"%PDF-"
    assert "未达门槛" in visitor.get(f"/c/{A}/rounds/{row.id}")


def test_a_lead_annuls_with_a_reason_everybody_reads(rounds: RoundStory, visitor: PageClient) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open()
    cast(row.id, voter, ["n1"])
    visitor.enter(rounds.worker)
    visitor.get(f"/c/{A}/rounds/{row.id}/annul", status=403)
    visitor.enter(rounds.lead)
    assert "请写明原因" in visitor.post(f"/c/{A}/rounds/{row.id}/annul", {"reason": " "})
    visitor.post(f"/c/{A}/rounds/{row.id}/annul", {"reason": "费用写错了"})
    visitor.sign_out()
    shown = visitor.get(f"/c/{A}/rounds/{row.id}")
    assert "费用写错了" in shown
    assert "已作废" in shown
    visitor.get(f"/c/{A}/rounds/{row.id}/board", status=404)


def test_a_worker_of_another_community_sees_no_drafts_and_no_register(
    story: Story, rounds: RoundStory, visitor: PageClient
) -> None:
    rounds.voters(1)
    draft, opened = rounds.draft(), rounds.open()
    stranger, _phone = story.staff(Role.WORKER, B)
    visitor.enter(stranger)
    for page in ("", "/edit", "/preview", "/register", "/annul"):
        visitor.get(f"/c/{A}/rounds/{draft.id}{page}", status=404)
        visitor.get(f"/c/{B}/rounds/{draft.id}{page}", status=403 if page == "/annul" else 404)
    for page in ("/register", "/register/add"):
        visitor.get(f"/c/{A}/rounds/{opened.id}{page}", status=404)
    for act in ("announce", "slips", "discard", "close"):
        visitor.post(f"/c/{A}/rounds/{draft.id}/{act}", status=404)
    assert draft.title not in visitor.get(f"/c/{B}/rounds/").main
    visitor.sign_out()
    visitor.get(f"/c/{A}/rounds/{draft.id}", status=404)
    assert visitor.get(f"/c/{A}/rounds/").main.count(draft.title) == 1


def test_a_longer_list_asks_no_more_of_the_database(rounds: RoundStory, visitor: PageClient) -> None:
    rounds.voters(1)
    rounds.open()
    visitor.get(f"/c/{A}/rounds/")
    few = statements(visitor, f"/c/{A}/rounds/")
    for _ in range(5):
        rounds.open()
    assert statements(visitor, f"/c/{A}/rounds/") <= few


def statements(visitor: PageClient, url: str) -> int:
    """How many statements a page costs."""
    seen: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    visitor.get(url)
    event.remove(db.engine, "before_cursor_execute", count)
    return len(seen)


def test_a_due_round_can_be_counted_by_hand(rounds: RoundStory, visitor: PageClient) -> None:
    rounds.voters(1)
    row = rounds.open(closes_at=now() + timedelta(minutes=1))
    with at(after(row)):
        visitor.enter(rounds.worker)
        assert "现在计票" in visitor.get(f"/c/{A}/rounds/{row.id}")
        assert "的结果" in visitor.post(f"/c/{A}/rounds/{row.id}/close")
    assert service.own_ballot(row, row.id).choices is None


def test_blanks_for_teller_and_scrutineer_mean_nobody_yet(story: Story, visitor: PageClient) -> None:
    told = RoundStory(story)
    row = told.draft()
    visitor.enter(told.worker)
    url = f"/c/{A}/rounds/{row.id}/edit"
    form = visitor.get(url).tree.xpath("//main//form[.//input[@name='csrf_token']]")[0]
    fields = {**dict(form.form_values()), "ties": "lot", "teller": " \u3000", "scrutineer": " "}
    assert "草稿存好了" in visitor.post(url, fields)
    saved = db.session.get_one(Round, row.id)
    assert (saved.teller_id, saved.scrutineer_id) == (None, None)


def test_a_slip_is_printed_for_nobody_but_who_is_on_the_register(
    rounds: RoundStory, visitor: PageClient
) -> None:
    struck, stays = rounds.voters(2)
    row = rounds.open()
    with unit_of_work():
        service.strike(rounds.worker, row.id, UUID(str(struck.resident_id)), "搬走了")
    visitor.enter(rounds.worker)
    page = f"/c/{A}/rounds/{row.id}"
    visitor.get(f"{page}/register")
    assert "名册里没有" in visitor.post(f"{page}/slip", {"voter": str(struck.resident_id)}, status=409)
    for nobody in ("", "x", str(row.id)):
        visitor.post(f"{page}/slip", {"voter": nobody}, status=404)
    visitor.get(f"{page}/register")
    assert "打印" in visitor.post(f"{page}/slip", {"voter": str(stays.resident_id)})
