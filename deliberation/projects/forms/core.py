"""Forms of project lists: cover, row, filling, taking, the way out, and the street's decision."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import NumberRange, Optional, ValidationError

from deliberation.needs.forms.core import grouped_categories
from deliberation.needs.rules import micro_degrees, uuid_or_none
from deliberation.projects.editing import Filling, RowEdit
from deliberation.projects.rules import FundingSource, ProjectKind, RowVerdict, Taking
from deliberation.web.forms import Count, Day, Form, Line, Text, Yuan, at_most, filled, required
from deliberation.web.phrases import label


class CoverForm(Form):
    """What stands on the list's cover."""

    title = Line(_l("清单名称"), [filled(), at_most(120)])
    addressee = Line(_l("报送给"), [filled(), at_most(80)])
    budget = Yuan(_l("可用资金（元）"), [Optional()])
    checked_by = Line(_l("审核人"), [at_most(60)])
    revision = HiddenField()


class RowForm(Form):
    """One project; the four parts of the money add up to the estimate."""

    name = Line(_l("项目名称"), [filled(), at_most(120)])
    kind = RadioField(_l("项目类别"), choices=[])
    category = SelectField(_l("业态或事项类型"), validate_choice=False)
    plan = SelectField(_l("属于哪个便民圈方案"), choices=[])
    lat_e6 = HiddenField()
    lon_e6 = HiddenField()
    estate = HiddenField()
    site = Line(_l("实施地点"), [at_most(200)])
    content = Text(_l("建设内容及规模"), [at_most(4000)])
    households = Count(_l("受益户数"), [Optional(), NumberRange(0, 1_000_000)])
    people = Count(_l("受益人数"), [Optional(), NumberRange(0, 10_000_000)])
    cost = Yuan(_l("投资估算（元）"), [Optional()])
    street = Yuan(_l("街道资金（元）"), [Optional()])
    community = Yuan(_l("社区资金（元）"), [Optional()])
    social = Yuan(_l("社会资金（元）"), [Optional()])
    residents = Yuan(_l("居民自筹（元）"), [Optional()])
    unit = Line(_l("责任单位"), [at_most(80)])
    partner = Line(_l("配合单位"), [at_most(80)])
    start_on = Day(_l("计划开工"), [Optional()])
    finish_on = Day(_l("完成时限"), [Optional()])
    note = Line(_l("备注"), [at_most(200)])
    revision = HiddenField()

    def __init__(self, *args: Any, plans: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, label("project_kind", kind)) for kind in ProjectKind]
        self.category.choices = {_("没有选"): [("", _("没有选"))], **grouped_categories()}
        circles = [(str(plan.id), f"{plan.circle} · {plan.title}") for plan in plans]
        self.plan.choices = [("", _("不属于便民圈方案")), *circles]

    def validate_finish_on(self, field: Any) -> None:
        if field.data and self.start_on.data and field.data < self.start_on.data:
            raise ValidationError(_("完成时限不能早于计划开工。"))

    def edit(self) -> RowEdit:
        """The row as it was typed."""
        funding = {source: self[source.value].data or 0 for source in FundingSource}
        return RowEdit(
            name=self.name.data or "",
            kind=ProjectKind(self.kind.data),
            site=self.site.data or "",
            content=self.content.data or "",
            households=self.households.data,
            people=self.people.data,
            cost_fen=self.cost.data,
            unit=self.unit.data or "",
            partner=self.partner.data or "",
            start_on=self.start_on.data,
            finish_on=self.finish_on.data,
            note=self.note.data or "",
            funding={source: fen for source, fen in funding.items() if fen},
            category=self.category.data or "",
            lat_e6=micro_degrees(self.lat_e6.data),
            lon_e6=micro_degrees(self.lon_e6.data),
            plan_id=uuid_or_none(self.plan.data),
        )


