"""pref_voting finds the orders we find; more, with the recorded elections, is `make referee-rankings`."""

import subprocess
import sys
from pathlib import Path

import pytest

from deliberation.config import PROJECT

PYTHON = PROJECT / "var" / "referee-rankings" / "bin" / "python"
BATCH = PROJECT / "tests" / "referee" / "rankings_batch.py"
OURS = Path(sys.executable).with_name("deliberation")

pytestmark = pytest.mark.skipif(
    not PYTHON.exists(),
    reason="NO REFEREE OF RANKINGS (scripts/referee rankings): no order was compared with pref_voting",
)


def compared(program: Path, elections: int, *files: Path) -> subprocess.CompletedProcess[str]:
    command = [str(PYTHON), str(BATCH), "--program", str(program), "--random", str(elections), "--seed", "11"]
    command += map(str, files)
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)


def test_made_elections_have_the_same_scores_orders_and_winners() -> None:
    done = compared(OURS, 15)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "no differences"), done.stdout + done.stderr


def test_a_wrong_score_would_be_noticed(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text(f'#!/bin/sh\n{OURS} "$@" | sed \'s/"votes": 1,/"votes": 2,/\'\n', encoding="utf-8")
    wrong.chmod(0o755)
    done = compared(wrong, 6)
    assert done.returncode == 1
    assert "ours" in done.stdout
