"""Forms before a meeting: the plan, its notice, who is expected, the agenda."""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from deliberation.meetings.forms.core import Area, Choices, labelled
from deliberation.meetings.rules import Mode
from deliberation.notices.rules import Channel
from deliberation.web.forms import Count, Day, Form, Line, LocalMoment, Text, at_most, filled, required
from deliberation.wording import tidy


class PlanForm(Form):
    """What a meeting is, when, where, and who leads it."""

    title = Line(_l("会议名称"), [filled(), at_most(200)])
    profile = RadioField(_l("会议类型"), [required()], default="council")
    series_name = Line(_l("会议的全称"), [at_most(60)])
    session_no = Count(_l("今年第几次"), [Optional()])
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

    def offer(self, people: Sequence[tuple[UUID, str]], rules: Choices) -> None:
        """Fill in what can be chosen."""
        self.profile.choices = list(rules)
        self.mode.choices = labelled("meeting_mode", Mode)
        choices = [("", _l("还没有定")), *((str(account_id), name) for account_id, name in people)]
        self.chair.choices = self.recorder.choices = choices

    def validate_due(self, field: Count) -> None:
        """A number of people is not negative."""
        if field.data is not None and field.data < 0:
            raise ValidationError(str(_l("人数不能小于 0。")))


class NoticeForm(Form):
    """The words of a notice and by which ways it goes, besides the inbox; on paper it counts from its day."""

    text = Text(_l("通知里要说的话"), [at_most(2000)])
    posted_on = Day(_l("如果已经贴过纸质通知：张贴的日期"), [Optional()])
    reason = Line(_l("如果不到 3 天就要开会：为什么来不及"), [at_most(200)])
    sms = BooleanField(_l("给有账号的成员发短信"))
    email = BooleanField(_l("给留了邮箱的成员发邮件"))
    webhook = BooleanField(_l("发到社区的微信群、邮件组"))

    def ways(self) -> list[Channel]:
        """The ways that are ticked."""
        ticked = (
            (Channel.SMS, self.sms),
            (Channel.EMAIL, self.email),
            (Channel.WEBHOOK, self.webhook),
        )
        return [way for way, field in ticked if field.data]


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
