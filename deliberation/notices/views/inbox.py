"""The inbox; a message may offer one act beside the page it leads to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.notices import queries, service
from deliberation.notices.views.shared import blueprint
from deliberation.web.access import access, current_actor, signed_in
from deliberation.web.paging import page_number


@dataclass(frozen=True)
class Offer:
    """An act a message offers: its page and its word, for messages whose facts fit."""

    endpoint: str
    label: Any
    fits: Callable[[Mapping[str, Any]], bool]


_offers: dict[str, Offer] = {}


def offer(
    kind: str, endpoint: str, label: Any, fits: Callable[[Mapping[str, Any]], bool] = lambda facts: True
) -> None:
    """A later room lets the messages of a kind offer an act; the message's own link values name its row."""
    _offers[kind] = Offer(endpoint, label, fits)


def offered(message: Any) -> dict[str, Any] | None:
    """The act a message offers, as its address and its word."""
    found = _offers.get(message.kind)
    if found is None or not found.fits(message.facts):
        return None
    return {"url": url_for(found.endpoint, **message.link_values), "label": found.label}


@blueprint.get("/inbox/")
@access(signed_in)
def inbox() -> str:
    """What I was told, newest first."""
    account_id = current_actor().account_id
    assert account_id is not None
    page = queries.inbox_of(account_id, page_number())
    return render_template("notices/inbox.html", page=page, offered=offered)


@blueprint.post("/inbox/read")
@access(signed_in)
def read() -> Response:
    """Everything here has been seen."""
    account_id = current_actor().account_id
    assert account_id is not None
    with unit_of_work():
        service.mark_read(account_id)
    return redirect(url_for(".inbox"), 303)


def inbox_part() -> dict[str, Any]:
    """The number of unread messages, for every page."""
    account_id = current_actor().account_id
    return {"inbox_count": queries.unread_count(account_id)} if account_id else {}
