"""Forms at the door: who came, who is excused, who is not on the list."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.fields import StringField

from deliberation.meetings.forms.core import Area
from deliberation.web.forms import Count, Form, Line, at_most, filled, required


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
