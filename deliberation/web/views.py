"""Language, large type, privacy page, and the health answer."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from deliberation.web import display as displays
from deliberation.web import locale as locales
from deliberation.web.access import access, allowed_before_password_change, everyone

blueprint = Blueprint("web", __name__)
A_YEAR = 365 * 24 * 3600


def safe_next(target: str | None, otherwise: str) -> str:
    """A path of our own to go to, else the other one."""
    parts = urlsplit(target or "")
    ours = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return str(target) if ours and not str(target).startswith(("//", "/\\")) else otherwise


@blueprint.post("/language")
@allowed_before_password_change
@access(everyone)
def set_language() -> BaseResponse:
    """Choose the language of this device."""
    answer = redirect(safe_next(request.form.get("next"), url_for("desk.home")), 303)
    wanted = request.form.get("lang", "")
    if wanted in locales.LOCALES:
        answer.set_cookie(locales.COOKIE, wanted, max_age=A_YEAR, samesite="Lax", httponly=True)
    return answer


@blueprint.post("/display")
@allowed_before_password_change
@access(everyone)
def set_display() -> BaseResponse:
    """Choose large type and contrast for this device."""
    answer = redirect(safe_next(request.form.get("next"), url_for("desk.home")), 303)
    chosen = displays.parse(request.form.get("size", "0")[:1] + ("c" if request.form.get("contrast") else ""))
    answer.set_cookie(displays.COOKIE, chosen.value, max_age=A_YEAR, samesite="Lax", httponly=True)
    return answer


@blueprint.get("/privacy")
@allowed_before_password_change
@access(everyone)
def privacy() -> str:
    """What we keep about people, why, and how to have it corrected or erased."""
    return render_template("web/privacy.html")


@blueprint.get("/healthz")
@allowed_before_password_change
@access(everyone)
def health() -> Response:
    """The web process answers."""
    return Response("ok\n", mimetype="text/plain")
