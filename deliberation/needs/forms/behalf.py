"""Forms of a worker who enters what neighbours did on paper, by phone or at the door."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField

from deliberation.needs.rules import BY_HAND, COMMENT_LENGTH, Behalf, ReportReason, new_key
from deliberation.web.forms import Form, Line, Text, at_most, filled, required
from deliberation.web.phrases import label

WHO_LENGTH = 60


def by_hand() -> list[tuple[str, str]]:
    """The channels that are not the web, paper first."""
    return [(each.value, label("channel", each)) for each in BY_HAND]


class BehalfForm(Form):
    """Who did what with which need, and how we know; `key` makes entering it twice entering it once."""

    channel = RadioField(_l("怎么收到的"), [required(_l("请选择是怎么收到的。"))])
    act = RadioField(_l("登记什么"), [required(_l("请选择登记什么。"))])
    who = Line(_l("谁（门牌或者姓名）"), [filled(), at_most(WHO_LENGTH)])
    need = Line(_l("哪条需求（编号或者字词）"), [filled(), at_most(WHO_LENGTH)])
    text = Text(_l("原话"), [at_most(COMMENT_LENGTH)])
    reason = SelectField(_l("举报的原因"), validate_choice=False)
    remark = Line(_l("举报的是下面的哪句话"), [at_most(WHO_LENGTH)])
    key = HiddenField(default=new_key)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel.choices = by_hand()
        self.act.choices = [(each.value, label("behalf", each)) for each in Behalf]
        reasons = [(each.value, label("report_reason", each)) for each in ReportReason]
        self.reason.choices = [("", str(_l("请选择"))), *reasons]


class SheetForm(Form):
    """A sheet of signatures for one need: a door, a name or both on each line."""

    channel = RadioField(_l("怎么收到的"), [required(_l("请选择是怎么收到的。"))])
    need = Line(_l("支持哪条需求（编号或者字词）"), [filled(), at_most(WHO_LENGTH)])
    lines = Text(_l("签名的门牌，一行一个"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel.choices = by_hand()
