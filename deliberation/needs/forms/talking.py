"""Forms of neighbours: a remark or reply, a report, a need put right."""

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField

from deliberation.needs.rules import (
    BODY_LENGTH,
    COMMENT_LENGTH,
    PLACE_LENGTH,
    REASON_LENGTH,
    TITLE_LENGTH,
    Draft,
    ReportReason,
    new_key,
)
from deliberation.web.forms import Form, Line, Text, at_most, filled, required
from deliberation.web.phrases import label


class CommentForm(Form):
    """What a neighbour adds; `reply_to` is the remark it answers."""

    text = Text(_l("您的评论"), [filled(), at_most(COMMENT_LENGTH)])
    reply_to = HiddenField()
    key = HiddenField(default=new_key)


class ReportForm(Form):
    """What is wrong with a text."""

    reason = RadioField(_l("哪里不对"), [required(_l("请选一个原因。"))])
    text = Text(_l("再说几句"), [at_most(REASON_LENGTH)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = [(each.value, label("report_reason", each)) for each in ReportReason]


class ReviseForm(Form):
    """The words of a need its author puts right."""

    title = Line(_l("缺什么？用一句话说"), [filled(), at_most(TITLE_LENGTH)])
    body = Text(_l("多说几句"), [at_most(BODY_LENGTH)])
    place = Line(_l("在什么地方"), [at_most(PLACE_LENGTH)])

    def draft(self, before: Draft) -> Draft:
        """What was typed, and the rest as it was."""
        return replace(
            before, title=self.title.data or "", body=self.body.data or "", place=self.place.data or ""
        )
