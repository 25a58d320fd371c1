"""Static files whose addresses carry a hash of their content: browsers may keep them for a year, and still
never show an old one.

Third-party files have the hash in their real names (scripts/vendor writes them and a manifest). Our own files
keep plain names on disk; the address `css/app.3f2a91c0.css` is resolved here.
"""

import hashlib
import json
import re
import time
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request, send_from_directory, url_for
from markupsafe import Markup
from werkzeug.security import safe_join

YEAR_S = 365 * 24 * 3600
HASHED = re.compile(r"(?P<stem>.+)\.(?P<digest>[0-9a-f]{8})(?P<suffix>\.[a-z0-9]+)")
VENDOR = "vendor"
LOOK_EVERY_S = 1.0

_addresses: dict[tuple[str, str, str], tuple[float, str]] = {}


class MissingAsset(RuntimeError):
    """A page names a file that is not there."""


def init_assets(app: Flask) -> None:
    """Give templates `asset()`, and let the static address understand hashed names."""
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["drawn_icon"] = icon
    app.view_functions["static"] = serve


def asset(name: str) -> str:
    """The address of a static file: `css/app.css` for one of ours, `htmx.js` for one from elsewhere.

    A file is looked at again once a second at most, however many pages name it.
    """
    which, moment = (current_app.static_folder or "", request.script_root, name), time.monotonic()
    known = _addresses.get(which)
    if known is None or moment - known[0] > LOOK_EVERY_S:
        folder = _folder()
        file = _own(folder, name) if "/" in name else _vendor(folder, name)
        known = _addresses[which] = (moment, url_for("static", filename=file))
    return known[1]


def icon(name: str, label: str | None = None) -> Markup:
    """A line drawing from our sprite: decoration beside a word, or, with a label, speaking for itself."""
    return _drawn(asset("img/icons.svg"), name, label and str(label))


@lru_cache(maxsize=1024)
def _drawn(sprite: str, name: str, label: str | None) -> Markup:
    spoken = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    drawing = '<svg class="icon" {} width="20" height="20"><use href="{}#{}"/></svg>'
    return Markup(drawing).format(spoken, sprite, name)


def serve(filename: str) -> Response:
    """A static file; browsers keep it for a year when the address carries the hash of what is sent."""
    folder = _folder()
    path, digest = _resolve(folder, filename)
    response = send_from_directory(folder, path, conditional=True)
    if digest is None or _digest_below(folder, path) != digest:
        response.cache_control.no_cache = True
        return response
    response.cache_control.no_cache = None
    response.cache_control.public = True
    response.cache_control.max_age = YEAR_S
    response.cache_control.immutable = True
    return response


def _resolve(folder: Path, filename: str) -> tuple[str, str | None]:
    """The file's name on disk, and the hash its address carries."""
    found = HASHED.fullmatch(filename)
    if found is None:
        return filename, None
    vendor = filename.startswith(f"{VENDOR}/")
    return (filename if vendor else found["stem"] + found["suffix"]), found["digest"]


def _own(folder: Path, name: str) -> str:
    path = folder / name
    if not path.is_file():
        raise MissingAsset(f"deliberation/static 里没有 {name}。")
    stem, _dot, suffix = name.rpartition(".")
    return f"{stem}.{_digest_of(path)}.{suffix}"


def _vendor(folder: Path, name: str) -> str:
    manifest = folder / VENDOR / "manifest.json"
    if not manifest.is_file():
        raise MissingAsset("网页组件还没有安装（缺少 static/vendor/manifest.json）。请先执行：make setup")
    hashed = _names(manifest, manifest.stat().st_mtime_ns).get(name)
    if hashed is None:
        raise MissingAsset(f"网页组件里没有 {name}。请在 scripts/vendor 里登记它，再执行：make setup")
    return f"{VENDOR}/{hashed}"


def _folder() -> Path:
    return Path(current_app.static_folder or "")


def _digest_below(folder: Path, filename: str) -> str | None:
    path = safe_join(str(folder), filename)
    return _digest_of(Path(path)) if path else None


def _digest_of(path: Path) -> str:
    """The first 8 hex digits of the content's SHA-256; read again only when the file has changed."""
    state = path.stat()
    return _read_digest(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=512)
def _read_digest(path: Path, _changed_ns: int, _size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]


@lru_cache(maxsize=8)
def _names(manifest: Path, _changed_ns: int) -> dict[str, str]:
    names: dict[str, str] = json.loads(manifest.read_text("utf-8"))
    return names
