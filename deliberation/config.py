"""Settings: read once from the environment, frozen; every default is safe.

Secrets not given in the environment are made once and kept in the key directory (mode 0600), which lies
outside the database and its backups.
"""

import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parent.parent
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
WECOM_HOST = "qyapi.weixin.qq.com"
SMS_BODY = {"phone": "{phone}", "text": "{text}", "id": "{id}"}


@dataclass(frozen=True)
class MailWay:
    """The server that takes our mails; `security` is starttls, tls, or none (to this very machine only)."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = "starttls"


@dataclass(frozen=True)
class SmsWay:
    """The provider that takes our short messages: where, with which token, and in which JSON."""

    url: str
    token: str = field(default="", repr=False)
    body: Mapping[str, Any] = field(default_factory=lambda: dict(SMS_BODY))
    ok_name: str = ""
    ok_value: str = ""

    @property
    def host(self) -> str:
        """The one host of the provider, with its port where that is not the usual one."""
        parts = urlsplit(self.url)
        usual = parts.port in (None, 443) or parts.hostname in LOOPBACK
        return (parts.hostname or "") if usual else f"{parts.hostname}:{parts.port}"


@dataclass(frozen=True)
class Outgoing:
    """By which ways messages may leave this machine; by none until somebody says so."""

    wecom: bool = False
    webhook_hosts: frozenset[str] = frozenset({WECOM_HOST})
    mail: MailWay | None = None
    sms: SmsWay | None = None


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
    outgoing: Outgoing = Outgoing()

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
        "outgoing": read_outgoing(env),
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


def read_outgoing(env: Mapping[str, str]) -> Outgoing:
    """The ways out of this machine that the environment opens."""
    more = re.split(r"[,\s]+", (env.get("DELIBERATION_WEBHOOK_HOSTS") or "").strip().lower())
    return Outgoing(
        wecom=env.get("DELIBERATION_WECOM") == "1",
        webhook_hosts=frozenset({WECOM_HOST, *(host for host in more if host)}),
        mail=_read_mail(env),
        sms=_read_sms(env),
    )


def _read_mail(env: Mapping[str, str]) -> MailWay | None:
    host = (env.get("DELIBERATION_SMTP_HOST") or "").strip()
    if not host:
        return None
    security = (env.get("DELIBERATION_SMTP_SECURITY") or "starttls").strip()
    sender = (env.get("DELIBERATION_SMTP_FROM") or "").strip()
    port = (env.get("DELIBERATION_SMTP_PORT") or "").strip() or {"tls": "465"}.get(security, "587")
    plain = re.fullmatch(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+", sender)
    safe = security in ("starttls", "tls") or (security == "none" and host in LOOPBACK)
    if not (plain and safe and port.isdigit() and 0 < int(port) < 65536):
        raise RuntimeError(
            "DELIBERATION_SMTP_FROM must be a plain address, DELIBERATION_SMTP_PORT a number, and "
            "DELIBERATION_SMTP_SECURITY starttls or tls (none only to this very machine)"
        )
    user, password = env.get("DELIBERATION_SMTP_USER") or "", env.get("DELIBERATION_SMTP_PASSWORD") or ""
    return MailWay(host, int(port), sender, user, password, security)


def _read_sms(env: Mapping[str, str]) -> SmsWay | None:
    url = (env.get("DELIBERATION_SMS_URL") or "").strip()
    if not url:
        return None
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not (parts.scheme == "https" or local) or not parts.hostname or "@" in parts.netloc:
        raise RuntimeError("DELIBERATION_SMS_URL must be https, without user name or password")
    name, _is, value = (env.get("DELIBERATION_SMS_OK") or "").partition("=")
    return SmsWay(url, env.get("DELIBERATION_SMS_TOKEN") or "", _sms_body(env), name.strip(), value.strip())


def _sms_body(env: Mapping[str, str]) -> Mapping[str, Any]:
    """The JSON a provider wants, with {phone}, {text} and {id} where they belong."""
    try:
        body = json.loads(env.get("DELIBERATION_SMS_BODY") or json.dumps(SMS_BODY))
    except ValueError:
        body = None
    said = json.dumps(body)
    if not isinstance(body, dict) or '"{phone}"' not in said or '"{text}"' not in said:
        raise RuntimeError('DELIBERATION_SMS_BODY must be JSON like {"phone": "{phone}", "text": "{text}"}')
    return body


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
