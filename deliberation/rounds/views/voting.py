"""The ways into the booth: with an account, or with the code on a slip; and the clock on an open ballot.

The address of a cast names no voter: a code travels in the form.
"""

from uuid import UUID

from flask import jsonify, make_response, render_template, request
from werkzeug.wrappers import Response

from deliberation.errors import Refusal
from deliberation.rounds import queries, registers
from deliberation.rounds.forms import CodeForm
from deliberation.rounds.queries import RoundRow
from deliberation.rounds.rules import State, normal_code
from deliberation.rounds.slips import Found, guesses
from deliberation.rounds.views.booth import enter_booth, not_on_register, seconds_left, too_late
from deliberation.rounds.views.shared import ONE, blueprint, visible_round
from deliberation.web.access import access, current_actor, everyone, found, lives_here
from deliberation.web.formats import moment
from deliberation.web.forms import refused_into


@blueprint.route(f"{ONE}/ballot", methods=["GET", "POST"])
@access(lives_here)
def ballot(code: str, round_id: UUID) -> Response:
    """The ballot of a resident."""
    row = visible_round(code, round_id)
    if row.state != State.OPEN:
        return too_late(row)
    voter_id = registers.voter_of(current_actor(), row)
    return enter_booth(row, voter_id) if voter_id else not_on_register(row)


@blueprint.get(f"{ONE}/hours")
@access(everyone)
def hours(code: str, round_id: UUID) -> Response:
    """How long a ballot may still be sent, for the clock on its page: the round may have been extended."""
    row = visible_round(code, round_id)
    is_open = row.state == State.OPEN
    return jsonify(open=is_open, left_s=seconds_left(row) if is_open else 0, closes=moment(row.closes_at))


@blueprint.route("/vote", methods=["GET", "POST"])
@access(everyone)
def by_code() -> Response:
    """The ballot of whoever holds a slip: its code travels in the form, never in the address of a cast."""
    form = CodeForm()
    if request.method == "GET" or not form.validate():
        return _discreet(make_response(render_template("rounds/code.html", form=form)))
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
        over = _over_meanwhile()
        if over is not None:
            return _discreet(too_late(over))
        owners.append(_owner(form.slip.data or ""))
    if not owners:
        return _discreet(make_response(render_template("rounds/code.html", form=form), status))
    row = found(queries.open_round(owners[0].round_id))
    return _discreet(enter_booth(row, owners[0].voter_id, normal_code(form.slip.data or "")))


def _over_meanwhile() -> RoundRow | None:
    """The round of an open ballot that is sent after the end, when its code opens nothing any more."""
    try:
        row = queries.open_round(UUID(request.form.get("round", "")))
    except ValueError:
        return None
    over = row is not None and row.opened_at is not None and row.state != State.OPEN
    return row if over else None


def _owner(typed: str) -> Found:
    """The register entry a code opens; wrong codes are counted."""
    code = normal_code(typed)
    owner = registers.slip_owner(code) if code else None
    if owner is None:
        guesses.wrong(current_actor().origin)
        raise Refusal("rounds.unknown_code")
    return owner


def _discreet(response: Response) -> Response:
    """A page whose address, which may hold a code, is not told to the next one."""
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
