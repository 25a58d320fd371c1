"""Forms of surveys."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from deliberation.surveys.rules import TEXT_LENGTH, Grade, Reply
from deliberation.web.forms import Form, Text, at_most
from deliberation.web.phrases import label


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
