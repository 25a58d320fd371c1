"""Simplified Chinese first, English beside it."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from babel.support import NullTranslations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain, get_locale
from markupsafe import Markup, escape

from deliberation.config import PROJECT

COOKIE = "lang"
MOST_KEPT = 5_000
LOCALES = {"zh_Hans_CN": "中文", "en": "English"}


def init_locale(app: Flask) -> None:
    """Flask-Babel with our catalogues; people's times are Shanghai's."""
    app.config.update(
        BABEL_DEFAULT_LOCALE="zh_Hans_CN",
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        BABEL_TRANSLATION_DIRECTORIES=str(PROJECT / "translations"),
    )
    babel = Babel(app, locale_selector=chosen_locale)
    words = babel.domain_instance = Words()
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the i18n extension brings it
        lambda one: words.get_translations().ugettext(one),
        lambda one, many, count: words.get_translations().ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = _said_in(words)


def _said_in(words: "Words") -> Callable[..., Markup]:
    """What `_('…')` says in a template; signs in the facts are escaped, the catalogue is ours."""

    def said(sentence: str, /, **facts: Any) -> Markup:
        found = words.marked(sentence)
        if facts:
            return Markup(str(found) % {name: _sign_free(fact) for name, fact in facts.items()})
        return found % facts if "%" in found else found

    return said


def _sign_free(fact: Any) -> Any:
    return fact if type(fact) is int else escape(fact)


class Words(Domain):
    """The catalogue of a language, looked up once a request and not once a word."""

    def marked(self, sentence: str) -> Markup:
        """A sentence as it stands in the catalogue, ready for a page; the templates' few hundred are kept."""
        translations = self.get_translations()
        kept: dict[str, Markup] = translations.__dict__.setdefault("marked", {})
        found = kept.get(sentence)
        if found is None:
            found = Markup(translations.ugettext(sentence))
            if len(kept) < MOST_KEPT:
                kept[sentence] = found
        return found

    def get_translations(self) -> NullTranslations:
        here: SimpleNamespace | None = g.get("_flask_babel")
        kept = getattr(here, "kept_translations", None)
        if kept is not None and kept[0] is getattr(here, "babel_locale", None):
            return kept[1]
        found = super().get_translations()
        if "_flask_babel" in g:
            g._flask_babel.kept_translations = (get_locale(), found)
        return found


def chosen_locale() -> str:
    """The language chosen on this device, else Chinese."""
    wanted = request.cookies.get(COOKIE, "") if has_request_context() else ""
    return wanted if wanted in LOCALES else "zh_Hans_CN"
