"""A row's way as a page, from the residents' words to how it ended; and what its other pages show of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext as _

from deliberation.projects.rules import DecisionKind
from deliberation.projects.tracing import MOTION, NEED, ROUND, Station, rows_resting_on, way_of
from deliberation.projects.views.pages import StepShown
from deliberation.projects.views.shared import ONE, blueprint, me, seen_list, seen_row
from deliberation.rounds.texts.results import score
from deliberation.web.access import access, everyone
from deliberation.web.built_on import Look
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


def rows_on(kind: DecisionKind) -> Look:
    """Which rows rest on votes or motions, as links for their own pages."""

    def look(source_ids: Sequence[UUID]) -> dict[UUID, list[tuple[str, str]]]:
        code = (request.view_args or {}).get("code", "")
        found = rows_resting_on(kind, source_ids, me().works_in(code))
        return {source_id: [_row_link(each) for each in rows] for source_id, rows in found.items()}

    return look


LOOKS = {kind.value: rows_on(kind) for kind in DecisionKind}


def _row_link(each: Any) -> tuple[str, str]:
    said = _("项目 %(number)s %(name)s", number=each.Project.number, name=each.Project.name)
    values = {"code": each.Project.community_code, "list_id": each.ProjectList.id}
    return said, url_for("projects.way", row_id=each.Project.id, **values)


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
