"""Rankings read from PrefLib files and written to them: what is taken, what is refused, and the way back."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.errors import Refusal
from deliberation.tally import counting, recorded
from deliberation.tally.ballots import Option
from deliberation.tally.preflib import read
from deliberation.tally.preflib_written import in_tie_order, written
from deliberation.tally.refused_files import FileRefused
from deliberation.tally.rule import Method, Paper, Rule
from deliberation.tally.schulze import MOST_OPTIONS
from deliberation.tally.ties import TieOrder

TEXT = """\
# FILE NAME: small.toi
# TITLE: 小区电梯: 先修哪一台
# DESCRIPTION:
# DATA TYPE: toi
# NUMBER ALTERNATIVES: 4
# NUMBER VOTERS: 15
# NUMBER UNIQUE ORDERS: 4
# ALTERNATIVE NAME 1: 一号楼, 东
# ALTERNATIVE NAME 2: META
# ALTERNATIVE NAME 3:
# ALTERNATIVE NAME 4: a: b
7: 2,1
5: 1,3,{2,4}
2: {4,3,1},2
1: 3
"""
DAY = date(2026, 11, 30)

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file to be read."""

    def _write(content: str | bytes, name: str = "small.toi") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return _write


def refusal(path: Path) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read(path)
    return refused.value


def test_a_file_is_read_with_its_orders_grouped(write: Write) -> None:
    rankings = read(write(TEXT))
    assert rankings.data_type == "toi"
    assert rankings.header["TITLE"] == "小区电梯: 先修哪一台"
    assert rankings.options == (("1", "一号楼, 东"), ("2", "META"), ("3", "3"), ("4", "a: b"))
    assert rankings.ballots == {
        ("2", "1"): 7,
        ("1", "3", ("2", "4")): 5,
        (("1", "3", "4"), "2"): 2,
        ("3",): 1,
    }


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.rstrip("\n").encode(),
        TEXT.replace("7: 2,1\n", "\n 7 :  2 , 1 \n\n").encode(),
        TEXT.replace("{2,4}", "{ 2 ,4 }").encode(),
        TEXT.replace("1: 3\n", "1: {3}\n").encode(),
        TEXT.replace("# FILE", "#FILE").encode(),
        TEXT.replace("# DATA TYPE", "# SOMETHING ELSE: 1\n# DATA TYPE").encode(),
    ],
    ids=[
        "mark",
        "crlf",
        "no last newline",
        "blanks",
        "blanks in braces",
        "one in braces",
        "no blank",
        "new key",
    ],
)
def test_what_editors_do_to_a_file_changes_nothing(write: Write, content: bytes) -> None:
    assert read(write(content)).ballots == read(write(TEXT)).ballots


