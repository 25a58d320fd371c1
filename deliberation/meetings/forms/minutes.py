"""Forms of minutes: their sections, the round for correction, signatures and addenda."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, SelectField

from deliberation.meetings.rules import AddendumKind
from deliberation.rounds.forms.core import Cards
from deliberation.web.forms import Day, Form, Line, Text, at_most, filled, required
from deliberation.web.phrases import label

SURE = _l("请先勾选，再签字。")


class SignForm(Form):
    """A signature is an explicit act over the text that was seen."""

    seen = HiddenField()
    sure = BooleanField(_l("我看过全文，内容属实，同意签字"), [required(SURE)])


class PaperSignaturesForm(Form):
    """Who signed a printed sheet, the code printed on it, and the sheet."""

    signers = Cards(_l("谁在纸上签了字"))
    code = Line(_l("纸上印的校验码"), [filled(), at_most(64)])
    scan = FileField(_l("签好字的纸（照片或 PDF）"))


class AddendumForm(Form):
    """What is added or corrected after the signatures."""

    kind = RadioField(_l("补充还是更正"), [required()], default=AddendumKind.ADDITION.value)
    section = SelectField(_l("更正的是哪一节"))
    text = Text(_l("补充或更正的内容"), [filled(), at_most(4000)])
    sure = BooleanField(_l("内容属实，我在这条补记上签字"))

    def offer(self, sections: Mapping[str, str]) -> None:
        """Which sections there are to correct."""
        self.kind.choices = [(kind.value, label("addendum_kind", kind)) for kind in AddendumKind]
        self.section.choices = [("", _l("请选择")), *sections.items()]


class CirculateForm(Form):
    """Until when a draft goes round."""

    until = Day(_l("意见提到哪一天为止"), [required()])


class CommentForm(Form):
    """What should be otherwise, and where."""

    section = SelectField(_l("哪一节"), [required()])
    text = Text(_l("哪里不对，应当怎么写"), [filled(), at_most(2000)])

    def offer(self, sections: Mapping[str, str]) -> None:
        self.section.choices = [("", _l("请选择")), *sections.items()]


class CommentForForm(CommentForm):
    """What somebody said by phone or on paper."""

    person = SelectField(_l("谁的意见"), [required()])

    def ask(self, people: Sequence[Any]) -> None:
        self.person.choices = [("", _l("请选择")), *((str(row.id), row.name) for row in people)]


class AnswerForm(Form):
    """Whether a comment was taken over, with a sentence."""

    accepted = RadioField(
        _l("采纳不采纳"),
        [required()],
        choices=[SelectChoice("yes", _l("采纳")), SelectChoice("no", _l("不采纳"))],
    )
    answer = Text(_l("用一句话答复"), [filled(), at_most(500)])


class RestoreForm(Form):
    """The revision to bring back, and the one that was seen as the latest."""

    seen = HiddenField()


def minutes_form(sections: Mapping[str, str], labels: Mapping[str, str]) -> type[Form]:
    """The editor of one meeting's minutes: one text field a section, and the revision it began from."""
    fields: dict[str, Any] = {"revision": HiddenField()}
    for key in sections:
        fields[key] = Text(labels[key], [at_most(20_000)])
    fields["note"] = Line(_l("改了什么（写给以后看的人）"), [at_most(200)])
    return type("MinutesForm", (Form,), fields)
