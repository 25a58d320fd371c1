"""Pages of a community's cycles, and the ribbon on every page."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.clock import today
from deliberation.cycles import policy, queries, service
from deliberation.cycles.forms import CycleForm, data_of
from deliberation.cycles.rules import STAGES, Span, stage_on
from deliberation.database import unit_of_work
from deliberation.web.access import access, current_actor, everyone, found, works_here
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number
from deliberation.web.phrases import label

blueprint = Blueprint("cycles", __name__, url_prefix="/c/<code>/cycles")


@blueprint.get("/")
@access(everyone)
def index(code: str) -> str:
    """All cycles of the community with their dates."""
    page = queries.cycles_of(code, page_number())
    return render_template("cycles/index.html", page=page, may_plan=policy.may_plan(current_actor(), code))


@blueprint.route("/new", methods=["GET", "POST"])
@access(works_here)
def new(code: str) -> str | Response:
    """Plan a cycle."""
    form = CycleForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.plan(current_actor(), code, form.name.data or "", form.starts(), form.ends_on.data)
            flash(_("议事周期安排好了。"), "success")
            return redirect(url_for(".index", code=code), 303)
    return render_template("cycles/edit.html", form=form, cycle=None)


@blueprint.route("/<uuid:cycle_id>", methods=["GET", "POST"])
@access(works_here)
def edit(code: str, cycle_id: UUID) -> str | Response:
    """Change a cycle's dates."""
    cycle = found(queries.cycle_of(cycle_id, code))
    form = CycleForm(data=data_of(cycle))
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.replan(current_actor(), cycle, form.name.data or "", form.starts(), form.ends_on.data)
            flash(_("日期改好了。"), "success")
            return redirect(url_for(".index", code=code), 303)
    return render_template("cycles/edit.html", form=form, cycle=cycle)


@dataclass(frozen=True)
class RibbonStage:
    """One stage as the ribbon shows it: `done`, `now`, `next` or `skipped`."""

    key: str
    label: str
    state: str
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Ribbon:
    """Where the community is in its cycle, until when, and what can be done now."""

    cycle_name: str
    stages: list[RibbonStage]
    now: RibbonStage | None
    days_left: int | None
    hint: str
    hint_url: str | None


def ribbon() -> dict[str, Any]:
    """The ribbon of the community in the address, for every page of it."""
    code = str((request.view_args or {}).get("code", ""))
    cycle = queries.current_cycle(code) if len(code) == 12 else None
    if cycle is None:
        return {}
    all_spans = cycle.spans()
    current = stage_on(all_spans, today())
    by_stage = {span.stage: span for span in all_spans}
    stages = [_ribbon_stage(stage.value, by_stage.get(stage), current) for stage in STAGES]
    now_stage = next((stage for stage in stages if stage.state == "now"), None)
    left = (current.ends_on - today()).days + 1 if current and current.ends_on else None
    hint = label("stage_hint", now_stage.key) if now_stage else ""
    return {"ribbon": Ribbon(cycle.name, stages, now_stage, left, hint, _hint_url(code, now_stage))}


def _ribbon_stage(key: str, span: Span | None, current: Span | None) -> RibbonStage:
    if span is None:
        return RibbonStage(key, label("stage", key), "skipped", None, None)
    state = "now" if span == current else "next" if span.starts_on > today() else "done"
    return RibbonStage(key, label("stage", key), state, span.starts_on, span.ends_on)


HINTS = {
    "collecting": "needs.new",
    "deliberating": "meetings.index",
    "voting": "rounds.index",
    "listing": "projects.index",
    "publicising": "projects.index",
    "carrying_out": "projects.index",
}


def _hint_url(code: str, now_stage: RibbonStage | None) -> str | None:
    return url_for(HINTS[now_stage.key], code=code) if now_stage else None
