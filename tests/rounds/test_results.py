"""The page and the papers of a result, for every method, as residents and outsiders get them."""

import json
from collections.abc import Callable
from io import BytesIO
from random import Random
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from deliberation.clock import at
from deliberation.database import db, unit_of_work
from deliberation.needs import service as needs
from deliberation.rounds import recount, service
from deliberation.rounds.models import Ballot, Round
from deliberation.rounds.outcomes import result_of, won
from deliberation.rounds.rules import OptionPlan
from deliberation.tally.rule import Method, Paper
from tests.needs.stories import again, need_by
from tests.page import PageClient
from tests.rounds.stories import RoundStory, after, cast, close
from tests.stories import A, Story

TITLES = ("电动车充电棚", "早餐便民点", "老年食堂", "楼道扶手")
COSTS = (60_000_00, 20_000_00, 50_000_00, 8_000_00)
OPTIONS = [
    OptionPlan(title, cost, key=f"n{place}")
    for place, (title, cost) in enumerate(zip(TITLES, COSTS, strict=True), 1)
]
BUDGET = 90_000_00
ROUNDS: dict[str, dict[str, Any]] = {
    "approval": {"k": 2, "winners": 2},
    "points": {"method": Method.POINTS, "ballot": Paper.POINTS, "k": 3, "points": 10, "most_points": 6},
    "ranking": {"method": Method.RANKING, "ballot": Paper.RANKING, "k": 4, "winners": 1},
    "schulze": {"method": Method.SCHULZE, "ballot": Paper.RANKING, "k": 4, "winners": 1},
    "knapsack": {"method": Method.KNAPSACK, "k": 4, "budget_fen": BUDGET},
    "equal_shares": {"method": Method.EQUAL_SHARES, "k": 3, "budget_fen": BUDGET},
    "equal_shares of points": {
        "method": Method.EQUAL_SHARES,
        "ballot": Paper.POINTS,
        "k": 3,
        "points": 10,
        "most_points": 6,
        "budget_fen": BUDGET,
    },
}


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


def said(name: str, number: int) -> list[Any]:
    """What one of many residents wants: the first most of all, others as chance has it."""
    draw = Random(f"{name}{number}")
    liked = draw.sample(["n1", "n2", "n3", "n4"], 2)
    if "points" in name:
        return [[liked[0], 6], [liked[1], 3]]
    if name in ("ranking", "schulze"):
        return draw.sample(["n1", "n2", "n3", "n4"], draw.randint(2, 4))
    if name == "knapsack":
        return [["n1", "n2"], ["n2", "n3", "n4"], ["n4"]][number % 3]
    return liked


def voted(rounds: RoundStory, name: str, number: int = 12, **changes: Any) -> Round:
    """A round in which so many have voted, the last of them blank."""
    voters = rounds.voters(number)
    row = rounds.open(options=OPTIONS, **(ROUNDS[name] | changes))
    for place, voter in enumerate(voters):
        choices = [] if place == number - 1 else said(name, place)
        cast(row.id, voter, choices, blank=not choices)
    return row


def counted(rounds: RoundStory, name: str, number: int = 12, **changes: Any) -> Round:
    """The same, closed."""
    row = voted(rounds, name, number, **changes)
    close(row, rounds.worker)
    return row


def url(row: Round, end: str = "") -> str:
    return f"/c/{A}/rounds/{row.id}{end}"


@pytest.mark.parametrize("name", ROUNDS)
def test_the_result_page_tells_every_option_its_place_and_its_reason(
    rounds: RoundStory, visitor: PageClient, name: str
) -> None:
    row = counted(rounds, name)
    with at(after(row)):
        page = visitor.get(url(row))
    outcome = result_of(row.id)
    assert outcome is not None
    for option in outcome.rows:
        assert option.title in page
    assert "入选" in page or not outcome.decides
    assert outcome.root is not None
    assert outcome.root in page.text.replace(" ", "")
    reasons = {
        "approval": ("在前 2 名里，入选", "只取前 2 名"),
        "points": ("分，没有和它一样多的", "只排先后"),
        "ranking": ("张票排了它，其中", "张排在第一", "在前 1 名里"),
        "schulze": ("”对“", "前一名和后一名比", "胜过"),
        "knapsack": ("钱够，入选；做完它还剩",),
        "equal_shares": ("平分给 12 张票", "100 个人合起来", "如果只看票数", "选它的票凑了多少钱"),
        "equal_shares of points": ("平分给 12 张票", "给 1 分就出"),
    }
    for words in reasons[name]:
        assert words in page, words


