"""Forms of putting a list up: the days, an objection, what was told to a worker, the answer, a correction."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import NumberRange, Optional

from deliberation.projects.days import MOST_DAYS, Counting
from deliberation.projects.objecting import MOST_NAME, Told
from deliberation.projects.objection_rules import BY_HAND, MOST_LETTERS, OUTCOMES, ObjectionState, Way
from deliberation.projects.publicising import Correction
from deliberation.projects.rules import PUBLIC_DAYS, ProjectKind
from deliberation.web.forms import Count, Day, Form, Line, Text, at_most, filled, required
from deliberation.web.phrases import label


class PublicForm(Form):
    """When the list is put up, for how many days, and how they are counted."""

    from_on = Day(_l("从哪天开始"), [required()])
    days = Count(_l("公示几天"), [required(), NumberRange(1, MOST_DAYS)], default=PUBLIC_DAYS)
    counting = RadioField(_l("怎么算天数"), choices=[], default=Counting.CALENDAR.value)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.counting.choices = [(each.value, label("counting", each)) for each in Counting]


class AboutForm(Form):
    """What an objection is about: one project, or the list as a whole."""

    about = SelectField(_l("对哪个项目"), choices=[])

    def offer(self, rows: list[Any]) -> None:
        """Fill in the projects of the list."""
        whole = ("", _l("整张清单"))
        named = [(row.id.hex, f"{row.position}. {row.name}") for row in rows]
        self.about.choices = [whole, *named]


class ObjectForm(AboutForm):
    """What somebody has against it, and why."""

    reason = Text(_l("您的意见和理由"), [filled(_l("请写明您的意见。")), at_most(MOST_LETTERS)])


class EnterForm(ObjectForm):
    """What a worker was told by phone, in person or on paper."""

    way = RadioField(_l("怎么提的"), choices=[], default=Way.PHONE.value)
    name = Line(_l("谁提的（不公开）"), [filled(), at_most(MOST_NAME)])
    phone = Line(_l("电话（不公开，可以不填）"), [at_most(20)])
    received_on = Day(_l("哪天提的"), [required()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way.choices = [(each.value, label("objection_way", each)) for each in BY_HAND]

    def told(self) -> Told:
        """What was told, by whom and when."""
        assert self.received_on.data is not None  # asked of a valid form
        return Told(Way(self.way.data), self.name.data or "", self.phone.data or "", self.received_on.data)


class AnswerForm(Form):
    """What becomes of an objection, and why."""

    outcome = RadioField(_l("办理结果"), [required(_l("请选择采纳不采纳。"))], choices=[])
    answer = Text(_l("答复"), [filled(_l("请写明答复。")), at_most(MOST_LETTERS)])
    public = BooleanField(_l("公开意见和答复（不写名字）"), default=True)
    revision = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome.choices = [(each.value, label("objection_state", each)) for each in OUTCOMES]

    def state(self) -> ObjectionState:
        return ObjectionState(self.outcome.data)


class CorrectForm(Form):
    """What of a row may be put right while the list is put up."""

    name = Line(_l("项目名称"), [filled(), at_most(120)])
    kind = RadioField(_l("项目类别"), choices=[])
    households = Count(_l("受益户数"), [Optional(), NumberRange(0, 1_000_000)])
    people = Count(_l("受益人数"), [Optional(), NumberRange(0, 10_000_000)])
    unit = Line(_l("责任单位"), [filled(), at_most(80)])
    partner = Line(_l("配合单位"), [at_most(80)])
    start_on = Day(_l("计划开工"), [Optional()])
    finish_on = Day(_l("完成时限"), [required()])
    note = Line(_l("备注"), [at_most(200)])
    revision = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, label("project_kind", kind)) for kind in ProjectKind]

    def correction(self) -> Correction:
        """The row as it was typed."""
        return Correction(
            name=self.name.data or "",
            kind=ProjectKind(self.kind.data),
            households=self.households.data,
            people=self.people.data,
            unit=self.unit.data or "",
            partner=self.partner.data or "",
            start_on=self.start_on.data,
            finish_on=self.finish_on.data,
            note=self.note.data or "",
        )


def correction_of(made: Any, row: Any) -> dict[str, Any]:
    """A row as the form of corrections shows it."""
    plain = ("name", "households", "people", "unit", "partner", "start_on", "finish_on", "note")
    values = {name: getattr(row, name) for name in plain}
    return {**values, "kind": row.kind.value, "revision": made.revision}
