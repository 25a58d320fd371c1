"""Words with which a count refuses what it cannot count; workers and whoever brings a file read them."""

from typing import Any

from flask_babel import lazy_gettext as _l

PHRASES: dict[str, Any] = {
    "refusal.tally.ballot_unknown_option": _l("有一张票选了不在选票上的内容（%(option)s），不能计票。"),
    "refusal.tally.ballot_repeats_option": _l("有一张票把同一项选了两次（%(option)s），不能计票。"),
    "refusal.tally.ballot_too_long": _l("有一张票选了 %(named)s 项，最多只能选 %(k)s 项，不能计票。"),
    "refusal.tally.ballot_points_below_one": _l("有一张票给出的分不是从 1 起的整数，不能计票。"),
    "refusal.tally.ballot_points_on_one": _l(
        "有一张票给一项打了 %(points)s 分，一项最多 %(most)s 分，不能计票。"
    ),
    "refusal.tally.ballot_points_in_all": _l(
        "有一张票一共打了 %(points)s 分，最多只有 %(most)s 分，不能计票。"
    ),
    "refusal.tally.ballot_empty_place": _l("有一张票的排序里有空位，不能计票。"),
    "refusal.tally.ballots_below_zero": _l("选票的张数不能小于零。"),
    "refusal.tally.option_repeated": _l("有两个选项的编号一样（%(option)s）。"),
    "refusal.tally.k_too_small": _l("每张票至少要能选一项。"),
    "refusal.tally.top_n_negative": _l("入选的项数不能小于零。"),
    "refusal.tally.budget_missing": _l("这种计票方法要先定预算。"),
    "refusal.tally.budget_negative": _l("预算不能小于零。"),
    "refusal.tally.cost_negative": _l("费用不能小于零。"),
    "refusal.tally.cost_missing": _l("有一项还没有估算费用，先补上再继续。"),
    "refusal.tally.method_and_ballot": _l("这种计票方法不能用这种选票。"),
    "refusal.tally.too_many_options": _l("选项太多，这种计票方法算不过来。"),
}
