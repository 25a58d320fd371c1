"""Real elections, counted again: our greedy count finds the winners that the cities recorded."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from deliberation.config import PROJECT
from deliberation.tally import pabulib
from deliberation.tally.approval import count
from deliberation.tally.ballots import Option
from deliberation.tally.selection import greedy, selected_ids
from deliberation.tally.ties import TieOrder

ELECTIONS = PROJECT.parent / "shared" / "data" / "elections"
MANIFEST = ELECTIONS / "MANIFEST.csv"
KINDS = ("approval", "choose-1")

pytestmark = pytest.mark.skipif(
    not MANIFEST.exists(),
    reason="NO RECORDED ELECTIONS beside the project: nothing was compared with real cities",
)

# Poznań stops at the first project that does not fit without its files' rule saying so (greedy-custom).
STOPS_UNSAID = 3


def rows() -> list[dict[str, str]]:
    with MANIFEST.open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if (ELECTIONS / "pb" / row["file"]).exists()]


def winners_of(path: Path) -> tuple[list[str], list[str] | None]:
    election = pabulib.read(path)
    options = [Option(project.id, project.cost_fen) for project in election.projects]
    counted = count(options, election.ballots, election.k, TieOrder(("order",)), path.name)
    costs = {option.id: option.cost_fen for option in options}
    rule = pabulib.official_rule(election)
    decisions = greedy(counted.ranking, costs, election.budget_fen, rule.skip, rule.min_votes)
    return selected_ids(decisions), pabulib.recorded_winners(election)


def test_every_recorded_result_a_plain_recount_can_find_is_found() -> None:
    figures: Counter[tuple[str, bool]] = Counter()
    for row in rows():
        if row["vote_type"] not in KINDS:
            continue
        ours, recorded = winners_of(ELECTIONS / "pb" / row["file"])
        if not recorded:
            figures["nothing recorded", False] += 1
            continue
        equal = set(ours) == set(recorded)
        known = row["official_reproduced_by"].split("+")
        stops_unsaid = row["rule"] == "greedy-custom" and "skip" not in known
        expected = row["official_reproduced_by"] != "" and not stops_unsaid
        assert equal == expected, row["file"]
        kind = "stops unsaid" if stops_unsaid else "plain" if expected else "another rule"
        figures[kind, equal] += 1
    assert figures == {
        ("plain", True): 53,
        ("stops unsaid", False): STOPS_UNSAID,
        ("another rule", False): 5,
        ("nothing recorded", False): 21,
    }


def test_the_reader_agrees_with_the_manifest_about_every_file() -> None:
    for row in rows():
        path = ELECTIONS / "pb" / row["file"]
        if row["vote_type"] in KINDS:
            election = pabulib.read(path)
            assert (len(election.ballots), len(election.projects)) == (
                int(row["votes"]),
                int(row["projects"]),
            )
            assert election.budget_fen == round(float(row["budget"]) * 100)
        else:
            with pytest.raises(pabulib.FileRefused) as refused:
                pabulib.read(path)
            assert refused.value.reason == "vote_type_not_yet"
            shown = path.read_text(encoding="utf-8-sig").splitlines()[refused.value.line - 1]
            assert shown.startswith("vote_type")
