"""pabutools finds the winners we find; all files and thousands of made elections are `make referee`."""

from pathlib import Path

import pytest

from deliberation.tally import pabulib
from deliberation.tally.rule import Completion
from tests.referee.compare import ELECTIONS
from tests.referee.made import made
from tests.referee.referee import PYTHON, Case, ask, at_the_ends, cases, differences

pytestmark = pytest.mark.skipif(
    not PYTHON.exists(), reason="NO REFEREE (scripts/referee): no count was compared with pabutools"
)


def agree(found: list[Case]) -> None:
    assert found
    assert differences(found, ask([each.job for each in found])) == []


def test_three_hundred_made_elections_have_the_same_winners_by_every_rule(tmp_path: Path) -> None:
    found = list(made(tmp_path, 300))
    assert len({each.ours for each in found}) > 100
    agree(found)


def test_a_wrong_winner_would_be_noticed(tmp_path: Path) -> None:
    found = next(each for each in made(tmp_path, 10) if each.ours)
    answers = ask([found.job])
    assert differences([found], answers) == []
    answers[0]["winners"] = answers[0]["winners"][1:]
    assert len(differences([found], answers)) == 1


def test_the_ends_of_a_schedule_are_found_where_they_are_and_nowhere_else(tmp_path: Path) -> None:
    shared = [each for each in made(tmp_path, 60) if each.job["completion"] and each.ours]
    ends = [at_the_ends(each) for each in shared]
    assert differences(ends, ask([each.job for each in ends])) == []
    late = [each for each in ends if each.job["completion"]["raises"]]
    assert len(late) > 5
    for each in late:
        each.job["completion"] = {**each.job["completion"], "raises": 0, "look": []}
    missed = [answer["winners"] == [] for answer in ask([each.job for each in late])]
    assert any(missed)


@pytest.mark.skipif(not ELECTIONS.exists(), reason="NO RECORDED ELECTIONS beside the project")
@pytest.mark.parametrize(("completion", "most"), [(Completion.NONE, 60_000), (Completion.ADD_ONE, 400)])
def test_so_have_the_smaller_recorded_elections(completion: Completion, most: int) -> None:
    found: list[Case] = []
    for path in sorted((ELECTIONS / "pb").glob("*.pb"), key=lambda path: path.stat().st_size)[:70]:
        election = pabulib.read(path)
        if len(election.ballots) * len(election.projects) <= most:
            found += [
                each
                for each in cases(path, (completion,))
                if bool(each.job["completion"]) == (completion == Completion.ADD_ONE)
            ]
    agree(found)
