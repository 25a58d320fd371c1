"""Real elections, counted again: every recorded result that a plain recount can find is found."""

import csv
import tarfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from deliberation.config import PROJECT
from deliberation.tally import pabulib, recorded
from deliberation.tally.counting import count
from deliberation.tally.elections import Election
from deliberation.tally.rule import Completion, Method, Paper, Then

ELECTIONS = PROJECT.parent / "shared" / "data" / "elections"
MANIFEST = ELECTIONS / "MANIFEST.csv"
PACKED = ELECTIONS / "pabulib_rest.tar.xz"

pytestmark = pytest.mark.skipif(
    not MANIFEST.exists(),
    reason="NO RECORDED ELECTIONS beside the project: nothing was compared with real cities",
)

Row = dict[str, str]


def rows() -> dict[str, Row]:
    with MANIFEST.open(encoding="utf-8") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


def loose() -> Iterator[tuple[Row, Election]]:
    """The elections that stand as files."""
    for name, row in rows().items():
        path = ELECTIONS / "pb" / name
        if path.exists():
            yield row, pabulib.read(path)


def packed(folder: Path) -> Iterator[tuple[Row, Election]]:
    """The elections of the archive, one after the other through one small file."""
    known = rows()
    path = folder / "e.pb"
    with tarfile.open(PACKED, "r|xz") as archive:
        for member in archive:
            held = archive.extractfile(member)
            row = known.get(Path(member.name).name)
            if held is not None and row is not None:
                path.write_bytes(held.read())
                yield row, pabulib.read(path)


def winners(election: Election, how: str) -> set[str]:
    """A plain recount: by votes or points within the budget; `thr_` with the file's least votes, `noskip`
    stopping at the first project that does not fit."""
    found = recorded.of(election)
    rule = replace(
        recorded.rule_of(found, Method.APPROVAL if found.paper == Paper.APPROVAL else Method.POINTS),
        skip=not how.endswith("noskip"),
        min_votes=election.min_votes if how.startswith("thr_") else None,
    )
    return set(count(rule, found.options, recorded.ballots_for(found, rule), "1").winners)


def check(row: Row, election: Election, figures: Counter[str]) -> None:
    assert (len(election.ballots), len(election.projects)) == (int(row["votes"]), int(row["projects"]))
    assert election.budget_fen == round(float(row["budget"]) * 100)
    official = pabulib.recorded_winners(election)
    if not official:
        figures["nothing recorded"] += 1
        return
    assert len(official) == int(row["official_winners"])
    ways = row["official_reproduced_by"].split("+") if row["official_reproduced_by"] else []
    for how in ("skip", "noskip", "thr_skip", "thr_noskip"):
        assert (winners(election, how) == set(official)) == (how in ways), (row["file"], how)
    figures["found" if ways else "another rule"] += 1


def test_every_recorded_result_a_plain_recount_can_find_is_found_by_exactly_the_ways_listed() -> None:
    figures: Counter[str] = Counter()
    for row, election in loose():
        check(row, election, figures)
    assert figures == {"found": 78, "another rule": 5, "nothing recorded": 40}


def test_so_is_every_result_of_the_thousand_elections_in_the_archive(tmp_path: Path) -> None:
    figures: Counter[str] = Counter()
    for row, election in packed(tmp_path):
        check(row, election, figures)
    assert sum(figures.values()) == 1059
    assert figures["found"] + 78 == sum(bool(row["official_reproduced_by"]) for row in rows().values())


def test_the_files_own_rules_give_what_the_cities_recorded() -> None:
    # Poznań stops at the first project that does not fit without its files' rule saying so (greedy-custom).
    unsaid = []
    for row, election in loose():
        ways = row["official_reproduced_by"].split("+")
        if ways != [""]:
            found = recorded.of(election)
            own = recorded.rule_of(found)
            told = set(count(own, found.options, recorded.ballots_for(found, own), "1").winners)
            if told != set(pabulib.recorded_winners(election) or ()):
                unsaid.append((row["rule"], "skip" in ways))
    assert unsaid == [("greedy-custom", False)] * 3


@pytest.mark.parametrize("name", ["Poland_Wieliczka_2023_Green_Budget.pb", "Netherlands_Assen_2024.pb"])
def test_the_cities_that_count_by_equal_shares_are_found_exactly(name: str) -> None:
    election = pabulib.read(ELECTIONS / "pb" / name)
    found = recorded.of(election)
    rule = recorded.rule_of(found)
    assert (rule.method, rule.completion, rule.then) == (Method.EQUAL_SHARES, Completion.ADD_ONE, Then.NONE)
    assert set(count(rule, found.options, found.ballots, "1").winners) == set(
        pabulib.recorded_winners(election) or ()
    )


def test_rankings_of_a_city_are_read_in_order_and_counted_by_places_as_it_counts_them() -> None:
    seen = Counter(election.paper for _row, election in loose())
    assert seen == {Paper.APPROVAL: 82, Paper.POINTS: 26, Paper.RANKING: 15}
    krakow = next(election for row, election in loose() if row["vote_type"] == "ordinal" and election.k == 3)
    order, points = krakow.ballots[0], krakow.by_place()[0]
    assert points == tuple(zip(order, (3, 2, 1), strict=True))
