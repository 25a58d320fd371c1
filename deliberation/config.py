"""Settings: read once from the environment, frozen; every default is safe.

Secrets not given in the environment are made once and kept in the key directory (mode 0600), which lies
outside the database and its backups.
"""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parent.parent
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class Settings:
    """Everything that differs between one installation and the next."""

    data_dir: Path
    key_dir: Path
    database_url: str
    secret_key: str
    sealing_secret: str
    public_url: str
    demo: bool
    platform_name: str
    idle_minutes: int
    proxies: int
    tiles: str
    tiles_note: str
    testing: bool

    @property
    def tiles_host(self) -> str:
        """The one foreign host pages with a map may fetch pictures from; empty when there is none."""
        parts = urlsplit(self.tiles)
        return f"{parts.scheme}://{parts.netloc}" if self.tiles else ""

    @property
    def secure_cookies(self) -> bool:
        """Cookies travel over https only, unless the platform is served on this very machine."""
        return urlsplit(self.public_url).scheme == "https"


def read_settings(environment: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """The settings of this process; `overrides` are for tests and throw-away databases."""
    env = os.environ if environment is None else environment
    data = Path(str(overrides.get("data_dir") or env.get("DELIBERATION_DATA") or PROJECT / "var")).resolve()
    keys = Path(str(overrides.get("key_dir") or env.get("DELIBERATION_KEYS") or data / "keys")).resolve()
    for folder in (data, keys):
        folder.mkdir(parents=True, exist_ok=True)
    keys.chmod(0o700)
    values: dict[str, object] = {
        "data_dir": data,
        "key_dir": keys,
        "database_url": env.get("DATABASE_URL") or f"sqlite:///{data / 'deliberation.sqlite'}",
        "secret_key": env.get("SECRET_KEY") or _kept_secret(keys / "session.key"),
        "sealing_secret": env.get("DELIBERATION_SEALING_SECRET") or _kept_secret(keys / "sealing.key"),
        "public_url": (env.get("DELIBERATION_URL") or "http://127.0.0.1:8000").rstrip("/"),
        "demo": env.get("DELIBERATION_DEMO") == "1",
        "platform_name": env.get("DELIBERATION_NAME") or "",
        "idle_minutes": int(env.get("DELIBERATION_IDLE_MINUTES") or 30),
        "proxies": int(env.get("DELIBERATION_PROXIES") or 0),
        "tiles": checked_tiles(env.get("DELIBERATION_TILES") or ""),
        "tiles_note": (env.get("DELIBERATION_TILES_NOTE") or "").strip()[:200],
        "testing": False,
    }
    values.update(overrides)
    values["data_dir"], values["key_dir"] = data, keys
    return Settings(**values)  # type: ignore[arg-type]  # one mapping, checked by the dataclass's own names


def checked_tiles(template: str) -> str:
    """The address of map tiles: https (or this very machine), {z} {x} {y}, one host, no name and password."""
    if not template:
        return ""
    parts = urlsplit(template)
    local = parts.scheme == "http" and parts.hostname in LOOPBACK
    plain = re.fullmatch(r"[a-z0-9.-]+(:[0-9]{1,5})?", parts.netloc)
    placed = all(template.count(name) == 1 for name in ("{z}", "{x}", "{y}"))
    others = set(re.findall(r"{[^}]*}", template)) - {"{z}", "{x}", "{y}"}
    if not (parts.scheme == "https" or local) or not plain or not placed or others:
        raise RuntimeError(
            "DELIBERATION_TILES must look like https://tiles.example.org/{z}/{x}/{y}.png: https, one host, "
            "each of {z} {x} {y} once, no user name or password"
        )
    return template


def _kept_secret(path: Path) -> str:
    """A secret made once and kept in a file only its owner reads."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_secret(path)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    return path.read_text()


def _read_secret(path: Path) -> str:
    secret = path.read_text().strip()
    if len(secret) < 32:
        raise RuntimeError(
            f"the secret in {path.name} is empty or damaged; restore it or set it by environment"
        )
    return secret