@pytest.mark.parametrize("name", ROUNDS)
def test_board_script_and_file_of_every_method_can_be_had(
    rounds: RoundStory, visitor: PageClient, name: str
) -> None:
    row = counted(rounds, name)
    with at(after(row)):
        board = json.loads(visitor.download(url(row, "/board.json")))
        text = visitor.download(url(row, "/ballots")).decode()
        twice = visitor.download(url(row, "/ballots")).decode()
    assert recount.recount(board, board["root"]) == recount.OK
    assert text == twice
    assert text.startswith("# FILE NAME: " if row.ballot == Paper.RANKING else "META\n")
    assert row.title in text


@pytest.mark.parametrize("name", ["ranking", "schulze", "equal_shares", "points"])
@pytest.mark.parametrize("paper", ["/result-sheet.pdf", "/result-notice.pdf"])
@pytest.mark.pdf
def test_both_papers_of_every_method_tell_the_same(
    rounds: RoundStory, visitor: PageClient, name: str, paper: str, tmp_path: Any
) -> None:
    row = counted(rounds, name)
    with at(after(row)):
        data = visitor.download(url(row, paper))
    (tmp_path / "paper.pdf").write_bytes(data)
    words = "".join("".join(page.extract_text().split()) for page in PdfReader(tmp_path / "paper.pdf").pages)
    outcome = result_of(row.id)
    assert outcome is not None
    assert outcome.root is not None
    assert outcome.root[:4] in words
    assert "结果是怎么来的" in words
    for option in outcome.rows:
        assert option.title in words
    assert "计小票" in words


def test_half_points_are_written_with_one_half(rounds: RoundStory, visitor: PageClient) -> None:
    voters = rounds.voters(10)
    row = rounds.open(options=OPTIONS, **(ROUNDS["ranking"]))
    for voter in voters:
        cast(row.id, voter, ["n1", "n2"][: 1 if voter is voters[0] else 2])
    close(row, rounds.worker)
    with at(after(row)):
        page = visitor.get(url(row))
    # Nine ballots leave half a point to each of the two they do not name, one leaves a whole one to three.
    assert "5.5" in page
    assert "30" in page


def test_a_ballot_of_every_kind_is_found_by_its_receipt_and_told_in_words(
    rounds: RoundStory, visitor: PageClient
) -> None:
    expected = {"points": "电动车充电棚：6 分", "ranking": "第 2：早餐便民点", "approval": "早餐便民点"}
    voters = rounds.voters(10)
    ballots: dict[str, list[Any]] = {
        "points": [["n1", 6], ["n2", 3]],
        "ranking": ["n1", "n2"],
        "approval": ["n1", "n2"],
    }
    for name, words in expected.items():
        row = rounds.open(options=OPTIONS, **ROUNDS[name])
        trackers = [cast(row.id, voter, ballots[name]) for voter in voters]
        close(row, rounds.worker)
        with at(after(row)):
            assert words in visitor.get(url(row, f"/board?tracker={trackers[0]}"))


def test_a_round_below_its_threshold_publishes_its_figures_and_names_no_winner(
    rounds: RoundStory, visitor: PageClient
) -> None:
    row = voted(rounds, "approval", 12, min_turnout_percent=100)
    extra = rounds.story.resident(A, "没投票的")[0]
    with unit_of_work():
        service.add_to_register(rounds.worker, row.id, UUID(str(extra.resident_id)), "漏了")
    close(row, rounds.worker)
    outcome = result_of(row.id)
    assert outcome is not None
    assert (outcome.valid, list(outcome.won), outcome.winners) == (False, [], [])
    with at(after(row)):
        page = visitor.get(url(row))
        board = json.loads(visitor.download(url(row, "/board.json")))
    assert "未达门槛" in page
    assert "这轮不作数" in page
    assert (board["valid"], board["winners"]) == (False, [])
    assert recount.recount(board, board["root"]) == recount.OK
    assert any(row.votes for row in outcome.rows)


