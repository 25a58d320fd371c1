"""The ballots of a closed round as other programs read them: whoever counts the file finds our result."""

from pathlib import Path
from typing import Any

import pytest

from deliberation.clock import at
from deliberation.rounds.models import Round
from deliberation.rounds.outcomes import result_of
from deliberation.tally import recorded
from deliberation.tally.rule import Method
from tests.page import PageClient
from tests.referee.referee import PYTHON, ask, case
from tests.rounds.stories import RoundStory, after, cast, close
from tests.rounds.test_results import OPTIONS, ROUNDS, counted, url
from tests.stories import Story
from tests.tally import test_referee_rankings


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


def downloaded(folder: Path, visitor: PageClient, row: Round) -> Path:
    """The file as a visitor keeps it."""
    with at(after(row)):
        content = visitor.download(url(row, "/ballots"))
    path = folder / ("ballots.pb" if content.startswith(b"META") else "ballots.soi")
    if path.suffix == ".soi":
        ending = next(line for line in content.decode().splitlines() if line.startswith("# DATA TYPE: "))
        path = path.with_suffix("." + ending.removeprefix("# DATA TYPE: "))
    path.write_bytes(content)
    return path


def counted_outside(folder: Path, visitor: PageClient, row: Round) -> dict[str, Any]:
    """The result that the command line makes of the file, options by their titles."""
    found = recorded.read(downloaded(folder, visitor, row))
    method = Method.SCHULZE if row.method == Method.SCHULZE else None
    _, values = recorded.result(found, recorded.rule_of(found, method), "another")
    titles = {option["id"]: option["name"] for option in values["options"]}
    return {**values, "winners": [titles[option] for option in values["winners"]]}


@pytest.mark.parametrize("name", ROUNDS)
def test_whoever_counts_the_file_finds_the_winners_of_the_page(
    rounds: RoundStory, visitor: PageClient, tmp_path: Path, name: str
) -> None:
    row = counted(rounds, name)
    outcome = result_of(row.id)
    assert outcome is not None
    titles = {option.key: option.title for option in outcome.rows}
    values = counted_outside(tmp_path, visitor, row)
    if outcome.decides:
        assert set(values["winners"]) == {titles[key] for key in outcome.won}
    shown = [(option["name"], option["votes"]) for option in values["options"]]
    assert shown == [(option.title, option.votes) for option in outcome.rows]
    assert outcome.ballots - values["ballots"] in (0, outcome.blank)


@pytest.mark.parametrize("name", ["approval", "ranking", "schulze"])
def test_equals_stand_in_the_file_as_the_announced_lot_has_them(
    rounds: RoundStory, visitor: PageClient, tmp_path: Path, name: str
) -> None:
    voters = rounds.voters(12)
    lot = {"ties": ("lot",), "seed": "2026130", "seed_source": "福彩双色球"}
    row = rounds.open(options=OPTIONS, **(ROUNDS[name] | {"k": 4} | lot))
    keys = ["n1", "n2", "n3", "n4"]
    for place, voter in enumerate(voters):
        turned = keys[place % 4 :] + keys[: place % 4]
        cast(row.id, voter, keys if name == "approval" else turned)
    close(row, rounds.worker)
    outcome = result_of(row.id)
    assert outcome is not None
    assert len({option.votes for option in outcome.rows}) == 1
    values = counted_outside(tmp_path, visitor, row)
    assert [option["name"] for option in values["options"]] == [option.title for option in outcome.rows]


@pytest.mark.skipif(
    not PYTHON.exists(), reason="NO REFEREE (scripts/referee): no round was compared with pabutools"
)
@pytest.mark.parametrize("name", [name for name in ROUNDS if name not in ("points", "ranking", "schulze")])
def test_pabutools_counts_the_file_to_the_same_winners(
    rounds: RoundStory, visitor: PageClient, tmp_path: Path, name: str
) -> None:
    row = counted(rounds, name)
    outcome = result_of(row.id)
    assert outcome is not None
    path = downloaded(tmp_path, visitor, row)
    found = recorded.read(path)
    answer = ask([case(path, found, recorded.rule_of(found), found.k).job])[0]
    shared = [step["option"] for step in outcome.steps if step["by"] == "shares"]
    assert set(answer["winners"]) == set(shared or outcome.won)
    assert answer["winners"]


@pytest.mark.skipif(
    not test_referee_rankings.PYTHON.exists(),
    reason="NO REFEREE OF RANKINGS (scripts/referee rankings): no round was compared with pref_voting",
)
def test_pref_voting_counts_the_file_to_the_same_order(
    rounds: RoundStory, visitor: PageClient, tmp_path: Path
) -> None:
    path = downloaded(tmp_path, visitor, counted(rounds, "ranking"))
    done = test_referee_rankings.compared(test_referee_rankings.OURS, 0, path)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "no differences"), done.stdout + done.stderr


def test_the_same_round_always_gives_the_same_file_and_nobody_is_in_it(
    rounds: RoundStory, visitor: PageClient
) -> None:
    row = counted(rounds, "points")
    with at(after(row)):
        once, again = (visitor.download(url(row, "/ballots")).decode() for _ in range(2))
    assert once == again
    votes = once.split("VOTES\n")[1].splitlines()
    assert votes[0] == "voter_id;vote;points"
    assert len(votes) == 13
    assert not any("居民" in line for line in votes)
