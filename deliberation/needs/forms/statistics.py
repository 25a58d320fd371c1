"""The form that says which needs are counted."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from deliberation.needs.forms.core import uuid_or_none
from deliberation.needs.statistics import Scope
from deliberation.web.forms import Form

WAITING, NOWHERE = "waiting", "none"


class ScopeForm(Form):
    """Which cycle and which estate; bookmarkable, so without a token."""

    class Meta:
        csrf = False

    cycle = SelectField(_l("哪一期"), validate_choice=False)
    estate = SelectField(_l("小区"), validate_choice=False)

    def __init__(self, *args: Any, cycles: Iterable[Any], estates: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(each.id), each.name) for each in cycles]
        self.cycle.choices = [("", str(_l("全部"))), *named, (WAITING, str(_l("等下一期的")))]
        homes = [(str(each.id), each.name) for each in estates]
        self.estate.choices = [("", str(_l("全部"))), *homes, (NOWHERE, str(_l("不限小区的")))]

    def scope(self, code: str, everything: bool) -> Scope:
        """What is asked for; nonsense asks for everything."""
        cycle_ids, estate_ids = _values(self.cycle), _values(self.estate)
        return Scope(
            code,
            uuid_or_none(self.cycle.data if self.cycle.data in cycle_ids else ""),
            self.cycle.data == WAITING,
            uuid_or_none(self.estate.data if self.estate.data in estate_ids else ""),
            self.estate.data == NOWHERE,
            everything,
        )

    def asked(self) -> dict[str, str]:
        """The choices made, as an address carries them."""
        return {
            field.name: field.data
            for field in (self.cycle, self.estate)
            if field.data and field.data in _values(field)
        }

    def words(self) -> list[str]:
        """The choices made, in words."""
        return [
            str(words)
            for field in (self.cycle, self.estate)
            for value, words in field.choices
            if value and value == field.data
        ]


def _values(field: SelectField) -> set[str]:
    return {value for value, _words in field.choices}
