"""`deliberation count`, as an outsider calls it who wants to check a published vote."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deliberation.cli.counting import REASONS, REFUSALS
from tests.cli.test_cli import run

SMALL = Path(__file__).parents[1] / "data" / "small.pb"
RANKED = """\
# TITLE: 先修哪里
# DATA TYPE: toi
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 9
# NUMBER UNIQUE ORDERS: 3
# ALTERNATIVE NAME 1: 路灯
# ALTERNATIVE NAME 2: 一个名字特别特别长的选项长到表格里放不下只好截断
# ALTERNATIVE NAME 3: 长椅
4: 1,2
3: 2,{1,3}
2: 3,1
"""


@pytest.fixture
def ranked(tmp_path: Path) -> Path:
    path = tmp_path / "small.toi"
    path.write_text(RANKED, encoding="utf-8")
    return path


def counted(folder: Path, file: Path, *options: str) -> dict[str, Any]:
    done = run(folder, "count", str(file), "--json", *options)
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_file_is_counted_by_its_own_rule_with_every_field_of_a_result(tmp_path: Path) -> None:
    found = counted(tmp_path, SMALL)
    options = found.pop("options")
    assert found == {
        "format": 1,
        "file": "small.pb",
        "method": "approval",
        "rule": "greedy",
        "budget_fen": 10_000_000,
        "ballots": 12,
        "blank": 1,
        "register": 12,
        "unit": "votes",
        "winners": ["META", "none"],
        "explanation": [],
    }
    assert options[1] == {
        "id": "p2",
        "name": "一店一早",
        "cost_fen": 5_000_000,
        "votes": 6,
        "rank": 2,
        "selected": False,
        "reason": "does_not_fit",
    }
    assert [option["id"] for option in options] == ["META", "p2", "none", "p4"]


def test_counting_needs_no_application_and_leaves_nothing_behind(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        f"sys.argv = ['deliberation', 'count', {str(SMALL)!r}]\n"
        "from deliberation.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "heavy = {'flask', 'sqlalchemy', 'wtforms', 'babel', 'deliberation.factory'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    environment = {"DELIBERATION_DATA": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    project = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment,
        cwd=project,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "入选 2 / 4 项" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_whole_command_line_lists_it_too(tmp_path: Path) -> None:
    assert "Count recorded votes" in run(tmp_path, "--help").stdout


def test_the_table_tells_a_person_what_won_and_why(tmp_path: Path) -> None:
    lines = run(tmp_path, "count", str(SMALL)).stdout.splitlines()
    assert lines[0] == "small.pb：选择投票，选票 12 张（空白 1 张）"
    assert lines[1] == "预算 100000 元，用去 100000 元"
    assert lines[2].split() == ["名次", "编号", "名称", "得票", "费用（元）", "入选", "原因"]
    assert lines[4].split() == ["2", "p2", "一店一早", "6", "50000", "剩下的钱不够"]
    assert lines[-1] == "入选 2 / 4 项"


def test_a_terminal_without_chinese_does_not_stop_the_count(tmp_path: Path) -> None:
    table = run(tmp_path, "count", str(SMALL), PYTHONIOENCODING="latin-1")
    assert (table.returncode, table.stderr) == (0, "")
    assert "\\u4e00\\u5e97\\u4e00\\u65e9" in table.stdout
    found = run(tmp_path, "count", str(SMALL), "--json", PYTHONIOENCODING="latin-1")
    assert json.loads(found.stdout)["options"][1]["name"] == "一店一早"
    refused = run(tmp_path, "count", "no.pb", PYTHONIOENCODING="latin-1")
    assert (refused.returncode, refused.stderr[:9]) == (2, "no.pb:0: ")


def test_rankings_are_counted_by_borda_or_schulze(tmp_path: Path, ranked: Path) -> None:
    borda = counted(tmp_path, ranked)
    assert (borda["method"], borda["unit"], borda["budget_fen"]) == ("ranking", "half_points", None)
    assert [(o["id"], o["votes"]) for o in borda["options"]] == [("1", 23), ("2", 20), ("3", 11)]
    assert borda["winners"] == ["1"]
    schulze = counted(tmp_path, ranked, "--method", "schulze", "--winners", "2")
    assert (schulze["method"], schulze["unit"]) == ("schulze", "wins")
    assert [(o["id"], o["votes"]) for o in schulze["options"]] == [("1", 2), ("2", 1), ("3", 0)]
    assert schulze["winners"] == ["1", "2"]
    lines = run(tmp_path, "count", str(ranked)).stdout.splitlines()
    assert lines[1].split() == ["名次", "编号", "名称", "分", "入选", "原因"]
    assert lines[2].split() == ["1", "1", "路灯", "11.5", "入选", "在名额以内"]
    assert "一个名字特别特别长的选项长…" in lines[3]


def test_winners_may_be_asked_for_instead_of_money(tmp_path: Path) -> None:
    found = counted(tmp_path, SMALL, "--method", "approval", "--winners", "3")
    assert (found["winners"], found["budget_fen"]) == (["META", "p2", "none"], None)


def test_knapsack_skips_what_does_not_fit_whatever_the_rule_of_the_file_says(tmp_path: Path) -> None:
    text = SMALL.read_text(encoding="utf-8")
    path = tmp_path / "strict.pb"
    extra = "rule;greedy-no-skip\nmin_project_score_threshold;6\n"
    path.write_text(text.replace("rule;greedy\n", extra), encoding="utf-8")
    own, plain = counted(tmp_path, path), counted(tmp_path, path, "--method", "knapsack")
    assert own["winners"] == ["META"]
    assert {o["id"]: o["reason"] for o in own["options"]}["none"] == "below_threshold"
    assert (plain["method"], plain["winners"]) == ("knapsack", ["META", "none"])


SHARED = """\
META
key;value
description;四个人分四百元
country;China
unit;清河社区
instance;2026
num_projects;3
num_votes;4
budget;400
vote_type;approval
rule;greedy
date_begin;01.11.2026
date_end;09.11.2026
PROJECTS
project_id;cost;name
a;200;路灯
b;150;长椅
c;100;花箱
VOTES
voter_id;vote
1;a
2;a
3;b,c
4;c
"""


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    path = tmp_path / "shared.pb"
    path.write_text(SHARED, encoding="utf-8")
    return path


def test_equal_shares_tell_each_step_with_its_exact_price(tmp_path: Path, shared: Path) -> None:
    """100 yuan each: c costs its two 50 each, a costs its two all they have, b's one has 50 left of 150."""
    found = counted(tmp_path, shared, "--method", "equal_shares", "--completion", "none", "--then", "none")
    assert found["winners"] == ["c", "a"]
    assert found["explanation"] == [
        {"step": 1, "option": "c", "price_per_supporter": "5000/1", "exhausted": 0},
        {"step": 2, "option": "a", "price_per_supporter": "10000/1", "exhausted": 2},
    ]
    assert {option["id"]: option["reason"] for option in found["options"]} == {
        "a": "shares",
        "b": "shares_short",
        "c": "shares",
    }
    thirds = tmp_path / "thirds.pb"
    text = SHARED.replace("3;b,c", "3;a,c").replace("b;150;", "b;50;")
    thirds.write_text(text.replace("4;c\n", "4;b\n"), encoding="utf-8")
    steps = counted(tmp_path, thirds, "--method", "equal_shares", "--completion", "none")["explanation"]
    assert steps[0] == {"step": 1, "option": "a", "price_per_supporter": "20000/3", "exhausted": 0}


