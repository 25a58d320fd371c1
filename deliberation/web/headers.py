"""What every answer says to the browser: strict content policy, no framing, nothing private cached."""

from flask import Flask, Response, current_app, g, request

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


IMAGES = "img-src 'self' data:"


def map_tiles() -> tuple[str, str]:
    """The address of map tiles and whom to name for them; the page may fetch them from now on."""
    settings = current_app.config["SETTINGS"]
    if settings.tiles:
        g.shows_tiles = True
    return settings.tiles, settings.tiles_note


def _policy() -> str:
    """Ours alone; on a page with tiles their one host, for pictures only."""
    if not g.get("shows_tiles"):
        return POLICY
    return POLICY.replace(IMAGES, f"{IMAGES} {current_app.config['SETTINGS'].tiles_host}")


def init_headers(app: Flask) -> None:
    """Set the security headers on every answer."""
    secure = app.config["SETTINGS"].secure_cookies
    app.jinja_env.globals["map_tiles"] = map_tiles

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", _policy())
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if request.endpoint != "static" and "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        if secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response
