"""A WeCom group: its robot's webhook, told by HTTPS (企业微信“群机器人”: POST JSON, `errcode` 0 is yes)."""

from typing import Any

from deliberation.notices.gateways import Delivery, Parcel, body_of, cut
from deliberation.notices.gateways.posting import PATIENCE_S, Posting, number_in, post

MOST_TEXT, MOST_MARKDOWN = 2048, 4096
# The robot's own limit (20 a minute) and its momentary troubles; any other number will be the same tomorrow.
TRY_LATER = frozenset({-1, 45009, 45033})
# What markdown would read as a sign of its own, as its full-width twin.
PLAIN = str.maketrans("<>[]*`#_", "＜＞［］＊｀＃＿")


class WecomGateway:
    """Posts to a group's robot."""

    name = "wecom"
    leaves = True

    def __init__(self, hosts: frozenset[str], patience_s: float = PATIENCE_S) -> None:
        self.hosts, self.patience_s = hosts, patience_s

    def send(self, parcel: Parcel) -> Delivery:
        """Tell the group."""
        answer = post(Posting(parcel.address, message_of(parcel), self.hosts, {}), self.patience_s)
        if isinstance(answer, Delivery):
            return answer
        number = number_in(answer, "errcode")
        if number is None:
            return Delivery(False, "garbled")
        if number == 0:
            return Delivery(True, "ok")
        return Delivery(False, "errcode", str(number), final=number not in TRY_LATER)


def message_of(parcel: Parcel) -> dict[str, Any]:
    """Plain text while it fits, since every client shows it; longer ones as markdown, which may be twice as
    long; the address of the page always stays."""
    whole = f"{parcel.title}\n{body_of(parcel)}"
    if len(whole.encode()) <= MOST_TEXT:
        return {"msgtype": "text", "text": {"content": whole}}
    head, tail = (
        f"**{parcel.title.translate(PLAIN)}**\n",
        f"\n[{parcel.url}]({parcel.url})" if parcel.url else "",
    )
    room = MOST_MARKDOWN - len((head + tail).encode())
    content = head + cut(parcel.text.translate(PLAIN), room) + tail
    return {"msgtype": "markdown", "markdown": {"content": content}}
