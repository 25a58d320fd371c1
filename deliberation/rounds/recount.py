#!/usr/bin/env python3
"""Recount a vote by yourself. 自己核对一次投票。

    python3 -I recount.py board.json [--root HEX]

You need Python 3.8 or newer and the round's board.json, nothing else: this script uses none of the
platform's code, no network, and changes no file. HEX is the root printed on the signed result sheet (64
characters). Give it: only the printed root shows that the whole board is still the one that was published.
需要 Python 3.8 以上和这一轮的 board.json，不用别的；HEX 是签字的结果单上印的根值，请务必填上。

What is checked, in this order:
  1. the file is well formed, and each ballot names known options, each once, at most k of them;
  2. adding up all ballots gives the published tally;
  3. the tally, with the announced rule for equal votes, gives the published ranking;
  4. the ballots' fingerprints, joined two by two up to a single one, give the published root;
  5. that root is the one you typed in.
It ends with 0 and "OK root tally" when all agree; 1 and the first difference; 3 when the round was so small
that only totals were published (then only step 3 can be checked); 2 when it was called wrongly or the file
cannot be opened.
What it cannot see: whether k, the options and the tie rule are those of the opening notice. It prints them.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys

OK, DIFFERENT, UNUSABLE, TOTALS_ONLY = 0, 1, 2, 3
TIE_RULES = ("cost", "votes", "order", "lot")
TERMS = ("format", "round", "method", "k", "options", "tie", "seed", "hash")
HEX_DIGITS = set("0123456789abcdef")


class Difference(Exception):
    """The first thing that does not agree, in Chinese and in English."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(chinese, english)
        self.chinese = chinese
        self.english = english


def require(holds: bool, chinese: str, english: str) -> None:
    """Stop with a difference unless something holds."""
    if not holds:
        raise Difference(chinese, english)


def shown(value: object) -> str:
    """Any value of the file as one short line that is safe to print."""
    if isinstance(value, (dict, list)):
        return "{…}" if isinstance(value, dict) else "[…]"
    text = value if isinstance(value, str) else repr(value)
    text = "".join(char if char.isprintable() else "?" for char in text[:81])
    return text if len(text) <= 80 else text[:79] + "…"


# Step 1: reading the file. Nothing in it is trusted: each value must be of the kind that is expected.


def read_board(path: str) -> dict:
    """The board in the file, with every field of the expected kind."""
    with open(path, "rb") as file:
        content = file.read()
    try:
        board = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=without_repeats,
            parse_constant=no_such_number,
            parse_int=short_number,
        )
    except UnicodeDecodeError:
        raise Difference("文件不是 UTF-8 文本", "the file is not UTF-8 text") from None
    except RecursionError:
        raise Difference("文件的括号层数太多", "the file nests its brackets too deeply") from None
    except ValueError as error:
        place = f"{getattr(error, 'lineno', 1)}:{getattr(error, 'colno', 1)}"
        raise Difference(f"文件不是完整的 JSON（{place}）", f"the file is not valid JSON ({place})") from None
    require(isinstance(board, dict), "文件里不是一份公示板", "the file does not hold a board")
    return board


def without_repeats(pairs: list) -> dict:
    """A JSON object in which no name stands twice: readers would not agree which one counts."""
    found = {}
    for name, value in pairs:
        require(name not in found, f"“{shown(name)}”出现了两次", f'"{shown(name)}" stands twice')
        found[name] = value
    return found


def no_such_number(text: str) -> None:
    """NaN and Infinity are no numbers of votes."""
    raise Difference(f"{text} 不是数字", f"{text} is not a number")


def short_number(text: str) -> int:
    """A whole number of sensible length."""
    require(len(text) <= 20, "有一个数字太长", "a number is too long")
    return int(text)


