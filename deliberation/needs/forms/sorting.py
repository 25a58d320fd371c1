"""Forms of the sorting desk: where a need belongs, who has it, what is answered; and for many at once."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, RadioField, SelectField
from wtforms.validators import Optional

from deliberation.needs.forms.core import AnswerForm, PanelForm, grouped_categories, uuid_or_none
from deliberation.needs.ready import ReadyAnswer
from deliberation.needs.rules import (
    ANSWER_LENGTH,
    BODY_LENGTH,
    MOST_PARTS,
    PLACE_LENGTH,
    REASON_LENGTH,
    TEMPLATE_LENGTH,
    TITLE_LENGTH,
    UNIT_LENGTH,
    Destination,
    Draft,
)
from deliberation.web.forms import Form, Line, Text, at_most, filled, required
from deliberation.web.phrases import label


class ReadyAnswerForm(AnswerForm):
    """A public answer, perhaps begun with one that lies ready."""

    template = SelectField(_l("套用现成的答复"), [Optional()], validate_choice=False)

    def __init__(self, *args: Any, answers: Sequence[ReadyAnswer] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template.choices = [
            ("", str(_l("不套用，自己写"))),
            *((str(each.id), each.title) for each in answers),
        ]


class CategoryForm(PanelForm):
    """Where a need belongs."""

    category = SelectField(_l("属于哪一类"), [required(_l("请选择一个类别。"))], validate_choice=False)

    def __init__(self, *args: Any, off: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category.choices = grouped_categories(off)


class AssignForm(PanelForm):
    """Who takes a need on."""

    colleague = SelectField(_l("分给谁"), [Optional()], validate_choice=False)

    def __init__(self, *args: Any, colleagues: Mapping[UUID, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted((colleagues or {}).items(), key=lambda each: each[1])
        self.colleague.choices = [("", str(_l("谁都可以办")))] + [(str(each), name) for each, name in named]

    def account_id(self) -> UUID | None:
        """The colleague chosen, or nobody in particular."""
        return uuid_or_none(self.colleague.data)


class HandOverForm(PanelForm):
    """To whom a need is handed."""

    to = RadioField(
        _l("转给谁"), [required(_l("请选择转给部门还是小区。"))], default=Destination.DEPARTMENT.value
    )
    unit = Line(_l("单位名称"), [filled(_l("请写明转给哪个单位。")), at_most(UNIT_LENGTH)])
    note = Text(_l("给居民的说明"), [at_most(REASON_LENGTH)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.to.choices = [(each.value, label("destination", each)) for each in Destination]


class TemplateForm(Form):
    """An answer to keep ready."""

    title = Line(_l("名称（只有工作人员看到）"), [filled(), at_most(TEMPLATE_LENGTH)])
    text = Text(_l("答复的文字"), [filled(), at_most(ANSWER_LENGTH)])


class PartForm(Form):
    """One part of an entry that says several things."""

    class Meta:
        csrf = False

    title = Line(_l("缺什么？用一句话说"), [filled(), at_most(TITLE_LENGTH)])
    category = SelectField(_l("属于哪一类"), [required(_l("请选择一个类别。"))], validate_choice=False)
    place = Line(_l("在什么地方"), [at_most(PLACE_LENGTH)])
    estate = SelectField(_l("哪个小区"), [Optional()], validate_choice=False)
    body = Text(_l("多说几句"), [at_most(BODY_LENGTH)])

    def draft(self) -> Draft:
        """What was typed, for the service to check."""
        return Draft(
            self.title.data or "",
            self.body.data or "",
            self.category.data or "",
            self.place.data or "",
            uuid_or_none(self.estate.data),
        )


class SplitForm(Form):
    """The parts, and whether the entry itself keeps the first one."""

    parts = FieldList(FormField(PartForm), max_entries=MOST_PARTS)
    keeps = RadioField(_l("原来这一条"), [required()], default="first")

    def __init__(
        self, *args: Any, estates: Sequence[Any] = (), off: Collection[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.keeps.choices = [
            ("first", str(_l("留作第一部分，编号不变"))),
            ("none", str(_l("办结为“已拆分”，各部分都用新编号"))),
        ]
        self.dress(estates, off)

    def dress(self, estates: Sequence[Any], off: Collection[str]) -> None:
        """Give every part the categories and estates to choose from."""
        places = [("", str(_l("不限小区")))] + [(str(each.id), each.name) for each in estates]
        for part in self.parts:
            part.category.choices = {"": [("", str(_l("请选择")))], **grouped_categories(off)}
            part.estate.choices = places

    def drafts(self) -> list[Draft]:
        """The parts as typed."""
        return [part.form.draft() for part in self.parts]
