"""The worker's desk of needs: its blueprint, and entry on behalf.

The desk itself is in `sorting_desk`, its acts in the other modules `sorting_…`.
"""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.needs import piles, service
from deliberation.needs.forms import EnterForm, uuid_or_none
from deliberation.needs.forms.mapping import picked
from deliberation.needs.rules import Channel
from deliberation.places.addresses import address
from deliberation.places.queries import estates_of
from deliberation.web.access import access, current_actor, works_here
from deliberation.web.forms import refused_into
from deliberation.wording import tidy

blueprint = Blueprint("sorting", __name__, url_prefix="/desk")


@blueprint.route("/enter", methods=["GET", "POST"])
@access(works_here)
def enter(code: str) -> str | Response:
    """Write down what somebody said on paper, by phone or at the door."""
    words = tidy(request.args.get("who"))
    form = EnterForm(estates=estates_of(code))
    if request.method == "GET":
        form.channel.data = request.args.get("channel") or None
        form.resident.data = request.args.get("resident", "")
    at_map = picked(form, code)
    if not at_map and form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                need = _entered(code, form)
                number, need_id = need.number, need.id
            flash(_("登记好了，编号 %(number)s。可以接着登记下一条。", number=number), "success")
            return redirect(url_for(".enter", code=code, channel=form.channel.data, last=need_id), 303)
    resident_id = uuid_or_none(form.resident.data)
    return render_template(
        "needs/enter.html",
        form=form,
        words=words,
        doors=[_door(row) for row in piles.residents_found(code, words)] if words else [],
        resident=piles.resident_of(resident_id, code) if resident_id else None,
        last=request.args.get("last") and uuid_or_none(request.args["last"]),
    )


def _entered(code: str, form: EnterForm) -> Any:
    return service.submit_on_behalf(
        current_actor(),
        code,
        form.draft(),
        Channel(form.channel.data),
        form.name.data or "",
        uuid_or_none(form.resident.data),
        form.key.data,
    )


def _door(row: Any) -> tuple[UUID, str, str]:
    resident_id, name, *parts = row
    return resident_id, name, address(*parts)
