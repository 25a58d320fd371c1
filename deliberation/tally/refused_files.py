"""Why an election file is refused, in words that also work without the application: `FILE:LINE: reason`.

The only Chinese sentences in `tally`: the command line prints them before anything else runs.
"""

from pathlib import Path
from typing import Any

from deliberation.errors import Refusal

REASONS = {
    "not_a_file": "不是可以读取的普通文件",
    "empty_file": "文件是空的",
    "line_too_long": "这一行太长，超过 %(limit)s 个字节",
    "control_character": "这一行有控制字符，可能不是文本文件",
    "not_utf8": "这一行不是 UTF-8 编码",
    "broken_row": "这一行的引号或换行不完整",
    "section_expected": "这里应当是 %(expected)s 一节的开头，实际是“%(found)s”",
    "section_misplaced": "%(found)s 一节出现在不该出现的位置",
    "section_missing": "文件到此结束，缺少 %(expected)s 一节",
    "header_missing": "%(section)s 一节缺少列名行",
    "column_missing": "%(section)s 一节缺少“%(column)s”列",
    "column_repeated": "%(section)s 一节的“%(column)s”列重复",
    "row_length": "这一行有 %(found)s 格，列名有 %(expected)s 个（文字里的分号要加引号）",
    "meta_row": "META 的每一行要写成“名称;内容”",
    "meta_repeated": "META 里“%(key)s”重复",
    "meta_missing": "META 里缺少“%(key)s”",
    "vote_type_not_yet": "暂不支持“%(vote_type)s”这种投票方式，目前支持 %(known)s",
    "not_an_amount": "“%(column)s”的“%(value)s”不是金额",
    "not_whole_fen": "“%(column)s”的“%(value)s”不足一分的零头无法处理",
    "amount_too_large": "“%(column)s”的金额太大",
    "not_a_count": "“%(column)s”的“%(value)s”不是从 %(least)s 起的整数",
    "lengths_crossed": "min_length（%(least)s）大于 max_length（%(most)s）",
    "project_id_empty": "项目编号是空的",
    "project_id_comma": "项目编号“%(project)s”里有逗号，选票无法写出它",
    "project_repeated": "项目编号“%(project)s”重复，前面已经有了",
    "no_projects": "文件里没有项目",
    "no_votes": "文件里没有选票",
    "voter_id_empty": "投票人编号是空的",
    "voter_repeated": "投票人编号“%(voter)s”重复，一人只能有一张选票",
    "vote_empty_item": "选票里有空的项目编号（多了逗号）",
    "vote_unknown_project": "选票里的项目“%(project)s”不在项目清单里",
    "vote_too_long": "选票选了 %(named)s 项，最多只能选 %(most)s 项",
    "vote_too_short": "选票选了 %(named)s 项，最少要选 %(least)s 项",
    "points_and_projects": "选票选了 %(named)s 项，却写了 %(points)s 个分数",
    "points_wrong": "选票里的“%(value)s”不是分数，分数要写成整数",
    "points_on_one": "选票给一个项目打了 %(points)s 分，最多 %(most)s 分",
    "points_in_all": "选票一共打了 %(points)s 分，最多 %(most)s 分",
    "num_projects_wrong": "num_projects 写的是 %(stated)s，实际有 %(found)s 个项目",
    "num_votes_wrong": "num_votes 写的是 %(stated)s，实际有 %(found)s 张选票",
    "header_row": "以 # 开头的行要写成“# 名称: 内容”",
    "header_repeated": "文件头里“%(key)s”重复",
    "header_key_missing": "文件头里缺少“%(key)s”",
    "header_after_orders": "文件头要写在所有排序之前",
    "data_type_unknown": "不认识“%(data_type)s”这种数据，只支持 soc、soi、toc、toi",
    "data_type_and_name": "文件名以 .%(suffix)s 结尾，文件头写的却是 %(data_type)s",
    "too_many_options": "选项太多，最多 %(most)s 个",
    "option_beyond": "“%(key)s”没有对应的选项，一共只有 %(options)s 个",
    "order_row": "这一行要写成“张数: 1,3,{2,4}”",
    "order_empty_place": "排序里有空的选项编号（多了逗号，或什么都没排）",
    "order_unknown_option": "排序里的选项“%(option)s”不在选项清单里",
    "order_repeats_option": "排序里的选项“%(option)s”写了两次",
    "order_braces": "花括号没有配对",
    "order_ties": "%(data_type)s 文件的排序不能有并列",
    "order_incomplete": "%(data_type)s 文件的排序要排完全部 %(options)s 个选项，这里排了 %(named)s 个",
    "order_repeated": "这个排序前面已经有了，同样的排序只写一行",
    "number_wrong": "%(key)s 写的是 %(stated)s，实际是 %(found)s",
}


class FileRefused(Refusal):
    """An election file is refused; `reason` is a key of `REASONS`, `line` counts from 1 (0: no line)."""

    def __init__(self, path: str | Path, line: int, reason: str, **facts: Any) -> None:
        super().__init__(f"tally.file_{reason}", path=str(path), line=line, **facts)
        self.path = str(path)
        self.line = line
        self.reason = reason

    @property
    def text(self) -> str:
        """The reason as one Chinese sentence, with the file's own words shortened and made printable."""
        return REASONS[self.reason] % {name: _shown(fact) for name, fact in self.facts.items()}

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


def _shown(fact: Any) -> str:
    """A fact that cannot break the terminal: one line, printable characters only, at most 60 of them."""
    printable = "".join(char if char.isprintable() else "?" for char in str(fact)[:61])
    return printable if len(printable) <= 60 else printable[:59] + "…"
