"""What everybody may read: the lists of a community, and one list with its rows, money and way."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import render_template, url_for

from deliberation.clock import today
from deliberation.needs.queries import need_rows
from deliberation.papers import money_pictures
from deliberation.places.addresses import place_and_phone
from deliberation.projects import attaching, objecting, policy, queries
from deliberation.projects.papers import picture_of
from deliberation.projects.publicity_facts import corrections_of
from deliberation.projects.resembling import resembling, unsettled
from deliberation.projects.rules import (
    PRINTED_AT_ONCE,
    DecisionKind,
    FundingSource,
    Gap,
    ListState,
    gaps,
)
from deliberation.projects.standing import facts_of_rows
from deliberation.projects.views.shared import HERE, ONE, blueprint, me, seen_list
from deliberation.rounds.texts.results import score
from deliberation.web.access import access, everyone
from deliberation.web.paging import page_number
from deliberation.web.phrases import phrase

TONES = {
    "draft": "neutral",
    "publicised": "now",
    "submitted": "waiting",
    "accepted": "done",
    "returned": "waiting",
}


@dataclass(frozen=True)
class StepShown:
    """One dated step of the list's way."""

    at: datetime
    sentence: str
    url: str | None = None


@dataclass(frozen=True)
class Trace:
    """What a row rests on: a decision as it reads, and where it can be looked up."""

    kind: str
    facts: dict[str, Any]
    url: str

    @property
    def score(self) -> str:
        """What an option got in its round; rows taken when there was one method say no unit."""
        return score(self.facts["votes"], self.facts.get("counts", "votes"))


@blueprint.get(f"{HERE}/")
@access(everyone)
def index(code: str) -> str:
    """The lists of the community; drafts for its workers."""
    actor = me()
    page = queries.lists_of(code, page_number(), actor.works_in(code))
    return render_template(
        "projects/index.html",
        page=page,
        tones=TONES,
        may_begin=policy.may_begin(actor, code),
        may_set_caps=policy.may_set_caps(actor, code),
    )


@blueprint.get(ONE)
@access(everyone)
def show(code: str, list_id: UUID) -> str:
    """One list: where it stands, its rows, what is missing, its way."""
    made = seen_list(code, list_id)
    rows = queries.rows_of(made.id)
    picture = picture_of(made, rows)
    return render_template(
        "projects/show.html",
        made=made,
        picture=picture,
        drawn=money_pictures.drawn(picture) if picture else None,
        told=list(money_pictures.lines(picture)) if picture else [],
        rows=rows,
        tones=TONES,
        needs=need_rows(need.need_id for row in rows for need in row.needs),
        traces={row.id: [trace(code, each) for each in row.decisions] for row in rows},
        sums=sums(rows),
        missing=gaps_of(made, rows),
        alike=alike_of(made, rows),
        steps=[
            StepShown(at=s.created_at, sentence=phrase(f"event.{s.kind}", s.facts))
            for s in queries.steps_of(made.id)
        ],
        versions=queries.versions_of(made.id),
        papers=[each for each in attaching.files_of(made.id) if each.row_id is None],
        may_attach=policy.papers_for(me(), code, made.state),
        may=acts(made),
        waiting=_waiting(made),
        put_up=objecting.running(made),
        corrections=corrections_of(made),
        over=made.public_to is not None and made.public_to < today(),
        begun=made.public_from is not None and made.public_from <= today(),
        printed_at_once=len(rows) <= PRINTED_AT_ONCE,
        place_and_phone=place_and_phone,
    )


def acts(made: Any) -> dict[str, bool]:
    """What whoever asks may do with the list now."""
    actor, code, state = me(), made.community_code, made.state
    rules = {
        "edit": policy.may_edit,
        "publicise": policy.may_publicise,
        "withdraw": policy.may_withdraw,
        "correct": policy.may_correct,
        "object": policy.may_object,
        "submit": policy.may_submit,
        "revise": policy.may_revise,
        "decide": policy.may_decide,
    }
    return {name: rule(actor, code, state) for name, rule in rules.items()}


def _waiting(made: Any) -> tuple[int, int]:
    """How many objections wait for an answer, and how many too long, for whoever answers or oversees."""
    actor, code = me(), made.community_code
    if not (actor.works_in(code) or actor.oversees(code)):
        return (0, 0)
    return objecting.waiting_of(made)


def gaps_of(made: Any, rows: list[Any]) -> list[tuple[Gap, Any | None, str]]:
    """What a draft still lacks, with the row and the sentence; shown to whoever can mend it."""
    return gaps_between(made, rows) if made.state == ListState.DRAFT else []


def gaps_between(made: Any, rows: list[Any]) -> list[tuple[Gap, Any | None, str]]:
    """What the list lacks as it stands."""
    by_position = {row.position: row for row in rows}
    found = gaps(facts_of_rows(made, rows))
    return [
        (gap, by_position.get(gap.position), phrase(f"label.gap.{gap.reason}", gap.facts)) for gap in found
    ]


def alike_of(made: Any, rows: list[Any]) -> list[tuple[Any, Any]]:
    """Rows of a draft that may be in another list already, with the row there, until somebody tells them
    apart; for whoever can."""
    if not policy.may_edit(me(), made.community_code, made.state):
        return []
    near = resembling(made, rows)
    return [(row, other) for row in rows for other in unsettled(near.get(row.id, []))]


def sums(rows: list[Any]) -> dict[str, Any]:
    """Money in all and by source."""
    by_source = {
        source: sum(part.amount_fen for row in rows for part in row.funding if part.source == source)
        for source in FundingSource
    }
    return {"cost_fen": sum(row.cost_fen or 0 for row in rows), "by_source": by_source}


def trace(code: str, decision: Any) -> Trace:
    """Where a row's decision can be looked up."""
    if decision.kind == DecisionKind.ROUND:
        url = url_for("rounds.show", code=code, round_id=decision.source_id)
    else:
        url = url_for("meetings.show", code=code, meeting_id=decision.facts["meeting_id"])
    return Trace(decision.kind.value, decision.facts, url)
