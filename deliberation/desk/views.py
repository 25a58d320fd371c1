"""The first pages: home, a community, the worker's desk, the street's overview, what this is."""

from typing import Any

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from deliberation.actors import Actor, Role
from deliberation.cycles.queries import stage_now
from deliberation.desk import queries
from deliberation.desk.cards import card_for, office_piles, piles_of
from deliberation.desk.navigation import home_of, navigation
from deliberation.meetings.queries import upcoming
from deliberation.needs.listed import needs_of
from deliberation.needs.queries import counts_per_state
from deliberation.needs.rules import Order, Wanted
from deliberation.needs.shown import slips
from deliberation.places.queries import names_of_regions
from deliberation.projects import carry_counts, objecting
from deliberation.projects import queries as projects
from deliberation.projects.views.pages import TONES
from deliberation.rounds.queries import open_rounds
from deliberation.web.access import access, current_actor, everyone, holding, works_here
from deliberation.web.paging import page_number

__all__ = ["blueprint", "navigation"]

blueprint = Blueprint("desk", __name__)
FEW = 3


@blueprint.get("/")
@access(everyone)
def home() -> str | Response:
    """For a stranger what this is; for everybody else what waits for them."""
    actor = current_actor()
    if not actor.is_authenticated:
        return _welcome()
    code = home_of(actor)
    works = code is not None and actor.works_in(code)
    return render_template(
        "desk/home.html",
        code=code,
        card=card_for(actor, code),
        piles=piles_of(code) if code and works else [],
        around=around(code) if code and not works else None,
        elsewhere=_elsewhere(actor),
        tones=TONES,
    )


@blueprint.get("/c/<code>/")
@access(everyone)
def community(code: str) -> str:
    """A community: what is asked for, voted on, talked about and listed now."""
    actor = current_actor()
    here = actor.lives_in(code) or actor.works_in(code) or actor.plans_in(code)
    card = card_for(actor, code) if here else None
    return render_template("desk/community.html", code=code, card=card, around=around(code), tones=TONES)


@blueprint.get("/c/<code>/desk")
@access(works_here)
def worker(code: str) -> str:
    """The worker's desk: what lies there, and where each pile is."""
    cycle, stage = stage_now(code)
    return render_template(
        "desk/worker.html",
        code=code,
        card=card_for(current_actor(), code),
        piles=piles_of(code),
        made=projects.current_list(code),
        tones=TONES,
        cycle=cycle,
        stage=stage,
    )


@blueprint.get("/office/")
@access(holding(Role.OFFICER))
def office() -> str:
    """The communities of the officer's street: stage, needs, list."""
    scopes = current_actor().scopes(Role.OFFICER)
    page = queries.communities(scopes, page_number())
    codes = [region.code for region in page.items]
    return render_template(
        "desk/office.html",
        page=page,
        stages=queries.stages_in(codes),
        needs=queries.need_counts(codes),
        lists=projects.newest_lists(scopes),
        streets=names_of_regions(code[:9] for code in codes),
        piles=office_piles(scopes),
        late=objecting.overdue_in(codes),
        missed=carry_counts.overdue_in(codes),
        tones=TONES,
    )


@blueprint.get("/about")
@access(everyone)
def about() -> str:
    """What this is, what it promises, and what it does not do."""
    return render_template("desk/about.html")


def around(code: str) -> dict[str, Any]:
    """What goes on in a community, a few of each."""
    real_names = current_actor().works_in(code)
    supported = needs_of(code, Wanted(order=Order.SUPPORTED), 1).items[:FEW]
    seen = {row.Need.id for row in supported}
    newest = [row for row in needs_of(code, Wanted(order=Order.NEWEST), 1).items if row.Need.id not in seen]
    return {
        "supported": slips(supported, real_names),
        "newest": slips(newest[:FEW], real_names),
        "counts": counts_per_state(code),
        "rounds": open_rounds(code)[:FEW],
        "meetings": upcoming(code, drafts=False)[:FEW],
        "made": projects.published_list(code),
    }


def _welcome() -> str:
    page = queries.communities([""], page_number())
    streets = names_of_regions(region.code[:9] for region in page.items)
    return render_template("desk/welcome.html", page=page, streets=streets)


def _elsewhere(actor: Actor) -> list[Any]:
    """The other communities somebody works in, when there are several."""
    scopes = actor.scopes(Role.LEAD, Role.WORKER, Role.PLANNER)
    if not scopes or (len(scopes) == 1 and len(scopes[0]) == 12):
        return []
    return list(queries.communities(scopes, 1).items)
