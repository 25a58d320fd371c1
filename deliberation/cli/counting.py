"""`deliberation count FILE`: count recorded votes with the code that the rounds use, and nothing else."""

import json
import sys
from collections.abc import Callable
from enum import StrEnum
from io import TextIOWrapper
from typing import Any, NoReturn, TypeVar
from unicodedata import east_asian_width

import click

from deliberation.errors import Refusal
from deliberation.tally import recorded
from deliberation.tally.counted import Count, Unit
from deliberation.tally.refused_files import FileRefused
from deliberation.tally.rule import Completion, Method, Then, Utility

Word = TypeVar("Word", bound=StrEnum)

METHODS = {
    Method.APPROVAL: "选择投票",
    Method.POINTS: "积分投票",
    Method.RANKING: "排序投票",
    Method.SCHULZE: "排序投票（舒尔策）",
    Method.KNAPSACK: "预算投票",
    Method.EQUAL_SHARES: "公平份额法",
}
UNITS = {Unit.VOTES: "得票", Unit.POINTS: "积分", Unit.HALF_POINTS: "分", Unit.WINS: "胜过几项"}
BALLOTS = {"approval": "选择票", "points": "积分票", "ranking": "排序票"}
REASONS = {
    "in_top_n": "在名额以内",
    "over_top_n": "在名额以外",
    "fits": "预算够用",
    "does_not_fit": "剩下的钱不够",
    "after_stop": "前面的项目不够钱，到此为止",
    "below_threshold": "没有到最低票数",
    "below_majority": "没有过半",
    "no_votes": "没有人选它",
    "cost_unknown": "没有费用",
    "shares": "支持者的份额够用",
    "rest": "用剩下的钱，按票数补上",
    "shares_short": "支持者的份额不够",
}
REFUSALS = {
    "tally.other_ballots": "这个文件里是%(ballot)s，不能按 %(method)s 计票",
    "tally.winners_and_money": "%(method)s 由预算决定入选几项，不能再写 --winners",
    "tally.budget_missing": "%(method)s 要有预算和费用，这个文件没有",
    "tally.tie_rule_unknown": "--ties 里的“%(rule)s”不认识，只能写 cost、votes、order、lot:种子",
    "tally.tie_rule_repeated": "--ties 里同一条规则写了两次",
    "tally.tie_seed_missing": "--ties 里的 lot 要写出种子，例如 lot:20261130",
    "tally.ballot_too_long": "有一张选票选了 %(named)s 项，超过 --k 的 %(k)s 项",
    "tally.k_too_small": "--k 至少是 1",
    "tally.too_many_options": "选项太多，这种计票方法最多 %(most)s 个",
}
WIDTH = 28


class Command(click.Command):
    """A command whose usage errors are one sentence."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Say in one sentence which option or argument is wrong."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            _refuse(f"没有 {_plain(error.option_name)} 这个选项，可用的选项见 deliberation count --help")
        except click.MissingParameter:
            _refuse("请写出一个要计票的文件：deliberation count 文件")
        except click.UsageError as error:
            _refuse(f"命令写得不对：{_plain(error.format_message())}")


@click.command("count", cls=Command)
@click.argument("file")
@click.option("--method", help="approval, points, ranking, schulze, knapsack or equal_shares.")
@click.option("--utility", help="Equal shares: cost (default) or votes.")
@click.option("--completion", help="Equal shares: add-one (default) or none.")
@click.option("--then", help="Equal shares: greedy (default) or none.")
@click.option("--ties", help="A comma list of cost, votes, order, lot:SEED.")
@click.option("--round", "round_id", help="The round that goes into lots; the file's name unless told.")
@click.option("--k", help="The most options a ballot may name.")
@click.option("--winners", help="How many win, whatever they cost.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def count(
    file: str,
    method: str | None,
    utility: str | None,
    completion: str | None,
    then: str | None,
    ties: str | None,
    round_id: str | None,
    k: str | None,
    winners: str | None,
    as_json: bool,
) -> None:
    """Count recorded votes (Pabulib .pb, PrefLib .soc .soi .toc .toi) without any database."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8" if as_json else None, errors="backslashreplace")
    asked: dict[str, Any] = {
        "method": _word("--method", Method, method),
        "utility": _word("--utility", Utility, utility),
        "completion": _word("--completion", Completion, completion),
        "then": _word("--then", Then, then),
        "k": _number("--k", k, least=1),
        "winners": _number("--winners", winners, least=0),
    }
    try:
        asked["ties"] = None if ties is None else recorded.ties_of(ties)
        found = recorded.read(file)
        rule = recorded.rule_of(found, **asked)
        counted, values = recorded.result(found, rule, found.name if round_id is None else round_id)
    except FileRefused as refused:
        _refuse(str(refused))
    except Refusal as refusal:
        _refuse(_sentence(refusal))
    if as_json:
        click.echo(json.dumps(values, ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(told(counted, values)))


def _word(option: str, words: type[Word], text: str | None) -> Word | None:
    """One of the words an option takes."""
    if text is None:
        return None
    if text not in list(words):
        _refuse(f"{option} 不能是“{_plain(text)}”，只能是 {'、'.join(words)}")
    return words(text)


def _number(option: str, text: str | None, least: int) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) >= least):
        _refuse(f"{option} 要写从 {least} 起的整数，不能是“{_plain(text)}”")
    return int(text)


