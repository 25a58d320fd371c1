"""Words with which paper ballots are printed, typed in and settled."""

from typing import Any

from flask_babel import lazy_gettext as _l

PHRASES: dict[str, Any] = {
    "label.vote_paper.slips": _l("投票码"),
    "label.vote_paper.ballots": _l("纸质选票"),
    "label.vote_paper.doors": _l("发放登记表"),
    "label.vote_paper.tally": _l("唱票计票表"),
    "label.paper_kind.valid": _l("有效"),
    "label.paper_kind.blank": _l("空白票"),
    "label.paper_kind.spoiled": _l("废票"),
    "label.paper_kind.late": _l("迟到的"),
    "label.loose_papers.late": _l("迟到的，没有拆开"),
    "label.loose_papers.spoiled": _l("码看不清的，算废票"),
    "label.job.rounds.print_papers": _l("打印投票码、纸质选票或发放表"),
    "job_done.rounds.print_papers": _l(
        "做好了，每栋楼一个文件。文件里有投票码，只有您能下载，保留到 %(until)s；打印完请从电脑上删掉。"
    ),
    "act.rounds.print_papers": _l("打印投票码或纸质选票"),
    "act.rounds.type_papers": _l("录入纸质选票（每人录了几张）"),
    "act.rounds.papers_done": _l("确认纸质选票都录完了"),
    "act.rounds.count_loose_papers": _l("登记迟到或看不清的纸质选票"),
    "act.rounds.take_back_loose_papers": _l("撤回一笔纸质选票登记"),
    "refusal.rounds.no_paper": _l("这轮投票没有纸质选票。"),
    "refusal.rounds.typing_not_yet": _l("投票还没有开始，开始以后才能录纸质选票。"),
    "refusal.rounds.typing_over": _l("录纸质选票的时间已经过了，这一张没有录进去。"),
    "refusal.rounds.typed_by_nobody": _l("请先登录，再录纸质选票。"),
    "refusal.rounds.code_not_printed": _l("这轮投票没有印过这个码。请再看一遍选票右上角的 10 位码。"),
    "refusal.rounds.code_of_another_round": _l(
        "这个码是另一轮投票“%(title)s”的，不能录在这里，请把这张票放到那一轮去。"
    ),
    "refusal.rounds.typed_nothing": _l("请填这张票选了什么；空白票填 0，废票填 x。"),
    "refusal.rounds.typed_not_read": _l("“%(typed)s”看不懂，请填选项的序号，中间空一格，例如 1 3 5。"),
    "refusal.rounds.typed_no_pair": _l("“%(typed)s”看不懂，请填“序号=分数”，中间空一格，例如 1=5 3=2。"),
    "refusal.rounds.typed_no_such_option": _l("没有第 %(typed)s 项，选票上只有 1 到 %(options)s。"),
    "refusal.rounds.typed_by_you": _l(
        "这一张您已经录过，这次和上次不一样。要改成这次的，请点“改成这次录的”；"
        "同一个码收到两张不同的纸票，按废票录。"
    ),
    "refusal.rounds.typed_twice": _l("这一张已经由两个人录过了，等着核对，不用再录。"),
    "refusal.rounds.paper_stands": _l("这一张已经两遍对上，或者已经核对过，不能再改。"),
    "refusal.rounds.nothing_to_settle": _l("这一张不用核对：可能别人刚刚核对过了。"),
    "refusal.rounds.second_hand_missing": _l("这一张只录了一遍，请另一个人再录一遍；没法录的可以定为废票。"),
    "refusal.rounds.settled_by_third": _l("核对要由没有录过这一张的人来做。"),
    "refusal.rounds.loose_kind": _l("这里只登记迟到的和码看不清的。"),
    "refusal.rounds.loose_number": _l("张数至少是 1。"),
    "refusal.rounds.loose_gone": _l("这笔登记已经不在了。"),
    "refusal.rounds.not_late_yet": _l("投票还没有截止，现在收到的都不算迟到，请照常录入。"),
    "refusal.rounds.papers_done_later": _l("投票还没有截止，还会有人交纸票；截止以后再点“都录完了”。"),
    "refusal.rounds.papers_unsettled": _l(
        "还有 %(once)s 张只录了一遍、%(differing)s 张两遍不一样，请先录完、核对，或者定为废票。"
    ),
    "refusal.rounds.nothing_to_print": _l("名册里没有可以打印的。"),
    "refusal.rounds.printing_over": _l("投票已经结束，投票码没有用了，不再打印。"),
    "refusal.rounds.no_longer_yours": _l("您现在不是这个社区的工作人员，文件没有做。"),
    "refusal.rounds.no_room_to_print": _l(
        "服务器的磁盘满了，文件没有存上，什么也没有丢。请管理员腾出空间，再打印一次，投票码还是一样的。"
    ),
}