@pytest.mark.parametrize(
    ("old", "new", "reason", "line"),
    [
        ("# TITLE: 小区电梯: 先修哪一台", "# TITLE", "header_row", 2),
        ("# TITLE: ", "# : ", "header_row", 2),
        ("# TITLE:", "# DATA TYPE:", "header_repeated", 4),
        ("# NUMBER VOTERS: 15\n", "", "header_key_missing", 11),
        ("# ALTERNATIVE NAME 3:\n", "", "header_key_missing", 11),
        ("# ALTERNATIVE NAME 3:", "# ALTERNATIVE NAME 5:", "header_key_missing", 12),
        ("# ALTERNATIVE NAME 3:", "# ALTERNATIVE NAME 03: x\n# ALTERNATIVE NAME 3:", "option_beyond", 10),
        ("# ALTERNATIVE NAME 4: a: b", "# ALTERNATIVE NAME 4:\n# ALTERNATIVE NAME 5:", "option_beyond", 12),
        ("DATA TYPE: toi", "DATA TYPE: cat", "data_type_unknown", 4),
        ("DATA TYPE: toi", "DATA TYPE: toc", "data_type_and_name", 4),
        ("ALTERNATIVES: 4", "ALTERNATIVES: 0", "not_a_count", 5),
        ("ALTERNATIVES: 4", "ALTERNATIVES: four", "not_a_count", 5),
        ("ALTERNATIVES: 4", "ALTERNATIVES: 999999999", "too_many_options", 5),
        ("ALTERNATIVES: 4", "ALTERNATIVES: " + "9" * 5000, "not_a_count", 5),
        ("VOTERS: 15", "VOTERS: 16", "number_wrong", 6),
        ("UNIQUE ORDERS: 4", "UNIQUE ORDERS: 3", "number_wrong", 7),
        ("7: 2,1", "7; 2,1", "order_row", 12),
        ("7: 2,1", "0: 2,1", "not_a_count", 12),
        ("7: 2,1", "-7: 2,1", "not_a_count", 12),
        ("7: 2,1", "７: 2,1", "not_a_count", 12),
        ("7: 2,1", "7.5: 2,1", "not_a_count", 12),
        ("7: 2,1", ": 2,1", "not_a_count", 12),
        ("7: 2,1", "99999999999: 2,1", "not_a_count", 12),
        ("7: 2,1", "7:", "order_empty_place", 12),
        ("7: 2,1", "7: 2,,1", "order_empty_place", 12),
        ("7: 2,1", "7: 2,1,", "order_empty_place", 12),
        ("7: 2,1", "7: 2,{}", "order_empty_place", 12),
        ("7: 2,1", "7: 2,5", "order_unknown_option", 12),
        ("7: 2,1", "7: 2,0", "order_unknown_option", 12),
        ("7: 2,1", "7: 2,01", "order_unknown_option", 12),
        ("7: 2,1", "7: 2,１", "order_unknown_option", 12),
        ("7: 2,1", "7: 2;1", "order_unknown_option", 12),
        ("7: 2,1", "7: 2,1,2", "order_repeats_option", 12),
        ("7: 2,1", "7: 2,{1,2}", "order_repeats_option", 12),
        ("7: 2,1", "7: {2,1", "order_braces", 12),
        ("7: 2,1", "7: 2,1}", "order_braces", 12),
        ("7: 2,1", "7: {2,{1,3}}", "order_braces", 12),
        ("7: 2,1", "7: {{2,1}}", "order_unknown_option", 12),
        ("7: 2,1", "7: {2}1", "order_unknown_option", 12),
        ("1: 3\n", "1: 2,1\n", "order_repeated", 15),
        ("1: 3\n", "1: {1,4,3},2\n", "order_repeated", 15),
        ("1: 3\n", "1: 3\n# TITLE 2: late\n", "header_after_orders", 16),
        ("META", "ME\x00TA", "control_character", 9),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(
    write: Write, old: str, new: str, reason: str, line: int
) -> None:
    assert TEXT.count(old) == 1, old
    path = write(TEXT.replace(old, new))
    refused = refusal(path)
    assert (refused.reason, refused.line) == (reason, line)
    assert str(refused).startswith(f"{path}:{line}: ")
    assert "%" not in refused.text
    assert len(str(refused).splitlines()) == 1


def test_a_type_that_the_header_leaves_out_is_that_of_the_name(write: Write) -> None:
    text = TEXT.replace("# DATA TYPE: toi\n", "")
    assert read(write(text)).data_type == "toi"
    assert refusal(write(text, "x.soi")).reason == "order_ties"
    assert refusal(write(text, "x.txt")).facts["key"] == "DATA TYPE"


@pytest.mark.parametrize(
    ("data_type", "order", "reason"),
    [
        ("soc", "1,2,3,4", ""),
        ("soc", "1,2,3", "order_incomplete"),
        ("soc", "1,2,{3,4}", "order_ties"),
        ("soi", "1,2,3,4", ""),
        ("soi", "4", ""),
        ("soi", "{3,4}", "order_ties"),
        ("toc", "1,{2,3},4", ""),
        ("toc", "1,{2,3}", "order_incomplete"),
        ("toi", "{2,3}", ""),
    ],
)
def test_each_type_takes_the_orders_that_its_name_says(
    write: Write, data_type: str, order: str, reason: str
) -> None:
    head = TEXT.split("7: 2,1")[0].replace("toi", data_type)
    head = head.replace("VOTERS: 15", "VOTERS: 2").replace("ORDERS: 4", "ORDERS: 1")
    path = write(f"{head}2: {order}\n", f"x.{data_type}")
    if reason:
        assert refusal(path).reason == reason
    else:
        assert list(read(path).ballots.values()) == [2]


@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        (b"", "header_key_missing", 0),
        (b"\n\n", "header_key_missing", 2),
        (b"1: 2,3\n", "header_key_missing", 1),
        (b"META\nkey;value\n", "header_key_missing", 1),
        (TEXT.encode("utf-16"), "control_character", 1),
        (TEXT.encode("gb18030"), "not_utf8", 2),
        (b"# TITLE: " + b"x" * 3_000_000, "line_too_long", 1),
        (TEXT.split("7: 2")[0].encode(), "number_wrong", 6),
    ],
)
def test_what_is_no_ranking_at_all_is_refused(write: Write, content: bytes, reason: str, line: int) -> None:
    refused = refusal(write(content))
    assert (refused.reason, refused.line) == (reason, line)


def test_a_folder_a_missing_file_and_a_device_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no.soi", Path("/dev/zero"), Path("bad\0name")):
        refused = refusal(path)
        assert (refused.reason, refused.line) == ("not_a_file", 0)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_file_damaged_anywhere_is_read_or_refused_but_never_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    raw = bytearray(TEXT.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place : place + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=4))
    path = tmp_path_factory.mktemp("damaged") / "e.toi"
    path.write_bytes(raw)
    refused = None
    try:
        ballots = read(path).ballots
    except FileRefused as error:
        refused = error
    if refused:
        assert refused.line <= raw.count(b"\n") + 1
        assert str(refused)
    else:
        assert sum(ballots.values()) < 10**9


