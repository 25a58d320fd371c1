#!/usr/bin/env python3
"""Recount a vote by yourself. 自己核对一次投票。

    python3 -I recount.py board.json [--root HEX]

You need Python 3.8 or newer and the round's board.json, nothing else: this script uses none of the
platform's code, no network, and changes no file. HEX is the root printed on the signed result sheet (64
characters). Give it: only the printed root shows that the whole board is still the one that was published.
需要 Python 3.8 以上和这一轮的 board.json，不用别的；HEX 是签字的结果单上印的根值，请务必填上。

What is checked, in this order:
  1. the file is well formed, and each ballot says what the announced rules allow;
  2. counting all ballots again gives the published figure of each option;
  3. the figures, with the announced rule for equals, give the published ranking;
  4. the ranking (or, for equal shares, the ballots) and the announced rules give the published winners;
  5. the ballots' fingerprints, joined two by two up to a single one, give the published root;
  6. that root is the one you typed in.
It ends with 0 and "OK root tally" when all agree; 1 and the first difference; 3 when the round was so small
that only totals were published (then what follows from the totals is checked); 2 when it was called wrongly
or the file cannot be opened.
What it cannot see: whether the rules and options are those of the opening notice. It prints them.

It counts by all methods of the platform: approval 选择投票, points 积分投票, ranking 排序投票 (Borda),
schulze 排序投票 (Schulze), knapsack 预算投票, equal_shares 公平份额法. Every number is exact.
Boards of format 1 (approval only, no winners) are from before there were other methods.
"""

from __future__ import annotations

import argparse
import hashlib
import heapq
import io
import json
import sys
from fractions import Fraction

OK, DIFFERENT, UNUSABLE, TOTALS_ONLY = 0, 1, 2, 3
TIE_RULES = ("cost", "votes", "order", "lot")
HEX_DIGITS = set("0123456789abcdef")

# What was announced before the vote, by format of the board; and what the count found.
TERMS = {
    1: ("format", "round", "method", "k", "options", "tie", "seed", "hash"),
    2: (
        *("format", "round", "method", "ballot", "k", "least", "points", "most_points", "budget_fen"),
        *("most_winners", "utility", "completion", "then", "unit_fen", "skip", "min_votes", "majority"),
        *("min_turnout_percent", "options", "tie", "seed", "hash"),
    ),
}
RESULTS = {
    1: ("ballots", "tally", "ranking", "root"),
    2: ("register", "cast", "blank", "ballots", "unit", "tally", "ranking", "winners", "valid", "root"),
}
# Which ballots a method counts, and what its figures are.
METHODS = {
    ("approval", "approval"): "votes",
    ("knapsack", "approval"): "votes",
    ("points", "points"): "points",
    ("ranking", "ranking"): "half_points",
    ("schulze", "ranking"): "wins",
    ("equal_shares", "approval"): "votes",
    ("equal_shares", "points"): "points",
}


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
    form = board.get("format")
    known = isinstance(form, int) and not isinstance(form, bool) and form in TERMS
    require(known, f"“format”应为 1 或 2，实际是 {shown(form)}", '"format" is not 1 or 2')
    for name in (*TERMS[board["format"]], *RESULTS[board["format"]]):
        require(name in board, f"缺少“{name}”", f'"{name}" is missing')
    one_of(board, "hash", ("sha256",))
    require(
        is_whole(board["round"]) or is_text(board["round"]),
        "“round”应是轮次的编号",
        '"round" is not the name of a round',
    )
    require(is_whole(board["k"]) and board["k"] > 0, "“k”应是正整数", '"k" is not a positive whole number')
    check_options(board["options"])
    check_tie(board["tie"], board["seed"])
    if form == 1:
        one_of(board, "method", ("approval",))
    else:
        check_method(board)
    check_digest(board)


