"""Forms of needs: what is missing, what neighbours say, and how workers sort."""

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import NumberRange, Optional

from deliberation.needs.catalogue import GROUPS, categories_in
from deliberation.needs.rules import (
    ANSWER_LENGTH,
    BODY_LENGTH,
    MOST_HOUSEHOLDS,
    NOTE_LENGTH,
    PLACE_LENGTH,
    REASON_LENGTH,
    TITLE_LENGTH,
    Draft,
    Reason,
    micro_degrees,
    new_key,
    uuid_or_none,
)
from deliberation.web.forms import Count, Form, Line, Text, Yuan, at_most, filled, required
from deliberation.web.phrases import label


def grouped_categories(off: Collection[str] = ()) -> dict[str, list[tuple[str, str]]]:
    """All categories as groups of (code, name), public matters first, without those the community has off."""
    return {
        label("category_group", group): [
            (each.code, label("category", each.code)) for each in categories_in(group) if each.code not in off
        ]
        for group in GROUPS
    }


class NeedForm(Form):
    """What is missing, where, and for how many; `key` makes sending it twice sending it once."""

    title = Line(_l("缺什么？用一句话说"), [filled(), at_most(TITLE_LENGTH)])
    category = SelectField(_l("属于哪一类"), [required(_l("请选择一个类别。"))], validate_choice=False)
    body = Text(_l("多说几句"), [at_most(BODY_LENGTH)])
    place = Line(_l("在什么地方"), [at_most(PLACE_LENGTH)])
    estate = SelectField(_l("哪个小区"), [Optional()], validate_choice=False)
    households = Count(
        _l("大约影响多少户"),
        [Optional(), NumberRange(1, MOST_HOUSEHOLDS, _l("请填 1 到 %(max)s 之间的户数；不清楚可以不填。"))],
    )
    lat_e6 = HiddenField()
    lon_e6 = HiddenField()
    key = HiddenField(default=new_key)

    def __init__(
        self, *args: Any, estates: Sequence[Any] = (), off: Collection[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kept = {str(self.category.data or "")}  # a need keeps the category it has
        self.category.choices = {
            "": [("", str(_l("请选择")))],
            **grouped_categories(set(off) - kept),
        }
        self.estate.choices = [("", str(_l("不限小区")))] + [(str(each.id), each.name) for each in estates]

    def draft(self) -> Draft:
        """What was typed, for the service to check."""
        return Draft(
            self.title.data or "",
            self.body.data or "",
            self.category.data or "",
            self.place.data or "",
            uuid_or_none(self.estate.data),
            self.households.data,
            micro_degrees(self.lat_e6.data),
            micro_degrees(self.lon_e6.data),
        )


def draft_values(need: Any) -> dict[str, Any]:
    """A need as its form shows it."""
    return {
        "title": need.title,
        "body": need.body,
        "category": need.category,
        "place": need.place,
        "estate": str(need.estate_id or ""),
        "households": need.households_affected,
        "lat_e6": "" if need.lat_e6 is None else str(need.lat_e6),
        "lon_e6": "" if need.lon_e6 is None else str(need.lon_e6),
        "owners_decision": need.owners_decision,
    }


class PanelForm(Form):
    """One of several forms on a page: its ids begin with its own name, so that none stands twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in self:
            each.id = each.label.field_id = f"{type(self).__name__.lower()}-{each.id}"


class AnswerForm(PanelForm):
    """A public answer."""

    text = Text(_l("公开答复"), [filled(), at_most(ANSWER_LENGTH)])


class EditForm(PanelForm, NeedForm):
    """What a worker corrects."""

    owners_decision = BooleanField(_l("需业主共同决定（例如加装电梯、充电棚）"))


class MergeForm(PanelForm):
    """Into which need a duplicate goes, by its number."""

    number = Line(_l("并入哪一条（填编号）"), [filled()])


class RejectForm(PanelForm):
    """Why a need is refused."""

    reason = RadioField(_l("原因"), [required(_l("请选择一个原因。"))])
    text = Text(_l("补充说明（居民会看到）"), [at_most(REASON_LENGTH)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = [(each.value, label("reason", each)) for each in Reason]


class ShortlistForm(PanelForm):
    """A rough cost, and who must decide."""

    cost = Yuan(_l("大约要多少钱（元）"))
    note = Line(_l("金额怎么来的"), [at_most(NOTE_LENGTH)])
    owners_decision = BooleanField(_l("需业主共同决定（例如加装电梯、充电棚）"))


class WithholdForm(PanelForm):
    """Why a text leaves the public pages."""

    why = Line(_l("为什么撤下（会公开，也会告诉提出的人）"), [filled(), at_most(REASON_LENGTH)])
