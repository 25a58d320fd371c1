"""The script that lets anybody count again, run as an outsider runs it: alone, in a process of its own."""

import ast
import copy
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deliberation.rounds import board as boards
from tests.rounds.boards import approval_board

DATA = Path(__file__).parent.parent / "data"
SCRIPT = Path(boards.__file__).with_name("recount.py")
NAMES = ["a", "灯", "c", "d", "e"]
BALLOTS = [(f"T{place:03}", tuple(NAMES[place % 3 : place % 3 + 2])) for place in range(29)] + [("BLANK", ())]

Change = Callable[[dict[str, Any]], object]


def made(**changes: Any) -> dict[str, Any]:
    return approval_board(**({"ballots": BALLOTS} | changes))


def run(path: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(path), *arguments],
        capture_output=True,
        env=os.environ | environment,
        timeout=60,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Writes a board (or any text) to a file and recounts it."""

    def _check(board: Any, *arguments: str) -> tuple[int, str]:
        path = tmp_path / "board.json"
        content = board if isinstance(board, str | bytes) else json.dumps(board, ensure_ascii=False)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        return run(path, *arguments)

    return _check


Check = Callable[..., tuple[int, str]]


def test_a_true_board_is_confirmed_with_root_and_tally(check: Check) -> None:
    board = made()
    code, said = check(boards.dump(board), "--root", board["root"])
    lines = said.splitlines()
    assert code == 0
    assert lines[0] == "OK root tally"
    assert lines[1] == board["root"]
    assert lines[2:7] == ["1\t灯\t20", "2\tc\t19", "3\ta\t10", "4\td\t9", "5\te\t0"]
    assert "k=3" in said
    assert "空白 blank: 1" in said


def test_the_root_may_be_typed_in_capitals_and_groups(check: Check) -> None:
    board = made()
    root = board["root"].upper()
    assert check(board, "--root", " ".join(root[i : i + 8] for i in range(0, 64, 8)))[0] == 0
    assert check(board, "--root", root[:-1])[0] == 1
    assert check(board, "--root", "")[0] == 1


@pytest.mark.parametrize("seed", ["s", "2024-06-01 沪指 3086.81"])
@pytest.mark.parametrize(
    "tie", [["order"], [], ["cost"], ["votes", "lot"], ["lot"], ["cost", "votes", "lot"], ["order", "lot"]]
)
def test_every_announced_tie_rule_is_followed(check: Check, tie: list[str], seed: str) -> None:
    options = [("z", None), ("灯", 7), ("c", 7), ("d", 3), ("e", 3), ("f", None)]
    level = [(f"T{place}", (options[place % 6][0],)) for place in range(12)]
    board = made(options=options, tie=tie, seed=seed, ballots=level, round_id=12)
    assert check(board)[0] == 0
    for other in range(5):
        swapped = copy.deepcopy(board)
        ranking = swapped["ranking"]
        ranking[other], ranking[other + 1] = ranking[other + 1], ranking[other]
        code, said = check(swapped)
        assert code == 1
        assert f"place {other + 1} " in said


def swap(board: dict[str, Any], field: str) -> None:
    values = board[field]
    values[0], values[-1] = values[-1], values[0]


def drop_everywhere(board: dict[str, Any], option: str) -> None:
    board["options"] = [entry for entry in board["options"] if entry["id"] != option]
    board["ranking"].remove(option)
    del board["tally"][option]


SINGLE_CHANGES: dict[str, Change] = {
    "a choice changed": lambda b: b["ballots"][3].update(choices=["e"]),
    "choices in another order": lambda b: next(x for x in b["ballots"] if x["choices"])["choices"].reverse(),
    "a choice added": lambda b: b["ballots"][3]["choices"].append("e"),
    "a ballot blanked": lambda b: next(x for x in b["ballots"] if x["choices"]).update(choices=[]),
    "a tracker changed": lambda b: b["ballots"][3].update(tracker="T999"),
    "a tracker repeated": lambda b: b["ballots"][3].update(tracker=b["ballots"][4]["tracker"]),
    "a ballot removed": lambda b: b["ballots"].pop(),
    "a blank ballot removed": lambda b: b["ballots"].remove({"tracker": "BLANK", "choices": []}),
    "a ballot added": lambda b: b["ballots"].append({"tracker": "T998", "choices": ["e"]}),
    "a blank ballot added": lambda b: b["ballots"].append({"tracker": "T998", "choices": []}),
    "two ballots swapped": lambda b: swap(b, "ballots"),
    "a number of votes": lambda b: b["tally"].update(e=1),
    "votes exchanged": lambda b: b["tally"].update({"a": b["tally"]["灯"], "灯": b["tally"]["a"]}),
    "the ranking": lambda b: swap(b, "ranking"),
    "the ranking cut": lambda b: b["ranking"].pop(),
    "the ranking lengthened": lambda b: b["ranking"].append("a"),
    "the root": lambda b: b.update(root="0" * 64),
    "an option removed from the list": lambda b: b["options"].pop(),
    "an option removed from the tally": lambda b: b["tally"].pop("e"),
    "an option nobody chose removed everywhere": lambda b: drop_everywhere(b, "e"),
    "an option added": lambda b: b["options"].append({"id": "x", "cost_fen": 1}),
    "an option listed twice": lambda b: b["options"].append(b["options"][0]),
    "a cost": lambda b: b["options"][0].update(cost_fen=299),
    "k made smaller": lambda b: b.update(k=1),
    "k made larger": lambda b: b.update(k=4),
    "the tie rule": lambda b: b.update(tie=["votes"]),
    "a seed": lambda b: b.update(seed="s"),
    "the round": lambda b: b.update(round="r-2"),
    "the method": lambda b: b.update(method="points"),
    "the kind of ballot": lambda b: b.update(ballot="ranking"),
    "places": lambda b: b.update(most_winners=2),
    "a budget": lambda b: b.update(budget_fen=100),
    "a threshold": lambda b: b.update(min_votes=10),
    "a turnout": lambda b: b.update(min_turnout_percent=10),
    "a majority": lambda b: b.update(majority=True),
    "the register": lambda b: b.update(valid=False),
    "the number of ballots": lambda b: b.update(cast=31),
    "the number of blank ballots": lambda b: b.update(blank=0),
    "a winner": lambda b: b["winners"].append("a"),
    "the unit": lambda b: b.update(unit="points"),
    "the hash": lambda b: b.update(hash="sm3"),
    "the format": lambda b: b.update(format=1),
    "ballots withheld": lambda b: b.update(ballots=None),
    "root withheld": lambda b: b.update(root=None),
}


@pytest.mark.parametrize("change", SINGLE_CHANGES.values(), ids=SINGLE_CHANGES)
def test_a_single_change_is_found_and_said_in_both_languages(check: Check, change: Change) -> None:
    board = made()
    change(board)
    code, said = check(board)
    assert code == 1
    chinese, english = said.splitlines()
    assert chinese.startswith("不一致：")
    assert english.startswith("DIFFERENT: ")


FORGERIES: dict[str, Any] = {
    "another choice": [(t, ("e",) if t == "T004" else c) for t, c in BALLOTS],
    "another tracker": [("T777" if t == "T004" else t, c) for t, c in BALLOTS],
    "one ballot less": BALLOTS[1:],
    "one blank ballot less": BALLOTS[:-1],
    "one ballot more": [*BALLOTS, ("T777", ("e",))],
    "only totals": BALLOTS[:9],
}


@pytest.mark.parametrize("ballots", FORGERIES.values(), ids=FORGERIES)
def test_a_consistent_forgery_passes_alone_but_not_beside_the_printed_root(
    check: Check, ballots: Any
) -> None:
    forged = made(ballots=ballots)
    assert check(forged)[0] in (0, 3)
    code, said = check(forged, "--root", made()["root"])
    assert code == 1
    assert "OK" not in said


def test_with_totals_only_the_ranking_is_still_checked(check: Check) -> None:
    board = made(ballots=BALLOTS[:9])
    code, said = check(boards.dump(board))
    assert code == 3
    assert "TOTALS ONLY" in said
    assert "OK root" not in said
    swap(board, "ranking")
    assert check(board)[0] == 1


def test_boards_of_before_there_were_methods_are_counted_as_ever(check: Check) -> None:
    old = json.loads((DATA / "board-format-1.json").read_text(encoding="utf-8"))
    code, said = check(old, "--root", old["root"])
    assert (code, said.splitlines()[0]) == (0, "OK root tally")
    assert said.splitlines()[2:7] == ["1\t灯\t20", "2\tc\t19", "3\ta\t10", "4\td\t9", "5\te\t0"]
    assert check((DATA / "totals-format-1.json").read_text(encoding="utf-8"))[0] == 3
    changes: list[Change] = [
        lambda b: b["tally"].update(e=1),
        lambda b: b["ballots"][3].update(choices=["e"]),
        lambda b: b.update(k=4),
        lambda b: b["ranking"].reverse(),
        lambda b: b.update(format=2),
    ]
    for change in changes:
        changed = copy.deepcopy(old)
        change(changed)
        assert check(changed)[0] == 1


def test_a_board_without_the_digest_of_its_terms_is_counted_all_the_same(check: Check) -> None:
    board = made()
    del board["terms"]
    assert check(board | {"added": {"later": [1.5]}})[0] == 0


HOSTILE: dict[str, Any] = {
    "nothing": "",
    "no JSON": "hello",
    "cut off": boards.dump(made())[:-20],
    "a list": "[]",
    "a number": "1",
    "null": "null",
    "empty": "{}",
    "deep": "[" * 200_000,
    "deep seed": json.dumps(made()).replace('"seed": null', '"seed": ' + "[" * 700 + "]" * 700),
    "deep and whole": "[" * 100_000 + "]" * 100_000,
    "not UTF-8": b'{"format": "\xff"}',
    "NUL": b"\x00" * 100,
    "a mark": b"\xef\xbb\xbf{}",
    "a name twice": '{"format": 1, ' + json.dumps(made())[1:],
    "NaN": json.dumps(made()).replace('"e": 0', '"e": NaN'),
    "minus infinity": json.dumps(made()).replace('"e": 0', '"e": -Infinity'),
    "a float": json.dumps(made()).replace('"e": 0', '"e": 0.0'),
    "a huge float": json.dumps(made()).replace('"e": 0', '"e": 1e999'),
    "a huge number": json.dumps(made()).replace('"e": 0', '"e": 1' + "0" * 100_000),
    "false for 0": json.dumps(made()).replace('"e": 0', '"e": false'),
    "minus 0": json.dumps(made()).replace('"e": 0', '"e": -1'),
    "true for 2": json.dumps(made()).replace('"format": 2', '"format": true'),
    "2.0 for 2": json.dumps(made()).replace('"format": 2', '"format": 2.0'),
    "half a letter": json.dumps(made()).replace('"T003"', '"\\ud800"'),
    "half a letter as option": json.dumps(made()).replace('"d"', '"\\ud800"'),
    "too many choices": made() | {"ballots": [{"tracker": "x", "choices": ["a", "c", "d", "e"]}]},
    "a choice twice": made() | {"ballots": [{"tracker": "x", "choices": ["a", "a"]}]},
    "an unknown choice": made() | {"ballots": [{"tracker": "x", "choices": ["x"]}]},
    "a choice that is a list": made() | {"ballots": [{"tracker": "x", "choices": [["a"]]}]},
    "choices in a word": made() | {"ballots": [{"tracker": "x", "choices": "a"}]},
    "choices in an object": made() | {"ballots": [{"tracker": "x", "choices": {"a": 1}}]},
    "no tracker": made() | {"ballots": [{"choices": ["a"]}]},
    "a tracker that is a list": made() | {"ballots": [{"tracker": [], "choices": ["a"]}]},
    "a ballot that is a word": made() | {"ballots": ["a"]},
    "k is nothing": made() | {"k": 0},
    "k is true": made() | {"k": True},
    "a rule that is a list": made() | {"tie": [["cost"]]},
    "a rule twice": made() | {"tie": ["cost", "cost"]},
    "a lot without seed": made() | {"tie": ["lot"]},
    "ties in a word": made() | {"tie": "order"},
    "an option that is a word": made() | {"options": ["a"]},
    "options in an object": made() | {"options": {"a": 1}},
    "an option without cost": made() | {"options": [{"id": "a"}]},
    "a negative cost": made() | {"options": [{"id": "a", "cost_fen": -1}]},
    "a round of nothing": made() | {"round": None},
    "a tally that is a list": made() | {"tally": [1]},
    "a ranking of numbers": made() | {"ranking": [1]},
    "a root in capitals": made() | {"root": "A" * 64},
    "a root that is a list": made() | {"root": ["a"] * 64},
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_a_difference_and_never_a_crash(check: Check, content: Any) -> None:
    code, said = check(content)
    assert code == 1, said
    assert "DIFFERENT" in said
    assert max(len(line) for line in said.splitlines()) < 400


def test_words_of_the_file_cannot_drive_the_terminal(check: Check) -> None:
    board = made()
    board["ranking"][0] = "\x1b[2J\u202e" + "x" * 5000
    code, said = check(board)
    assert code == 1
    assert "\x1b" not in said
    assert "\u202e" not in said


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats()
    | st.text(max_size=3)
    | st.sampled_from(NAMES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from([field for field in made() if field not in ("terms", "register")]), value=values)
def test_no_field_may_hold_another_value(check: Check, field: str, value: Any) -> None:
    board = made()
    if json.dumps(board[field]) != json.dumps(value):
        assert check(board | {field: value})[0] == 1


def test_a_wrong_call_and_a_file_that_cannot_be_opened_end_with_2(tmp_path: Path) -> None:
    assert run(tmp_path / "no.json")[0] == 2
    assert run(tmp_path)[0] == 2
    assert run(tmp_path / "no.json", "--rot", "x")[0] == 2
    bare = subprocess.run([sys.executable, "-I", str(SCRIPT)], capture_output=True, check=False)
    assert bare.returncode == 2


def test_a_terminal_without_chinese_does_not_stop_it(tmp_path: Path) -> None:
    path = tmp_path / "board.json"
    path.write_text(boards.dump(made()), encoding="utf-8")
    script = (
        f"import runpy, sys; sys.stdout.reconfigure(encoding='ascii'); sys.argv = ['recount', {str(path)!r}]"
    )
    script += f"; runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith(b"OK root tally")


def test_it_stands_alone_and_an_older_python_understands_it() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    } | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported == {"__future__", "argparse", "hashlib", "io", "json", "sys", "heapq", "fractions"}