def check_method(board: dict) -> None:
    """What belongs to the method is there, and what does not is null."""
    one_of(board, "method", [method for method, _ballot in METHODS])
    one_of(board, "ballot", [ballot for method, ballot in METHODS if method == board["method"]])
    points, shares = board["ballot"] == "points", board["method"] == "equal_shares"
    money = board["budget_fen"] is not None
    must = shares or board["method"] == "knapsack"
    require(money or not must, "缺少“budget_fen”（一共多少钱）", '"budget_fen" is missing')
    whole_or_null(board, "least", False)
    whole_or_null(board, "points", True, points)
    whole_or_null(board, "most_points", True, points)
    whole_or_null(board, "budget_fen", True)
    whole_or_null(board, "most_winners", True, not money)
    whole_or_null(board, "unit_fen", not shares, shares)
    require(board["unit_fen"] != 0, "“unit_fen”不能是 0", '"unit_fen" is 0')
    whole_or_null(board, "min_votes", True)
    whole_or_null(board, "min_turnout_percent", True)
    one_of(board, "utility", ("cost", "votes") if shares else (None,))
    one_of(board, "completion", ("add-one", "none") if shares else (None,))
    one_of(board, "then", ("greedy", "none") if shares else (None,))
    one_of(board, "skip", (True, False) if money and not shares else (None,))
    one_of(board, "majority", (True, False))


def one_of(board: dict, name: str, allowed: tuple | list) -> None:
    """A field holds one of some values, and of the same kind: 1 is not true."""
    value = board[name]
    same = any(value is each or (isinstance(value, str) and value == each) for each in allowed)
    require(same, f"“{name}”不能是 {shown(value)}", f'"{name}" cannot be {shown(value)}')


def whole_or_null(board: dict, name: str, null: bool, used: bool = True) -> None:
    """A field holds a whole number; null where that is allowed, and always where it is not used."""
    value = board[name]
    fits = (value is None and (null or not used)) or (used and is_whole(value))
    require(fits, f"“{name}”应是整数或空，实际是 {shown(value)}", f'"{name}" is not a whole number or null')


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
    digest = sha256(canonical({name: board[name] for name in TERMS[board["format"]]})).hex()
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
        isinstance(tally, dict) and all(is_whole(figure) for figure in tally.values()),
        "“tally”应是每个选项的票数或分数",
        '"tally" is not a figure for each option',
    )
    for name in list(names) + list(tally):
        require(
            name in tally and name in names,
            f"“{shown(name)}”不同时在选项清单和计票里",
            f'"{shown(name)}" is not both an option and in the tally',
        )
    require(is_texts(ranking), "“ranking”应是选项的清单", '"ranking" is not a list of options')
    if board["format"] == 2:
        one_of(board, "unit", (METHODS[board["method"], board["ballot"]],))
        one_of(board, "valid", (True, False))
        for name in ("register", "cast", "blank"):
            whole_or_null(board, name, False)
        require(is_texts(board["winners"]), "“winners”应是选项的清单", '"winners" is not a list of options')
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
    """Each ballot has a tracker of its own and says what the rules allow."""
    names = {option["id"] for option in board["options"]}
    trackers = set()
    for place, ballot in enumerate(board["ballots"], start=1):
        sound = (
            isinstance(ballot, dict)
            and is_text(ballot.get("tracker"))
            and is_choices(paper_of(board), ballot.get("choices"))
        )
        require(sound, f"第 {place} 张选票写法不对", f"ballot {place} is malformed")
        tracker, named = ballot["tracker"], named_on(paper_of(board), ballot["choices"])
        where = f"{place} ({shown(tracker)})"
        require(
            tracker not in trackers, f"第 {where} 张选票的回执号重复", f"ballot {where} repeats a tracker"
        )
        trackers.add(tracker)
        unknown = [choice for choice in named if choice not in names]
        require(not unknown, f"第 {where} 张选票选了没有的选项", f"ballot {where} names an unknown option")
        once = len(set(named)) == len(named)
        require(once, f"第 {where} 张选票重复选了同一项", f"ballot {where} names an option twice")
        within = len(named) <= board["k"]
        require(
            within, f"第 {where} 张选票超过 {board['k']} 项", f"ballot {where} names more than {board['k']}"
        )
        if board["format"] == 2 and named:
            check_limits(board, where, ballot["choices"], named)


