"""Forms of paper: what to print, and what a pile of sheets says."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import NumberRange, Optional

from deliberation.needs.forms.core import uuid_or_none
from deliberation.needs.paper_forms import MOST_COPIES, Doors
from deliberation.web.forms import Count, Form, Line, at_most


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