# writing

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@st.composite
def closed_rounds(draw: st.DrawFn) -> tuple[list[tuple[str, str]], dict[Any, int]]:
    options = [(f"o{number}", draw(names)) for number in range(draw(st.integers(1, 5)))]
    ids = [option for option, _ in options]
    ballots: dict[Any, int] = {}
    for _ in range(draw(st.integers(0, 6))):
        order = draw(st.lists(st.sampled_from(ids), unique=True))
        cut = draw(st.integers(0, len(order)))
        alike = (tuple(order[cut:]),) if draw(st.booleans()) and order[cut:] else tuple(order[cut:])
        ballots[(*order[:cut], *alike)] = draw(st.integers(0, 3))
    return options, ballots


@settings(max_examples=80, deadline=None)
@given(closed_rounds(), names)
def test_what_is_written_is_read_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[list[tuple[str, str]], dict[Any, int]], title: str
) -> None:
    options, ballots = drawn
    text, data_type = written(options, ballots, title, DAY)
    path = tmp_path_factory.mktemp("written") / f"r.{data_type}"
    path.write_text(text, encoding="utf-8", newline="")
    found = read(path)
    number = {option: str(place) for place, (option, _) in enumerate(options, 1)}
    expected: dict[Any, int] = {}
    for ballot, count in ballots.items():
        order = tuple(_renamed(place, number) for place in ballot)
        if order and count:
            expected[order] = expected.get(order, 0) + count
    assert found.ballots == expected
    assert [option for option, _ in found.options] == list(number.values())
    assert len(text.splitlines()) == 12 + len(options) + len(expected)


def _renamed(place: Any, number: dict[str, str]) -> Any:
    equals = tuple(sorted(number[option] for option in (place if isinstance(place, tuple) else (place,))))
    return equals if len(equals) > 1 else equals[0]


@settings(max_examples=60, deadline=None)
@given(closed_rounds(), st.permutations(["cost", "votes", "lot"]), st.lists(st.integers(0, 2), min_size=5))
def test_whoever_counts_the_file_finds_the_announced_order_of_equals(
    tmp_path_factory: pytest.TempPathFactory,
    drawn: tuple[list[tuple[str, str]], dict[Any, int]],
    steps: list[str],
    costs: list[int],
) -> None:
    named, ballots = drawn
    options = [Option(option, cost) for (option, _), cost in zip(named, costs, strict=False)]
    ties = TieOrder(tuple(steps), "种子")
    numbered = in_tie_order(options, ties, "r7")
    text, data_type = written([(option.id, "x") for option in numbered], ballots, "t", DAY)
    path = tmp_path_factory.mktemp("written") / f"r.{data_type}"
    path.write_text(text, encoding="utf-8", newline="")
    found = recorded.read(path)
    for method in (Method.RANKING, Method.SCHULZE):
        rule = Rule(method, ballot=Paper.RANKING, k=len(options), ties=ties)
        order = counting.count(rule, options, ballots, "r7").order
        _, values = recorded.result(found, recorded.rule_of(found, method), "another")
        assert [numbered[int(row["id"]) - 1].id for row in values["options"]] == list(order)


@pytest.mark.parametrize(
    ("ballots", "data_type"),
    [
        ({("a", "b"): 2}, "soc"),
        ({("a", "b"): 2, ("a",): 1}, "soi"),
        ({("a", "b"): 2, (("a", "b"),): 1}, "toc"),
        ({("a",): 2, (("a", "b"),): 1}, "toi"),
        ({}, "soc"),
    ],
)
def test_the_narrowest_type_is_written(ballots: dict[Any, int], data_type: str) -> None:
    assert written([("a", "A"), ("b", "B")], ballots, "t", DAY)[1] == data_type


def test_the_file_says_what_was_left_out_and_nothing_of_voters(write: Write) -> None:
    options = [("a", "灯\n# DATA TYPE: cat"), ("b", "META")]
    text, _ = written(options, {("a",): 2, ("b", "a"): 3, (): 4}, "投票", DAY, "清河社区", "灯")
    assert text == (
        "# FILE NAME: 灯.soi\n# TITLE: 投票\n# DESCRIPTION: 清河社区; 4 blank ballots left out\n"
        "# DATA TYPE: soi\n# MODIFICATION TYPE: original\n# RELATES TO: \n# RELATED FILES: \n"
        "# PUBLICATION DATE: 2026-11-30\n# MODIFICATION DATE: 2026-11-30\n"
        "# NUMBER ALTERNATIVES: 2\n# NUMBER VOTERS: 5\n# NUMBER UNIQUE ORDERS: 2\n"
        "# ALTERNATIVE NAME 1: 灯 # DATA TYPE: cat\n# ALTERNATIVE NAME 2: META\n3: 2,1\n2: 1\n"
    )
    assert read(write(text, "灯.soi")).options == (("1", "灯 # DATA TYPE: cat"), ("2", "META"))


def test_a_round_without_options_is_not_written() -> None:
    with pytest.raises(Refusal, match="nothing_to_write"):
        written([], {}, "t", DAY)


def test_as_many_options_as_may_be_are_read(write: Write) -> None:
    options = [(str(number), "x") for number in range(MOST_OPTIONS)]
    text, _ = written(options, {tuple(option for option, _ in options): 9}, "t", DAY)
    assert len(next(iter(read(write(text, "x.soc")).ballots))) == MOST_OPTIONS
