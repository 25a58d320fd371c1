"""Forms at the door: who came, who is excused, who is not on the list, who represents whom."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectMultipleField
from wtforms.fields import StringField
from wtforms.widgets import CheckboxInput, ListWidget

from deliberation.meetings.forms.core import Area
from deliberation.web.forms import Count, Form, Line, Text, at_most, filled, required


class MarkForm(Form):
    """One tap at the door: here, gone, excused (with a reason), missing, or a wrong tap taken back."""

    status = StringField()
    version = Count(_l("版本"))
    reason = Line(_l("请假的原因"), [at_most(200)])
    area = Area(_l("面积（平方米）"))


class WalkInForm(Form):
    """Somebody who is not on the list."""

    name = Line(_l("姓名"), [filled(), at_most(60)])
    door = Line(_l("门牌"), [at_most(60)])
    unit = Line(_l("列席的人来自哪个单位"), [at_most(120)])
    as_member = BooleanField(_l("是应到的成员，名单上漏了（有表决权）"))
    area = Area(_l("面积（平方米）"), id="walk-in-area")


class OthersForm(Form):
    """Those here who do not stand on the list by name."""

    others = Count(_l("没有列名的到会人数"), [required()])
    area = Area(_l("他们的面积合计（平方米）"))


class RepresentForm(Form):
    """For how many households somebody is here, and whose they are."""

    version = Count(_l("版本"))
    households = Count(_l("一共代表几户（连本户在内）"), [required()])
    whom = Text(_l("代表哪几户"), [at_most(200)])
    area = Area(_l("代表的面积合计（平方米）"))


class PasteForm(Form):
    """A list of members, one a line."""

    lines = Text(_l("名单，一行一个人：门牌,姓名,面积"), [filled(), at_most(300_000)])


class SheetForm(Form):
    """Who signed on one page of the printed sheet."""

    here = SelectMultipleField(
        _l("签了到的人"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )

    def ids(self) -> list[UUID]:
        """The ticked rows; what is no row is nobody."""
        found = []
        for word in self.here.data or []:
            try:
                found.append(UUID(word))
            except ValueError:
                continue
        return found


class CodeForm(Form):
    """The one tap of whoever scanned the code at the door."""

    k = StringField()