def check_limits(board: dict, where: str, choices: list, named: list) -> None:
    """Enough options on the ballot; its points, or what its options cost together, are within the limits."""
    enough = len(named) >= board["least"]
    require(enough, f"第 {where} 张选票选得太少", f"ballot {where} names fewer than {board['least']}")
    if board["ballot"] == "points":
        given = [points for _name, points in choices]
        most, together = board["most_points"], board["points"]
        within = (most is None or max(given) <= most) and (together is None or sum(given) <= together)
        require(within, f"第 {where} 张选票的分数太多", f"ballot {where} gives too many points")
    if board["method"] == "knapsack":
        price = sum(cost for name, cost in costs_of(board).items() if name in named and cost is not None)
        within = price <= board["budget_fen"]
        require(within, f"第 {where} 张选票超出了总钱数", f"ballot {where} spends more than the budget")


def paper_of(board: dict) -> str:
    """What the ballots say: "approval", "points" or "ranking"."""
    return "approval" if board["format"] == 1 else board["ballot"]


def is_choices(paper: str, choices: object) -> bool:
    """approval ["a", "c"]; points [["a", 3], ["c", 7]]; ranking ["c", "a", ["b", "d"]], b and d alike."""
    if paper == "approval":
        return is_texts(choices)
    if not isinstance(choices, list):
        return False
    if paper == "points":
        return all(
            isinstance(pair, list)
            and len(pair) == 2
            and is_text(pair[0])
            and is_whole(pair[1])
            and pair[1] > 0
            for pair in choices
        )
    return all(is_text(place) or (is_texts(place) and len(place) > 1) for place in choices)


def named_on(paper: str, choices: list) -> list:
    """The options that a ballot names."""
    if paper == "points":
        return [name for name, _points in choices]
    return [name for place in choices for name in ([place] if isinstance(place, str) else place)]


# Step 2: counting. What a ballot is worth to each option, added up over all ballots.


def check_tally(board: dict) -> None:
    """Count all ballots again and compare with the published figure of each option."""
    if board["format"] == 2:
        blank = sum(1 for ballot in board["ballots"] if not ballot["choices"])
        for name, counted in (("cast", len(board["ballots"])), ("blank", blank)):
            stated = board[name]
            require(
                counted == stated,
                f"“{name}”公布 {stated} 张，重新数是 {counted} 张",
                f'"{name}" is published as {stated}, counted {counted}',
            )
    for name, figure in count(board).items():
        stated = board["tally"][name]
        require(
            figure == stated,
            f"“{shown(name)}”公布 {stated} 票，重新数是 {figure} 票",
            f'"{shown(name)}" has {stated} votes published, {figure} counted',
        )


def count(board: dict) -> dict:
    """The figure of each option by the method of the round."""
    if board["method"] == "schulze":
        return schulze(board)
    counted = dict.fromkeys(costs_of(board), 0)
    for ballot in board["ballots"]:
        for name, worth in worth_of(board, ballot["choices"]).items():
            counted[name] += worth
    return counted


def worth_of(board: dict, choices: list) -> dict:
    """What one ballot gives to options: a vote each, the points it says, or places in half points."""
    if board["method"] == "ranking":
        return borda(board, choices)
    if paper_of(board) == "points":
        return dict(choices)
    return dict.fromkeys(choices, 1)


def borda(board: dict, choices: list) -> dict:
    """Half points by Borda: of m options the first gets m-1 points, the next m-2, the last 0.

    Options ranked alike share the average of their places, options not named that of the places left over. A
    blank ballot gives nothing.
    """
    worth: dict = {}
    above = 0
    for place in places_of(board, choices):
        below = len(board["options"]) - above - len(place)
        for name in place:
            worth[name] = 2 * below + len(place) - 1
        above += len(place)
    return worth


def places_of(board: dict, choices: list) -> list:
    """A ranking as a list of places, each holding what is alike, and at the end all that it does not name."""
    places = [[place] if isinstance(place, str) else place for place in choices]
    named = set(named_on("ranking", choices))
    rest = [option["id"] for option in board["options"] if option["id"] not in named]
    return [*places, rest] if places and rest else places


