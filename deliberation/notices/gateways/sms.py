"""Short messages through whatever gateway the community's provider has: one HTTPS POST of JSON, its shape
set by the operator."""

import json
from collections.abc import Mapping
from typing import Any

from deliberation.config import SmsWay
from deliberation.notices.gateways import Delivery, Parcel, body_of, cut
from deliberation.notices.gateways.posting import PATIENCE_S, Posting, post

MOST_SMS = 900


class SmsGateway:
    """Posts `{phone}`, `{text}`, `{id}` in the operator's own JSON; `id` is the same at each try, so that a
    provider which looks at it sends nothing twice."""

    name = "sms"
    leaves = True

    def __init__(self, way: SmsWay, patience_s: float = PATIENCE_S) -> None:
        self.way, self.patience_s = way, patience_s

    def send(self, parcel: Parcel) -> Delivery:
        """Hand one short message to the provider."""
        words = {"phone": parcel.address, "text": cut(body_of(parcel), MOST_SMS), "id": parcel.id.hex}
        headers = {"Authorization": f"Bearer {self.way.token}"} if self.way.token else {}
        body = _filled(self.way.body, words)
        answer = post(Posting(self.way.url, body, frozenset({self.way.host}), headers), self.patience_s)
        return answer if isinstance(answer, Delivery) else self._read(answer)

    def _read(self, answer: bytes) -> Delivery:
        """A 200 is yes, unless the operator said which answer is."""
        if not self.way.ok_name:
            return Delivery(True, "ok")
        try:
            said = json.loads(answer)[self.way.ok_name]
        except (ValueError, KeyError, TypeError, RecursionError):
            return Delivery(False, "garbled")
        if str(said) == self.way.ok_value:
            return Delivery(True, "ok")
        number = str(said) if isinstance(said, int) else ""
        return Delivery(False, "errcode", number[:20])


def _filled(template: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    return {name: _word(value, words) for name, value in template.items()}


def _word(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return _filled(value, words)
    if isinstance(value, list):
        return [_word(each, words) for each in value]
    return (
        words[value[1:-1]] if isinstance(value, str) and value[1:-1] in words and value[:1] == "{" else value
    )