def _sentence(refusal: Refusal) -> str:
    facts = {name: _plain(str(fact)) for name, fact in refusal.facts.items()}
    facts |= {"ballot": BALLOTS[facts["ballot"]]} if facts.get("ballot") in BALLOTS else {}
    return REFUSALS.get(refusal.code, f"不能这样计票（{refusal.code}）") % facts


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(2)


def told(counted: Count, values: dict[str, Any]) -> list[str]:
    """The result as a short table."""
    method = METHODS[counted.rule.method]
    head = [f"{values['file']}：{method}，选票 {counted.ballots} 张（空白 {counted.blank} 张）"]
    if counted.rule.budget_fen is not None:
        spent = sum(row["cost_fen"] for row in values["options"] if row["selected"])
        head.append(f"预算 {_yuan(counted.rule.budget_fen)} 元，用去 {_yuan(spent)} 元")
    score: Callable[[int], str] = _halves if counted.unit == Unit.HALF_POINTS else str
    rows = [["名次", "编号", "名称", UNITS[counted.unit], "费用（元）", "入选", "原因"]]
    for row in values["options"]:
        cost = "" if row["cost_fen"] is None else _yuan(row["cost_fen"])
        chosen = "入选" if row["selected"] else ""
        name = "" if row["name"] == row["id"] else _fitted(_plain(row["name"]))
        cells = [str(row["rank"]), _fitted(_plain(row["id"])), name, score(row["votes"]), cost, chosen]
        rows.append([*cells, REASONS.get(row["reason"], row["reason"])])
    return [*head, *_table(rows), f"入选 {len(values['winners'])} / {len(values['options'])} 项"]


def _table(rows: list[list[str]]) -> list[str]:
    """The rows in columns; a column that says nothing is left out."""
    columns = [column for column in zip(*rows, strict=True) if any(column[1:])]
    widths = [max(map(_width, column)) for column in columns]
    return ["  ".join(map(_padded, row, widths)).rstrip() for row in zip(*columns, strict=True)]


def _halves(half_points: int) -> str:
    """Half points as points: 12.5."""
    return f"{half_points // 2}.5" if half_points % 2 else str(half_points // 2)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}" if fen % 100 else str(fen // 100)


def _plain(text: str) -> str:
    """A text that cannot break the terminal: printable and short."""
    printable = "".join(char if char.isprintable() else "?" for char in text[:200])
    return printable if len(text) <= 200 else printable + "…"


def _width(text: str) -> int:
    """How many columns of a terminal a text takes; Chinese characters take two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _fitted(text: str) -> str:
    """A text cut to its column."""
    while _width(text) > WIDTH:
        text = text[: -2 if text.endswith("…") else -1] + "…"
    return text
