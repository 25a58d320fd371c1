"""The ways out of the platform: one gateway a channel, chosen by the settings, a file until then.

A gateway takes a parcel and says what became of it. It never opens a transaction, never raises for what the
other side does, and never writes an address, a name or a text to the log.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from deliberation.notices.rules import Channel


@dataclass(frozen=True)
class Parcel:
    """One message as a gateway takes it; `id` stays the same however often it is tried."""

    id: UUID
    channel: Channel
    address: str
    shown: str
    title: str
    text: str
    url: str
    written_at: datetime


@dataclass(frozen=True)
class Delivery:
    """What became of it: a word (`label.delivery.<word>`), a number the other side gave, and whether trying
    again is of no use."""

    ok: bool
    code: str
    detail: str = ""
    final: bool = False


class Gateway(Protocol):
    """Something that delivers the messages of a channel; `leaves`: beyond this machine."""

    name: str
    leaves: bool

    def send(self, parcel: Parcel) -> Delivery:
        """Try once, within some seconds."""


_gateways: dict[Channel, Gateway] = {}


def use_gateway(channel: Channel, gateway: Gateway) -> None:
    """Who delivers the messages of a channel."""
    _gateways[channel] = gateway


def gateway_for(channel: Channel) -> Gateway:
    """The gateway of a channel."""
    return _gateways[channel]


def leaves(channel: Channel) -> bool:
    """Whether messages of this channel leave the machine; until it is set up they are only filed."""
    return channel in _gateways and _gateways[channel].leaves


def body_of(parcel: Parcel) -> str:
    """The whole message: the text and, on a line of its own, where more stands."""
    return f"{parcel.text}\n{parcel.url}" if parcel.url else parcel.text


def cut(text: str, most_bytes: int) -> str:
    """A text of at most so many bytes of UTF-8, never through the middle of a character."""
    data = text.encode()
    if len(data) <= most_bytes:
        return text
    return data[: most_bytes - 3].decode(errors="ignore").rstrip() + "…"
