"""Simplified Chinese first, English beside it."""

from flask import Flask, has_request_context, request
from flask_babel import Babel

from deliberation.config import PROJECT

COOKIE = "lang"
LOCALES = {"zh_Hans_CN": "中文", "en": "English"}


def init_locale(app: Flask) -> None:
    """Flask-Babel with our catalogues; people's times are Shanghai's."""
    app.config.update(
        BABEL_DEFAULT_LOCALE="zh_Hans_CN",
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        BABEL_TRANSLATION_DIRECTORIES=str(PROJECT / "translations"),
    )
    Babel(app, locale_selector=chosen_locale)


def chosen_locale() -> str:
    """The language chosen on this device, else Chinese."""
    wanted = request.cookies.get(COOKIE, "") if has_request_context() else ""
    return wanted if wanted in LOCALES else "zh_Hans_CN"
