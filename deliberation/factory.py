"""The application, put together: the one place where all rooms meet.

Which rooms there are and how lower ones learn of upper ones stands in `wiring`. Everybody calls
`deliberation.create_app()`, which comes here.
"""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from deliberation.config import PROJECT, Settings, read_settings
from deliberation.database import db, engine_options, is_ours, listen
from deliberation.web import access, assets, bodies, errors, headers, locale, page
from deliberation.wiring import connect_rooms


def build(settings: Settings | None = None, config: Mapping[str, Any] | None = None) -> Flask:
    """The application: settings, database, what all pages share, and every room."""
    settings = settings or read_settings()
    app = Flask("deliberation", template_folder=str(PROJECT / "templates"), static_folder="static")
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=12 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.secure_cookies,
    )
    app.config.update(config or {})
    _init_database(app, settings)
    _init_web(app, settings)
    connect_rooms(app)
    return app


def _init_database(app: Flask, settings: Settings) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings.database_url)
    db.init_app(app)
    with app.app_context():
        listen(db.engine)
    Migrate(
        app,
        db,
        directory=str(PROJECT / "migrations"),
        render_as_batch=True,
        compare_type=True,
        include_object=is_ours,
    )


def _init_web(app: Flask, settings: Settings) -> None:
    if settings.proxies:
        layered = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)
        app.wsgi_app = layered  # type: ignore[method-assign]  # Flask's documented way to stand behind a proxy
    app.request_class = bodies.SeveralFiles
    locale.init_locale(app)
    access.init_access(app)
    CSRFProtect(app)
    headers.init_headers(app)
    errors.init_errors(app)
    page.init_page(app)
    assets.init_assets(app)
