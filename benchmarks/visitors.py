"""Visitors with sessions of their own, made without signing in a hundred times over HTTP."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from deliberation.clock import now


@dataclass(frozen=True)
class Visitor:
    """A session cookie and a token that fits it."""

    cookie: str
    token: str

    def form(self, **fields: str) -> bytes:
        """The body of a form this visitor sends."""
        return urlencode({"csrf_token": self.token, **fields}).encode()

    def headers(self) -> Mapping[str, str]:
        return {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}


def visitor(app: Flask, account_id: UUID, stamp: str) -> Visitor:
    """Somebody signed in a moment ago."""
    raw = secrets.token_hex(20)
    session: dict[str, Any] = {
        "_user_id": f"{account_id}|{stamp}", "_fresh": True, "_permanent": True,
        "seen": int(now().timestamp()), "csrf_token": raw,
    }  # fmt: skip
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    token = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(raw)
    return Visitor(f"session={signer.dumps(session)}", str(token))
