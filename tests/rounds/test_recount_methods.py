"""Random rounds of every method, counted by our code and again by the script that stands alone."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from deliberation.rounds import board as boards
from deliberation.rounds import recount
from deliberation.tally.rule import Completion, Method, Paper, Rule, Then, Utility
from deliberation.tally.ties import RULES, TieOrder
from tests.rounds.boards import counted_board

KINDS = [
    (Method.APPROVAL, Paper.APPROVAL),
    (Method.POINTS, Paper.POINTS),
    (Method.RANKING, Paper.RANKING),
    (Method.SCHULZE, Paper.RANKING),
    (Method.KNAPSACK, Paper.APPROVAL),
    (Method.EQUAL_SHARES, Paper.APPROVAL),
    (Method.EQUAL_SHARES, Paper.POINTS),
]
IDS = [f"{method}-{paper}" for method, paper in KINDS]


def random_board(method: Method, paper: Paper, draw: Random, most_ballots: int = 40) -> dict[str, Any]:
    """A round such as a community might hold, or stranger: free options, unknown costs, thresholds, ties."""
    size = draw.randint(1, 9)
    money = method in (Method.KNAPSACK, Method.EQUAL_SHARES) or draw.random() < 0.4
    scale = draw.choice([1, 100, 7_300])
    names = [f"n{number}" for number in range(size)]
    dear = method != Method.KNAPSACK and draw.random() < 0.1
    costs = [None if dear and draw.random() < 0.3 else draw.randint(0, 20) * scale for _ in names]
    budget = draw.randint(0, 60) * scale if money else None
    k = draw.randint(1, size)
    rules = tuple(draw.sample(RULES, draw.randint(1, len(RULES))))
    rule = Rule(
        method,
        paper,
        k=k,
        points=draw.choice([None, 10]) if paper == Paper.POINTS else None,
        most_points=draw.choice([None, 5]) if paper == Paper.POINTS else None,
        budget_fen=budget,
        winners=draw.choice([None, draw.randint(0, size)]) if not money else None,
        utility=draw.choice(list(Utility)),
        completion=draw.choice(list(Completion)),
        then=draw.choice(list(Then)),
        unit_fen=draw.choice([scale, 100]) if scale > 1 else 1,
        skip=draw.random() < 0.8,
        min_votes=draw.choice([None, None, draw.randint(0, 12)]),
        majority=draw.random() < 0.2,
        ties=TieOrder(rules, "seed" if "lot" in rules else None),
    )
    prices = dict(zip(names, costs, strict=True))
    ballots = [
        (f"T{number}", _said(rule, names, prices, draw)) for number in range(draw.randint(0, most_ballots))
    ]
    percent, register = draw.choice([None, 0, 30, 60]), draw.randint(0, 100)
    options = list(prices.items())
    return counted_board(rule, options, ballots, draw.choice(["r-1", 7]), register, percent)


def _said(rule: Rule, names: list[str], prices: dict[str, int | None], draw: Random) -> tuple[Any, ...]:
    if draw.random() < 0.08:
        return ()
    liked = draw.sample(names, draw.randint(1, rule.k))
    if rule.ballot == Paper.POINTS:
        given = [(name, draw.randint(1, 5)) for name in liked]
        return tuple(given) if rule.points is None else tuple(given[:2])
    if rule.ballot == Paper.RANKING and len(liked) > 2 and draw.random() < 0.2:
        return (liked[0], tuple(liked[1:3]), *liked[3:])
    if rule.method == Method.KNAPSACK:
        affordable, left = [], rule.budget_fen or 0
        for name in liked:
            if (prices[name] or 0) <= left:
                left -= prices[name] or 0
                affordable.append(name)
        return tuple(affordable)
    return tuple(liked)


@pytest.mark.parametrize(("method", "paper"), KINDS, ids=IDS)
def test_our_counts_and_the_script_s_agree_on_random_rounds(method: Method, paper: Paper) -> None:
    draw = Random(f"{method}{paper}")
    results = set()
    for _ in range(150):
        board = json.loads(boards.dump(random_board(method, paper, draw)))
        results.add(recount.recount(board, board["root"]) if board["root"] else recount.recount(board, None))
        assert list(board["tally"]) == [option["id"] for option in board["options"]]
    assert results == {recount.OK, recount.TOTALS_ONLY}


@pytest.mark.parametrize(("method", "paper"), KINDS, ids=IDS)
def test_the_script_alone_recounts_every_method(method: Method, paper: Paper, tmp_path: Path) -> None:
    draw = Random(5)
    board: dict[str, Any] = {"root": None, "winners": []}
    while board["root"] is None or not board["winners"]:
        board = random_board(method, paper, draw)
    (tmp_path / "board.json").write_text(boards.dump(board), encoding="utf-8")
    command = [sys.executable, "-I", recount.__file__, "board.json", "--root", board["root"]]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "OK root tally"), done.stdout
    assert f"method={method}" in done.stdout
    assert done.stdout.count("✓") == len(board["winners"]) + 1


@pytest.mark.parametrize(("method", "paper"), KINDS, ids=IDS)
def test_the_script_says_where_winners_do_not_follow_from_totals(
    method: Method, paper: Paper, tmp_path: Path
) -> None:
    draw = Random(11)
    board: dict[str, Any] = {"ballots": [], "majority": True}
    while board["ballots"] is not None or board["majority"]:
        board = random_board(method, paper, draw, most_ballots=9)
    (tmp_path / "board.json").write_text(boards.dump(board), encoding="utf-8")
    command = [sys.executable, "-I", recount.__file__, "board.json"]
    said = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    ).stdout
    assert "TOTALS ONLY" in said
    follows = method in (Method.APPROVAL, Method.POINTS, Method.KNAPSACK)
    assert ("WINNERS NOT CHECKED" in said) is not follows


def _another_ballot(board: dict[str, Any]) -> None:
    named = next(ballot for ballot in board["ballots"] if ballot["choices"])
    named["choices"] = []


def _more_points(board: dict[str, Any]) -> None:
    board["tally"][board["ranking"][0]] += 1


def _other_winners(board: dict[str, Any]) -> None:
    board["winners"] = board["winners"][:-1]


def _added_winner(board: dict[str, Any]) -> None:
    board["winners"].append(next(name for name in board["ranking"] if name not in board["winners"]))


def _dearer(board: dict[str, Any]) -> None:
    board["options"][0]["cost_fen"] = (board["options"][0]["cost_fen"] or 0) + 1


TAMPERINGS: dict[str, Callable[[dict[str, Any]], object]] = {
    "a ballot": _another_ballot,
    "a figure": _more_points,
    "the order": lambda board: board["ranking"].reverse(),
    "a winner less": _other_winners,
    "a winner more": _added_winner,
    "a cost": _dearer,
    "the budget": lambda board: board.update(budget_fen=board["budget_fen"] + 1),
    "the threshold": lambda board: board.update(min_votes=(board["min_votes"] or 0) + 1),
    "the kind of ballot": lambda board: board.update(ballot="points" if board["ballot"] != "points" else "x"),
    "the root": lambda board: board.update(root=board["root"][::-1]),
    "whether it is valid": lambda board: board.update(valid=not board["valid"]),
    "how many voted": lambda board: board.update(cast=board["cast"] + 1),
    "how many left it blank": lambda board: board.update(blank=board["blank"] + 1),
    "a tracker": lambda board: board["ballots"][0].update(tracker="other"),
    "an extra ballot": lambda board: board["ballots"].append({"tracker": "more", "choices": []}),
    "a ballot less": lambda board: board["ballots"].pop(),
    "a ballot that names an option twice": lambda board: board["ballots"][0].update(
        choices=board["ballots"][0]["choices"] + board["ballots"][0]["choices"]
        or [board["ranking"][0], board["ranking"][0]]
    ),
}


@pytest.mark.parametrize("tamper", TAMPERINGS.values(), ids=TAMPERINGS)
@pytest.mark.parametrize(("method", "paper"), KINDS, ids=IDS)
def test_every_tampering_is_found(method: Method, paper: Paper, tamper: Callable[..., object]) -> None:
    draw = Random(3)
    board: dict[str, Any] = {"root": None}
    while not (
        board["root"]
        and board["winners"]
        and len(board["winners"]) < len(board["options"])
        and board["budget_fen"]
        and len(board["ranking"]) > 2
    ):
        board = random_board(method, paper, draw)
    changed = copy.deepcopy(json.loads(boards.dump(board)))
    tamper(changed)
    with pytest.raises(recount.Difference):
        recount.recount(changed, board["root"])


def test_equal_shares_of_a_community_s_size_are_recounted() -> None:
    draw = Random(1)
    names = [f"n{number}" for number in range(40)]
    costs = {name: draw.randint(20, 100) * 100_000 for name in names}
    rule = Rule(Method.EQUAL_SHARES, k=5, budget_fen=60_000_000, ties=TieOrder(("cost", "votes", "order")))
    weights = [1 / (place + 2) for place in range(40)]
    ballots = [(f"T{number}", tuple(sorted(set(draw.choices(names, weights, k=5))))) for number in range(400)]
    board = json.loads(boards.dump(counted_board(rule, list(costs.items()), ballots, register=700)))
    assert recount.recount(board, board["root"]) == recount.OK
    assert len(board["winners"]) > 5
