"""JSON sent by HTTPS POST to an allowed host: certificate checked, no redirect followed, patience limited."""

import http.client
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from deliberation.notices.gateways import Delivery
from deliberation.notices.rules import LOOPBACK, allowed_address

PATIENCE_S = 8.0
MOST_ANSWER = 64 * 1024
TRY_LATER = frozenset({408, 425, 429})


@dataclass(frozen=True)
class Posting:
    """Where to, what, and on which hosts it may end."""

    url: str
    body: Mapping[str, Any]
    hosts: frozenset[str]
    headers: Mapping[str, str]


def post(posting: Posting, patience_s: float = PATIENCE_S) -> Delivery | bytes:
    """The body of a 200 answer, or why there is none."""
    if not allowed_address(posting.url, posting.hosts):
        return Delivery(False, "not_allowed", final=True)
    try:
        return _posted(posting, patience_s)
    except _Forbidden:
        return Delivery(False, "not_allowed", final=True)
    except TimeoutError:
        return Delivery(False, "timeout")
    except ssl.SSLError:
        return Delivery(False, "certificate")
    except OSError:
        return Delivery(False, "unreachable")
    except (http.client.HTTPException, ValueError):
        return Delivery(False, "garbled")


class _Forbidden(Exception):
    """A name leads to an address of this machine or its neighbourhood."""


def _posted(posting: Posting, patience_s: float) -> Delivery | bytes:
    parts = urlsplit(posting.url)
    connection = _connected(parts.scheme, parts.hostname or "", parts.port, patience_s)
    line = connection.sock
    late = threading.Event()
    watch = threading.Timer(patience_s, _hang_up, (line, late))
    watch.daemon = True
    watch.start()
    try:
        headers = {"Content-Type": "application/json; charset=utf-8", **posting.headers}
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, json.dumps(posting.body, ensure_ascii=False).encode(), headers)
        answer = connection.getresponse()
        data = answer.read(MOST_ANSWER + 1)
    except (OSError, http.client.HTTPException):
        if late.is_set():
            raise TimeoutError from None
        raise
    finally:
        watch.cancel()
        connection.close()
    if late.is_set():
        raise TimeoutError
    return _judged(answer.status, data)


def _judged(status: int, data: bytes) -> Delivery | bytes:
    if 300 <= status < 400:
        return Delivery(False, "redirected", str(status), final=True)
    if status != http.client.OK:
        final = 400 <= status < 500 and status not in TRY_LATER
        return Delivery(False, "http", str(status), final)
    return Delivery(False, "garbled") if len(data) > MOST_ANSWER else data


def _hang_up(line: socket.socket, late: threading.Event) -> None:
    """End a conversation that takes too long, however slowly the other side goes on talking."""
    late.set()
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _connected(scheme: str, host: str, port: int | None, patience_s: float) -> http.client.HTTPConnection:
    """A connection to the very address that was looked at (a name may answer differently a moment later)."""
    number = port or (443 if scheme == "https" else 80)
    address = _address(host, number)
    line = socket.create_connection((address, number), timeout=patience_s)
    connection = http.client.HTTPConnection(host, number, timeout=patience_s)
    if scheme == "https":
        try:
            line = ssl.create_default_context().wrap_socket(line, server_hostname=host)
        except OSError:
            line.close()
            raise
        connection = http.client.HTTPSConnection(host, number, timeout=patience_s)
    connection.sock = line
    return connection


def _address(host: str, port: int) -> str:
    """Where a name leads; never to this machine by another name, nor to its link."""
    for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        address = ipaddress.ip_address(str(found[4][0]).split("%")[0])
        near = address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified
        if near and host not in LOOPBACK:
            raise _Forbidden
        return str(address)
    raise OSError


def number_in(data: bytes, *names: str) -> int | None:
    """A whole number a JSON answer gives under one of these names; none when the answer is something else."""
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError):
        return None
    found = (
        next((answer[name] for name in names if name in answer), None) if isinstance(answer, dict) else None
    )
    return found if isinstance(found, int) and not isinstance(found, bool) else None
