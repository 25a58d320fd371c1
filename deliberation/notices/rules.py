"""By which ways messages leave the platform, how far one is, when it is tried again, and what an address may
look like. Pure.
"""

import re
from datetime import timedelta
from enum import StrEnum
from urllib.parse import urlsplit

LEASE = timedelta(minutes=3)
BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
MOST_TRIES = len(BACK_OFF) + 1
KEPT_FAILED = timedelta(days=30)
MOST_ADDRESS = 300
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
EMAIL = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9_+-])?"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)


class Channel(StrEnum):
    """A way out of the platform; by hand is a worker who calls or comes by."""

    SMS = "sms"
    WEBHOOK = "webhook"
    EMAIL = "email"
    BY_HAND = "by_hand"


class OutboxState(StrEnum):
    """How far a message is: waiting, delivered, to be tried again, or given up."""

    WAITING = "waiting"
    SENT = "sent"
    RETRYING = "retrying"
    GIVEN_UP = "given_up"


class Told(StrEnum):
    """How a worker told somebody by hand."""

    BY_PHONE = "by_phone"
    IN_PERSON = "in_person"


SENT_BY_MACHINE = (Channel.SMS, Channel.WEBHOOK, Channel.EMAIL)
GROUPS = (Channel.WEBHOOK, Channel.EMAIL)
OPEN_STATES = (OutboxState.WAITING, OutboxState.RETRYING)


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many tries; none when it was the last."""
    return BACK_OFF[attempts - 1] if 1 <= attempts <= len(BACK_OFF) else None


def is_email(text: str) -> bool:
    """An address mail can be sent to: one line, plain letters, one @, nothing that could begin a header."""
    local = text.split("@", 1)[0]
    return len(text) <= 120 and EMAIL.fullmatch(text) is not None and ".." not in local


def allowed_address(url: str, hosts: frozenset[str]) -> bool:
    """An https address on one of these hosts (`name`, or `name:port` for another port), without user name or
    password; plain http only to this very machine, and only where the list names it."""
    if len(url) > MOST_ADDRESS or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return False
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if "@" in parts.netloc or parts.fragment:
        return False
    if host in LOOPBACK:
        return parts.scheme in ("http", "https") and host in hosts
    usual = port in (None, 443) and host in hosts
    return parts.scheme == "https" and bool(host) and (usual or f"{host}:{port}" in hosts)


def mask_email(address: str) -> str:
    """zhang@example.org → z***@example.org."""
    local, _at, host = address.rpartition("@")
    return f"{local[:1]}***@{host}"


def mask_webhook(url: str) -> str:
    """A group's address as shown: the host and the last four characters of its key."""
    return f"{urlsplit(url).hostname or ''} …{url[-4:]}"
