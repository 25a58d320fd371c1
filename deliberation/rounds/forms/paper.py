"""Forms of paper ballots: printing, typing in, settling, and what is only counted."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import NumberRange

from deliberation.web.forms import Count, Form, Line, at_most, filled, required


class PrintForm(Form):
    """What to print, and for which building."""

    what = RadioField(_l("印什么"), default="slips")
    building = SelectField(_l("哪一栋"), default="")


class TypingForm(Form):
    """One paper: its code, and what it says by the numbers of its options."""

    code = Line(_l("选票右上角的码"), [filled(_l("请扫码，或输入 10 位码。")), at_most(300)])
    said = Line(_l("这张票选了什么"), [at_most(4000)])


class SettleForm(Form):
    """The third look: what was seen of the two typings, or what the paper says."""

    code = HiddenField(validators=[filled(), at_most(40)])
    first = HiddenField(validators=[at_most(4000)])
    second = HiddenField(validators=[at_most(4000)])
    said = Line(_l("都不对，应该是"), [at_most(4000)])


class LooseForm(Form):
    """Papers that lead to no ballot, as a number."""

    kind = RadioField(
        _l("哪一种"),
        choices=[("spoiled", _l("码看不清、没法录的，算废票")), ("late", _l("迟到的（截止以后才交来）"))],
        default="spoiled",
    )
    number = Count(_l("几张"), [required(), NumberRange(1, 100_000, _l("张数至少是 1。"))])
    note = Line(_l("备注"), [at_most(300)])


class TakeBackForm(Form):
    """One entry that was set down by mistake."""

    loose = HiddenField(validators=[filled()])
