"""Forms of what meetings agreed: what is done by whom until when; how far it is."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from deliberation.meetings.acting import ActionDraft
from deliberation.meetings.forms.core import Choices
from deliberation.web.forms import Day, Form, Line, Text, at_most, filled


def number_in(text: str | None) -> int | None:
    """The number a hidden field carries."""
    return int(text) if text and text.isdecimal() else None


class ActionForm(Form):
    """What is to be done, by whom, until when."""

    version = HiddenField()
    text = Text(_l("要办的事"), [filled(), at_most(1000)])
    unit = Line(_l("责任单位"), [at_most(120)])
    owner = SelectField(_l("责任人"))
    owner_name = Line(_l("责任人不在上面的名单里，就写姓名"), [at_most(60)])
    due_on = Day(_l("完成时限"), [Optional()])

    def offer(self, people: Sequence[tuple[UUID, str]]) -> None:
        """Fill in who can be chosen."""
        self.owner.choices = [("", _l("没有指定到人")), *((str(each), name) for each, name in people)]

    def draft(self) -> ActionDraft:
        """The action as typed."""
        return ActionDraft(
            self.text.data or "",
            self.unit.data or "",
            UUID(self.owner.data) if self.owner.data else None,
            self.owner_name.data or "",
            self.due_on.data,
        )


def action_data(action: Any) -> dict[str, Any]:
    """An action as its form shows it."""
    return {
        "version": action.version,
        "text": action.text,
        "unit": action.unit,
        "owner": str(action.owner_id or ""),
        "owner_name": "" if action.owner_id else action.owner_name,
        "due_on": action.due_on,
    }


class NoteForm(Form):
    """How far it is."""

    note = Text(_l("办到哪一步了"), [filled(), at_most(1000)])


class DoneForm(Form):
    """It is done."""

    done_version = HiddenField()
    done_note = Text(_l("办成什么样了"), [at_most(1000)])


class DropForm(Form):
    """It will not be done."""

    drop_version = HiddenField()
    reason = Line(_l("为什么不办了"), [filled(), at_most(200)])


class LookBackForm(Form):
    """At a meeting: a note, and whether it is done."""

    text = Text(_l("办到哪一步了"), [at_most(1000)])


class NeedsForm(Form):
    """Several needs for the agenda."""

    needs = SelectMultipleField(
        _l("要上会的需求"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )

    def offer(self, needs: Choices) -> None:
        """Fill in what is not on the agenda yet."""
        self.needs.choices = list(needs)


class TakeRoundForm(Form):
    """Which vote it is."""

    vote = SelectField(_l("是哪一次投票"))

    def offer(self, rounds: Choices) -> None:
        """Fill in the votes there are."""
        self.vote.choices = [("", _l("请选择")), *rounds]