def is_whole(value: object) -> bool:
    """A whole number that is not negative; true and false do not pass as 1 and 0."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_text(value: object) -> bool:
    """A text that is not empty and can be written as UTF-8."""
    if not isinstance(value, str) or not value:
        return False
    return not any("\ud800" <= char <= "\udfff" for char in value)


def is_texts(value: object) -> bool:
    """A list of such texts, perhaps an empty one."""
    return isinstance(value, list) and all(is_text(item) for item in value)


def a_list(value: object, name: str) -> list:
    """The value, which must be a list."""
    if not isinstance(value, list):
        raise Difference(f"“{name}”应是清单", f'"{name}" is not a list')
    return value


def check_terms(board: dict) -> None:
    """The announced rules are ones that this script can count by."""
    fields = (*TERMS, "ballots", "tally", "ranking", "root")
    for name in fields:
        require(name in board, f"缺少“{name}”", f'"{name}" is missing')
    expected = {"format": 1, "method": "approval", "hash": "sha256"}
    for name, value in expected.items():
        same = board[name] == value and type(board[name]) is type(value)
        require(same, f"“{name}”应为 {value}，实际是 {shown(board[name])}", f'"{name}" is not {value}')
    require(
        is_whole(board["round"]) or is_text(board["round"]),
        "“round”应是轮次的编号",
        '"round" is not the name of a round',
    )
    require(is_whole(board["k"]) and board["k"] > 0, "“k”应是正整数", '"k" is not a positive whole number')
    check_options(board["options"])
    check_tie(board["tie"], board["seed"])
    check_digest(board)


def check_options(options: object) -> None:
    """Each option has a name of its own, and a cost in fen (0.01 yuan) or null."""
    seen = set()
    for option in a_list(options, "options"):
        sound = isinstance(option, dict) and is_text(option.get("id")) and "cost_fen" in option
        require(sound, f"选项写法不对：{shown(option)}", f"an option is malformed: {shown(option)}")
        name, cost = option["id"], option["cost_fen"]
        require(name not in seen, f"选项“{shown(name)}”出现了两次", f'option "{shown(name)}" stands twice')
        require(
            cost is None or is_whole(cost),
            f"选项“{shown(name)}”的费用不是整数",
            f'the cost of option "{shown(name)}" is not a whole number',
        )
        seen.add(name)


def check_tie(tie: object, seed: object) -> None:
    """The rules for equal votes are known ones, each once; a lot needs its seed."""
    rules = a_list(tie, "tie")
    known = all(isinstance(rule, str) and rule in TIE_RULES for rule in rules)
    require(known and len(set(rules)) == len(rules), "“tie”里的规则不对", '"tie" holds a wrong rule')
    require(seed is None or is_text(seed), "“seed”应是文字", '"seed" is not a text')
    require("lot" not in rules or seed is not None, "抽签缺少“seed”", 'the lot needs a "seed"')


def check_digest(board: dict) -> None:
    """The field "terms", where there is one, is the fingerprint of the announced rules: it finds a slip."""
    if "terms" not in board:
        return
    digest = sha256(canonical({name: board[name] for name in TERMS})).hex()
    require(
        board["terms"] == digest,
        "轮次规则（k、选项、同票规则等）与“terms”指纹不符",
        'the rules of the round (k, options, ties …) do not fit their fingerprint "terms"',
    )


def check_results(board: dict) -> None:
    """The published results are of the right kind and speak of exactly the options."""
    names = {option["id"]: True for option in board["options"]}
    tally, ranking = board["tally"], board["ranking"]
    require(
        isinstance(tally, dict) and all(is_whole(votes) for votes in tally.values()),
        "“tally”应是每个选项的票数",
        '"tally" is not a number of votes for each option',
    )
    for name in list(names) + list(tally):
        require(
            name in tally and name in names,
            f"“{shown(name)}”不同时在选项清单和计票里",
            f'"{shown(name)}" is not both an option and in the tally',
        )
    require(is_texts(ranking), "“ranking”应是选项的清单", '"ranking" is not a list of options')
    ballots, root = board["ballots"], board["root"]
    require(ballots is None or isinstance(ballots, list), "“ballots”应是清单", '"ballots" is not a list')
    require(root is None or is_root(root), "“root”应是 64 位十六进制", '"root" is not 64 hex digits')
    require(
        (ballots is None) == (root is None),
        "“ballots”和“root”要么都有，要么都没有",
        '"ballots" and "root" are either both there or both null',
    )


def is_root(value: object) -> bool:
    """64 hexadecimal digits in small letters."""
    return isinstance(value, str) and len(value) == 64 and set(value) <= HEX_DIGITS


def check_ballots(board: dict) -> None:
    """Each ballot has a tracker of its own and names known options, each once, at most k of them."""
    names = {option["id"] for option in board["options"]}
    trackers = set()
    for place, ballot in enumerate(board["ballots"], start=1):
        sound = (
            isinstance(ballot, dict) and is_text(ballot.get("tracker")) and is_texts(ballot.get("choices"))
        )
        require(sound, f"第 {place} 张选票写法不对", f"ballot {place} is malformed")
        tracker, choices = ballot["tracker"], ballot["choices"]
        where = f"{place} ({shown(tracker)})"
        require(
            tracker not in trackers, f"第 {where} 张选票的回执号重复", f"ballot {where} repeats a tracker"
        )
        trackers.add(tracker)
        unknown = [choice for choice in choices if choice not in names]
        require(not unknown, f"第 {where} 张选票选了没有的选项", f"ballot {where} names an unknown option")
        once = len(set(choices)) == len(choices)
        require(once, f"第 {where} 张选票重复选了同一项", f"ballot {where} names an option twice")
        within = len(choices) <= board["k"]
        require(
            within, f"第 {where} 张选票超过 {board['k']} 项", f"ballot {where} names more than {board['k']}"
        )


# Step 2: adding up. Every ballot gives one vote to each option it names.


def check_tally(board: dict) -> None:
    """Count all ballots again and compare with the published number of each option."""
    counted = {option["id"]: 0 for option in board["options"]}
    for ballot in board["ballots"]:
        for choice in ballot["choices"]:
            counted[choice] += 1
    for name, votes in counted.items():
        stated = board["tally"][name]
        require(
            votes == stated,
            f"“{shown(name)}”公布 {stated} 票，重新数是 {votes} 票",
            f'"{shown(name)}" has {stated} votes published, {votes} counted',
        )


# Step 3: ranking. More votes first; equal votes by the announced rules, one after another.


def ranking_of(board: dict) -> list:
    """The options from first to last, worked out from the published tally."""
    tally, keys = board["tally"], {}
    for place, option in enumerate(board["options"]):
        name, cost = option["id"], option["cost_fen"]
        lot = sha256(f"{board['seed']}|{board['round']}|{name}".encode())
        by_rule = {
            "cost": (cost is None, cost or 0),  # the cheaper first, unknown cost last
            "votes": -tally[name],  # more votes first
            "order": place,  # as listed
            "lot": lot,  # the lowest SHA-256 of seed|round|option first
        }
        keys[name] = (-tally[name], [by_rule[rule] for rule in board["tie"]], place)
    return sorted(keys, key=lambda name: keys[name])


def check_ranking(board: dict) -> None:
    """Compare the ranking worked out with the published one, place by place."""
    expected, published = ranking_of(board), board["ranking"]
    for place, name in enumerate(expected, start=1):
        stated = published[place - 1] if place <= len(published) else None
        require(
            stated == name,
            f"第 {place} 名公布的是“{shown(stated)}”，应为“{shown(name)}”",
            f'place {place} is published as "{shown(stated)}", should be "{shown(name)}"',
        )
    require(len(published) == len(expected), "排名里多出了选项", "the ranking has too many entries")


# Steps 4 and 5: the root. It changes when any ballot changes, is added, or is removed.


def sha256(data: bytes) -> bytes:
    """The SHA-256 fingerprint of some bytes."""
    return hashlib.sha256(data).digest()


def canonical(value: object) -> bytes:
    """JSON written in one fixed way: names sorted, no blanks, UTF-8 letters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def root_of(leaves: list) -> str:
    """Join fingerprints two by two, an odd last one moving up as it is, until one is left (RFC 6962)."""
    row = leaves or [sha256(b"")]
    while len(row) > 1:
        pairs = [sha256(b"\x01" + row[i] + row[i + 1]) for i in range(0, len(row) - 1, 2)]
        row = pairs + row[len(pairs) * 2 :]
    return row[0].hex()


