"""What became of a message, in words: its result is kept as a word and a number."""

from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from deliberation.notices.rules import Channel, OutboxState
from deliberation.web.phrases import label

TONES = {OutboxState.SENT: "done", OutboxState.GIVEN_UP: "waiting", OutboxState.RETRYING: "info"}


def result_words(message: Any) -> str:
    """What became of a message, with the other side's number; who told by hand is named by the page."""
    code, _blank, detail = message.result.partition(" ")
    if not code or message.channel == Channel.BY_HAND:
        return label("told", code) if code else ""
    words = label("delivery", code)
    return _("%(words)s（%(number)s）", words=words, number=detail) if detail else words


def tone_of(message: Any) -> str:
    """The colour beside the word: nothing that was only filed counts as out."""
    if message.result == "filed" and message.state == OutboxState.SENT:
        return "waiting"
    return TONES.get(message.state, "neutral")


def teller_of(message: Any) -> UUID | None:
    """Who told somebody by hand."""
    detail = message.result.partition(" ")[2] if message.channel == Channel.BY_HAND else ""
    try:
        return UUID(detail)
    except ValueError:
        return None
