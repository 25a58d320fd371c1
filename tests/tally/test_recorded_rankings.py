"""Real rankings, read and counted again: the totals are those that a city's tabulator reported."""

import csv
from pathlib import Path

import pytest

from deliberation.config import PROJECT
from deliberation.tally.ballots import Option
from deliberation.tally.counting import count
from deliberation.tally.preflib import Rankings, read
from deliberation.tally.rule import Method, Paper, Rule

RANK = PROJECT.parent / "shared" / "data" / "elections" / "rank"
FILES = sorted(RANK.glob("*.soi"))
SEATS = {"2013_minneapolis_park.soi": 3}

pytestmark = pytest.mark.skipif(
    not FILES, reason="NO RECORDED RANKINGS beside the project: nothing was compared with a tabulator"
)


def reported(path: Path) -> list[dict[str, int]]:
    """The report's rounds as {name: votes}; whole votes only, which are all there are with one seat."""
    report = path.with_name(path.name.replace(".soi", ".rctab_expected.csv"))
    rows = list(csv.reader(report.read_text(encoding="utf-8").splitlines()))
    start = next(place for place, row in enumerate(rows) if row[:1] == ["Elected"]) + 1
    stop = next(place for place, row in enumerate(rows) if row[:1] == ["Active Ballots"])
    rounds = 1 if path.name in SEATS else len(rows[start][1::3])
    return [
        {row[0]: int(row[1 + 3 * number]) for row in rows[start:stop] if len(row) > 1 + 3 * number}
        for number in range(rounds)
    ]


def first_of(rankings: Rankings, left: set[str]) -> dict[str, int]:
    """How many ballots name each of the options that are left before all others that are left."""
    names = dict(rankings.options)
    totals = dict.fromkeys(left, 0)
    for order, number in rankings.ballots.items():
        first = next((names[option] for option in order if names[option] in left), None)
        if first is not None:
            totals[first] += number
    return totals


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_first_choices_are_those_of_the_report(path: Path) -> None:
    rankings = read(path)
    options = [Option(number) for number, _ in rankings.options]
    rule = Rule(Method.RANKING, ballot=Paper.RANKING, k=len(options))
    counted = count(rule, options, rankings.ballots, path.name)
    first = {name: counted.details["first"][number] for number, name in rankings.options}
    expected = reported(path)[0]
    assert {name: votes for name, votes in expected.items() if votes} == {n: v for n, v in first.items() if v}
    assert counted.ballots == sum(expected.values()) == int(rankings.header["NUMBER VOTERS"])


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.name not in SEATS], ids=lambda path: path.stem
)
def test_later_places_of_the_ballots_give_the_later_rounds_of_the_report(path: Path) -> None:
    rankings = read(path)
    for number, expected in enumerate(reported(path)):
        left = {name for name, votes in expected.items() if votes}
        assert first_of(rankings, left) == {name: expected[name] for name in left}, number + 1
    assert len(left) == 2


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("method", [Method.RANKING, Method.SCHULZE])
def test_recorded_rankings_are_counted_the_same_whatever_the_order_of_their_lines(
    path: Path, method: Method
) -> None:
    rankings = read(path)
    options = [Option(number) for number, _ in rankings.options]
    rule = Rule(method, ballot=Paper.RANKING, k=len(options))
    one = count(rule, options, rankings.ballots, path.name)
    other = count(rule, options, dict(reversed(rankings.ballots.items())), path.name)
    assert (one.scores, one.order, one.details) == (other.scores, other.order, other.details)
