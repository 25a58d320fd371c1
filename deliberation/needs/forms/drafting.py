"""The forms of the three steps: filled with whatever stands in a draft, checked on the way on."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import NumberRange, Optional, ValidationError

from deliberation.errors import Refusal
from deliberation.needs.catalogue import CATEGORIES
from deliberation.needs.rules import (
    BODY_LENGTH,
    MOST_HOUSEHOLDS,
    PLACE_LENGTH,
    TITLE_LENGTH,
    checked_point,
    micro_degrees,
)
from deliberation.web.forms import Count, Form, Line, Text, filled, required
from deliberation.web.phrases import sentence

MOST_CARDS = 6
CheckPoint = Callable[[int | None, int | None], None]


def no_longer(most: int) -> Callable[[Any, Any], None]:
    """Says how long a text is and how long it may be; the browser cuts nothing off."""

    def check(form: Any, field: Any) -> None:
        have = len(field.data or "")
        if have > most:
            raise ValidationError(
                _("最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。", most=most, have=have)
            )

    return check


class StepForm(Form):
    """One step; `key` makes sending the whole twice sending it once."""

    key = HiddenField()


class WhatForm(StepForm):
    """First: what is missing, and of which kind."""

    title = Line(_l("用一句话说"), [filled(_l("请用一句话写清楚缺什么。")), no_longer(TITLE_LENGTH)])
    category = RadioField(
        _l("属于哪一类"), [required(_l("请选一个类别。"))], choices=[(code, code) for code in CATEGORIES],
        validate_choice=False,
    )  # fmt: skip

    def __init__(self, *args: Any, off: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.off = off

    def validate_category(self, field: Any) -> None:
        """One of the catalogue's that the community uses."""
        if field.data not in CATEGORIES:
            raise ValidationError(_("没有这个类别，请重新选一个。"))
        if field.data in self.off:
            raise ValidationError(_("这个类别本社区已经停用，请换一个；您写的都还在。"))


class WhereForm(StepForm):
    """Second: where, and for about how many; few estates as cards, many as a list."""

    place = Line(_l("在什么地方"), [no_longer(PLACE_LENGTH)])
    estate = RadioField(_l("哪个小区"), [Optional()], validate_choice=False, default="")
    households = Count(
        _l("大约影响多少户"),
        [Optional(), NumberRange(1, MOST_HOUSEHOLDS, _l("请填 1 到 %(max)s 之间的户数；不清楚可以不填。"))],
    )
    lat_e6 = HiddenField()
    lon_e6 = HiddenField()

    def __init__(
        self, *args: Any, estates: Sequence[Any] = (), check_point: CheckPoint | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.check_point = check_point
        self.estate.choices = [*((str(each.id), each.name) for each in estates), ("", str(_l("不限小区")))]

    def validate_lat_e6(self, field: Any) -> None:
        """A point on the map that can be meant."""
        try:
            lat, lon = checked_point(micro_degrees(field.data), micro_degrees(self.lon_e6.data))
            if self.check_point is not None:
                self.check_point(lat, lon)
        except Refusal as refusal:
            raise ValidationError(sentence(refusal)) from refusal

    def validate_estate(self, field: Any) -> None:
        """One of the community's own."""
        if field.data and field.data not in {value for value, _name in field.choices}:
            raise ValidationError(_("本社区没有这个小区，请重新选一个。"))


class WhereListForm(WhereForm):
    """The same where there are many estates."""

    estate = SelectField(_l("哪个小区"), [Optional()], validate_choice=False, default="")


class MoreForm(StepForm):
    """Third: more about it; photos come beside it."""

    body = Text(_l("多说几句"), [no_longer(BODY_LENGTH)])


def where_form(estates: Sequence[Any]) -> type[WhereForm]:
    """The form that suits how many estates there are."""
    return WhereForm if len(estates) <= MOST_CARDS else WhereListForm


def filled_with(form_class: type[Form], fields: Mapping[str, Any], **more: Any) -> Any:
    """A form showing what a draft holds, exactly as it was typed."""
    return form_class(formdata=MultiDict(fields), meta={"csrf": False}, **more)
