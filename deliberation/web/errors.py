"""When something goes wrong: a page that says what happened, what was kept, and what to do."""

from urllib.parse import urlsplit

from flask import Flask, Response, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.web.access import kept_address
from deliberation.web.phrases import sentence

PAGES = {400, 403, 404, 413, 429}


def init_errors(app: Flask) -> None:
    """One handler for refusals, one for the web's own errors, one for ours."""
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _ours)


def back_url() -> str | None:
    """The page of ours this request came from."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _refusal(refusal: Refusal) -> tuple[str, int]:
    db.session.rollback()
    return render_template("errors/refusal.html", sentence=sentence(refusal), back_url=back_url()), 409


def _csrf(error: CSRFError) -> tuple[str, int] | BaseResponse:
    """A form whose session is over; where its room keeps what was typed, one goes on from there."""
    kept = kept_address()
    if kept:
        flash(_("这一页放得太久了。您写的内容已经保存，请看一看再继续。"), "info")
        return redirect(kept, 303)
    return render_template("errors/400.html", sentence=None, back_url=back_url()), 400


def _http(error: HTTPException) -> tuple[str, int] | Response:
    if error.code not in PAGES:
        return error.get_response()  # type: ignore[return-value]  # the stubs name the plainer class
    db.session.rollback()
    return render_template(f"errors/{error.code}.html", sentence=None, back_url=back_url()), error.code


def _ours(error: Exception) -> tuple[str, int]:
    db.session.rollback()
    return render_template("errors/500.html", sentence=None, back_url=back_url()), 500
