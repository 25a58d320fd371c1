"""Forms of meetings: planning, notice, agenda, the door, motions, minutes and signatures."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields import StringField
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from deliberation.meetings.rules import PROFILES, Mode, MotionKind, Way
from deliberation.meetings.sentences import SQUARE_METRE, square_metres
from deliberation.web.forms import Count, Day, Form, Line, LocalMoment, Text, Yuan, at_most, filled, required
from deliberation.web.phrases import label
from deliberation.wording import tidy

Choices = Sequence[tuple[str, Any]]


class Area(StringField):
    """An area typed in square metres; `data` is whole square centimetres (or None)."""

    data: int | None

    def process_data(self, value: int | None) -> None:
        self.data = value

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        text = tidy(valuelist[0]).replace(",", "") if valuelist else ""
        self.data = _area(text) if text else None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else square_metres(self.data)


def _area(text: str) -> int:
    try:
        metres = Decimal(text)
    except InvalidOperation:
        raise ValueError(str(_l("请填写面积（平方米），例如 89.5。"))) from None
    if (
        not metres.is_finite()
        or not 0 <= metres <= 10**9
        or metres * SQUARE_METRE != int(metres * SQUARE_METRE)
    ):
        raise ValueError(str(_l("面积要在 0 以上，最多四位小数。")))
    return int(metres * SQUARE_METRE)


def _labelled(group: str, words: Any) -> list[tuple[str, str]]:
    return [(str(word), label(group, word)) for word in words]


class PlanForm(Form):
    """What a meeting is, when, where, and who leads it."""

    title = Line(_l("会议名称"), [filled(), at_most(200)])
    profile = RadioField(_l("会议类型"), [required()], default="council")
    starts_at = LocalMoment(_l("开始时间"), [required()])
    ends_at = LocalMoment(_l("预计结束时间"), [Optional()])
    place = Line(_l("地点"), [at_most(200)])
    mode = RadioField(_l("形式"), [required()], default=Mode.ON_SITE.value)
    chair = SelectField(_l("主持人"))
    chair_name = Line(_l("主持人不在上面的名单里，就写姓名"), [at_most(60)])
    recorder = SelectField(_l("记录人"))
    recorder_name = Line(_l("记录人不在上面的名单里，就写姓名"), [at_most(60)])
    due = Count(_l("应到人数"), [Optional()])
    due_area = Area(_l("应到的总面积（平方米）"))

    def offer(self, people: Sequence[tuple[UUID, str]]) -> None:
        """Fill in what can be chosen."""
        self.profile.choices = _labelled("profile", PROFILES)
        self.mode.choices = _labelled("meeting_mode", Mode)
        choices = [("", _l("还没有定")), *((str(account_id), name) for account_id, name in people)]
        self.chair.choices = self.recorder.choices = choices

    def validate_due(self, field: Count) -> None:
        """A number of people is not negative."""
        if field.data is not None and field.data < 0:
            raise ValidationError(str(_l("人数不能小于 0。")))


class NoticeForm(Form):
    """The words of a notice; a notice on paper counts from the day it was posted."""

    text = Text(_l("通知里要说的话"), [at_most(2000)])
    posted_on = Day(_l("如果已经贴过纸质通知：张贴的日期"), [Optional()])
    reason = Line(_l("如果不到 3 天就要开会：为什么来不及"), [at_most(200)])


class MembersForm(Form):
    """Who is expected."""

    accounts = SelectMultipleField(
        _l("居民代表"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    typed = Text(_l("没有账号的成员，一行写一个姓名"), [at_most(4000)])

    def names(self) -> list[str]:
        """The typed names, one a line."""
        return [tidy(line) for line in (self.typed.data or "").splitlines() if tidy(line)]


class ItemForm(Form):
    """An agenda item."""

    title = Line(_l("议题"), [filled(), at_most(200)])
    need = SelectField(_l("讨论的是哪条需求"))
    vote = SelectField(_l("要认可的是哪次投票的结果"))
    proposer = Line(_l("谁提出的"), [at_most(60)])
    explanation = Text(_l("说明"), [at_most(4000)])

    def offer(self, needs: Choices, rounds: Choices) -> None:
        """Fill in the needs and the closed rounds."""
        self.need.choices = [("", _l("不是某一条需求")), *needs]
        self.vote.choices = [("", _l("不是投票结果")), *rounds]


class MarkForm(Form):
    """One tap at the door: here, excused (with a reason), or missing."""

    status = StringField()
    reason = Line(_l("请假的原因"), [at_most(200)])
    area = Area(_l("面积（平方米）"))


class WalkInForm(Form):
    """Somebody who is not on the list."""

    name = Line(_l("姓名"), [filled(), at_most(60)])
    as_member = BooleanField(_l("是应到的成员，名单上漏了（有表决权）"))


class OthersForm(Form):
    """Those here who do not stand on the list by name."""

    others = Count(_l("没有列名的到会人数"), [required()])
    area = Area(_l("他们的面积合计（平方米）"))


class ReasonForm(Form):
    """A reason."""

    reason = Line(_l("原因"), [filled(), at_most(200)])


class NoteForm(Form):
    """What was said and what it came to."""

    speeches = Text(_l("发言"), [at_most(20_000)])
    conclusion = Text(_l("结论"), [at_most(4_000)])


class MotionForm(Form):
    """What is put to the vote."""

    kind = RadioField(_l("表决的是"), [required()], default=MotionKind.FREE.value)
    text = Text(_l("表决的内容"), [filled(), at_most(1000)])
    proposer = Line(_l("谁提出的"), [at_most(60)])
    cost = Yuan(_l("大概费用（元）"))
    unit = Line(_l("责任单位"), [at_most(120)])
    deadline_on = Day(_l("完成时限"), [Optional()])

    def offer(self, has_need: bool, has_round: bool) -> None:
        """Only what this item can decide."""
        possible = {
            MotionKind.ADOPT_RANKING: has_round,
            MotionKind.SHORTLIST_NEED: has_need,
            MotionKind.ADOPT_PROJECT: has_need,
            MotionKind.FREE: True,
        }
        self.kind.choices = _labelled("motion_kind", [kind for kind, offered in possible.items() if offered])


class VotesForm(Form):
    """The counts of one vote."""

    way = RadioField(_l("怎么表决的"), [required()], default=Way.HANDS.value)
    votes_for = Count(_l("赞成"), [required()])
    against = Count(_l("反对"), [required()])
    abstain = Count(_l("弃权"), [required()])
    area_for = Area(_l("赞成的面积（平方米）"))
    area_against = Area(_l("反对的面积（平方米）"))
    area_abstain = Area(_l("弃权的面积（平方米）"))
    dissent = Text(_l("保留的意见"), [at_most(2000)])

    def offer(self) -> None:
        self.way.choices = _labelled("vote_way", Way)


class EndForm(Form):
    """When the meeting ended."""

    ended_at = LocalMoment(_l("结束时间"), [required()])


class SignForm(Form):
    """A signature is an explicit act over the text that was seen."""

    seen = HiddenField()
    sure = BooleanField(_l("我看过全文，内容属实，同意签字"), [required(_l("请先勾选，再签字。"))])


class AddendumForm(Form):
    """What is added after the signatures."""

    text = Text(_l("补充的内容"), [filled(), at_most(4000)])
    sure = BooleanField(_l("内容属实，我在这条补记上签字"), [required(_l("请先勾选，再签字。"))])


def minutes_form(sections: Mapping[str, str], labels: Mapping[str, str]) -> type[Form]:
    """The editor of one meeting's minutes: one text field a section, and the revision it began from."""
    fields: dict[str, Any] = {"revision": HiddenField()}
    for key in sections:
        fields[key] = Text(labels[key], [at_most(20_000)])
    return type("MinutesForm", (Form,), fields)
