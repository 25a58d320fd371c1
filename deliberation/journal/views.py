"""The journal for the auditor: reads everything in scope, changes nothing."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from uuid import UUID

from flask import Blueprint, render_template, request

from deliberation.actors import Role
from deliberation.journal import queries
from deliberation.web.access import access, current_actor, holding
from deliberation.web.paging import page_number
from deliberation.wording import tidy

Naming = Callable[[Sequence[UUID]], Mapping[UUID, str]]
_naming: list[Naming] = []

blueprint = Blueprint("journal", __name__, url_prefix="/journal")


def use_names(naming: Naming) -> None:
    """Who knows the names behind account ids (set once by create_app)."""
    _naming[:] = [naming]


@blueprint.get("/")
@access(holding(Role.AUDITOR))
def index() -> str:
    """Who did what, newest first."""
    act = tidy(request.args.get("act"))[:60]
    page = queries.entries_in(current_actor().scopes(Role.AUDITOR), page_number(), act)
    names = _naming[0]([entry.actor_id for entry in page.items if entry.actor_id]) if _naming else {}
    return render_template("journal/index.html", page=page, act=act, names=names, head=queries.head_hash())


@blueprint.get("/check")
@access(holding(Role.AUDITOR))
def check() -> str:
    """Walk the chain and say what is wrong, if anything."""
    findings = list(islice(queries.findings(), 100))
    return render_template(
        "journal/check.html", findings=findings, length=queries.length(), head=queries.head_hash()
    )
