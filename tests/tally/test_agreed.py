"""What pabutools has agreed to is still what we count, by the ledger kept of its answers."""

from pathlib import Path

import pytest

from deliberation.tally.rule import Completion
from tests.referee import agreed
from tests.referee.compare import ELECTIONS
from tests.referee.referee import at_the_ends, cases

KINDS = {"plain": Completion.NONE, "add-one": Completion.ADD_ONE, "ends": Completion.ADD_ONE}


def test_the_ledger_says_each_file_once_and_in_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    known = agreed.read()
    assert len(known) > 1_000
    before = agreed.LEDGER.read_text("utf-8")
    monkeypatch.setattr(agreed, "LEDGER", tmp_path / "agreed.csv")
    agreed.write(known)
    assert agreed.LEDGER.read_text("utf-8") == before


@pytest.mark.skipif(not ELECTIONS.exists(), reason="NO RECORDED ELECTIONS beside the project")
@pytest.mark.parametrize("kind", KINDS)
def test_our_winners_of_the_smaller_files_are_those_it_agreed_to(kind: str) -> None:
    known, compared = agreed.read(), 0
    by_size = sorted((ELECTIONS / "pb").glob("*.pb"), key=lambda path: path.stat().st_size)
    for path in [path for path in by_size if (path.name, kind) in known][:40]:
        found = list(cases(path, (KINDS[kind],)))
        if kind != "plain":
            found = [each for each in found if each.job["completion"]]
        if kind == "ends":
            found = [at_the_ends(each) for each in found]
        assert agreed.fingerprint(found) == known[path.name, kind], path.name
        compared += 1
    assert compared > 5
