"""Forms of minutes: their sections, signatures and addenda."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from deliberation.web.forms import Form, Text, at_most, filled, required


class SignForm(Form):
    """A signature is an explicit act over the text that was seen."""

    seen = HiddenField()
    sure = BooleanField(_l("我看过全文，内容属实，同意签字"), [required(_l("请先勾选，再签字。"))])


class AddendumForm(Form):
    """What is added after the signatures."""

    text = Text(_l("补充的内容"), [filled(), at_most(4000)])
    sure = BooleanField(_l("内容属实，我在这条补记上签字"), [required(_l("请先勾选，再签字。"))])


def minutes_form(sections: Mapping[str, str], labels: Mapping[str, str]) -> type[Form]:
    """The editor of one meeting's minutes: one text field a section, and the revision it began from."""
    fields: dict[str, Any] = {"revision": HiddenField()}
    for key in sections:
        fields[key] = Text(labels[key], [at_most(20_000)])
    return type("MinutesForm", (Form,), fields)