class FillForm(Form):
    """What is to stand wherever a row says nothing yet."""

    unit = Line(_l("责任单位"), [at_most(80)])
    site = Line(_l("实施地点"), [at_most(200)])
    start_on = Day(_l("计划开工"), [Optional()])
    finish_on = Day(_l("完成时限"), [Optional()])

    def validate_finish_on(self, field: Any) -> None:
        if field.data and self.start_on.data and field.data < self.start_on.data:
            raise ValidationError(_("完成时限不能早于计划开工。"))

    def filling(self) -> Filling:
        return Filling(self.unit.data or "", self.site.data or "", self.start_on.data, self.finish_on.data)


class TakeForm(Form):
    """How rows are taken from a ranking; sent by GET to preview, by POST to confirm."""

    round_id = SelectField(_l("哪一轮投票"), choices=[])
    taking = RadioField(_l("怎么取"), choices=[], default=Taking.BUDGET.value)
    top = Count(_l("取前几名"), [Optional(), NumberRange(1, 500)])
    budget = Yuan(_l("可用资金（元）"), [Optional()])

    def __init__(self, *args: Any, rounds: Iterable[tuple[UUID, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round_id.choices = [(str(round_id), title) for round_id, title in rounds]
        self.taking.choices = [(each.value, label("taking", each)) for each in Taking]

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: the number that the chosen way needs."""
        sound = bool(super().validate(extra_validators))
        if self.taking.data == Taking.DECIDED:
            return sound
        needed = self.top if self.taking.data == Taking.TOP else self.budget
        if needed.data is None and not needed.errors:
            needed.errors = [_("这一项要填写。")]
        return sound and not needed.errors

    def amount(self) -> int:
        """n, or fen; 0 where neither is asked for."""
        if self.taking.data == Taking.DECIDED:
            return 0
        return int((self.top.data if self.taking.data == Taking.TOP else self.budget.data) or 0)


class ReasonForm(Form):
    reason = Text(_l("原因（公开）"), [filled(_l("请写明原因。")), at_most(1000)])


class DecideForm(Form):
    """Accepted, or returned with what must change."""

    verdict = RadioField(
        _l("办理结果"),
        [required(_l("请选择接收还是退回。"))],
        choices=[("accept", _l("接收")), ("return", _l("退回修改"))],
    )
    reason = Text(_l("意见"), [at_most(2000)])
    revision = HiddenField()

    def seen(self) -> int | None:
        """Which text of the list the officer read; nothing where the page did not say."""
        text = str(self.revision.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def rows_declined(form: Mapping[str, str], rows: Sequence[Any]) -> set[UUID]:
    """The rows the officer does not take over."""
    return {row.id for row in rows if form.get(f"verdict-{row.id}") == RowVerdict.DECLINED}


def row_reasons(form: Mapping[str, str], rows: Sequence[Any]) -> dict[UUID, str]:
    """What the officer wrote beside each row."""
    return {row.id: form.get(f"row-{row.id}", "") for row in rows}


def cover_of(made: Any) -> dict[str, Any]:
    """A list's cover as the form shows it."""
    return {
        "title": made.title,
        "addressee": made.addressee,
        "budget": made.budget_fen,
        "checked_by": made.checked_by,
        "revision": made.revision,
    }


def row_of(made: Any, row: Any) -> dict[str, Any]:
    """A row as the form shows it."""
    plain = (
        "name", "site", "content", "households", "people", "unit", "partner", "start_on", "finish_on", "note",
    )  # fmt: skip
    values = {name: getattr(row, name) for name in plain}
    values |= {part.source.value: part.amount_fen for part in row.funding}
    point = {"lat_e6": _shown(row.lat_e6), "lon_e6": _shown(row.lon_e6)}
    belongs = {"category": row.category, "plan": str(row.plan_id or "")}
    return {
        **values, **point, **belongs,
        "kind": row.kind.value, "cost": row.cost_fen, "revision": made.revision,
    }  # fmt: skip


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)
