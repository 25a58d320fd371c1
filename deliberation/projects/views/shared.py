"""The blueprint, and how a list is found: a draft does not exist for anybody but the community's workers."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from deliberation.actors import Actor
from deliberation.projects import policy, queries
from deliberation.web.access import current_actor, found

blueprint = Blueprint("projects", __name__)
HERE = "/c/<code>/projects"
ONE = f"{HERE}/<uuid:list_id>"


def seen_list(code: str, list_id: UUID) -> Any:
    """The list, if whoever asks may see it; else there is none."""
    made = queries.list_of(list_id, code)
    visible = made is not None and policy.may_see(current_actor(), code, made.state)
    shown: Any = found(made if visible else None)
    return shown


def seen_row(made: Any, row_id: UUID) -> Any:
    """A row of the list."""
    row: Any = found(queries.row_of(row_id, made.id))
    return row


def back(made: Any, said: str, anchor: str | None = None) -> Response:
    """To the list's page, saying what was done."""
    flash(said, "success")
    return redirect(url_for("projects.show", code=made.community_code, list_id=made.id, _anchor=anchor), 303)


def me() -> Actor:
    """Whoever asks."""
    return current_actor()
