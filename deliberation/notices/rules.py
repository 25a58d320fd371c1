"""By which ways messages leave the platform, and how far one is. Pure."""

from enum import StrEnum


class Channel(StrEnum):
    """A way out of the platform."""

    SMS = "sms"
    WEBHOOK = "webhook"
    EMAIL = "email"


class OutboxState(StrEnum):
    """How far a message is: waiting, delivered, to be tried again, or given up."""

    WAITING = "waiting"
    SENT = "sent"
    RETRYING = "retrying"
    GIVEN_UP = "given_up"
