"""The conversion desk: which decisions there are, what they would give, and taking it over."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.projects import conversion, joining, policy, queries
from deliberation.projects.conversion import Preview
from deliberation.projects.forms import TakeForm
from deliberation.projects.rules import Taking
from deliberation.projects.views.pages import sums
from deliberation.projects.views.shared import ONE, blueprint, me, seen_list
from deliberation.rounds.outcomes import Outcome
from deliberation.rounds.texts.results import score
from deliberation.web.access import access, permit, works_here
from deliberation.web.phrases import phrase, sentence


@blueprint.get(f"{ONE}/convert")
@access(works_here)
def convert(code: str, list_id: UUID) -> str:
    """Choose a ranking and how much of it; see what it would give before it is taken."""
    made = _draft(code, list_id)
    results = conversion.usable_results(made)
    given = request.args if "round_id" in request.args else None
    first = {"budget": _money_of(made, results), "taking": _first_taking(results).value}
    choices = [(each.round.id, each.round.title) for each in results]
    form = TakeForm(given, data=first, rounds=choices, meta={"csrf": False})
    seen = _preview(made, form) if given is not None and form.validate() else None
    rows = queries.rows_of(made.id)
    return render_template(
        "projects/convert.html",
        made=made,
        rows=rows,
        sums=sums(rows),
        results=results,
        form=form,
        seen=seen,
        reasons={each.option.key: phrase(f"label.weighed.{each.reason}", each.facts) for each in seen.options}
        if seen
        else {},
        offers=conversion.offers(made),
        score=score,
    )


@blueprint.post(f"{ONE}/convert")
@access(works_here)
def take(code: str, list_id: UUID) -> Response:
    """Take over what was previewed."""
    made = _draft(code, list_id)
    choices = [(each.round.id, each.round.title) for each in conversion.usable_results(made)]
    form = TakeForm(rounds=choices)
    if not form.validate_on_submit():
        raise Refusal("projects.no_signed_result")
    with unit_of_work():
        rows = conversion.take(me(), made, UUID(form.round_id.data), Taking(form.taking.data), form.amount())
    return _taken(made, len(rows))


@blueprint.post(f"{ONE}/convert/needs")
@access(works_here)
def take_needs(code: str, list_id: UUID) -> Response:
    """Take over needs that signed minutes decided on."""
    made = _draft(code, list_id)
    with unit_of_work():
        rows = joining.take_needs(me(), made, _ids(request.form.getlist("need")))
    return _taken(made, len(rows))


def _first_taking(results: Sequence[Outcome]) -> Taking:
    """What the latest round's count decided for, where it decided; else as the money goes."""
    return Taking.DECIDED if any(each.decides for each in results[:1]) else Taking.BUDGET


def _money_of(made: Any, results: Sequence[Outcome]) -> int | None:
    """How much there is: the money the latest round was voted on with, else what the list's cover says."""
    return next((each.round.budget_fen for each in results[:1]), None) or made.budget_fen


def _preview(made: Any, form: TakeForm) -> Preview | None:
    try:
        return conversion.preview(made, UUID(form.round_id.data), Taking(form.taking.data), form.amount())
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        return None


def _ids(texts: list[str]) -> list[UUID]:
    """The ids of a form; nonsense is refused as not on offer."""
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise Refusal("projects.not_on_offer") from None


def _draft(code: str, list_id: UUID) -> Any:
    made = seen_list(code, list_id)
    permit(policy.may_edit(me(), code, made.state))
    return made


def _taken(made: Any, count: int) -> Response:
    flash(_("列入了 %(count)s 个项目，请补齐责任单位和时限。", count=count), "success")
    return redirect(url_for(".show", code=made.community_code, list_id=made.id), 303)