def test_what_is_bought_with_the_rest_is_no_step_of_equal_shares(tmp_path: Path, shared: Path) -> None:
    alone = ("--method", "equal_shares", "--completion", "none", "--then")
    shared.write_text(SHARED.replace("budget;400", "budget;480"), encoding="utf-8")
    plain, spent = (counted(tmp_path, shared, *alone, then) for then in ("none", "greedy"))
    assert (plain["winners"], spent["winners"]) == (["c", "a"], ["c", "a", "b"])
    assert plain["explanation"] == spent["explanation"]
    table = run(tmp_path, "count", str(shared), "--method", "equal_shares", "--completion", "none").stdout
    assert "用剩下的钱，按票数补上" in table


@pytest.mark.parametrize("utility", ["cost", "votes"])
def test_both_utilities_and_the_completion_can_be_asked_for(
    tmp_path: Path, shared: Path, utility: str
) -> None:
    found = counted(
        tmp_path, shared, "--method", "equal_shares", "--utility", utility, "--completion", "add-one"
    )
    assert set(found["winners"]) == {"a", "c"}


def test_ties_are_decided_as_they_are_written(tmp_path: Path) -> None:
    text = RANKED.replace("4: 1,2", "4: {1,2,3}").replace("3: 2,{1,3}\n2: 3,1\n", "")
    path = tmp_path / "tied.toi"
    path.write_text(
        text.replace("VOTERS: 9", "VOTERS: 4").replace("ORDERS: 3", "ORDERS: 1"), encoding="utf-8"
    )
    order = [option["id"] for option in counted(tmp_path, path)["options"]]
    assert order == ["1", "2", "3"]

    def lots(round_id: str) -> list[str]:
        return sorted("123", key=lambda o: hashlib.sha256(f"种子|{round_id}|{o}".encode()).hexdigest())

    drawn = counted(tmp_path, path, "--ties", "votes,lot:种子")
    assert [option["id"] for option in drawn["options"]] == lots("tied.toi")
    drawn = counted(tmp_path, path, "--ties", "lot:种子", "--round", "12")
    assert [option["id"] for option in drawn["options"]] == lots("12")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "请写出一个要计票的文件"),
        (["FILE", "other.pb"], "命令写得不对"),
        (["FILE", "--official"], "没有 --official 这个选项"),
        (["FILE", "--k"], "命令写得不对"),
        (["FILE", "--method", "borda"], "--method 不能是“borda”，只能是 approval、points、ranking"),
        (["FILE", "--utility", "COST"], "--utility 不能是“COST”，只能是 cost、votes"),
        (["FILE", "--completion", "add1"], "只能是 add-one、none"),
        (["FILE", "--then", ""], "只能是 greedy、none"),
        (["FILE", "--ties", "coin"], "--ties 里的“coin”不认识"),
        (["FILE", "--ties", "\u202ecoin\n"], "--ties 里的“?coin”不认识"),
        (["FILE", "--ties", ""], "--ties 里的“”不认识"),
        (["FILE", "--ties", "cost,cost"], "写了两次"),
        (["FILE", "--ties", "lot"], "要写出种子"),
        (["FILE", "--ties", "lot:"], "要写出种子"),
        (["FILE", "--k", "0"], "--k 要写从 1 起的整数"),
        (["FILE", "--k", "٣"], "--k 要写从 1 起的整数"),
        (["FILE", "--winners", "-1"], "--winners 要写从 0 起的整数"),
        (["FILE", "--k", "2"], "有一张选票选了 3 项，超过 --k 的 2 项"),
        (["FILE", "--method", "ranking"], "这个文件里是选择票，不能按 ranking 计票"),
        (["FILE", "--method", "points"], "这个文件里是选择票，不能按 points 计票"),
        (["FILE", "--method", "knapsack", "--winners", "2"], "由预算决定入选几项"),
        (["RANKED", "--method", "equal_shares"], "这个文件里是排序票"),
        (["no.pb"], "no.pb:0: 不是可以读取的普通文件"),
        (["/dev/zero"], "/dev/zero:0: 不是可以读取的普通文件"),
    ],
)
def test_a_wrong_option_or_file_is_one_sentence_and_exit_2(
    tmp_path: Path, ranked: Path, arguments: list[str], said: str
) -> None:
    files = {"FILE": str(SMALL), "RANKED": str(ranked)}
    done = run(tmp_path, "count", "--json", *[files.get(word, word) for word in arguments])
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_malformed_file_is_refused_with_its_line_and_reason(tmp_path: Path, ranked: Path) -> None:
    ranked.write_text(RANKED.replace("2: 3,1", "2: 3,4"), encoding="utf-8")
    done = run(tmp_path, "count", str(ranked))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{ranked}:11: 排序里的选项“4”不在选项清单里\n"


def test_every_reason_of_a_count_has_its_words() -> None:
    tally = Path(__file__).parents[2] / "deliberation" / "tally"
    sources = "".join(path.read_text(encoding="utf-8") for path in tally.glob("*.py"))
    used = set(re.findall(r'Decision\([^)]*?"(\w+)"', sources))
    assert {"fits", "does_not_fit", "no_votes", "in_top_n"} <= used
    assert used - set(REASONS) == set()
    assert [code for code in REFUSALS if f'"{code}"' not in sources] == []
