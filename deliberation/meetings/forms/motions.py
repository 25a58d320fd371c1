"""Forms in the hall: what was said, motions, their counts, the end."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import Optional

from deliberation.meetings.forms.core import Area, labelled
from deliberation.meetings.rules import MotionKind, Way
from deliberation.needs.rules import Reason
from deliberation.web.forms import Count, Day, Form, Line, LocalMoment, Text, Yuan, at_most, filled, required


class SeenForm(Form):
    """A form on a row that others may change meanwhile: it carries the version its page showed."""

    version = HiddenField()

    def seen(self) -> int | None:
        """The version that was seen; None where the form was sent without its page."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def see(self, version: int) -> None:
        """From now on the form answers to this version: saving it again is deliberate."""
        self.version.data, self.version.raw_data = str(version), None


class NoteForm(SeenForm):
    """What was said and what it came to."""

    speeches = Text(_l("发言"), [at_most(20_000)])
    conclusion = Text(_l("结论"), [at_most(4_000)])


class MotionForm(SeenForm):
    """What is put to the vote."""

    kind = RadioField(_l("表决的是"), [required()], default=MotionKind.FREE.value)
    text = Text(_l("表决的内容"), [filled(), at_most(1000)])
    proposer = Line(_l("谁提出的"), [at_most(60)])
    refuse_reason = SelectField(_l("不采纳的理由"), default="")
    cost = Yuan(_l("大概费用（元）"))
    unit = Line(_l("责任单位"), [at_most(120)])
    deadline_on = Day(_l("完成时限"), [Optional()])

    def offer(self, has_need: bool, has_round: bool) -> None:
        """Only what this item can decide."""
        possible = {
            MotionKind.ADOPT_RANKING: has_round,
            MotionKind.SHORTLIST_NEED: has_need,
            MotionKind.REFUSE_NEED: has_need,
            MotionKind.OPEN_ROUND: True,
            MotionKind.ADOPT_PROJECT: has_need,
            MotionKind.FREE: True,
        }
        self.kind.choices = labelled("motion_kind", [kind for kind, offered in possible.items() if offered])
        self.refuse_reason.choices = [("", _l("不是这种表决")), *labelled("reason", Reason)]


class VotesForm(SeenForm):
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
        self.way.choices = labelled("vote_way", Way)


class EndForm(Form):
    """When the meeting ended."""

    ended_at = LocalMoment(_l("结束时间"), [required()])
