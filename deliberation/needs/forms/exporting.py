"""Forms of the needs list as a file: which needs, and why with names."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField

from deliberation.needs.exporting import Asked
from deliberation.needs.forms.browsing import FilterForm
from deliberation.needs.forms.core import uuid_or_none
from deliberation.needs.list_files import Format
from deliberation.needs.rules import REASON_LENGTH
from deliberation.web.forms import Form, Line, at_most, filled, required
from deliberation.web.phrases import label

WAITING = "waiting"


class ListForm(FilterForm):
    """The filters of the list, which cycle and which estate; bookmarkable, so without a token."""

    cycle = SelectField(_l("哪一期"), validate_choice=False)
    estate = SelectField(_l("小区"), validate_choice=False)

    def __init__(self, *args: Any, cycles: Iterable[Any], estates: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        homes = [(str(each.id), each.name) for each in estates]
        self.estate.choices = [("", str(_l("全部"))), *homes]
        named = [(str(each.id), each.name) for each in cycles]
        self.cycle.choices = [("", str(_l("全部"))), *named, (WAITING, str(_l("等下一期的")))]

    def kept(self) -> dict[str, str]:
        """What was chosen, as an address carries it."""
        return {field.name: field.data for field in self if isinstance(field.data, str) and field.data}

    def asked(self, code: str) -> Asked:
        """What is asked for; nonsense asks for everything."""
        cycle, estate = _known(self.cycle), uuid_or_none(_known(self.estate))
        wanted = replace(self.wanted(), estate_id=estate)
        return Asked(code, wanted, uuid_or_none(cycle), cycle == WAITING)


def _known(field: SelectField) -> str:
    """What was chosen, if it is one of the choices."""
    return field.data if field.data in {value for value, _words in field.choices} else ""


class NamedForm(Form):
    """A list with real names: why, as what, and whether what is not public stands in it."""

    why = Line(_l("拿来做什么"), [filled(), at_most(REASON_LENGTH)])
    kind = RadioField(_l("做成什么"), [required()], default=Format.XLSX.value)
    everything = BooleanField(_l("也包括还没有公开的需求"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(each.value, label("list_format", each)) for each in Format]
