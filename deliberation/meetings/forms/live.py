"""Forms of the live desk: each is one entry, under the key its page gave it."""

from contextlib import suppress
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.fields import StringField
from wtforms.validators import Optional

from deliberation.errors import Refusal
from deliberation.meetings.forms.core import Area
from deliberation.meetings.rules import Choice, MotionKind, Side, Way
from deliberation.web.forms import Count, Day, Form, Line, Text, Yuan, at_most, filled, required


class EntryForm(Form):
    """What every entry carries: its key, whose it is, which row it is about and as seen at which version, and
    for how many seconds it waited for a connection."""

    entry = StringField()
    account = StringField()
    row = StringField()
    version = Count(_l("版本"))
    delay = Count(_l("等了多久"))

    def key(self) -> UUID:
        """The key of this entry; a page that made none gets one."""
        return uuid_or_none(self.entry.data) or uuid4()

    def row_id(self) -> UUID | None:
        return uuid_or_none(self.row.data)


def uuid_or_none(text: str | None) -> UUID | None:
    """The id a text is; None for anything else."""
    with suppress(ValueError):
        return UUID(text) if text else None
    return None


class AskForm(EntryForm):
    """Somebody wants to speak."""

    name = Line(_l("谁"), [at_most(60)])
    attendance = StringField()
    side = StringField()
    again = BooleanField(_l("再给一次"))

    def chosen_side(self) -> Side:
        return Side(self.side.data) if self.side.data in set(Side) else Side.NEUTRAL


class PointForm(EntryForm):
    """The point of a speech."""

    point = Text(_l("要点"), [at_most(4000)])


class SaidForm(AskForm):
    """Who said what, written down at once."""

    point = Text(_l("说了什么"), [filled(), at_most(4000)])


class NotesForm(EntryForm):
    """Free notes on a matter."""

    speeches = Text(_l("其他发言"), [at_most(20_000)])
    conclusion = Text(_l("结论"), [at_most(4_000)])


class AmendForm(EntryForm):
    """What a motion is to say instead."""

    text = Text(_l("改成"), [filled(), at_most(1000)])
    proposer = Line(_l("谁提出的"), [at_most(60)])
    seconder = Line(_l("谁附议"), [at_most(60)])


class MoveForm(AmendForm):
    """What is put to the meeting, and who does it until when."""

    text = Text(_l("表决的内容"), [filled(), at_most(1000)])
    kind = StringField()
    refuse_reason = StringField()
    cost = Yuan(_l("大概费用（元）"))
    unit = Line(_l("责任单位"), [at_most(120)])
    deadline_on = Day(_l("完成时限"), [Optional()])

    def chosen_kind(self) -> MotionKind:
        return MotionKind(self.kind.data) if self.kind.data in set(MotionKind) else MotionKind.FREE


class AgreeForm(EntryForm):
    """What is to be done without a vote: by whom, until when."""

    text = Text(_l("议定做什么"), [filled(), at_most(1000)])
    unit = Line(_l("责任单位"), [at_most(120)])
    owner_name = Line(_l("谁来办"), [at_most(60)])
    due_on = Day(_l("完成时限"), [Optional()])


class HandsForm(EntryForm):
    """What was counted in the hall."""

    way = StringField()
    votes_for = Count(_l("赞成"), [required()])
    against = Count(_l("反对"), [required()])
    abstain = Count(_l("弃权"), [required()])
    area_for = Area(_l("赞成的面积（平方米）"))
    area_against = Area(_l("反对的面积（平方米）"))
    area_abstain = Area(_l("弃权的面积（平方米）"))
    dissent = Text(_l("保留的意见"), [at_most(2000)])
    by_list_now = BooleanField(_l("当时的到会人数也记错了，按现在的到会人数算"))

    def chosen_way(self) -> Way:
        """Any way but the roll, which is summed and not typed."""
        known = self.way.data in set(Way) and self.way.data != Way.ROLL
        return Way(self.way.data) if known else Way.HANDS


class ChoiceForm(EntryForm):
    """The same choice for everybody who is left."""

    choice = StringField()

    def chosen(self) -> Choice:
        return choice_of(self.choice.data)


def choice_of(word: str | None) -> Choice:
    """A choice by its word."""
    if word not in set(Choice):
        raise Refusal("meetings.no_choice")
    return Choice(word)


class RollCountForm(EntryForm):
    """Add up the votes by name."""

    dissent = Text(_l("保留的意见"), [at_most(2000)])


class ChairForm(EntryForm):
    """Who chairs today."""

    leader = StringField()
    name = Line(_l("姓名"), [at_most(60)])
