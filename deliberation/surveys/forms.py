"""Forms of surveys."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, RadioField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from deliberation.errors import Refusal
from deliberation.surveys.photos import Picture, developed
from deliberation.surveys.rules import MOST_PHOTOS, TEXT_LENGTH, Channel, Grade, Reply, grade_meant
from deliberation.web.forms import Form, Line, Text, at_most, filled, required
from deliberation.web.phrases import label
from deliberation.wording import tidy


class MoreForm(Form):
    """What may be added to the step somebody chose."""

    reasons = SelectMultipleField(
        _l("主要是哪方面"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    text = Text(_l("还想说一句"), [at_most(TEXT_LENGTH)])
    tell_me = BooleanField(_l("处理情况请告诉我"))

    def __init__(self, *args: Any, offered: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reasons.choices = [(each, label("survey_reason", each)) for each in offered]

    def reply(self, grade: Grade) -> Reply:
        """The whole answer."""
        return Reply(grade, self.reasons.data or (), self.text.data or "", bool(self.tell_me.data))


class OwnForm(MoreForm):
    """The same by whoever was asked, with photos."""

    photos = MultipleFileField(_l("照片（可以不放，最多 3 张）"))

    def pictures(self) -> list[Picture]:
        """The photos that were sent, drawn anew; refuses what is none, or too much."""
        sent = [each for each in self.photos.data or [] if each.filename]
        if len(sent) > MOST_PHOTOS:
            raise Refusal("surveys.too_many_photos", most=MOST_PHOTOS)
        return [_drawn(each) for each in sent]


def _drawn(sent: Any) -> Picture:
    name = tidy(sent.filename)[:60]
    if getattr(sent.stream, "cut", False):
        raise Refusal("needs.photo_heavy", name=name)
    return developed(sent.stream, name)


class CallForm(MoreForm):
    """What somebody said by phone, or wrote on a slip without a number."""

    grade = RadioField(_l("满意不满意"), [required(_l("请选一个。"))])
    channel = RadioField(_l("怎么答的"), default=Channel.PHONE.value)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grade.choices = [(each.value, label("grade", each)) for each in Grade]
        ways = (Channel.PHONE, Channel.SLIP)
        self.channel.choices = [(each.value, label("survey_channel", each)) for each in ways]

    def told(self) -> Reply:
        """The whole answer."""
        return self.reply(Grade(self.grade.data))

    def way(self) -> Channel:
        """How it came."""
        return Channel(self.channel.data)


class SlipForm(MoreForm):
    """One slip of a pile: its number, the step by its place, and what was written."""

    number = Line(_l("回执编号"), [filled(_l("请填纸上的编号。"))])
    grade = Line(_l("勾的是第几个"), [filled(_l("请填 1 到 5：1 很满意，5 很不满意。"))])

    def written(self) -> Reply:
        """The whole answer; refuses a step there is not."""
        return self.reply(grade_meant(self.grade.data or ""))