def test_a_double_majority_asks_of_the_register_and_of_each_option(
    rounds: RoundStory, visitor: PageClient
) -> None:
    voters = rounds.voters(12)
    row = rounds.open(options=OPTIONS[:2], k=1, majority=True, winners=None)
    for place, voter in enumerate(voters):
        cast(row.id, voter, ["n1"] if place < 7 else ["n2"] if place < 11 else [], blank=place == 11)
    close(row, rounds.worker)
    outcome = result_of(row.id)
    assert outcome is not None
    assert list(outcome.won) == ["n1"]
    with at(after(row)):
        page = visitor.get(url(row))
    assert "达到了门槛" in page
    assert "过半的入选" in page
    assert "没有过半（要 7 张）" in page


def everything_published(visitor: PageClient, row: Round) -> str:
    """All that anybody can get of a closed round, in one text."""
    with at(after(row)):
        texts = [visitor.get(url(row)).source, visitor.get(url(row, "/board")).source]
        texts.append(visitor.download(url(row, "/board.json")).decode())
        for paper in ("/result-sheet.pdf", "/result-notice.pdf"):
            texts.append(_text_of(visitor.download(url(row, paper))))
    return "\n".join(texts)


def _text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


@pytest.mark.pdf
@pytest.mark.parametrize("name", ROUNDS)
def test_of_a_small_round_nothing_tells_who_voted_what(
    rounds: RoundStory, visitor: PageClient, name: str
) -> None:
    """Nine ballots: totals, and nothing of single ballots, steps, pairs, buildings or trackers."""
    voters = rounds.voters(9)
    row = rounds.open(options=OPTIONS, **ROUNDS[name])
    trackers = [cast(row.id, voter, said(name, place), "我的词") for place, voter in enumerate(voters)]
    close(row, rounds.worker)
    published = everything_published(visitor, row)
    plain = "".join(published.split())
    for tracker in trackers:
        assert tracker not in plain
        with at(after(row)):
            answer = visitor.get(url(row, f"/board?tracker={tracker}"))
        assert "这张票算进去了" in answer
        assert "不逐张公布选了什么" in answer
    for voter in voters:
        assert voter.name not in published
        assert str(voter.resident_id) not in published
    with at(after(row)):
        board = json.loads(visitor.download(url(row, "/board.json")))
    assert (board["ballots"], board["root"]) == (None, None)
    for words in ("”对“", "平分给", "钱用完", "各楼的参与情况</caption>"):
        assert words not in published, words
    with at(after(row)):
        visitor.get(url(row, "/ballots"), 404)
    outcome = result_of(row.id)
    assert outcome is not None
    assert (outcome.steps, outcome.details, outcome.turnout) == ([], {}, [])


def test_a_title_as_long_as_a_title_may_be_stays_on_page_and_paper(
    rounds: RoundStory, visitor: PageClient
) -> None:
    long = "把小区北门到菜市场的路修平并且装上路灯" * 20
    rounds.voters(1)
    row = rounds.open(options=[OptionPlan(long[:400], 100, key="n1"), OptionPlan("短", 100, key="n2")], k=1)
    close(row, rounds.worker)
    with at(after(row)):
        assert long[:400] in visitor.get(url(row))
        assert visitor.download(url(row, "/result-sheet.pdf"))[:5] == b"%PDF-"


RAW: list[tuple[str, object]] = [
    ("approval", ["n1", "n1"]),
    ("points", [["n1", 3], ["n1", 2]]),
    ("points", [["n1", 7]]),
    ("points", [["n1", 6], ["n2", 5]]),
    ("points", [["n1", 0]]),
    ("points", [["n1", -1]]),
    ("points", [["n1", True]]),
    ("points", [["n1", 1.5]]),
    ("points", [["n1"]]),
    ("points", ["n1"]),
    ("ranking", ["n1", "n1"]),
    ("ranking", ["n1", ["n2", "n1"]]),
    ("schulze", ["n1", "elsewhere"]),
    ("knapsack", ["n1", "n3"]),
    ("equal_shares", ["n1", "n2", "n3", "n4"]),
    ("equal_shares of points", {"n1": 3}),
]


@pytest.mark.parametrize(("name", "raw"), RAW)
def test_a_raw_row_that_says_what_no_ballot_may_is_refused_and_the_rest_counts(
    rounds: RoundStory, name: str, raw: object
) -> None:
    voters = rounds.voters(2)
    row = rounds.open(options=OPTIONS, **ROUNDS[name])
    trackers = [cast(row.id, voter, said(name, 0)) for voter in voters]
    with unit_of_work():
        changed = update(Ballot).where(Ballot.tracker == trackers[0]).values(choices=raw)
        db.session.execute(changed)
    result = close(row, rounds.worker)
    assert (result.ballots, result.refused) == (1, 1)


