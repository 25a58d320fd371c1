"""Which needs a list shows: what its address asks for, and the form that asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape
from wtforms import BooleanField, SelectField, StringField
from wtforms.widgets import html_params

from deliberation.cycles.rules import STAGES, Stage
from deliberation.needs.catalogue import GROUPS, THEMES, codes_of
from deliberation.needs.forms.core import grouped_categories, uuid_or_none
from deliberation.needs.rules import NeedState, Order, Wanted
from deliberation.web.forms import Form
from deliberation.web.phrases import label
from deliberation.wording import tidy

WORDS_LENGTH = 40
FILTERS = ("q", "category", "theme", "estate", "stage", "state", "mine")
Choices = Sequence[tuple[str, str]]
Mine = tuple[UUID | None, UUID | None]


def wanted_of(asked: Mapping[str, str], mine: Mine | None = None) -> Wanted:
    """What an address asks for; nonsense asks for everything. `mine` says whose needs are mine."""
    state, stage, order = (asked.get(name, "") for name in ("state", "stage", "order"))
    category, theme = asked.get("category", ""), asked.get("theme", "")
    return Wanted(
        NeedState(state) if state in set(NeedState) else None,
        category if codes_of(category) else "",
        tidy(asked.get("q"))[:WORDS_LENGTH],
        Order(order) if order in set(Order) else Order.NEWEST,
        mine if asked.get("mine") else None,
        theme if theme in THEMES else "",
        uuid_or_none(asked.get("estate")),
        Stage(stage) if stage in set(Stage) else None,
    )


@dataclass(frozen=True)
class Chip:
    """One filter that is on: its name in the address, and its words."""

    name: str
    words: str


def chips_of(wanted: Wanted, estates: Sequence[Any]) -> list[Chip]:
    """The filters that are on, each as words that can be taken away."""
    named = next((each.name for each in estates if each.id == wanted.estate_id), "")
    words = {
        "q": wanted.words and _("有“%(words)s”", words=wanted.words),
        "category": wanted.category and category_name(wanted.category),
        "theme": wanted.theme,
        "estate": wanted.estate_id and (named or _("别处的小区")),
        "stage": wanted.stage and _("走到：%(stage)s", stage=label("stage", wanted.stage)),
        "state": wanted.state and label("need_state", wanted.state),
        "mine": wanted.mine and _("我提的"),
    }
    return [Chip(name, str(said)) for name, said in words.items() if said]


def category_name(choice: str) -> str:
    """What a choice of category is called: a group, a theme, or one category."""
    if choice in THEMES:
        return choice
    return label("category_group" if choice in GROUPS else "category", choice)


@lru_cache(maxsize=8)
def _category_choices(_locale: str) -> dict[str, Choices]:
    """Groups, themes and categories, in the language of the page."""
    themes = [(theme, theme) for theme in THEMES]
    groups = [(group, label("category_group", group)) for group in GROUPS]
    return {_("大类"): [("", _("全部")), *groups], _("主题"): themes, **grouped_categories()}


@lru_cache(maxsize=8)
def _plain_choices(_locale: str) -> dict[str, Choices]:
    """States, stages and orders, in the language of the page."""
    nothing = ("", _("全部"))
    return {
        "state": [nothing, *((each.value, label("need_state", each)) for each in NeedState)],
        "stage": [nothing, *((each.value, label("stage", each)) for each in STAGES)],
        "order": [(each.value, label("order", each)) for each in Order],
    }


class QuickSelect:
    """Draws a select in one go, which WTForms does option by option."""

    def options(self, field: Any) -> str:
        """Its options, none of them chosen."""
        return _drawn(field.choices)

    def __call__(self, field: Any, **attributes: Any) -> Markup:
        chosen = escape(field.data or "")
        marked = self.options(field).replace(f'value="{chosen}"', f'value="{chosen}" selected', 1)
        return Markup(f"<select {html_params(id=field.id, name=field.name, **attributes)}>{marked}</select>")


class KeptSelect(QuickSelect):
    """The same, of options that are the same on every page of a language: drawn once."""

    def options(self, field: Any) -> str:
        return _options(str(get_locale()), field.name)


def _drawn(choices: Choices) -> str:
    return "".join(f'<option value="{escape(value)}">{escape(words)}</option>' for value, words in choices)


@lru_cache(maxsize=32)
def _options(locale: str, name: str) -> str:
    choices = _category_choices(locale) if name == "category" else {"": _plain_choices(locale)[name]}
    return "".join(
        f'<optgroup label="{escape(group)}">{_drawn(options)}</optgroup>' if group else _drawn(options)
        for group, options in choices.items()
    )


class FilterForm(Form):
    """Which needs to show; bookmarkable, so without a token."""

    class Meta:
        csrf = False

    q = StringField(_l("包含的字"))
    category = SelectField(_l("类别"), validate_choice=False, widget=KeptSelect())
    estate = SelectField(_l("小区"), validate_choice=False, widget=QuickSelect())
    stage = SelectField(_l("走到哪一步"), validate_choice=False, widget=KeptSelect())
    state = SelectField(_l("状态"), validate_choice=False, widget=KeptSelect())
    order = SelectField(_l("顺序"), validate_choice=False, widget=KeptSelect())
    mine = BooleanField(_l("只看我提的"))

    def __init__(
        self, asked: Mapping[str, str] | None = None, *, estates: Sequence[Any] = (), mine: Mine | None = None
    ) -> None:
        super().__init__(asked)
        self.asked_for, self.whose = asked or {}, mine
        locale = str(get_locale())
        self.category.choices = _category_choices(locale)
        for name, choices in _plain_choices(locale).items():
            self[name].choices = choices
        self.estate.choices = [("", _("全部")), *((str(each.id), each.name) for each in estates)]
        if not estates:
            del self.estate
        if mine is None:
            del self.mine

    def wanted(self) -> Wanted:
        """What is asked for."""
        return wanted_of(self.asked_for, self.whose)
