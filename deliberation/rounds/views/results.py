"""The result of a round: ranking, signatures, board, recount, result sheet."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation import papers
from deliberation.database import unit_of_work
from deliberation.files.views import attachment
from deliberation.places.queries import region_of
from deliberation.rounds import policy, queries, recount, service
from deliberation.rounds.forms import TrackerForm
from deliberation.rounds.outcomes import OptionRow, Outcome, board_of, choices_under, result_of
from deliberation.rounds.papers import result_sheet, tie_rule
from deliberation.rounds.queries import RoundRow
from deliberation.rounds.rules import FEWEST_SHOWN, Signer
from deliberation.rounds.views.shared import ONE, blueprint, visible_round
from deliberation.rounds.views.voting import option_hint
from deliberation.web.access import access, current_actor, everyone, found, signed_in
from deliberation.web.phrases import phrase


@dataclass(frozen=True)
class Bar:
    """An option of the ranking as the bars show it."""

    label: str
    value: int
    households: int | None
    selected: bool
    explanation: str
    url: str | None


def result_page(row: RoundRow) -> str:
    """What a closed round's page shows."""
    outcome = found(result_of(row.id))
    signed = {signature.role: signature for signature in outcome.signatures}
    reached = sum(each.reached for each in outcome.rows)
    return render_template(
        "rounds/result.html",
        round=row,
        outcome=outcome,
        bars=[_bar(each, row.community_code) for each in outcome.rows],
        paid=[each.title for each in outcome.winners],
        cut_after=reached if reached < len(outcome.rows) else None,
        signed=signed,
        signers=queries.signer_names(row),
        roles=list(Signer),
        recordable=policy.recordable(current_actor(), row.community_code, row.state, signed),
        may_see_scan=policy.may_see_scan(
            current_actor(), row.community_code, row.state, (row.teller_id, row.scrutineer_id)
        ),
        signs_as=policy.signs_as(current_actor(), row.state, row.teller_id, row.scrutineer_id, signed),
        ties=tie_rule(row.ties),
    )


def _bar(row: OptionRow, code: str) -> Bar:
    link = url_for("needs.show", code=code, need_id=row.need_id) if row.need_id else None
    said = [phrase(f"placed.{row.reason}", row.facts), option_hint(row)]
    return Bar(row.title, row.votes, None, row.reached and row.votes > 0, " ".join(filter(None, said)), link)


@blueprint.post(f"{ONE}/sign")
@access(signed_in)
def sign(code: str, round_id: UUID) -> Response:
    """The teller or the scrutineer signs the result."""
    row = visible_round(code, round_id)
    with unit_of_work():
        service.sign(current_actor(), row.id)
    flash(_("您签好字了。"), "success")
    return redirect(url_for(".show", code=code, round_id=round_id), 303)


@blueprint.get(f"{ONE}/board")
@access(everyone)
def board(code: str, round_id: UUID) -> str:
    """How to find one's own ballot and count again, and what is not promised."""
    row, outcome = _closed(code, round_id)
    form = TrackerForm(request.args)
    tracker = (form.tracker.data or "").strip()
    choices = choices_under(row.id, tracker) if tracker else None
    titles = {option.key: option.title for option in row.options}
    published = outcome.ballots >= FEWEST_SHOWN
    return render_template(
        "rounds/board.html",
        round=row,
        outcome=outcome,
        form=form,
        tracker=tracker,
        included=choices is not None,
        chosen=[titles[key] for key in choices or []] if published else None,
    )


@blueprint.get(f"{ONE}/board.json")
@access(everyone)
def board_file(code: str, round_id: UUID) -> Response:
    """All ballots of a closed round, for anybody to count."""
    row, _outcome = _closed(code, round_id)
    text = found(board_of(row.id))
    return attachment(text.encode(), "board.json", "application/json")


@blueprint.get(f"{ONE}/recount.py")
@access(everyone)
def recount_file(code: str, round_id: UUID) -> Response:
    """The script that counts a board again without us."""
    _closed(code, round_id)
    return attachment(Path(recount.__file__).read_bytes(), "recount.py", "text/x-python")


@blueprint.get(f"{ONE}/result-sheet.pdf")
@access(everyone)
def sheet(code: str, round_id: UUID) -> Response:
    """The result sheet to sign or to hang out."""
    row, outcome = _closed(code, round_id)
    region = region_of(code)
    address = url_for(".board", code=code, round_id=round_id)
    link = f"{current_app.config['SETTINGS'].public_url}{address}"
    facts = result_sheet(outcome, region.name if region else "", queries.signer_names(row), link)
    queries.leave()
    return attachment(papers.render("result-sheet", facts), "result-sheet.pdf", "application/pdf")


def _closed(code: str, round_id: UUID) -> tuple[RoundRow, Outcome]:
    row = visible_round(code, round_id)
    return row, found(result_of(row.id))