def test_a_result_from_before_decisions_were_kept_is_decided_again_by_its_own_terms(
    rounds: RoundStory,
) -> None:
    row = voted(rounds, "approval", winners=None, budget_fen=70_000_00)
    result = close(row, rounds.worker)
    decided = won(row, result)
    assert decided
    result.decisions = []
    assert won(row, result) == decided


def test_a_need_s_own_history_says_its_place_its_score_and_that_it_won(
    rounds: RoundStory, visitor: PageClient
) -> None:
    need = need_by(rounds.story.resident()[0], "楼道里没有扶手")
    with unit_of_work():
        needs.shortlist(rounds.worker, again(need), 1_000_00)
    voters = rounds.voters(2)
    options = [OptionPlan(need.title, 1_000_00, need.id, key="n1"), *OPTIONS[1:]]
    row = rounds.open(options=options, **ROUNDS["ranking"])
    for voter in voters:
        cast(row.id, voter, ["n1", "n2"])
    close(row, rounds.worker)
    with at(after(row)):
        page = visitor.get(f"/c/{A}/needs/{need.id}")
    assert "得 6 分，4 项里排第 1，入选" in page


Ugly = Callable[[RoundStory], Round]


def _hundred(rounds: RoundStory) -> Round:
    options = [OptionPlan(f"第 {number} 件事", number * 1_000, key=f"n{number}") for number in range(1, 101)]
    voters = rounds.voters(11)
    row = rounds.open(options=options, k=100, budget_fen=1_000_000, method=Method.EQUAL_SHARES)
    for number, voter in enumerate(voters):
        cast(row.id, voter, [f"n{place}" for place in range(number + 1, 101)])
    return row


def _tied(rounds: RoundStory) -> Round:
    voters = rounds.voters(12)
    row = rounds.open(options=OPTIONS, k=4, winners=2, ties=("lot",))
    for voter in voters:
        cast(row.id, voter, ["n1", "n2", "n3", "n4"])
    return row


def _abstained(rounds: RoundStory) -> Round:
    voters = rounds.voters(12)
    row = rounds.open(options=OPTIONS, **ROUNDS["equal_shares"])
    for voter in voters:
        cast(row.id, voter, [], blank=True)
    return row


def _nobody(rounds: RoundStory) -> Round:
    rounds.voters(1)
    return rounds.open(options=OPTIONS, **ROUNDS["schulze"])


def _all_struck(rounds: RoundStory) -> Round:
    voters = rounds.voters(2)
    row = rounds.open(options=OPTIONS, **ROUNDS["knapsack"], min_turnout_percent=50)
    for voter in voters:
        cast(row.id, voter, ["n2"])
        assert voter.resident_id is not None
        with unit_of_work():
            service.strike(rounds.worker, row.id, voter.resident_id, "已经搬走")
    return row


UGLY: dict[str, tuple[Ugly, list[str]]] = {
    "a hundred options": (_hundred, ["第 100 件事", "平分给 11 张票", "图里只画前 15 条"]),
    "every option tied": (_tied, ["和另外 3 项一样多", "抽签决定先后"]),
    "all abstain": (_abstained, ["没有一项入选", "没有人选它"]),
    "nobody votes": (_nobody, ["没有一项入选", "没有人选它"]),
    "a register of 0 after strikes": (_all_struck, ["没有一项入选", "2 张"]),
}


@pytest.mark.pdf
@pytest.mark.parametrize(("tell", "words"), UGLY.values(), ids=UGLY)
def test_ugly_rounds_close_and_are_told(
    rounds: RoundStory, visitor: PageClient, tell: Ugly, words: list[str]
) -> None:
    row = tell(rounds)
    close(row, rounds.worker)
    with at(after(row)):
        page = visitor.get(url(row))
        board = json.loads(visitor.download(url(row, "/board.json")))
        for paper in ("/result-sheet.pdf", "/result-notice.pdf"):
            assert visitor.download(url(row, paper))[:5] == b"%PDF-"
    for each in words:
        assert each in page, each
    assert recount.recount(board, board["root"]) in (recount.OK, recount.TOTALS_ONLY)
    db.session.rollback()
