"""Closed rounds written as `.pb`: they come back the same, and lead to nobody."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.errors import Refusal
from deliberation.tally import pabulib, pabulib_written, recorded
from deliberation.tally.ballots import Option
from deliberation.tally.counting import Count, count, group
from deliberation.tally.pabulib_written import About, written
from deliberation.tally.rule import Completion, Method, Paper, Rule, Then, Utility
from deliberation.tally.ties import TieOrder

ABOUT = About("清河社区 2026 年投票", "清河社区", date(2026, 11, 1), date(2026, 11, 9), "r7")
UGLY = [
    "META",
    "none",
    "projects",
    "a,b",
    "a;b",
    'a"b',
    "a b",
    " a",
    "",
    "灯",
    "p1",
    "option-1",
    "1/2",
    "a\nb",
]


def sections(text: str) -> dict[str, list[list[str]]]:
    """The file's rows a section, by a reader that knows nothing but CSV."""
    found: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for row in csv.reader(text.splitlines(), delimiter=";"):
        if row in (["META"], ["PROJECTS"], ["VOTES"]):
            rows = found.setdefault(row[0], [])
        else:
            rows.append(row)
    return found


def file_of(
    rule: Rule,
    options: list[Option],
    ballots: dict[Any, int],
    names: dict[str, str] | None = None,
    **more: Any,
) -> tuple[str, Count]:
    counted = count(rule, options, ballots, ABOUT.round_id)
    named = {option.id: f"项目 {option.id}" for option in options} | (names or {})
    return written(counted, options, named, ballots, ABOUT, **more), counted


def read_back(folder: Path, text: str) -> pabulib.Election:
    path = folder / "round.pb"
    path.write_text(text, encoding="utf-8", newline="")
    return pabulib.read(path)


@st.composite
def approval_rounds(draw: st.DrawFn) -> tuple[Rule, list[Option], dict[Any, int]]:
    ids = draw(st.lists(st.sampled_from(UGLY) | st.text(max_size=4), min_size=1, max_size=5, unique=True))
    options = [Option(name, draw(st.integers(0, 900))) for name in ids]
    ballot = st.lists(st.sampled_from(ids), unique=True).map(lambda named: tuple(sorted(named)))
    ballots = group(draw(st.lists(ballot, max_size=8)))
    ties = draw(st.permutations(["cost", "votes", "lot"]))
    rule = Rule(
        draw(st.sampled_from([Method.APPROVAL, Method.KNAPSACK])),
        k=len(ids),
        budget_fen=draw(st.integers(0, 2000)),
        skip=draw(st.booleans()),
        min_votes=draw(st.none() | st.integers(0, 3)),
        ties=TieOrder(tuple(ties), "种子"),
    )
    return rule, options, ballots


@settings(max_examples=100, deadline=None)
@given(drawn=approval_rounds(), name=st.text(st.characters(exclude_categories=["Cs"]), max_size=10))
def test_what_is_written_is_read_back_and_counted_to_the_same_winners(
    tmp_path_factory: pytest.TempPathFactory,
    drawn: tuple[Rule, list[Option], dict[Any, int]],
    name: str,
) -> None:
    rule, options, ballots = drawn
    text, counted = file_of(rule, options, ballots, {options[0].id: name})
    found = read_back(tmp_path_factory.mktemp("pb"), text)
    board = {row[0]: row[-1] for row in sections(text)["PROJECTS"]}
    renamed = board["project_id"] == "id_on_board"
    tidy = {" ".join("".join(c if c.isprintable() else " " for c in o.id).split()): o.id for o in options}
    original = {p.id: tidy[board[p.id]] if renamed else p.id for p in found.projects}
    if len(tidy) == len(options):
        assert sorted(original.values()) == sorted(option.id for option in options)
        back = [tuple(sorted(original[project] for project in ballot)) for ballot in found.ballots]
        assert group(back) == {ballot: number for ballot, number in ballots.items() if number}
        assert {p.id: p.cost_fen for p in found.projects} == {
            p.id: next(o.cost_fen for o in options if o.id == original[p.id]) for p in found.projects
        }
    again = Rule(
        Method.KNAPSACK,
        k=found.k,
        budget_fen=found.budget_fen,
        skip=rule.skip,
        min_votes=found.min_votes,
        ties=TieOrder(("order",)),
    )
    listed = [Option(project.id, project.cost_fen) for project in found.projects]
    winners = count(again, listed, group(found.ballots), "other").winners
    assert set(pabulib.recorded_winners(found) or []) == set(winners)
    assert len(winners) == len(counted.winners)


