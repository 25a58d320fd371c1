"""What several forms of meetings share: areas typed in square metres, choices with their words, a reason."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.fields import StringField

from deliberation.meetings.sentences import SQUARE_METRE, square_metres
from deliberation.web.forms import Form, Line, at_most, filled
from deliberation.web.phrases import label
from deliberation.wording import tidy

Choices = Sequence[tuple[str, Any]]


class Area(StringField):
    """An area typed in square metres; `data` is whole square centimetres (or None)."""

    data: int | None

    def process_data(self, value: int | None) -> None:
        self.data = value

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        text = tidy(valuelist[0]).replace(",", "") if valuelist else ""
        self.data = _area(text) if text else None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else square_metres(self.data)


def _area(text: str) -> int:
    try:
        metres = Decimal(text)
    except InvalidOperation:
        raise ValueError(str(_l("请填写面积（平方米），例如 89.5。"))) from None
    if (
        not metres.is_finite()
        or not 0 <= metres <= 10**9
        or metres * SQUARE_METRE != int(metres * SQUARE_METRE)
    ):
        raise ValueError(str(_l("面积要在 0 以上，最多四位小数。")))
    return int(metres * SQUARE_METRE)


def labelled(group: str, words: Any) -> list[tuple[str, str]]:
    return [(str(word), label(group, word)) for word in words]


class ReasonForm(Form):
    """A reason."""

    reason = Line(_l("原因"), [filled(), at_most(200)])


class EmptyForm(Form):
    """A press of a button: only the token is checked."""