def check_root(board: dict) -> None:
    """Fingerprint every ballot, sort, join, and compare with the published root."""
    leaves = []
    for ballot in board["ballots"]:
        content = canonical({"choices": ballot["choices"], "tracker": ballot["tracker"]})
        leaves.append(sha256(b"\x00" + content))
    for place in range(1, len(leaves)):
        require(
            leaves[place - 1] < leaves[place],
            f"第 {place + 1} 张选票没有按指纹排序",
            f"ballot {place + 1} is not in the order of the fingerprints",
        )
    root = root_of(leaves)
    require(
        root == board["root"],
        f"公布的根值是 {board['root']}，重新计算是 {root}",
        f"the root is published as {board['root']}, computed as {root}",
    )


def check_printed_root(board: dict, printed: str) -> None:
    """Compare with the root on paper, whatever the size of its letters or blanks between them."""
    plain = "".join(printed.split()).lower()
    require(
        board["root"] == plain,
        f"公示板的根值 {board['root']} 与您输入的 {shown(plain)} 不同",
        f"the board's root {board['root']} is not the {shown(plain)} that you gave",
    )


# All steps together.


def recount(board: dict, printed_root: str | None) -> int:
    """Check everything that can be checked; a Difference stops at the first that fails."""
    check_terms(board)
    check_results(board)
    if board["ballots"] is not None:
        check_ballots(board)
        check_tally(board)
    check_ranking(board)
    if board["ballots"] is not None:
        check_root(board)
    if printed_root is not None:
        check_printed_root(board, printed_root)
    return OK if board["ballots"] is not None else TOTALS_ONLY


