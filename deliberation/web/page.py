"""What every page knows: the actor, the place, the stage, the way around; rooms register their part."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from flask_babel import get_locale
from jinja2 import StrictUndefined

from deliberation.clock import now, today
from deliberation.web import formats
from deliberation.web.access import current_actor
from deliberation.web.built_on import built_on
from deliberation.web.display import display
from deliberation.web.phrases import label, phrase
from deliberation.wording import mask_name, mask_phone

Part = Callable[[], dict[str, Any]]
View = TypeVar("View", bound=Callable[..., Any])
_parts: list[Part] = []

EMPTY: dict[str, Any] = {"community": None, "ribbon": None, "inbox_count": 0, "navigation": [], "tabs": []}


def register(part: Part) -> None:
    """Have something known on every page; called once a page, and only when one is rendered."""
    if part not in _parts:
        _parts.append(part)


def only_a_part(view: View) -> View:
    """Declare a view whose answer becomes part of a page that is there already: nothing else is asked."""
    view.only_a_part = True  # type: ignore[attr-defined]  # a mark on it, read below
    return view


def init_page(app: Flask) -> None:
    """Filters, globals and the context of every template."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        money=formats.money,
        yuan=formats.yuan,
        day=formats.day,
        moment=formats.moment,
        mask_name=mask_name,
        mask_phone=mask_phone,
    )
    app.jinja_env.globals.update(phrase=phrase, label=label, now=now, today=today, built_on=built_on)
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    if "page_context" not in g:
        context = dict(EMPTY)
        context.update(
            actor=current_actor(),
            display=display(),
            locale=str(get_locale()),
            demo_mode=current_app.config["SETTINGS"].demo,
            here=request.full_path.rstrip("?"),
        )
        g.page_context = context
        for part in () if _is_only_a_part() else _parts:
            context.update(part())
    return dict(g.page_context)


def _is_only_a_part() -> bool:
    return hasattr(current_app.view_functions.get(request.endpoint or ""), "only_a_part")
