"""The look at a ballot that is still being planned: the same for the 预览 button and beside the form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from deliberation.clock import now
from deliberation.errors import Refusal
from deliberation.rounds import plan_rules, recommending, registers
from deliberation.rounds.forms import BallotForm, PlanForm
from deliberation.rounds.recommending import Advice
from deliberation.rounds.rules import Plan
from deliberation.rounds.views.ballot_sheet import Sheet, sheet_of
from deliberation.web.phrases import sentence


@dataclass(frozen=True)
class Look:
    """What can be said of a plan as it stands in the form.

    `plan` is None while its options cannot be read, `sheet` while no ballot can be made of it; `wrong`:
    (field's id, label, sentence) of what is not filled in as it should be; `refusal`: what else stands in
    the way of announcing it.
    """

    plan: Plan | None
    sheet: Sheet | None
    wrong: Sequence[tuple[str, str, str]]
    refusal: str
    voters: int
    advice: Advice | None


def look_at(form: PlanForm, needs: Sequence[Any], code: str) -> Look:
    """Look at a form without keeping anything of it."""
    wrong = _wrong(form) if form.is_submitted() else []
    try:
        plan = form.plan(needs)
    except Refusal as refusal:
        return Look(None, None, wrong, sentence(refusal), 0, None)
    eligible = registers.eligible(code, plan.unit, plan.estates)
    buildings = len({building for _voter, building in eligible})
    advice = recommending.recommend(len(plan.options), len(eligible), buildings, plan.budget_fen)
    return Look(plan, _sheet(plan), wrong, "" if wrong else in_the_way(plan), len(eligible), advice)


def _wrong(form: PlanForm) -> list[tuple[str, str, str]]:
    """What is wrong, field by field, taken off the form: whoever only looks is not corrected yet."""
    form.validate()
    fields = [each for each in form if each.errors and each.name != "csrf_token"]
    wrong = [(each.id, str(each.label.text), str(each.errors[0])) for each in fields]
    for each in form:
        each.errors = ()
    form.form_errors = []
    return wrong


def _sheet(plan: Plan) -> Sheet | None:
    """The ballot that comes of a plan, once its money and its numbers fit together."""
    try:
        plan_rules.check_money(plan)
        plan_rules.check_ballot(plan)
        plan_rules.keys_of(plan.options)
    except Refusal:
        return None
    return sheet_of(plan, plan.options, BallotForm(formdata=None))


def in_the_way(plan: Plan) -> str:
    """The first thing that keeps a plan from being announced."""
    try:
        plan_rules.check_ready(plan, now())
    except Refusal as refusal:
        return sentence(refusal)
    return ""
