"""Typing paper ballots in, and the third look at those on which two hands differ.

A code travels in the form's body, never in an address, so that no log holds it; what was typed comes back on
the page of the same request, without a redirect, and is written down nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.rounds import paper_box, paper_piles, paper_rules, policy
from deliberation.rounds.forms.paper import SettleForm, TypingForm
from deliberation.rounds.paper_piles import Unsettled
from deliberation.rounds.paper_rules import Standing, Typing
from deliberation.rounds.queries import RoundRow
from deliberation.rounds.rules import Kind, State
from deliberation.rounds.views.paper import seen_by_signers
from deliberation.rounds.views.shared import ONE, blueprint, visible_round
from deliberation.tally.rule import Paper
from deliberation.web.access import access, belongs_here, current_actor, permit, works_here
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number
from deliberation.web.phrases import label


@blueprint.route(f"{ONE}/papers/type", methods=["GET", "POST"])
@access(works_here)
def type_papers(code: str, round_id: UUID) -> str:
    """One paper after the other: code, Enter, what it says, Enter."""
    row = visible_round(code, round_id)
    if request.method == "GET":
        _refuse_unless_typed_in(row)
    form, done, own = TypingForm(), None, False
    act = request.form.get("act", "type")
    if form.validate_on_submit() and (form.said.data or act in ("blank", "spoiled")):
        with refused_into(form):
            kind, said = _read(row, act, form.said.data or "")
            try:
                with unit_of_work():
                    standing = paper_box.type_in(
                        current_actor(), row.id, _code(form), kind, said, again=act == "again"
                    )
            except Refusal as refusal:
                own = refusal.code == "rounds.typed_by_you"
                raise
            done = Done(_shown_code(_code(form)), standing, _lines(row, kind, said))
            form = TypingForm(formdata=None)
    elif form.code.data and form.validate():
        with refused_into(form), unit_of_work():
            paper_box.token_of(paper_box.typed_round(row.id), _code(form))
    actor = current_actor()
    return render_template(
        "rounds/type_papers.html",
        round=row,
        form=form,
        done=done,
        own=own,
        sample=_sample(row),
        piles=paper_piles.piles(row.id),
        mine=paper_piles.typed_by(row.id, actor.account_id),
    )


@blueprint.get(f"{ONE}/papers/unsettled")
@access(belongs_here)
def unsettled_papers(code: str, round_id: UUID) -> str:
    """The papers nobody has agreed on yet; both typings side by side for whoever typed neither."""
    row = visible_round(code, round_id)
    permit(seen_by_signers(row))
    return _unsettled(row)


@blueprint.post(f"{ONE}/papers/settle")
@access(belongs_here)
def settle_paper(code: str, round_id: UUID) -> str | Response:
    """The third look: one of the two is right, or neither."""
    row = visible_round(code, round_id)
    permit(seen_by_signers(row))
    form = SettleForm()
    act = request.form.get("act", "said")
    if form.validate():
        with refused_into(form):
            typed = {"first": form.first.data, "second": form.second.data}.get(act, form.said.data) or ""
            kind, said = _read(row, act, typed)
            with unit_of_work():
                paper_box.settle(current_actor(), row.id, paper_rules.code_typed(form.code.data), kind, said)
            flash(_("核对好了。"), "success")
            return redirect(url_for(".unsettled_papers", code=code, round_id=round_id), 303)
    return _unsettled(row, form)


@dataclass(frozen=True)
class Done:
    """The paper just typed, as its typist sees it once more."""

    code: str
    standing: Standing
    lines: Sequence[str]


@dataclass(frozen=True)
class Dispute:
    """One unsettled paper as this visitor may see it: what was typed only where they typed neither."""

    code: str
    shown_code: str
    twice: bool
    mine: bool
    may_settle: bool
    sides: Sequence[tuple[str, str, Sequence[str]]]


def _unsettled(row: RoundRow, form: SettleForm | None = None) -> str:
    page = paper_piles.unsettled(row, page_number())
    return render_template(
        "rounds/unsettled_papers.html",
        round=row,
        page=page,
        form=form,
        disputes=[_dispute(row, each) for each in page.items],
        sample=_sample(row),
        may_type=policy.may_type(current_actor(), row.community_code, row.state),
    )


def _dispute(row: RoundRow, paper: Unsettled) -> Dispute:
    actor, signers = current_actor(), (row.teller_id, row.scrutineer_id)
    may = policy.may_settle(actor, row.community_code, row.state, paper.typists, signers)
    sides = []
    if may and paper.second is not None:
        sides = [
            (name, _typed(row, each), _lines(row, each.kind, each.choices))
            for name, each in (("first", paper.first), ("second", paper.second))
        ]
    mine = actor.account_id in paper.typists
    return Dispute(paper.code, _shown_code(paper.code), paper.second is not None, mine, may, sides)


def _refuse_unless_typed_in(row: RoundRow) -> None:
    """Say why nothing can be typed in now."""
    if row.papers_until is None:
        raise Refusal("rounds.no_paper")
    if row.state not in policy.TYPED_IN:
        early = row.state in (State.DRAFT, State.ANNOUNCED)
        raise Refusal("rounds.typing_not_yet" if early else "rounds.typing_over")


def _read(row: RoundRow, act: str, typed: str) -> tuple[Kind, list[Any]]:
    if act in ("blank", "spoiled"):
        return Kind(act), []
    return paper_rules.read(row.ballot, typed, [option.key for option in row.options])


def _typed(row: RoundRow, typing: Typing) -> str:
    keys = [option.key for option in row.options]
    return paper_rules.written(row.ballot, typing.kind, typing.choices, keys)


def _lines(row: RoundRow, kind: Kind, said: Sequence[Any]) -> list[str]:
    """What a paper says, line by line as it stands on the paper, with the titles of its options."""
    if kind != Kind.VALID:
        return [label("paper_kind", kind)]
    titles = {option.key: f"{place} {option.title}" for place, option in enumerate(row.options, 1)}
    places = list(titles)
    if row.ballot == Paper.POINTS:
        return [
            _("%(option)s：%(points)s 分", option=titles[key], points=points)
            for key, points in sorted(said, key=lambda each: places.index(each[0]))
        ]
    if row.ballot == Paper.RANKING:
        return [
            _("第 %(place)s：%(option)s", place=place, option=titles[key])
            for place, key in enumerate(said, 1)
        ]
    return [titles[key] for key in sorted(said, key=places.index)]


def _sample(row: RoundRow) -> str:
    """How the papers of this round are typed, said once above the field."""
    if row.ballot == Paper.POINTS:
        return _("填“序号=分数”，中间空一格，例如 1=5 3=2。")
    if row.ballot == Paper.RANKING:
        return _("从第一名起，按名次填选项的序号，中间空一格，例如 3 1 2。")
    return _("填选项的序号，中间空一格，例如 1 3 5。")


def _code(form: TypingForm) -> str:
    return paper_rules.code_typed(form.code.data or "")


def _shown_code(code: str) -> str:
    return f"{code[:5]} {code[5:]}"