@settings(max_examples=60, deadline=None)
@given(
    drawn=approval_rounds(),
    terms=st.sampled_from(
        [
            {"budget_fen": None, "winners": 2},
            {"majority": True},
            {"method": Method.EQUAL_SHARES, "min_votes": None},
            {"method": Method.EQUAL_SHARES, "utility": Utility.VOTES, "then": Then.NONE, "majority": True},
            {"method": Method.EQUAL_SHARES, "completion": Completion.NONE},
        ]
    ),
)
def test_an_outsider_who_counts_the_file_as_it_stands_finds_the_same_winners(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[Rule, list[Option], dict[Any, int]], terms: Any
) -> None:
    rule = replace(drawn[0], **({"method": Method.APPROVAL} | terms))
    options = [option for option in drawn[1] if pabulib_written.PLAIN_ID.fullmatch(option.id)]
    known = {option.id for option in options if option.id.lower() not in pabulib_written.RESERVED}
    options = [option for option in options if option.id in known] or [Option("a", 3)]
    ballots = {ballot: number for ballot, number in drawn[2].items() if set(ballot) <= known}
    text, counted = file_of(rule, options, ballots)
    path = tmp_path_factory.mktemp("pb") / "round.pb"
    path.write_text(text, encoding="utf-8", newline="")
    found = recorded.read(path)
    _, values = recorded.result(found, recorded.rule_of(found), "another")
    assert values["winners"] == list(counted.winners)


@st.composite
def points_rounds(draw: st.DrawFn) -> tuple[Rule, list[Option], dict[Any, int]]:
    ids = "abcde"[: draw(st.integers(1, 5))]
    options = [Option(name, draw(st.integers(0, 900))) for name in ids]
    spread = st.dictionaries(st.sampled_from(ids), st.integers(1, 9)).map(lambda given: tuple(given.items()))
    method = draw(st.sampled_from([Method.POINTS, Method.EQUAL_SHARES]))
    rule = Rule(
        method,
        ballot=Paper.POINTS,
        k=5,
        points=draw(st.none() | st.just(45)),
        budget_fen=draw(st.integers(0, 2000)),
        utility=draw(st.sampled_from(list(Utility))),
        completion=draw(st.sampled_from(list(Completion))),
        then=draw(st.sampled_from(list(Then))),
        min_votes=draw(st.none() | st.integers(0, 8)),
        ties=TieOrder(("lot",), "s"),
    )
    return rule, options, group(draw(st.lists(spread, max_size=6)))


@settings(max_examples=60, deadline=None)
@given(points_rounds())
def test_points_are_read_back_and_counted_to_the_same_winners(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[Rule, list[Option], dict[Any, int]]
) -> None:
    rule, options, ballots = drawn
    text, counted = file_of(rule, options, ballots)
    path = tmp_path_factory.mktemp("pb") / "round.pb"
    path.write_text(text, encoding="utf-8", newline="")
    found = recorded.read(path)
    in_order = [tuple(sorted(ballot)) for ballot, number in ballots.items() for _ in range(number)]
    assert group(tuple(sorted(ballot)) for ballot in pabulib.read(path).ballots) == group(in_order)
    _, values = recorded.result(found, recorded.rule_of(found), "another")
    assert (values["method"], values["winners"]) == (rule.method, list(counted.winners))


@given(approval_rounds())
def test_no_reader_stumbles_over_a_cell(drawn: tuple[Rule, list[Option], dict[Any, int]]) -> None:
    text, _ = file_of(*drawn)
    assert not text.startswith("\ufeff")
    found = sections(text)
    assert list(found) == ["META", "PROJECTS", "VOTES"]
    for row in found["PROJECTS"][1:]:
        assert row[0].lower() not in ("meta", "projects", "votes", "none")
        assert not set(row[0]) & set(' ,;"\n')
    for section in found.values():
        assert {len(row) for row in section} == {len(section[0])}
        assert all(cell == cell.strip() and cell.isprintable() for row in section for cell in row)


def test_a_top_n_round_without_money_is_written_as_one_that_costs_one_each(tmp_path: Path) -> None:
    rule = Rule(Method.APPROVAL, k=2, winners=2, ties=TieOrder(("cost", "lot"), "s"))
    options = [Option("a", 700), Option("b", 300), Option("c"), Option("d", 100)]
    text, counted = file_of(rule, options, {("a", "b"): 2, ("c",): 3, ("d",): 2, (): 1})
    found = read_back(tmp_path, text)
    assert counted.winners == ("c", "d")
    assert pabulib.recorded_winners(found) == ["d", "c"]
    assert [(p.id, p.cost_fen) for p in found.projects] == [("d", 100), ("b", 100), ("a", 100), ("c", 100)]
    assert (found.budget_fen, found.k, found.rule) == (200, 2, "greedy")
    assert "every project costs 1" in found.meta["comment"]


def test_the_file_has_every_obligatory_key_and_plain_dates(tmp_path: Path) -> None:
    rule = Rule(
        Method.KNAPSACK, k=3, least=1, budget_fen=12_345, min_votes=2, ties=TieOrder(("lot",), "彩票;1")
    )
    text, _ = file_of(
        rule, [Option("a", 150), Option("b", 200)], {("a", "b"): 3}, {"a": "长椅; 有顶", "b": " "}
    )
    meta = read_back(tmp_path, text).meta
    assert list(meta)[: len(pabulib.OBLIGATORY)] == list(pabulib.OBLIGATORY)
    assert (meta["date_begin"], meta["date_end"]) == ("01.11.2026", "09.11.2026")
    assert (meta["budget"], meta["rule"], meta["min_project_score_threshold"]) == (
        "123.45",
        "greedy-threshold",
        "2",
    )
    assert (meta["min_length"], meta["max_length"], meta["num_votes"]) == ("1", "3", "3")
    assert "announced order of ties: lot, order, seed 彩票;1" in meta["comment"]
    assert [row[3] for row in sections(text)["PROJECTS"][1:]] in (["长椅; 有顶", "b"], ["b", "长椅; 有顶"])


