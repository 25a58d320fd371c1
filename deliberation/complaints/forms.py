"""Forms of complaints."""

from collections.abc import Sequence
from secrets import token_hex
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import Optional

from deliberation.complaints.rules import ANSWER_LENGTH, BODY_LENGTH, CONTACT_LENGTH, SUBJECT_LENGTH, Letter
from deliberation.web.forms import Form, Line, Text, at_most, filled


class ComplaintForm(Form):
    """What somebody writes; `website` is a trap for machines that no person sees."""

    subject = Line(_l("什么事？用一句话说"), [filled(), at_most(SUBJECT_LENGTH)])
    body = Text(_l("具体情况"), [filled(), at_most(BODY_LENGTH)])
    community = SelectField(_l("哪个社区"), [Optional()], validate_choice=False)
    contact = Line(_l("怎么联系您"), [at_most(CONTACT_LENGTH)])
    website = StringField(_l("网址（请不要填）"))
    about = HiddenField()
    key = HiddenField(default=lambda: token_hex(16))

    def __init__(self, *args: Any, communities: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = ("", str(_l("不确定，或不针对某个社区")))
        self.community.choices = [none] + [(each.code, each.name) for each in communities]

    def letter(self) -> Letter:
        """What was written, for the service to check."""
        return Letter(
            self.subject.data or "", self.body.data or "", self.contact.data or "", self.about.data or ""
        )

    @property
    def is_trapped(self) -> bool:
        """Only a machine fills in what no person sees."""
        return bool(self.website.data)


class TrackForm(Form):
    """Number and secret code."""

    number = Line(_l("编号"), [filled(), at_most(20)])
    code = Line(_l("查询码"), [filled(), at_most(20)])


class AnswerForm(Form):
    """An answer."""

    text = Text(_l("答复"), [filled(), at_most(ANSWER_LENGTH)])
