"""A row's way as a page, from the residents' words to how it ended; and what its other pages show of it."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import gettext as _

from deliberation.projects.tracing import MOTION, NEED, ROUND, Station, way_of
from deliberation.projects.views.pages import StepShown
from deliberation.projects.views.shared import ONE, blueprint, seen_list, seen_row
from deliberation.rounds.texts.results import score
from deliberation.web.access import access, everyone
from deliberation.web.phrases import phrase


@blueprint.get(f"{ONE}/rows/<uuid:row_id>/way")
@access(everyone)
def way(code: str, list_id: UUID, row_id: UUID) -> str:
    """Where a row comes from and what became of it, each station with its day and a link."""
    made = seen_list(code, list_id)
    row = seen_row(made, row_id)
    return render_template("projects/way.html", made=made, row=row, stations=stations_of(row))


def stations_of(row: Any) -> list[StepShown]:
    """The stations of a row's way as sentences with links, for `way_card` of `projects/tracing.html`."""
    return [
        StepShown(each.at, _sentence(each), url_for(each.endpoint, **each.values)) for each in way_of(row)
    ]


def _sentence(station: Station) -> str:
    facts = station.facts
    if station.kind == NEED:
        return _("居民提出需求 %(number)s：%(title)s（%(supports)s 人支持）", **facts)
    if station.kind == ROUND:
        won = score(facts["votes"], facts.get("counts", "votes"))
        return _(
            "投票“%(title)s”：%(score)s，第 %(rank)s 名", title=facts["title"], score=won, rank=facts["rank"]
        )
    if station.kind == MOTION:
        count = {"yes": facts["for"], "no": facts["against"], "abstain": facts["abstain"]}
        said = _("会议“%(meeting)s”决定：%(text)s", meeting=facts["meeting"], text=facts["text"])
        return said + _("（赞成 %(yes)s，反对 %(no)s，弃权 %(abstain)s）", **count)
    return phrase(f"event.{station.kind}", facts)
