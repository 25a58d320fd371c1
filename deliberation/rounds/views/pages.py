"""The list of rounds, and one round as everybody sees it."""

from dataclasses import dataclass
from uuid import UUID

from flask import render_template

from deliberation.rounds import policy, queries, registers, service
from deliberation.rounds.papers import tie_rule
from deliberation.rounds.queries import RoundRow
from deliberation.rounds.reminding import reminded_today
from deliberation.rounds.rules import State
from deliberation.rounds.views import results
from deliberation.rounds.views.paper import seen_by_signers
from deliberation.rounds.views.shared import HERE, ONE, blueprint, visible_round
from deliberation.web.access import access, current_actor, everyone
from deliberation.web.paging import page_number

TONES = {
    State.DRAFT: "neutral",
    State.ANNOUNCED: "waiting",
    State.OPEN: "now",
    State.TYPING: "waiting",
    State.DUE: "waiting",
    State.CLOSED: "done",
    State.ANNULLED: "neutral",
}


@dataclass(frozen=True)
class Standing:
    """What this visitor may do with a round, and whether they have voted."""

    may_vote: bool
    on_register: bool
    has_voted: bool
    mark: str
    may_edit: bool
    may_see_register: bool
    may_annul: bool
    may_close: bool
    may_extend: bool
    may_remind: bool
    reminded_today: bool
    signed_in: bool
    may_see_papers: bool


def standing(row: RoundRow) -> Standing:
    """How this visitor stands to a round."""
    actor, code, state = current_actor(), row.community_code, row.state
    voter_id = registers.voter_of(actor, row)
    listed = voter_id is not None and state != State.DRAFT and service.may_vote(row.id, voter_id)
    own = service.own_ballot(row, voter_id) if listed and voter_id else None
    return Standing(
        policy.may_vote(actor, code, state),
        listed,
        own is not None and own.choices is not None,
        own.mark if own else "",
        policy.may_edit(actor, code, state),
        policy.may_see_register(actor, code, state) and not row.of_meeting,
        policy.may_annul(actor, code, state),
        policy.may_close(actor, code, state),
        policy.may_extend(actor, code, state, row.may_extend, row.first_closes_at is not None),
        policy.may_remind(actor, code, state) and not row.of_meeting,
        reminded_today(row),
        actor.is_authenticated,
        seen_by_signers(row),
    )


@blueprint.get(f"{HERE}/")
@access(everyone)
def index(code: str) -> str:
    """The rounds of the community, the latest first; drafts for its workers only."""
    may_plan = policy.may_plan(current_actor(), code)
    page = queries.rounds_of(code, may_plan, page_number())
    return render_template("rounds/index.html", page=page, may_plan=may_plan, tones=TONES)


@blueprint.get(ONE)
@access(everyone)
def show(code: str, round_id: UUID) -> str:
    """One round: what is asked, until when, and what came out."""
    row = visible_round(code, round_id)
    if row.state == State.CLOSED:
        return results.result_page(row)
    return render_template(
        "rounds/show.html",
        round=row,
        standing=standing(row),
        signers=queries.signer_names(row),
        ties=tie_rule(row.ties),
        tone=TONES[row.state],
    )