def report(board: dict, result: int) -> None:
    """Print what was found, and the rules to compare with the opening notice."""
    if result == OK:
        print("OK root tally")
        print(board["root"])
    else:
        print("只公布了总数，无法重新数票；排名与票数相符。")
        print("TOTALS ONLY: no ballots to recount; the ranking agrees with the tally.")
    for place, name in enumerate(board["ranking"], start=1):
        print(f"{place}\t{shown(name)}\t{board['tally'][name]}")
    if board["ballots"] is not None:
        blank = sum(1 for ballot in board["ballots"] if not ballot["choices"])
        print(f"选票 ballots: {len(board['ballots'])}  空白 blank: {blank}")
    ties = ", ".join(board["tie"]) or "order"
    print(f"请与开始公告核对 compare with the opening notice: k={board['k']}, tie={ties}, ", end="")
    print(f"seed={shown(board['seed'])}, options={len(board['options'])}")


def main() -> int:
    """Read the arguments, recount, and say how it ended."""
    parser = argparse.ArgumentParser(description="Recount a vote from its board.json. 核对一次投票。")
    parser.add_argument("board", metavar="board.json")
    parser.add_argument("--root", metavar="HEX", help="the root printed on the result sheet 结果单上的根值")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without Chinese must not stop us
    arguments = parser.parse_args()
    try:
        board = read_board(arguments.board)
        result = recount(board, arguments.root)
    except (OSError, MemoryError) as error:
        print(f"打不开文件 cannot read the file: {shown(str(error))}", file=sys.stderr)
        return UNUSABLE
    except Difference as difference:
        print(f"不一致：{difference.chinese}。")
        print(f"DIFFERENT: {difference.english}.")
        return DIFFERENT
    report(board, result)
    return result


if __name__ == "__main__":
    sys.exit(main())
