"""一圈一策 and the four lists: pages that show how needs, resources, circles and projects hang together."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.projects import capping, circles, planning, policy
from deliberation.projects.forms.offering import CapsForm, PlanForm
from deliberation.projects.four_lists import counted
from deliberation.projects.rules import ProjectKind
from deliberation.projects.views.desk import revision_in
from deliberation.projects.views.pages import TONES
from deliberation.projects.views.shared import HERE, blueprint, me
from deliberation.web.access import (
    access,
    any_of,
    everyone,
    found,
    leads_here,
    oversees_here,
    permit,
    works_here,
)
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number
from deliberation.web.phrases import sentence

PLANS = f"{HERE}/plans"
PLAN = f"{PLANS}/<uuid:plan_id>"
planners = any_of(works_here, oversees_here)


@blueprint.get(f"{HERE}/four")
@access(everyone)
def four_lists(code: str) -> str:
    """问题、资源、需求、项目清单: what each holds, how much of it, and where it leads."""
    return render_template("projects/four_lists.html", counted=counted(code))


@blueprint.get(PLANS)
@access(everyone)
def plans(code: str) -> str:
    """The street's overall plan and its circles, this community's marked."""
    overall = circles.overall_of(code)
    page = circles.circles_under(overall, page_number(), _drafts(code)) if overall else None
    return render_template(
        "projects/plans.html",
        overall=overall,
        page=page,
        may_street=policy.may_plan_street(me(), code[:9]),
        may_circle=policy.may_plan_circle(me(), code),
    )


@blueprint.get(PLAN)
@access(everyone)
def plan(code: str, plan_id: UUID) -> str:
    """One plan with the projects that belong to it."""
    shown: Any = found(circles.plan_of(plan_id, code))
    return render_template(
        "projects/plan.html",
        plan=shown,
        page=circles.projects_in(shown, page_number(), _drafts(code)),
        tones=TONES,
        may_change=_may_change(shown),
    )


@blueprint.route(f"{PLANS}/new", methods=["GET", "POST"])
@access(planners)
def new_plan(code: str) -> str | Response:
    """The overall plan, where the street has none yet; else a circle."""
    overall, officer = circles.overall_of(code), policy.may_plan_street(me(), code[:9])
    permit(officer or overall is not None)
    form = PlanForm()
    if form.validate_on_submit():
        words = (form.title.data or "", form.goal.data or "")
        with refused_into(form):
            with unit_of_work():
                if overall is None:
                    made = planning.begin_overall(me(), code[:9], *words)
                else:
                    where = code[:9] if officer and form.wide.data else code
                    made = planning.begin_circle(me(), where, form.circle.data or "", *words)
            flash(_("方案建好了。"), "success")
            return redirect(url_for(".plan", code=code, plan_id=made.id), 303)
    return render_template(
        "projects/plan_form.html", form=form, plan=None, with_circle=overall is not None, officer=officer
    )


@blueprint.route(f"{PLAN}/edit", methods=["GET", "POST"])
@access(planners)
def edit_plan(code: str, plan_id: UUID) -> str | Response:
    """Change a plan's words."""
    shown: Any = found(circles.plan_of(plan_id, code))
    permit(_may_change(shown))
    form = PlanForm(
        data={"circle": shown.circle, "title": shown.title, "goal": shown.goal, "revision": shown.revision}
    )
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                planning.edit_plan(
                    me(), shown, form.circle.data or "", form.title.data or "", form.goal.data or "",
                    revision_in(form),
                )  # fmt: skip
            flash(_("保存好了。"), "success")
            return redirect(url_for(".plan", code=code, plan_id=plan_id), 303)
    if form.form_errors:
        form.revision.data = str(shown.revision)
    return render_template(
        "projects/plan_form.html", form=form, plan=shown, with_circle=bool(shown.parent_id), officer=False
    )


@blueprint.post(f"{PLAN}/remove")
@access(planners)
def remove_plan(code: str, plan_id: UUID) -> Response:
    """Delete a plan nothing belongs to."""
    shown: Any = found(circles.plan_of(plan_id, code))
    permit(_may_change(shown))
    try:
        with unit_of_work():
            planning.remove_plan(me(), shown)
    except Refusal as refusal:
        flash(sentence(refusal), "warning")
        return redirect(url_for(".plan", code=code, plan_id=plan_id), 303)
    flash(_("方案删除了。"), "success")
    return redirect(url_for(".plans", code=code), 303)


@blueprint.route(f"{HERE}/caps", methods=["GET", "POST"])
@access(leads_here)
def caps(code: str) -> str | Response:
    """What one project of each kind may cost at most."""
    now = capping.caps_of(code)
    form = CapsForm(data={kind.value: now[kind] for kind in ProjectKind})
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                capping.set_caps(me(), code, form.caps())
            flash(_("上限保存好了。"), "success")
            return redirect(url_for(".index", code=code), 303)
    return render_template("projects/caps.html", form=form)


def _may_change(plan: Any) -> bool:
    if plan.parent_id is None or len(plan.code) == circles.STREET:
        return policy.may_plan_street(me(), plan.code)
    return policy.may_plan_circle(me(), plan.code)


def _drafts(code: str) -> tuple[str, ...]:
    """Whose drafts whoever asks may see."""
    return (code,) if me().works_in(code) else ()