def schulze(board: dict) -> dict:
    """How many others each option beats, over the strongest chain of majorities (M. Schulze 2011).

    A majority is as strong as the ballots that prefer the one option to the other, a chain as strong as its
    weakest majority; an option beats another when its strongest chain to it is stronger than the one back.
    """
    names = [option["id"] for option in board["options"]]
    prefer = {one: dict.fromkeys(names, 0) for one in names}
    for choices, weight in alike(board["ballots"]):
        places = places_of(board, choices)
        for place, better in enumerate(places):
            worse = [name for lower in places[place + 1 :] for name in lower]
            for one in better:
                for other in worse:
                    prefer[one][other] += weight
    path = {
        one: {other: prefer[one][other] if prefer[one][other] > prefer[other][one] else 0 for other in names}
        for one in names
    }
    for via in names:
        for one in names:
            for other in names:
                detour = min(path[one][via], path[via][other])
                if one != other and detour > path[one][other]:
                    path[one][other] = detour
    return {one: sum(path[one][other] > path[other][one] for other in names) for one in names}


def alike(ballots: list) -> list:
    """Ballots that say the same, once, with their number."""
    groups: dict = {}
    for ballot in ballots:
        groups.setdefault(canonical(ballot["choices"]), [ballot["choices"], 0])[1] += 1
    return [(choices, weight) for choices, weight in groups.values()]


def costs_of(board: dict) -> dict:
    """What each option costs in fen, None where nobody knows, in the listed order."""
    return {option["id"]: option["cost_fen"] for option in board["options"]}


# Step 3: ranking. The higher figure first; equal ones by the announced rules, one after another.


def tie_keys(board: dict) -> dict:
    """For each option what decides between equals, the lowest first."""
    tally = board["tally"]
    keys: dict = {}
    for place, (name, cost) in enumerate(costs_of(board).items()):
        by_rule = {
            "cost": (cost is None, cost or 0),  # the cheaper first, unknown cost last
            "votes": -tally[name],  # the higher figure first
            "order": place,  # as listed
            "lot": sha256(f"{board['seed']}|{board['round']}|{name}".encode()),  # the lowest SHA-256 first
        }
        keys[name] = [by_rule[rule] for rule in board["tie"]] + [place]
    return keys


def ranking_of(board: dict) -> list:
    """The options from first to last, worked out from the published figures."""
    keys = tie_keys(board)
    return sorted(keys, key=lambda name: (-board["tally"][name], keys[name]))


def check_ranking(board: dict) -> None:
    """Compare the ranking worked out with the published one, place by place."""
    same_order(ranking_of(board), board["ranking"], "第 {} 名", "place {}")
    require(
        len(board["ranking"]) == len(board["options"]),
        "排名里多出了选项",
        "the ranking has too many entries",
    )


def same_order(expected: list, published: list, chinese: str, english: str) -> None:
    """Two lists of options agree place by place, as far as the expected one goes."""
    for place, name in enumerate(expected, start=1):
        stated = published[place - 1] if place <= len(published) else None
        require(
            stated == name,
            f"{chinese.format(place)}公布的是“{shown(stated)}”，应为“{shown(name)}”",
            f'{english.format(place)} is published as "{shown(stated)}", should be "{shown(name)}"',
        )


# Step 4: winners. By places, by money from first to last, or by equal shares of the money.


def check_winners(board: dict) -> None:
    """Enough took part; then compare the winners worked out with the published ones."""
    percent, cast, register = board["min_turnout_percent"], board["cast"], board["register"]
    half = cast * 2 > register or not board["majority"]  # a double majority: of the register too
    valid = half and (percent is None or cast * 100 >= percent * register)
    require(
        board["valid"] == valid,
        f"名册 {register} 人，收到 {cast} 张票，{'达到' if valid else '没有达到'}参与率，公布的却相反",
        f'{cast} ballots of a register of {register}: "valid" should be {valid}',
    )
    if board["ballots"] is None and not follows_from_totals(board):
        return
    expected = winners_of(board) if valid else []
    same_order(expected, board["winners"], "入选第 {} 项", "winner {}")
    require(
        len(board["winners"]) == len(expected),
        "入选的选项多了",
        "there are more winners than there should be",
    )


