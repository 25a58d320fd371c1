"""Words of the room rounds."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.formats import moment


def _announced(facts: Mapping[str, Any]) -> str:
    return _(
        "“%(title)s”将在 %(opens)s 到 %(closes)s 投票，请您来选。",
        title=facts.get("title", ""),
        opens=moment(facts.get("opens_at")),
        closes=moment(facts.get("closes_at")),
    )


def _put_to_vote(facts: Mapping[str, Any]) -> str:
    return _(
        "列入“%(round)s”，%(opens)s 到 %(closes)s 投票",
        round=facts.get("round", ""),
        opens=moment(facts.get("opens_at")),
        closes=moment(facts.get("closes_at")),
    )


PHRASES = {
    "label.round_state.draft": _l("草稿"),
    "label.round_state.announced": _l("还没开始"),
    "label.round_state.open": _l("正在投票"),
    "label.round_state.due": _l("正在计票"),
    "label.round_state.closed": _l("已公布结果"),
    "label.round_state.annulled": _l("已作废"),
    "label.round_unit.resident": _l("每位成年居民一票"),
    "label.round_unit.household": _l("每户一票"),
    "label.round_purpose.needs": _l("对需求投票"),
    "label.round_purpose.motion": _l("对一件事表决"),
    "label.round_tie.cost": _l("费用低的在前"),
    "label.round_tie.votes": _l("票多的在前"),
    "label.round_tie.lot": _l("抽签"),
    "label.round_tie.order": _l("按选票上的先后"),
    "label.round_signer.teller": _l("计票人"),
    "label.round_signer.scrutineer": _l("监票人"),
    "label.round_reason.more_votes": _l("得 %(votes)s 票。"),
    "label.round_reason.no_votes": _l("没有人选它。"),
    "label.job.rounds.clean_up": _l("清除投票留下的痕迹"),
    "event.rounds.opened": _put_to_vote,
    "event.rounds.annulled": _l("“%(round)s”作废，没有结果。原因：%(reason)s"),
    "notice.rounds.announced": _announced,
    "notice.rounds.closed": _l("“%(title)s”的结果公布了，您可以查看和核对。"),
    "notice.rounds.annulled": _l("“%(title)s”作废了，没有结果，原因写在投票页上。"),
    "notice.rounds.sign": _l("“%(title)s”已经计票，请您核对结果并签字。"),
    "act.rounds.create": _l("起草一轮投票"),
    "act.rounds.revise": _l("修改投票草稿"),
    "act.rounds.discard": _l("删除投票草稿"),
    "act.rounds.announce": _l("公布一轮投票"),
    "act.rounds.open_for_motion": _l("会上开始一次无记名投票"),
    "act.rounds.stop": _l("结束会上的无记名投票"),
    "act.rounds.add_to_register": _l("补进投票名册"),
    "act.rounds.strike": _l("从投票名册划去"),
    "act.rounds.print_slips": _l("打印投票码"),
    "act.rounds.close": _l("投票结束并计票"),
    "act.rounds.annul": _l("作废一轮投票"),
    "act.rounds.sign": _l("在投票结果上签字"),
    "refusal.rounds.no_title": _l("请给这轮投票起个名称。"),
    "refusal.rounds.closes_before_it_opens": _l("结束时间要比开始时间晚。"),
    "refusal.rounds.k_too_small": _l("每人至少要能选一项。"),
    "refusal.rounds.too_many_options": _l("选项太多了，最多 %(most)s 项。"),
    "refusal.rounds.option_without_title": _l("每个选项都要有标题。"),
    "refusal.rounds.option_repeated": _l("有两个选项是一样的，请去掉一个。"),
    "refusal.rounds.negative_cost": _l("费用不能是负数。"),
    "refusal.rounds.budget_not_positive": _l("这轮的钱要大于 0 元；只排顺序就不用填。"),
    "refusal.rounds.option_without_cost": _l(
        "“%(option)s”还没有估算金额。有钱数的投票，每一项都要写大约多少钱：请先去核造价，或者这一项先不放进来。"
    ),
    "refusal.rounds.option_beyond_budget": _l(
        "“%(option)s”的估算比这轮的钱还多，选上了也做不成，请先不放进来，或者改钱数。"
    ),
    "refusal.rounds.turnout_not_a_percentage": _l("参与率要在 0 到 100 之间。"),
    "refusal.rounds.negative_votes": _l("最低票数不能是负数。"),
    "refusal.rounds.too_few_options": _l("至少要有一个选项，才能投票。"),
    "refusal.rounds.k_beyond_options": _l("每人最多选 %(k)s 项，可是选项只有 %(options)s 个。"),
    "refusal.rounds.ends_in_the_past": _l("结束时间已经过了，请改成将来的时间。"),
    "refusal.rounds.no_signers": _l("公布之前要先定好计票人和监票人。"),
    "refusal.rounds.same_signer": _l("计票人和监票人要是两个人。"),
    "refusal.rounds.unknown_signer": _l("计票人和监票人要是本社区的人。"),
    "refusal.rounds.need_not_shortlisted": _l(
        "只能选本社区已经入围的需求。有的需求可能刚刚变了，请重新勾选。"
    ),
    "refusal.rounds.cost_not_read": _l("这一行的费用看不懂：%(line)s"),
    "refusal.rounds.already_announced": _l("这轮投票已经公布过了。"),
    "refusal.rounds.frozen": _l("这轮投票已经公布，内容不能再改。"),
    "refusal.rounds.empty_register": _l("还没有可以投票的人。请先在名册里确认居民，再公布。"),
    "refusal.rounds.gone": _l("这轮投票已经不在了。"),
    "refusal.rounds.not_yet_open": _l("投票还没有开始，您的选择没有送出。"),
    "refusal.rounds.not_open": _l("投票已经结束，您这次的选择没有送出；之前投过的票照样算数。"),
    "refusal.rounds.secret_lost": _l("投票箱现在打不开，您的选择没有送出。请联系社区。"),
    "refusal.rounds.nothing_chosen": _l("您还没有选。哪一项都不想选，可以投空白票。"),
    "refusal.rounds.blank_and_chosen": _l("您选了内容，又勾选了空白票，请去掉一个。"),
    "refusal.rounds.not_on_register": _l("这轮投票的名册里没有您。请到社区窗口或打电话，由工作人员核对。"),
    "refusal.rounds.not_kept": _l("没有存上，请再试一次。"),
    "refusal.rounds.option_named_twice": _l("同一项不能选两次。"),
    "refusal.rounds.unknown_option": _l("您选的内容不在这张选票上，请重新选。"),
    "refusal.rounds.too_many_choices": _l("最多选 %(k)s 项，您选了 %(named)s 项，请去掉几项。"),
    "refusal.rounds.not_due": _l("投票时间还没有到，不能提前计票。"),
    "refusal.rounds.nothing_to_annul": _l("这轮投票已经有结果或者已经作废，不能再作废。"),
    "refusal.rounds.reason_missing": _l("请写明原因。"),
    "refusal.rounds.may_not_vote": _l("这个人现在没有投票资格，不能补进名册。"),
    "refusal.rounds.on_register_already": _l("名册里已经有了。"),
    "refusal.rounds.register_of_meeting": _l("会上的无记名投票，名册就是开始时到会的人，不增不减。"),
    "refusal.rounds.not_of_meeting": _l("只有会上的无记名投票可以提前结束。"),
    "refusal.rounds.register_closed": _l("投票已经结束，名册不能再改。"),
    "refusal.rounds.not_a_signer": _l("只有事先定好的计票人和监票人可以签字，每人一次。"),
    "refusal.rounds.signed_already": _l("已经签过字了。"),
    "refusal.rounds.unknown_code": _l(
        "没有找到这个投票码。请照着纸条再输一次；投票还没开始、或者已经结束的时候，它打不开选票。"
    ),
    "refusal.rounds.too_many_guesses": _l("输错的次数太多了，请过十分钟再试，或者到社区窗口。"),
    "refusal.rounds.board_tracker_repeated": _l("有两张票的回执号一样，不能计票，请联系管理员。"),
    "refusal.rounds.board_method_unknown": _l("不认识的投票方式：%(method)s"),
    "refusal.tally.tie_rule_unknown": _l("不认识的同票规则：%(rule)s"),
    "refusal.tally.tie_rule_repeated": _l("同票规则写了两次。"),
    "refusal.tally.tie_seed_missing": _l("抽签要有种子。"),
}
