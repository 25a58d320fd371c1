"""Forms of ways to meet a need: proposing in two fields, entering for somebody, checking, taking down."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.validators import Optional

from deliberation.needs import ways
from deliberation.needs.forms.core import PanelForm
from deliberation.needs.forms.talking import CommentForm
from deliberation.needs.rules import (
    BY_HAND,
    COMMENT_LENGTH,
    NAME_LENGTH,
    REASON_LENGTH,
    Feasibility,
    Proposer,
    new_key,
)
from deliberation.needs.ways import Assessment, Proposal
from deliberation.web.forms import Form, Line, Text, Yuan, at_most, filled, required
from deliberation.web.phrases import label

ENTERED_FOR = (Proposer.RESIDENT, Proposer.DEPARTMENT)


class ProposeForm(PanelForm):
    """A way to meet a need, in two fields."""

    title = Line(_l("怎么办？用一句话说"), [filled(), at_most(ways.TITLE_LENGTH)])
    text = Text(_l("说具体一点"), [at_most(ways.TEXT_LENGTH)])
    key = HiddenField(default=new_key)

    def proposal(self) -> Proposal:
        """What was typed, for the service to check."""
        return Proposal(self.title.data or "", self.text.data or "")


class EnterWayForm(ProposeForm):
    """A way a worker writes down: a resident's, or a department's under the department's name."""

    proposer = RadioField(_l("谁提的"), [required(_l("请选择是谁提的。"))])
    name = Line(_l("居民姓名，或部门、单位的名称"), [at_most(ways.PROPOSER_LENGTH)])
    channel = RadioField(_l("怎么收到的"), [required(_l("请选择这个办法是怎么收到的。"))])
    resident = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposer.choices = [(each.value, label("proposer", each)) for each in ENTERED_FOR]
        self.channel.choices = [(each.value, label("channel", each)) for each in BY_HAND]


class EnterWayCommentForm(PanelForm):
    """What a resident says about a way, written down by a worker."""

    name = Line(_l("居民姓名"), [at_most(NAME_LENGTH)])
    channel = RadioField(_l("怎么收到的"), [required(_l("请选择是怎么收到的。"))])
    text = Text(_l("对这个办法的意见"), [filled(), at_most(COMMENT_LENGTH)])
    resident = HiddenField()
    key = HiddenField(default=new_key)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel.choices = [(each.value, label("channel", each)) for each in BY_HAND]


class ReviseWayForm(ProposeForm):
    """The words of a way, corrected; `version` is what stood there when the form was shown."""

    version = HiddenField()


class AssessForm(PanelForm):
    """Whether a way can be done, what it costs and by which source, who does it, who keeps it up."""

    feasibility = RadioField(_l("能不能做"), [required(_l("请选择能不能做；还没核过就选“还没核”。"))])
    feasibility_note = Line(_l("能做的条件、难在哪里"), [at_most(ways.NOTE_LENGTH)])
    cost = Yuan(_l("大约要多少钱（元）"), [Optional()])
    cost_source = Line(_l("这个数怎么来的"), [at_most(ways.SOURCE_LENGTH)])
    unit = Line(_l("谁来做（责任单位）"), [at_most(ways.UNIT_LENGTH)])
    upkeep = Line(_l("做好以后谁管、每年多少钱"), [at_most(ways.UPKEEP_LENGTH)])
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.feasibility.choices = [(each.value, label("feasibility", each)) for each in Feasibility]

    def assessment(self) -> Assessment:
        """What was typed, for the service to check."""
        return Assessment(
            Feasibility(self.feasibility.data),
            self.feasibility_note.data or "",
            self.cost.data,
            self.cost_source.data or "",
            self.unit.data or "",
            self.upkeep.data or "",
        )


class HideWayForm(Form):
    """Why a way leaves the page."""

    why = Line(_l("为什么撤下（会告诉提出的人）"), [filled(), at_most(REASON_LENGTH)])


class WayCommentForm(CommentForm):
    """What somebody says about a way."""

    text = Text(_l("您觉得这个办法怎么样"), [filled(), at_most(COMMENT_LENGTH)])


def assessed(said: Any) -> dict[str, Any]:
    """A way as its form of checking shows it."""
    return {
        "feasibility": said.feasibility.value,
        "feasibility_note": said.feasibility_note,
        "cost": said.cost_fen,
        "cost_source": said.cost_source,
        "unit": said.unit,
        "upkeep": said.upkeep,
        "version": said.version,
    }


def number_in(text: str | None) -> int:
    """The version a form carries; nonsense is none that ever was."""
    plain = (text or "").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else 0
