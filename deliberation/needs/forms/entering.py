"""Forms of paper: what to print, and what a sheet of a pile says."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import NumberRange, Optional, ValidationError

from deliberation.needs.boxes import categories_meant
from deliberation.needs.forms.core import micro_degrees, uuid_or_none
from deliberation.needs.paper_forms import MOST_COPIES, Doors
from deliberation.needs.rules import (
    BODY_LENGTH,
    BY_HAND,
    MOST_HOUSEHOLDS,
    NAME_LENGTH,
    PLACE_LENGTH,
    REFERENCE_LENGTH,
    TITLE_LENGTH,
    Draft,
    new_key,
)
from deliberation.web.forms import Count, Day, Form, Line, Text, at_most
from deliberation.web.phrases import label

DOOR_LENGTH = 60
LINE_LENGTH = 80
NOBODY = "0"


class PrintForm(Form):
    """For which doors forms are printed, or how many blank ones."""

    area = SelectField(_l("印给谁"))
    copies = Count(
        _l("空白的印几张"),
        [Optional(), NumberRange(1, MOST_COPIES, _l("请填 1 到 %(max)s 之间的张数。"))],
        default=1,
    )

    def __init__(self, *args: Any, buildings: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area.choices = [
            ("", str(_l("不印门牌（空白表）"))),
            ("all", str(_l("全社区，一户一张，印好门牌"))),
        ]
        seen: set[UUID] = set()
        for row in buildings:
            if row.Estate.id not in seen:
                seen.add(row.Estate.id)
                words = str(_l("%(estate)s，一户一张", estate=row.Estate.name))
                self.area.choices.append((f"estate {row.Estate.id}", words))
            self.area.choices.append(
                (f"building {row.Building.id}", f"{row.Estate.name} {row.Building.name}")
            )

    def doors(self, code: str) -> Doors:
        """What is to be printed."""
        kind, _blank, area_id = (self.area.data or "").partition(" ")
        if kind == "estate":
            return Doors(code, estate_id=uuid_or_none(area_id))
        if kind == "building":
            return Doors(code, building_id=uuid_or_none(area_id))
        return Doors(code) if kind == "all" else Doors(code, copies=self.copies.data or 1)


class SheetForm(Form):
    """For which needs neighbours sign, by their numbers; an address carries it, so without a token."""

    class Meta:
        csrf = False

    needs = Line(_l("为哪几条需求（填编号，最多 5 条）"), [at_most(80)])


def by_hand(_form: Form, field: Any) -> None:
    """One of the channels that are not the web."""
    if field.data not in set(BY_HAND):
        raise ValidationError(_("请选择这条需求是怎么收到的。"))


class EntryForm(Form):
    """One sheet, its fields in the order of the paper; the first three stay for the whole pile."""

    channel = SelectField(_l("怎么收到的"), [by_hand], validate_choice=False)
    said_on = Day(_l("哪天填的"), [Optional()])
    estate = SelectField(_l("哪个小区"), [Optional()], validate_choice=False)
    door = Line(_l("门牌"), [at_most(DOOR_LENGTH)])
    name = Line(_l("提出的人"), [at_most(NAME_LENGTH)])
    category = Line(_l("类别"), [at_most(DOOR_LENGTH)])
    title = Line(_l("缺什么"), [at_most(TITLE_LENGTH)])
    place = Line(_l("在哪里"), [at_most(PLACE_LENGTH)])
    body = Text(_l("多说几句"), [at_most(BODY_LENGTH)])
    households = Count(
        _l("影响多少户"),
        [Optional(), NumberRange(1, MOST_HOUSEHOLDS, _l("请填 1 到 %(max)s 之间的户数；不清楚可以不填。"))],
    )
    supports = Line(_l("支持的编号"), [at_most(LINE_LENGTH)])
    reference = Line(_l("表号或工单号"), [at_most(REFERENCE_LENGTH)])
    lat_e6 = HiddenField()
    lon_e6 = HiddenField()
    key = HiddenField(default=new_key)
    done = HiddenField()

    def __init__(self, *args: Any, estates: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [(each.value, label("channel", each)) for each in BY_HAND]
        self.channel.choices = [("", str(_l("请选择"))), *ways]
        self.estate.choices = [("", str(_l("不限小区"))), *((str(each.id), each.name) for each in estates)]

    @property
    def says_something_new(self) -> bool:
        """Whether the sheet asks for something itself, besides supporting others."""
        return any((self.title.data, self.body.data, self.category.data, self.place.data))

    def code(self) -> str:
        """The category that is meant; says what to do where none or several are."""
        codes = categories_meant(self.category.data or "")
        if len(codes) == 1:
            return codes[0]
        named = "、".join(label("category", code) for code in codes)
        if codes:
            self.category.errors = [_("可能是：%(named)s。请填编号，或者写得再清楚些。", named=named)]
        else:
            self.category.errors = [_("填方框旁的编号（1—29）、拼音首字母或者名称，例如 16、zcd、早餐店。")]
        return ""

    def draft(self, code: str) -> Draft:
        """What the sheet asks for."""
        return Draft(
            self.title.data or "",
            self.body.data or "",
            code,
            self.place.data or "",
            uuid_or_none(self.estate.data),
            self.households.data,
            micro_degrees(self.lat_e6.data),
            micro_degrees(self.lon_e6.data),
        )
