"""Forms of the needs list as a file: which needs, and why with names."""

from collections.abc import Iterable, Mapping, Sequence
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
    """The filters of the list, and which cycle; bookmarkable, so without a token."""

    cycle = SelectField(_l("哪一期"), validate_choice=False)

    def __init__(self, asked: Mapping[str, str], *, cycles: Iterable[Any], estates: Sequence[Any]) -> None:
        super().__init__(asked, estates=estates)
        named = [(str(each.id), each.name) for each in cycles]
        self.cycle.choices = [("", str(_l("全部"))), *named, (WAITING, str(_l("等下一期的")))]

    def kept(self) -> dict[str, str]:
        """What was chosen, as an address carries it."""
        return {field.name: field.data for field in self if isinstance(field.data, str) and field.data}

    def asked(self, code: str) -> Asked:
        """What is asked for; nonsense asks for everything."""
        known = {value for value, _words in self.cycle.choices}
        cycle = self.cycle.data if self.cycle.data in known else ""
        return Asked(code, self.wanted(), uuid_or_none(cycle), cycle == WAITING)


class NamedForm(Form):
    """A list with real names: why, as what, and whether what is not public stands in it."""

    why = Line(_l("拿来做什么"), [filled(), at_most(REASON_LENGTH)])
    kind = RadioField(_l("做成什么"), [required()], default=Format.XLSX.value)
    everything = BooleanField(_l("也包括还没有公开的需求"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(each.value, label("list_format", each)) for each in Format]
