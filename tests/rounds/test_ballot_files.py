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
from tests.rounds.stories import RoundStory, after, cast, close
from tests.rounds.test_results import OPTIONS, ROUNDS, counted, url
from tests.stories import Story


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


def counted_outside(folder: Path, visitor: PageClient, row: Round) -> dict[str, Any]:
    """The result that the command line makes of the file a visitor downloads, options by their titles."""
    with at(after(row)):
        content = visitor.download(url(row, "/ballots"))
    path = folder / ("ballots.pb" if content.startswith(b"META") else "ballots.soi")
    if path.suffix == ".soi":
        ending = next(line for line in content.decode().splitlines() if line.startswith("# DATA TYPE: "))
        path = path.with_suffix("." + ending.removeprefix("# DATA TYPE: "))
    path.write_bytes(content)
    found = recorded.read(path)
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
