"""Words with which a round is made, announced, extended and signed."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.formats import moment
from deliberation.web.phrases import label


def _budget_missing(facts: Mapping[str, Any]) -> str:
    method = label("round_method", facts["method"])
    return _("“%(method)s”要知道这轮一共有多少钱，请填上。", method=method)


def _ballot_not_of_method(facts: Mapping[str, Any]) -> str:
    method, ballot = label("round_method", facts["method"]), label("round_ballot", facts["ballot"])
    return _("“%(method)s”不能用“%(ballot)s”的选票，请换一种。", method=method, ballot=ballot)


def _elsewhere(what: Any) -> Any:
    def said(facts: Mapping[str, Any]) -> str:
        return str(what) % {"method": label("round_method", facts["method"])}

    return said


def _extended(facts: Mapping[str, Any]) -> str:
    return _(
        "“%(title)s”延长到 %(closes)s 截止。原因：%(reason)s",
        title=facts.get("title", ""),
        closes=moment(facts.get("closes_at")),
        reason=facts.get("reason", ""),
    )


def _need_extended(facts: Mapping[str, Any]) -> str:
    return _(
        "“%(round)s”的投票延长到 %(closes)s",
        round=facts.get("round", ""),
        closes=moment(facts.get("closes_at")),
    )


def _reminded(facts: Mapping[str, Any]) -> str:
    return _(
        "“%(title)s”投票到 %(closes)s 截止。这条提醒发给名册上的每一个人：投过的不用再投，没投的请来选。",
        title=facts.get("title", ""),
        closes=moment(facts.get("closes_at")),
    )


PHRASES: dict[str, Any] = {
    "label.round_state.typing": _l("正在录入纸质选票"),
    "label.round_method.approval": _l("选择投票"),
    "label.round_method.points": _l("积分投票"),
    "label.round_method.ranking": _l("排序投票"),
    "label.round_method.schulze": _l("排序投票（两两比较）"),
    "label.round_method.knapsack": _l("预算投票"),
    "label.round_method.equal_shares": _l("公平份额法"),
    "label.round_ballot.approval": _l("勾选"),
    "label.round_ballot.points": _l("分积分"),
    "label.round_ballot.ranking": _l("排先后"),
    "label.round_stands.online": _l("以网上的为准"),
    "label.round_stands.last": _l("以后到的为准"),
    "notice.rounds.extended": _extended,
    "notice.rounds.reminded": _reminded,
    "event.rounds.extended": _need_extended,
    "act.rounds.extend": _l("延长一轮投票"),
    "act.rounds.remind": _l("提醒名册上的人投票"),
    "act.rounds.record_signature": _l("登记纸上的签字"),
    "refusal.rounds.papers_before_the_end": _l("纸质选票录完的时间，要比投票结束的时间晚。"),
    "refusal.rounds.papers_too_long": _l("纸质选票最晚要在投票结束后 %(days)s 天内录完。"),
    "refusal.rounds.budget_missing": _budget_missing,
    "refusal.rounds.winners_and_budget": _l("有钱数的投票，钱够做几项就是几项；不要再填“前几项入选”。"),
    "refusal.rounds.ballot_not_of_method": _ballot_not_of_method,
    "refusal.rounds.least_too_small": _l("“至少选几项”最小是 1；空白票总是可以投的。"),
    "refusal.rounds.least_beyond_k": _l("至少选 %(least)s 项，最多却只能选 %(k)s 项，请改一个。"),
    "refusal.rounds.points_elsewhere": _elsewhere(_l("“%(method)s”用不到积分，请把积分去掉。")),
    "refusal.rounds.shares_elsewhere": _elsewhere(
        _l("“%(method)s”用不到公平份额法的设置，请换回原来的样子。")
    ),
    "refusal.rounds.points_missing": _l("积分投票要写每人有多少分。"),
    "refusal.rounds.points_out_of_range": _l("每人的积分要在 1 到 %(most)s 之间。"),
    "refusal.rounds.most_points_out_of_range": _l("一项最多给的分，要在 1 到 %(points)s 之间。"),
    "refusal.rounds.least_beyond_points": _l("每人只有 %(points)s 分，不够分给 %(least)s 项。"),
    "refusal.rounds.points_left_over": _l(
        "每人 %(points)s 分，一项最多 %(most)s 分，最多给 %(named)s 项：分用不完。请改一改这几个数。"
    ),
    "refusal.rounds.votes_of_a_ranking": _l("排序投票没有“一项得几票”，请去掉最低票数；可以改用“双过半”。"),
    "refusal.rounds.winners_too_few": _l("至少要有 1 项入选；只排先后就不用填。"),
    "refusal.rounds.winners_beyond_options": _l("要选出 %(winners)s 项，可是选项只有 %(options)s 个。"),
    "refusal.rounds.seed_without_source": _l("自己填了抽签的种子，就要写清楚它从哪里来，大家才信得过。"),
    "refusal.rounds.unknown_estate": _l("只能选本社区的小区，请重新勾选。"),
    "refusal.rounds.changed_meanwhile": _l(
        "您打开以后，别人改过这份草稿。您填的都还在下面，没有存；请另开一页看看现在的草稿，再按一次保存就用您的。"
    ),
    "refusal.rounds.not_as_looked_at": _l("您看过以后，草稿又改了，没有公布。请再看一遍现在的样子。"),
    "refusal.rounds.may_not_be_extended": _l("公布的时候没有说可以延长，所以不能延长。"),
    "refusal.rounds.extended_already": _l("已经延长过一次，不能再延长。"),
    "refusal.rounds.over_already": _l("投票已经结束，不能再延长。"),
    "refusal.rounds.not_later": _l("新的结束时间要比原来的晚。"),
    "refusal.rounds.reminded_today": _l("今天已经提醒过了，一天最多一次。"),
    "refusal.rounds.nobody_to_remind": _l("投票正在进行的时候才能提醒。"),
    "refusal.rounds.nothing_to_record": _l("投票公布结果以后，还没签的人才能登记纸上的签字。"),
    "refusal.rounds.nobody_signed": _l("请勾选是谁签的字。"),
    "refusal.rounds.scan_missing": _l("请选择签好字的结果单，拍照或者扫描都可以。"),
    "refusal.rounds.scan_not_read": _l("这个文件打不开。请上传照片（JPG、PNG）或者 PDF。"),
    "refusal.rounds.scan_too_large": _l("这个文件太大了，最多 %(most)s MB。"),
}
