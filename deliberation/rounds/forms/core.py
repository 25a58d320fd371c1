"""Forms of rounds that more than one purpose uses: cards, reasons, looking something up."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from deliberation.web.forms import Form, Line, Text, at_most, filled, required


class Cards(SelectMultipleField):
    """Several of a few, as big cards."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ReasonForm(Form):
    """A reason that will be kept."""

    reason = Text(_l("原因"), [filled(_l("请写明原因。")), at_most(500)])


class AddForm(ReasonForm):
    """Somebody who was left out of the register."""

    voter = SelectField(_l("补进谁"), [required()])


class SearchForm(Form):
    """A look into the register."""

    class Meta:
        csrf = False

    q = Line(_l("姓名、小区、楼号或门牌"))


class TrackerForm(Form):
    """The receipt somebody looks for on the board."""

    class Meta:
        csrf = False

    tracker = Line(_l("您的回执号"))
