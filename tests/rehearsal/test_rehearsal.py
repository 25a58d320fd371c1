"""A recorded election is played from file to papers, as an outsider would call it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from deliberation.config import PROJECT

ELECTIONS = PROJECT.parent / "shared" / "data" / "elections" / "pb"
PAPERS = {"project-list.pdf", "project-list.xlsx", "minutes.pdf", "board.json", "recount.py", "result.json"}
META = """META
key;value
description;Test
country;CN
unit;和平里
instance;2026
num_projects;{projects}
num_votes;{votes}
budget;{budget}
vote_type;approval
rule;{rule}
date_begin;01.03.2026
date_end;10.03.2026
{more}PROJECTS
project_id;cost;name;selected
"""

pytestmark = pytest.mark.pdf


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("deliberation")), *arguments]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=280, check=False)


def election(
    folder: Path,
    projects: list[tuple[str, int, str, int]],
    votes: list[str],
    budget: int,
    rule: str = "greedy",
    more: str = "",
) -> Path:
    head = META.format(projects=len(projects), votes=len(votes), budget=budget, rule=rule, more=more)
    rows = "".join(f"{pid};{cost};{name};{selected}\n" for pid, cost, name, selected in projects)
    ballots = "".join(f"{number};{vote}\n" for number, vote in enumerate(votes, 1))
    path = folder / "small.pb"
    path.write_text(f"{head}{rows}VOTES\nvoter_id;vote\n{ballots}", encoding="utf-8")
    return path


def recount(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(folder / "recount.py"), str(folder / "board.json"), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small election of ours, played once: 12 ballots, one blank; the lift is too dear after the lamps."""
    folder = tmp_path_factory.mktemp("rehearsal")
    path = election(
        folder,
        [("a", 600, "路灯 " + "很长的名字" * 12, 1), ("b", 700, "加装电梯㛃", 0), ("c", 400, "=早餐店", 1)],
        ["a,b"] * 5 + ["a"] * 2 + ["b,c", "c", "c", "b", ""],
        1000,
    )
    out = folder / "out"
    done = run("rehearse", str(path), "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert "一致" in done.stdout
    return out


def test_all_papers_are_there_and_nothing_else(played: Path) -> None:
    assert {path.name for path in played.iterdir()} == PAPERS


def test_the_result_says_votes_ranks_and_why(played: Path) -> None:
    result = json.loads((played / "result.json").read_text())
    assert [(o["id"], o["votes"], o["rank"], o["selected"], o["reason"]) for o in result["options"]] == [
        ("a", 7, 1, True, "fits"),
        ("b", 7, 2, False, "does_not_fit"),
        ("c", 3, 3, True, "fits"),
    ]
    assert result["winners"] == ["a", "c"]
    assert (result["ballots"], result["blank"], result["register"]) == (12, 1, 12)
    assert (result["budget_fen"], result["options"][0]["cost_fen"]) == (100_000, 60_000)
    assert result["official"] == {"present": True, "equal": True, "missing": [], "extra": []}
    assert set(result["stages_s"]) >= {
        "read",
        "people",
        "needs",
        "vote",
        "close",
        "meeting",
        "projects",
        "papers",
    }


def test_the_board_is_recounted_by_a_script_of_its_own(played: Path) -> None:
    board = json.loads((played / "board.json").read_text())
    assert [option["id"] for option in board["options"]] == ["a", "b", "c"]
    assert (board["k"], board["tie"], board["tally"]) == (3, ["order"], {"a": 7, "b": 7, "c": 3})
    done = recount(played, "--root", board["root"])
    assert done.returncode == 0
    assert done.stdout.startswith("OK root tally")


def test_one_changed_ballot_is_found(played: Path, tmp_path: Path) -> None:
    board = json.loads((played / "board.json").read_text())
    ballot = next(each for each in board["ballots"] if each["choices"] == ["c"])
    ballot["choices"] = ["b"]
    (tmp_path / "recount.py").write_bytes((played / "recount.py").read_bytes())
    (tmp_path / "board.json").write_text(json.dumps(board))
    assert recount(tmp_path).returncode == 1


def test_the_list_and_the_minutes_are_printed_with_embedded_fonts_and_no_gap(played: Path) -> None:
    for name in ("project-list.pdf", "minutes.pdf"):
        text = "".join(page.extract_text() for page in PdfReader(played / name).pages)
        assert "〓" not in text
        fonts = subprocess.run(
            ["pdffonts", str(played / name)], capture_output=True, text=True, check=True
        ).stdout
        rows = fonts.splitlines()[2:]
        assert rows
        assert all(re.search(r"\byes\s+(yes|no)\s+(yes|no)\s+\d+", row) for row in rows)
    listed = "".join(page.extract_text() for page in PdfReader(played / "project-list.pdf").pages)
    assert "早餐店" in listed


def test_the_workbook_holds_numbers_as_numbers_and_no_formula(played: Path) -> None:
    sheet = openpyxl.load_workbook(played / "project-list.xlsx").active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(cell.value == "=早餐店" for cell in cells)
    assert any(cell.data_type == "n" and cell.value is not None for cell in cells)


def test_no_skip_stops_at_the_first_that_does_not_fit_and_says_where_the_file_differs(tmp_path: Path) -> None:
    path = election(
        tmp_path,
        [("a", 600, "甲", 1), ("b", 700, "乙", 0), ("c", 400, "丙", 1)],
        ["a,b,c"] * 3 + ["a,b"] * 2 + ["a"],
        1000,
        "greedy-no-skip",
        "max_length;3\n",
    )
    done = run("rehearse", str(path), "--out", str(tmp_path / "out"))
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert result["winners"] == ["a"]
    assert result["official"] == {"present": True, "equal": False, "missing": ["c"], "extra": []}
    assert "不同" in done.stdout
    board = json.loads((tmp_path / "out" / "board.json").read_text())
    assert (board["ballots"], board["root"]) == (None, None)
    assert recount(tmp_path / "out").returncode == 3


def test_a_budget_that_pays_for_nothing_gives_an_empty_list(tmp_path: Path) -> None:
    path = election(tmp_path, [("a", 600, "甲", 0)], ["a", "a"], 100, more="min_project_score_threshold;2\n")
    assert run("rehearse", str(path), "--out", str(tmp_path / "out")).returncode == 0
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert result["winners"] == []
    assert result["official"]["equal"] is True


def test_a_project_that_costs_nothing_is_taken(tmp_path: Path) -> None:
    path = election(tmp_path, [("a", 0, "志愿巡逻", 1), ("b", 600, "乙", 0)], ["a"] * 3 + ["b"], 100)
    done = run("rehearse", str(path), "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "out" / "result.json").read_text())["winners"] == ["a"]


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda text: text.replace("2;a,b", "2;a,zz"), 21),
        (lambda text: text.replace("3;a,b", "2;a,b"), 22),
        (lambda text: text.replace("vote_type;approval", "vote_type;cumulative"), 10),
        (lambda text: text.replace("b;700", "b;seven"), 17),
        (lambda text: text.replace("num_votes;4", "num_votes;5"), 8),
    ],
)
def test_a_malformed_file_is_refused_with_its_line_and_leaves_nothing(
    tmp_path: Path, spoil: object, line: int
) -> None:
    path = election(tmp_path, [("a", 600, "甲", 1), ("b", 700, "乙", 0)], ["a", "a,b", "a,b", "b"], 1000)
    path.write_text(spoil(path.read_text()))  # type: ignore[operator]
    done = run("rehearse", str(path), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert re.match(rf"{re.escape(str(path))}:{line}: \S+", done.stderr), done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["small.pb"]


def test_a_file_without_ballots_or_that_is_not_there_is_refused(tmp_path: Path) -> None:
    empty = election(tmp_path, [("a", 600, "甲", 1)], [], 1000)
    for path in (empty, tmp_path / "nowhere.pb", tmp_path):
        done = run("rehearse", str(path), "--out", str(tmp_path / "out"))
        assert done.returncode == 2
        assert re.match(r".+:\d+: \S+", done.stderr), done.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_that_holds_something_else_is_not_touched(tmp_path: Path) -> None:
    path = election(tmp_path, [("a", 600, "甲", 1)], ["a"], 1000)
    kept = tmp_path / "out" / "mine.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    assert run("rehearse", str(path), "--out", str(kept.parent)).returncode == 2
    assert [each.name for each in kept.parent.iterdir()] == ["mine.txt"]


@pytest.mark.skipif(not ELECTIONS.is_dir(), reason="the recorded elections are not beside the project")
@pytest.mark.parametrize(
    "name", ["Poland_Zabrze_2021_Maciejow.pb", "Poland_Warszawa_2018_Pole_Mokotowskie.pb"]
)
def test_recorded_elections_give_the_recorded_winners(tmp_path: Path, name: str) -> None:
    done = run("rehearse", str(ELECTIONS / name), "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert result["official"]["equal"] or not result["official"]["present"]
    assert recount(tmp_path / "out").returncode in (0, 3)
