"""The base of all forms: CSRF, tidied text, and refusals shown where the person was typing."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from babel.support import Translations
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, DateTimeLocalField, IntegerField, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.i18n import DefaultTranslations, messages_path
from wtforms.validators import InputRequired, Length, ValidationError

from deliberation.clock import from_local, local
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.web.phrases import sentence
from deliberation.wording import tidy, tidy_lines

MOST_YUAN = Decimal(100_000_000_000)
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199


class Form(FlaskForm):
    """A form of ours."""

    class Meta:
        def get_translations(self, form: BaseForm) -> DefaultTranslations:
            """WTForms' own words, read once a language and not once a request."""
            return _words_of_forms(str(get_locale()))


@lru_cache(maxsize=8)
def _words_of_forms(locale: str) -> DefaultTranslations:
    return DefaultTranslations(Translations.load(messages_path(), [locale], domain="wtforms"))


class Line(StringField):
    """One line of text, tidied."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = tidy(valuelist[0]) if valuelist else ""


class Text(TextAreaField):
    """Several lines of text, tidied."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = tidy_lines(valuelist[0]) if valuelist else ""


class LocalMoment(DateTimeLocalField):
    """A moment typed as Shanghai time; `data` is aware and UTC."""

    data: datetime | None

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        super().process_formdata(valuelist)
        _refuse_far(self)
        if self.data is not None:
            self.data = from_local(self.data)

    def process_data(self, value: datetime | None) -> None:
        self.data = value

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return f"{local(self.data):%Y-%m-%dT%H:%M}" if self.data else ""


class Day(DateField):
    """A day nobody has to be a historian for."""

    data: date | None

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        super().process_formdata(valuelist)
        _refuse_far(self)


def _refuse_far(field: LocalMoment | Day) -> None:
    """Years in which arithmetic with days fails, or in which nobody means what they typed."""
    if field.data is not None and not EARLIEST_YEAR <= field.data.year <= LATEST_YEAR:
        field.data = None
        raise ValueError(str(_l("这个年份不对，请再看一下。")))


class Count(IntegerField):
    """A whole number, full-width digits as well; empty is None."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if not valuelist or not tidy(valuelist[0]):
            self.data = None
            return
        text = unicodedata.normalize("NFKC", tidy(valuelist[0]))
        if not (text.isascii() and text.lstrip("-").isdigit()) or len(text) > 9:
            self.data = None
            raise ValueError(self.gettext(str(_l("请填写一个整数。"))))
        self.data = int(text)


class Yuan(StringField):
    """Money typed in yuan; `data` is whole fen (or None)."""

    data: int | None

    def process_data(self, value: int | None) -> None:
        self.data = value

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        text = tidy(valuelist[0]) if valuelist else ""
        self.data = None
        if text:
            self.data = fen_of(text)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{Decimal(self.data) / 100:f}"


def fen_of(text: str) -> int:
    """Money as it is typed, in yuan, with commas and full-width digits or without; ValueError says what is
    wrong with it."""
    try:
        amount = Decimal(unicodedata.normalize("NFKC", text).replace(",", ""))
    except InvalidOperation:
        raise ValueError(str(_l("请填写金额（元），例如 12000 或 12000.50。"))) from None
    if not amount.is_finite() or not 0 <= amount <= MOST_YUAN or amount * 100 != int(amount * 100):
        raise ValueError(str(_l("金额要在 0 元以上，最多到分（两位小数）。")))
    return int(amount * 100)


def required(message: Any = None) -> InputRequired:
    """Something must be given."""
    return InputRequired(message or _l("这一项要填写。"))


def filled(message: Any = None) -> Callable[[Any, Any], None]:
    """Something besides blanks and invisible characters must be given."""

    def check(form: Any, field: Any) -> None:
        if not field.data:
            raise ValidationError(str(message or _l("这一项要填写。")))

    check.field_flags = {"required": True}  # type: ignore[attr-defined]  # how WTForms reads a validator's flags
    return check


def at_most(length: int) -> Length:
    """No longer than this many characters."""
    return Length(max=length, message=_l("最多 %(max)d 个字。"))


@contextmanager
def refused_into(form: Form) -> Iterator[None]:
    """A refusal inside is shown at the top of the form, with everything typed still there."""
    try:
        yield
    except Refusal as refusal:
        db.session.rollback()
        form.form_errors.append(sentence(refusal))
