"""Forms of resources, plans of circles, and caps."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import Optional

from deliberation.projects.planning import CIRCLE_LENGTH, GOAL_LENGTH, TITLE_LENGTH
from deliberation.projects.resourcing import NAME_LENGTH, NOTE_LENGTH, Offer, contact_of
from deliberation.projects.rules import ProjectKind, ResourceKind
from deliberation.web.forms import Day, Form, Line, Text, Yuan, at_most, filled, required
from deliberation.web.phrases import label


class ResourceForm(Form):
    """What somebody offers; whom to ring is for workers only."""

    kind = RadioField(_l("是什么"), [required(_l("请选择是什么资源。"))], choices=[])
    name = Line(_l("资源名称"), [filled(), at_most(NAME_LENGTH)])
    quantity = Line(_l("有多少"), [at_most(NAME_LENGTH)])
    amount = Yuan(_l("金额（元）"), [Optional()])
    owner = Line(_l("由谁提供"), [filled(), at_most(NAME_LENGTH)])
    owner_public = BooleanField(_l("可以公开提供者的名称（单位，或者本人同意）"))
    contact = Line(_l("联系人和电话（不公开）"), [at_most(NAME_LENGTH)])
    until_on = Day(_l("用到哪天为止"), [Optional()])
    note = Text(_l("说明"), [at_most(NOTE_LENGTH)])
    revision = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, label("resource_kind", kind)) for kind in ResourceKind]

    def offer(self) -> Offer:
        """The resource as it was typed."""
        return Offer(
            ResourceKind(self.kind.data),
            self.name.data or "",
            self.owner.data or "",
            bool(self.owner_public.data),
            self.contact.data or "",
            self.amount.data,
            self.quantity.data or "",
            self.note.data or "",
            self.until_on.data,
        )


def offer_of(resource: Any) -> dict[str, Any]:
    """A resource as the form shows it."""
    plain = ("name", "quantity", "owner", "owner_public", "until_on", "note", "revision")
    values = {name: getattr(resource, name) for name in plain}
    return {
        **values, "kind": resource.kind.value, "amount": resource.amount_fen, "contact": contact_of(resource)
    }  # fmt: skip


class PlanForm(Form):
    """A plan's words; an overall plan has no circle."""

    circle = Line(_l("便民圈名称"), [at_most(CIRCLE_LENGTH)])
    wide = BooleanField(_l("跨几个社区（由街道来定）"))
    title = Line(_l("方案名称"), [filled(), at_most(TITLE_LENGTH)])
    goal = Text(_l("要补什么、怎么补"), [at_most(GOAL_LENGTH)])
    revision = HiddenField()


class CapsForm(Form):
    """What one project of each kind may cost at most."""

    works = Yuan(_l("工程，一个项目最多（元）"), [required()])
    services = Yuan(_l("服务，一个项目最多（元）"), [required()])
    goods = Yuan(_l("货物，一个项目最多（元）"), [required()])

    def caps(self) -> dict[ProjectKind, int]:
        return {kind: self[kind.value].data or 0 for kind in ProjectKind}