def follows_from_totals(board: dict) -> bool:
    """Whether the figures alone say who wins: not where ballots have to be looked at one by one."""
    return board["method"] in ("approval", "points", "knapsack") and not board["majority"]


def winners_of(board: dict) -> list:
    """What wins, in the order in which it is taken; nothing where the round only asked for an order."""
    if board["budget_fen"] is None and board["most_winners"] is None and not board["majority"]:
        return []
    able = eligible(board)
    if board["method"] == "equal_shares":
        return equal_shares(board, able)
    if board["budget_fen"] is not None:
        return affordable(board, able, board["budget_fen"], board["skip"])
    most = len(board["options"]) if board["most_winners"] is None else board["most_winners"]
    return [name for name in board["ranking"][:most] if name in able]


def eligible(board: dict) -> set:
    """The options that somebody named, with the votes that the round asks for and, where it is asked for, on
    more than half of all ballots, blank ones included."""
    support = dict(board["tally"])
    named = dict(board["tally"])
    if board["ballots"] is not None:
        named = dict.fromkeys(support, 0)
        for ballot in board["ballots"]:
            for name in named_on(paper_of(board), ballot["choices"]):
                named[name] += 1
        if paper_of(board) == "ranking":
            support = named  # a figure of places is no number of votes
    return {
        name
        for name, votes in support.items()
        if votes > 0
        and votes >= (board["min_votes"] or 0)
        and (not board["majority"] or named[name] * 2 > board["cast"])
    }


def affordable(board: dict, able: set, money: int, skip: bool, taken: tuple = ()) -> list:
    """From first to last what the money pays for; what is too dear is passed over, or ends it all."""
    costs = costs_of(board)
    chosen: list = []
    for name in board["ranking"]:
        cost = costs[name]
        if name not in able or name in taken or cost is None:
            continue
        if cost <= money:
            chosen.append(name)
            money -= cost
        elif not skip:
            break
    return chosen


# Equal shares. Everybody has the same share of the money; an option is bought when those who name it can pay
# for it together, each as much as the others as far as their money goes. Who bought something has less left.


