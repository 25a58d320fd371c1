"""The result of a round: ranking, signatures, board, recount, result sheet."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from deliberation import papers
from deliberation.database import unit_of_work
from deliberation.files.views import attachment
from deliberation.papers.result_facts import ResultPicture
from deliberation.papers.result_pictures import drawn
from deliberation.places.queries import region_of
from deliberation.rounds import explaining, paper_facts, paper_piles, policy, queries, recount, service, terms
from deliberation.rounds.ballot_files import ballot_file
from deliberation.rounds.forms import TrackerForm
from deliberation.rounds.outcomes import OptionRow, Outcome, board_of, choices_under, result_of
from deliberation.rounds.papers import result_notice, result_sheet, tie_rule
from deliberation.rounds.pictures import picture
from deliberation.rounds.queries import RoundRow
from deliberation.rounds.rules import FEWEST_SHOWN, Signer
from deliberation.rounds.texts.results import figure, score
from deliberation.rounds.views.ballot_sheet import option_hint
from deliberation.rounds.views.shared import ONE, blueprint, visible_round
from deliberation.web.access import access, current_actor, everyone, found, signed_in


@dataclass(frozen=True)
class Bar:
    """An option of the ranking as the bars show it."""

    label: str
    value: int
    figure: str
    households: int | None
    selected: bool
    badge: str
    explanation: str
    more: list[str]
    url: str | None


def result_page(row: RoundRow) -> str:
    """What a closed round's page shows."""
    outcome = found(result_of(row.id))
    signed = {signature.role: signature for signature in outcome.signatures}
    return render_template(
        "rounds/result.html",
        round=row,
        paper_notes=paper_facts.told(paper_piles.counted(row.id), row.stands),
        outcome=outcome,
        summary=explaining.summary(outcome),
        thresholds=explaining.thresholds(outcome),
        counting=terms.counting(row),
        shares=explaining.shares(outcome),
        drawing=_drawing(outcome),
        bars=[_bar(outcome, each) for each in outcome.rows],
        unit="" if outcome.unit == "wins" else _("分") if "points" in outcome.unit else _("票"),
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


def _bar(outcome: Outcome, row: OptionRow) -> Bar:
    code = outcome.round.community_code
    chosen = row.selected if outcome.decides else row.reached and row.votes > 0
    return Bar(
        label=row.title,
        value=row.votes,
        figure=score(row.votes, outcome.unit) if outcome.unit == "wins" else figure(row.votes, outcome.unit),
        households=None,
        selected=chosen,
        badge=_("入选") if outcome.decides and row.selected else "",
        explanation=" ".join(filter(None, [*explaining.why(outcome, row), option_hint(row)])),
        more=explaining.against(outcome, row),
        url=url_for("needs.show", code=code, need_id=row.need_id) if row.need_id else None,
    )


def _drawing(outcome: Outcome) -> tuple[ResultPicture, Markup] | None:
    """The picture of a method whose scores alone, which the bars show, do not tell how it went."""
    facts = picture(outcome)
    if not facts["pairs"] and not any(row["whole"] for row in facts["rows"]):
        return None
    return facts, drawn(facts)


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
    published = outcome.ballots >= FEWEST_SHOWN
    return render_template(
        "rounds/board.html",
        round=row,
        outcome=outcome,
        form=form,
        tracker=tracker,
        included=choices is not None,
        chosen=explaining.choices_told(outcome, choices or []) if published else None,
        has_file=outcome.root is not None,
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


@blueprint.get(f"{ONE}/ballots")
@access(everyone)
def ballots_file(code: str, round_id: UUID) -> Response:
    """The same ballots in the layout that other counting programs read."""
    _row, outcome = _closed(code, round_id)
    text, ending = found(ballot_file(outcome))
    return attachment(text.encode(), f"ballots.{ending}", "text/plain")


@blueprint.get(f"{ONE}/result-sheet.pdf")
@access(everyone)
def sheet(code: str, round_id: UUID) -> Response:
    """The result sheet to sign or to hang out."""
    row, outcome = _closed(code, round_id)
    region = region_of(code)
    link = _board_link(code, round_id)
    facts = result_sheet(outcome, region.name if region else "", queries.signer_names(row), link)
    queries.leave()
    return attachment(papers.render("result-sheet", facts), "result-sheet.pdf", "application/pdf")


@blueprint.get(f"{ONE}/result-notice.pdf")
@access(everyone)
def notice(code: str, round_id: UUID) -> Response:
    """The result as a notice to put up."""
    row, outcome = _closed(code, round_id)
    region = region_of(code)
    name, contact = (region.name, region.contact) if region else ("", "")
    facts = result_notice(outcome, name, queries.signer_names(row), _board_link(code, round_id), contact)
    queries.leave()
    return attachment(papers.render("result-notice", facts), "result-notice.pdf", "application/pdf")


def _board_link(code: str, round_id: UUID) -> str:
    return f"{current_app.config['SETTINGS'].public_url}{url_for('.board', code=code, round_id=round_id)}"


def _closed(code: str, round_id: UUID) -> tuple[RoundRow, Outcome]:
    row = visible_round(code, round_id)
    return row, found(result_of(row.id))