def test_points_are_written_beside_their_options_and_a_blank_ballot_is_a_short_row() -> None:
    rule = Rule(Method.EQUAL_SHARES, ballot=Paper.POINTS, k=2, points=10, most_points=8, budget_fen=500,
                completion=Completion.NONE)  # fmt: skip
    ballots = {(("b", 3), ("a", 7)): 2, (("none", 1),): 1, (): 1}
    options = [Option("a", 100), Option("b", 200), Option("none", 300)]
    counted = count(Rule(Method.POINTS, ballot=Paper.POINTS, k=2, points=10), options, ballots, "r")
    counted = Count(**{**vars(counted), "rule": rule})
    text = written(counted, options, dict.fromkeys(("a", "b", "none"), "x"), ballots, ABOUT)
    found = sections(text)
    meta = dict(found["META"])
    assert (meta["vote_type"], meta["max_sum_points"], meta["max_points"]) == ("cumulative", "10", "8")
    told = (meta["rule"], meta["utility"], meta["then"], meta["ties"])
    assert told == ("equalshares", "cost", "greedy", "order")
    assert found["PROJECTS"][0] == ["project_id", "cost", "votes", "score", "name", "selected", "id_on_board"]
    assert [row[2:4] for row in found["PROJECTS"][1:]] == [["2", "14"], ["2", "6"], ["1", "1"]]
    renamed = found["PROJECTS"][3][0]
    assert sorted(row[1:] for row in found["VOTES"][1:]) == [
        [""],
        ["a,b", "7,3"],
        ["a,b", "7,3"],
        [renamed, "1"],
    ]


def test_nothing_in_the_file_follows_the_order_in_which_ballots_came() -> None:
    rule = Rule(Method.APPROVAL, k=1, winners=1)
    options = [Option("a"), Option("b")]
    rows = set()
    for seed in range(40):
        text, _ = file_of(rule, options, {("a",): 6, ("b",): 6}, draw=Random(seed))
        votes = sections(text)["VOTES"]
        numbers = [row[0] for row in votes[1:]]
        assert numbers == sorted(set(numbers))
        assert votes[0] == ["voter_id", "vote"]
        rows.add(tuple(row[1] for row in votes[1:]))
    assert len(rows) > 30
    once, again = (file_of(rule, options, {("a",): 6}, draw=Random(5))[0] for _ in range(2))
    assert once == again
    assert file_of(rule, options, {("a",): 6})[0] != file_of(rule, options, {("a",): 6})[0]


def test_a_round_below_its_turnout_selects_nothing(tmp_path: Path) -> None:
    rule = Rule(Method.APPROVAL, winners=1)
    text, _ = file_of(rule, [Option("a")], {("a",): 3}, selected=())
    assert pabulib.recorded_winners(read_back(tmp_path, text)) == []


@pytest.mark.parametrize(
    ("terms", "name"),
    [
        ({"skip": True}, "greedy"),
        ({"skip": False}, "greedy-no-skip"),
        ({"min_votes": 3}, "greedy-threshold"),
        ({"min_votes": 3, "skip": False}, "greedy-no-skip"),
        ({"majority": True}, "greedy-threshold"),
        ({"majority": True, "ballot": Paper.POINTS, "method": Method.POINTS}, "greedy-custom"),
        ({"method": Method.EQUAL_SHARES}, "equalshares/add1"),
        ({"method": Method.EQUAL_SHARES, "completion": Completion.NONE}, "equalshares"),
    ],
)
def test_the_rule_has_the_name_the_layout_gives_it(terms: dict[str, Any], name: str) -> None:
    counted = count(Rule(Method.KNAPSACK, budget_fen=9), [Option("a", 1)], {("a",): 1}, "r")
    rule = Rule(**{"method": Method.KNAPSACK, "budget_fen": 9, **terms})
    counted = Count(**{**vars(counted), "rule": rule})
    text = written(counted, [Option("a", 1)], {"a": "x"}, {}, ABOUT)
    assert dict(sections(text)["META"])["rule"] == name


def test_what_the_layout_cannot_hold_is_refused() -> None:
    ranked = Rule(Method.RANKING, ballot=Paper.RANKING)
    with pytest.raises(Refusal, match="rankings_have_another_file"):
        file_of(ranked, [Option("a")], {})
    with pytest.raises(Refusal, match="nothing_to_write"):
        file_of(Rule(Method.APPROVAL), [], {})
    with pytest.raises(Refusal, match="cost_missing"):
        file_of(Rule(Method.KNAPSACK, budget_fen=5), [Option("a")], {})
