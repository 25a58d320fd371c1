"""Words of planning: rules of a community's own, the session, the agenda, materials."""

from typing import Any

from flask_babel import lazy_gettext as _l

PHRASES: dict[str, Any] = {
    "label.rule_base.members": _l("成员"),
    "label.rule_base.representatives": _l("居民代表"),
    "label.rule_base.residents": _l("成年居民"),
    "label.rule_base.households": _l("户"),
    "label.rule_base.owners": _l("业主"),
    "label.rule_base.open": _l("谁都可以来"),
    "refusal.meetings.open_decides_nothing": _l("谁都可以来的会议只听意见，不设到会和赞成的比例。"),
    "refusal.meetings.share_missing": _l("请填写多少人到会、多少人赞成。"),
    "refusal.meetings.share_out_of_range": _l("比例要大于 0、不超过 1，分母不超过 %(most)s。"),
    "refusal.meetings.share_beyond_whole": _l("不能要求超过全部，请改成“达到就行”。"),
    "refusal.meetings.majority_below_half": _l("赞成的比例要过半数：只有一半或者更少的人赞成，不能算通过。"),
    "refusal.meetings.area_is_for_owners": _l("只有业主共同决定才按面积计算，而且一定要按面积计算。"),
    "refusal.meetings.owners_quorum_by_law": _l(
        "业主共同决定要有三分之二以上的人数和面积参加（民法典第278条），不能低于这个比例。"
    ),
    "refusal.meetings.too_many_rules": _l("自己定的规则最多 %(most)s 条，请先停用不用的。"),
    "refusal.meetings.no_rule_name": _l("请给这条规则起一个名称。"),
    "refusal.meetings.last_rule": _l("至少要留一条规则。"),
    "refusal.meetings.session_taken": _l("%(year)s年的第%(number)s次已经用过了，请换一个编号。"),
    "refusal.meetings.bad_session": _l("第几次要填 1 到 999 的数。"),
    "refusal.meetings.no_needs_chosen": _l("请至少勾选一条还不在议程上的需求。"),
    "refusal.meetings.material_large": _l("“%(name)s”太大，每个文件不超过 %(most)s MB。"),
    "refusal.meetings.material_empty": _l("“%(name)s”是空的，里面没有内容。"),
    "refusal.meetings.material_kind": _l("“%(name)s”不能放：只收 PDF、照片、docx 和 xlsx。"),
    "refusal.meetings.material_broken": _l("“%(name)s”打不开，可能坏了，或者加了密码。"),
    "refusal.meetings.material_macros": _l("“%(name)s”里带有宏，请另存为不带宏的文件再放。"),
    "refusal.meetings.materials_full": _l("一个议题最多放 %(most)s 个材料。"),
    "act.meetings.add_material": _l("放会议材料"),
    "act.meetings.move_material": _l("调整会议材料的顺序"),
    "act.meetings.remove_material": _l("拿掉会议材料"),
    "act.meetings.change_rule": _l("修改会议规则"),
    "act.meetings.retire_rule": _l("停用会议规则"),
    "act.meetings.restore_rule": _l("恢复会议规则"),
}
