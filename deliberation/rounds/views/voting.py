"""Voting: choose, look again, confirm; with an account, or with the code on a slip.

The request that casts a ballot writes the ballot and nothing else, its address names no voter, and the
receipt is the answer itself: it is shown once and kept nowhere.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.places.queries import region_of
from deliberation.places.views import CommunityShown
from deliberation.rounds import queries, registers, service
from deliberation.rounds.ballot_rules import clean_choices, terms_of
from deliberation.rounds.forms import BallotForm, CodeForm
from deliberation.rounds.queries import RoundRow
from deliberation.rounds.rules import State, normal_code, receipt_word
from deliberation.rounds.slips import Found, guesses
from deliberation.rounds.views.shared import ONE, blueprint, visible_round
from deliberation.web.access import access, current_actor, everyone, found, lives_here
from deliberation.web.formats import money
from deliberation.web.forms import refused_into


@blueprint.route(f"{ONE}/ballot", methods=["GET", "POST"])
@access(lives_here)
def ballot(code: str, round_id: UUID) -> str:
    """The ballot of a resident."""
    row = visible_round(code, round_id)
    _refuse_unless_open(row)
    voter_id = registers.voter_of(current_actor(), row)
    if voter_id is None or not service.may_vote(row.id, voter_id):
        return render_template("rounds/not_on_register.html", round=row)
    return _vote(row, voter_id, "")


@blueprint.route("/vote", methods=["GET", "POST"])
@access(everyone)
def by_code() -> Response:
    """The ballot of whoever holds a slip: its code travels in the form, never in the address of a cast."""
    form = CodeForm()
    if request.method == "GET" or not form.validate():
        return _discreet(render_template("rounds/code.html", form=form))
    return _open_slip(form)


@blueprint.get("/vote/<slip>")
@access(everyone)
def slip(slip: str) -> Response:
    """The address in a slip's QR code."""
    return _open_slip(CodeForm(data={"slip": slip}))


def _open_slip(form: CodeForm) -> Response:
    owners: list[Found] = []
    status = 429 if guesses.too_many(current_actor().origin) else 404
    with refused_into(form):
        if status == 429:
            raise Refusal("rounds.too_many_guesses")
        owners.append(_owner(form.slip.data or ""))
    if not owners:
        return _discreet(render_template("rounds/code.html", form=form), status)
    row = found(queries.open_round(owners[0].round_id))
    return _discreet(_vote(row, owners[0].voter_id, normal_code(form.slip.data or "")))


def _owner(typed: str) -> Found:
    """The register entry a code opens; wrong codes are counted."""
    code = normal_code(typed)
    owner = registers.slip_owner(code) if code else None
    if owner is None:
        guesses.wrong(current_actor().origin)
        raise Refusal("rounds.unknown_code")
    return owner


def _discreet(page: str, status: int = 200) -> Response:
    """A page whose address, which may hold a code, is not told to the next one."""
    response = make_response(page, status)
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def _vote(row: RoundRow, voter_id: UUID, code: str) -> str:
    """One step of voting: the ballot, a second look at it, or the receipt."""
    step = request.form.get("step", "")
    own = service.own_choices(row.id, voter_id)
    fresh = BallotForm(formdata=None, data={"choices": own or []})
    form = fill(BallotForm() if step else fresh, row)
    shown = {"round": row, "form": form, "slip": code, "community": _community(row.community_code)}
    if step in ("review", "cast") and form.validate():
        with refused_into(form):
            named = clean_choices(terms_of(row, row.options), form.named())
            if step == "cast":
                return render_template("rounds/receipt.html", **shown, **_cast(row, voter_id, form, named))
            chosen = [option for option in row.options if option.key in named]
            word = receipt_word(form.word.data or "")
            return render_template("rounds/review.html", **shown, chosen=chosen, word=word)
    return render_template(
        "rounds/ballot.html", **shown, hints=ballot_hints(row.options), voted=own is not None
    )


def _cast(row: RoundRow, voter_id: UUID, form: BallotForm, named: list[str]) -> dict[str, str]:
    with unit_of_work():
        box = service.open_box(row.id)
        tracker = service.cast(box, voter_id, named, form.word.data or "", bool(form.blank.data))
    return {"tracker": tracker}


def _refuse_unless_open(row: RoundRow) -> None:
    if row.state != State.OPEN:
        raise Refusal("rounds.not_yet_open" if row.state == State.ANNOUNCED else "rounds.not_open")


def fill(form: BallotForm, row: RoundRow) -> BallotForm:
    """The round's options on the ballot."""
    form.choices.choices = [(option.key, option.title) for option in row.options]
    form.choices.label.text = _("请选，最多选 %(k)s 项", k=row.k)
    return form


def ballot_hints(options: Sequence[Any]) -> dict[str, str]:
    """What stands in small print under each option: how it is to be done, and what it costs."""
    hints = {option.key: option_hint(option) for option in options}
    return {key: hint for key, hint in hints.items() if hint}


def option_hint(option: Any) -> str:
    """How one option is to be done, and what it costs."""
    if option.way and option.cost_fen is not None:
        cost = money(option.cost_fen)
        return _("怎么办：%(way)s · 估算 %(cost)s", way=option.way["title"], cost=cost)
    if option.way:
        return _("怎么办：%(way)s", way=option.way["title"])
    return "" if option.cost_fen is None else _("估算 %(cost)s", cost=money(option.cost_fen))


def _community(code: str) -> CommunityShown:
    region, street = region_of(code), region_of(code[:9])
    assert region is not None
    return CommunityShown(code, region.name, street.name if street else "", region.contact)