def equal_shares(board: dict, able: set) -> list:
    """What is bought, in order: with the share that the budget gives; then, step by step, with shares one
    unit larger as long as the whole stays within the budget; then, of the money left, by votes."""
    costs, budget, unit = costs_of(board), board["budget_fen"], board["unit_fen"]
    able = {name for name in able if costs[name] is not None}
    if not able:
        return []
    voters = [(weight, dict(uses)) for uses, weight in supporters(board, able)]
    share = Fraction(budget, board["cast"])
    if board["completion"] == "add-one":
        share = Fraction(budget // (board["cast"] * unit) * unit)
    bought = buy(board, able, voters, share)
    while board["completion"] == "add-one" and len(bought) < len(able):
        share += unit
        more = buy(board, able, voters, share)
        if sum(costs[name] for name in more) > budget:
            break
        bought = more
    if board["then"] == "greedy":
        left = budget - sum(costs[name] for name in bought)
        bought = bought + affordable(board, able, left, True, tuple(bought))
    return bought


def supporters(board: dict, able: set) -> list:
    """What options are worth to each different ballot, ((option, utility), …), and how many are alike.

    An option is worth its cost to who names it, or one (utility "votes"); with points, as often as it got.
    """
    costs = costs_of(board)
    groups: dict = {}
    for choices, weight in alike(board["ballots"]):
        worth = worth_of(board, choices)
        uses = tuple(
            sorted(
                (name, worth[name] * (costs[name] if board["utility"] == "cost" else 1))
                for name in worth
                if name in able
            )
        )
        groups[uses] = groups.get(uses, 0) + weight
    return list(groups.items())


def buy(board: dict, able: set, voters: list, share: Fraction) -> list:
    """What voters with this share (in fen) buy: again and again the option of the lowest price a utility.

    A price can only rise while money is spent. So options wait in a heap under the last price known, which is
    at first what they cost when all can pay alike; the lowest is worked out anew, and is bought when it is
    still the lowest. Voters with the same history have the same purse.
    """
    costs, keys = costs_of(board), tie_keys(board)
    friends: dict = {name: [] for name in able}
    for number, (weight, uses) in enumerate(voters):
        for name, utility in uses.items():
            friends[name].append((number, weight, utility))
    purses, purse_of = [Fraction(0), share], [1] * len(voters)
    waiting = [(lowest_price(costs[name], friends[name]), keys[name], name, -1) for name in able]
    heapq.heapify(waiting)
    bought: list = []
    while waiting:
        price, key, name, known = heapq.heappop(waiting)
        if known < len(bought):
            anew = price_of(costs[name], together(friends[name], purse_of), purses)
            if anew is not None:
                heapq.heappush(waiting, (anew, key, name, len(bought)))
            continue
        after: dict = {}
        for number, _weight, utility in friends[name]:
            before = (purse_of[number], utility)
            if before not in after:
                left = purses[before[0]] - price * utility
                after[before] = len(purses) if left > 0 else 0
                if left > 0:
                    purses.append(left)
            purse_of[number] = after[before]
        bought.append(name)
    return bought


def lowest_price(cost: int, friends: list) -> Fraction:
    """The price a utility when all friends of an option can pay in full: it is never lower."""
    return (
        Fraction(cost, sum(weight * utility for _number, weight, utility in friends)) if cost else Fraction(0)
    )


def together(friends: list, purse_of: list) -> list:
    """Friends with the same purse and the same utility as one: ((purse, utility), how many)."""
    groups: dict = {}
    for number, weight, utility in friends:
        group = (purse_of[number], utility)
        groups[group] = groups.get(group, 0) + weight
    return list(groups.items())


def price_of(cost: int, friends: list, purses: list) -> Fraction | None:
    """The price a utility at which its friends together pay an option's cost; None when they cannot.

    Those with little money give all they have; the others pay alike, each for their own utility.
    """
    if cost == 0:
        return Fraction(0)
    left = Fraction(cost)
    if sum(weight * purses[purse] for (purse, _utility), weight in friends) < left:
        return None
    utility_left = sum(weight * utility for (_purse, utility), weight in friends)
    for (purse, utility), weight in sorted(friends, key=lambda each: purses[each[0][0]] / each[0][1]):
        price = left / utility_left
        if price * utility <= purses[purse]:
            return price
        left -= weight * purses[purse]
        utility_left -= weight * utility
    return None


# Steps 5 and 6: the root. It changes when any ballot changes, is added, or is removed.


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
    if board["format"] == 2:
        check_winners(board)
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
        print("只公布了总数，无法重新数票；排名与总数相符。")
        print("TOTALS ONLY: no ballots to recount; the ranking agrees with the totals.")
        if board["format"] == 2 and not follows_from_totals(board):
            print("入选哪几项从总数里算不出来，没有核对。")
            print("WINNERS NOT CHECKED: they do not follow from the totals.")
    halves = board.get("unit") == "half_points"
    won = board.get("winners", [])
    for place, name in enumerate(board["ranking"], start=1):
        figure = board["tally"][name]
        written = f"{figure // 2}.{figure % 2 * 5}" if halves else figure
        mark = "\t✓" if name in won else ""
        print(f"{place}\t{shown(name)}\t{written}{mark}")
    if board["ballots"] is not None:
        blank = sum(1 for ballot in board["ballots"] if not ballot["choices"])
        print(f"选票 ballots: {len(board['ballots'])}  空白 blank: {blank}")
    if won:
        print(f"入选 winners ✓: {', '.join(shown(name) for name in won)}")
    ties = ", ".join(board["tie"]) or "order"
    print(f"请与开始公告核对 compare with the opening notice: k={board['k']}, tie={ties}, ", end="")
    print(f"seed={shown(board['seed'])}, options={len(board['options'])}")
    if board["format"] == 2:
        told = ("options", "tie", "seed", "k", "hash", "format", "round")
        rules = [f"{name}={shown(board[name])}" for name in TERMS[2] if name not in told]
        print(", ".join(rule for rule in rules if not rule.endswith("=None")))


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
