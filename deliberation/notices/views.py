"""The inbox."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.notices import queries, service
from deliberation.web.access import access, current_actor, signed_in
from deliberation.web.paging import page_number

blueprint = Blueprint("notices", __name__, url_prefix="/inbox")


@blueprint.get("/")
@access(signed_in)
def inbox() -> str:
    """What I was told, newest first."""
    account_id = current_actor().account_id
    assert account_id is not None
    return render_template("notices/inbox.html", page=queries.inbox_of(account_id, page_number()))


@blueprint.post("/read")
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
