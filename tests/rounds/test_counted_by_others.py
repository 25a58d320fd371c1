"""A round cast through the web, counted again by three who do not trust us: the board's script, the command
line on the published file, and pabutools.
"""

import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from deliberation.rounds.models import Round
from deliberation.rounds.outcomes import result_of
from deliberation.tally.rule import Paper
from tests.cli.test_cli import run
from tests.page import PageClient
from tests.referee.referee import PYTHON, ask, cases
from tests.rounds.booth import KINDS, OPTIONS, PAPERS, address
from tests.rounds.stories import RoundStory, close
from tests.stories import A, Story

KEYS = [option.key for option in OPTIONS]


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


def filled(kind: str, chance: Random) -> dict[str, Any]:
    """What one of many voters sends."""
    paper, liked = PAPERS[kind], chance.sample(KEYS, 2 if kind != "knapsack" else 1)
    if paper == Paper.POINTS:
        return {f"points-{liked[0]}": "6", f"points-{liked[1]}": "3"}
    if paper == Paper.RANKING:
        return {f"place-{key}": str(place) for place, key in enumerate(liked, 1)}
    return {"choices": liked}


def voted(rounds: RoundStory, visitor: PageClient, kind: str) -> Round:
    """Fourteen residents vote in their browsers, one of them twice; then the round is counted."""
    chance, voters = Random(kind), rounds.voters(14)
    # A file of rankings holds no costs, so that no order of equals by cost could be found again in it.
    terms = {"ties": ("order",)} if PAPERS[kind] == Paper.RANKING else {}
    row = rounds.open(options=OPTIONS, **KINDS[kind], **terms)
    for voter in [*voters, voters[0]]:
        visitor.enter(voter)
        visitor.get(address(row.id))
        shown = visitor.post(address(row.id), {**filled(kind, chance), "step": "cast"})
        assert "投好了" in shown.text
    close(row, rounds.worker)
    return row


@pytest.mark.parametrize("kind", KINDS)
def test_the_published_script_and_file_give_the_published_result(
    rounds: RoundStory, visitor: PageClient, kind: str, tmp_path: Path
) -> None:
    row = voted(rounds, visitor, kind)
    outcome = result_of(row.id)
    assert outcome is not None
    assert outcome.ballots == 14
    visitor.sign_out()
    base = f"/c/{A}/rounds/{row.id}"
    for name in ("board.json", "recount.py"):
        (tmp_path / name).write_bytes(visitor.download(f"{base}/{name}"))
    command = [sys.executable, "-I", "recount.py", "board.json", "--root", str(outcome.root)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "OK root tally" in done.stdout) == (0, True), done.stdout + done.stderr

    board = json.loads((tmp_path / "board.json").read_text("utf-8"))
    file = tmp_path / ("ballots.soi" if PAPERS[kind] == Paper.RANKING else "ballots.pb")
    file.write_bytes(visitor.download(f"{base}/ballots"))
    asked = ["count", str(file), "--json", "--method", board["method"]]
    asked += ["--ties", ",".join(f"lot:{board['seed']}" if rule == "lot" else rule for rule in board["tie"])]
    told = run(tmp_path, *asked, "--round", str(row.id))
    assert told.returncode == 0, told.stderr
    counted = json.loads(told.stdout)
    by_name = {option.title: option.key for option in row.options} | {key: key for key in KEYS}
    order = sorted(counted["options"], key=lambda option: option["rank"])
    assert [by_name[option["name"]] for option in order] == board["ranking"]
    if "winners" in board and board["budget_fen"] is not None:
        names = {option["id"]: by_name[option["name"]] for option in counted["options"]}
        assert [names[winner] for winner in counted["winners"]] == board["winners"]


@pytest.mark.skipif(
    not PYTHON.exists(), reason="NO REFEREE (scripts/referee): nothing compared with pabutools"
)
@pytest.mark.parametrize("kind", ["knapsack", "shares", "shares by points"])
def test_pabutools_finds_the_same_winners(
    rounds: RoundStory, visitor: PageClient, kind: str, tmp_path: Path
) -> None:
    row = voted(rounds, visitor, kind)
    visitor.sign_out()
    board = json.loads(visitor.download(f"/c/{A}/rounds/{row.id}/board.json"))
    file = tmp_path / "ballots.pb"
    file.write_bytes(visitor.download(f"/c/{A}/rounds/{row.id}/ballots"))
    found = list(cases(file))
    answers = ask([each.job for each in found])
    for each, answer in zip(found, answers, strict=True):
        assert set(answer["winners"]) == set(each.ours), each.name
    assert board["ranking"]
