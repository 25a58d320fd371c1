"""How many needs there are, by kind, place, channel, state and week: as pictures, figures and a paper."""

from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _

from deliberation import papers
from deliberation.clock import today
from deliberation.cycles.queries import cycles_beside
from deliberation.files.views import attachment
from deliberation.needs import policy
from deliberation.needs.forms.statistics import ScopeForm
from deliberation.needs.pictures import pictures, shown
from deliberation.needs.statistics import Statistics, statistics_of
from deliberation.needs.views.shared import blueprint
from deliberation.papers.texts import from_catalogue
from deliberation.places.queries import estates_of, region_of
from deliberation.web.access import access, current_actor, everyone, found
from deliberation.web.formats import day


@blueprint.get("/statistics")
@access(everyone)
def statistics(code: str) -> str:
    """The needs counted; everybody sees what is published, the community's workers everything."""
    form, counted, drawn = _counted(code)
    return render_template(
        "needs/statistics.html",
        form=form,
        counted=counted,
        pictures=shown(drawn),
        everything=policy.may_sort(current_actor(), code),
    )


@blueprint.get("/statistics.pdf")
@access(everyone)
def statistics_pdf(code: str) -> Response:
    """The same counts on paper."""
    form, counted, drawn = _counted(code)
    region = found(region_of(code))
    scope = [*form.words(), *([_("含还没有公开的")] if counted.unpublished else [])]
    facts: dict[str, Any] = {
        "title": _("%(community)s需求统计", community=region.name),
        "community": region.name,
        "scope": " · ".join(scope),
        "counted_on": day(today()),
        "figures": [
            {"label": _("需求"), "value": counted.total.needs},
            {"label": _("支持（户次）"), "value": counted.total.households},
            {"label": _("支持（人次）"), "value": counted.total.supports},
        ],
        "pictures": drawn,
        "dated_on": today().isoformat(),
    }
    content = papers.render("need-statistics", facts, translate=from_catalogue)
    return attachment(content, f"need-statistics-{today():%Y%m%d}.pdf", "application/pdf")


def _counted(code: str) -> tuple[ScopeForm, Statistics, list[Any]]:
    """What was asked for, what was counted, and the pictures of it."""
    estates = estates_of(code)
    cycles = sorted(cycles_beside(code, None), key=lambda each: each.starts_on, reverse=True)
    form = ScopeForm(request.args, cycles=cycles, estates=estates)
    counted = statistics_of(form.scope(code, policy.may_sort(current_actor(), code)))
    return form, counted, pictures(counted, {each.id: each.name for each in estates})
