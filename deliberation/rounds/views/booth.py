"""The voting booth: one request of one voter, from the ballot over the second look to the receipt.

What is filled in travels in the form from page to page and is stored nowhere. The request that casts a ballot
writes the ballot and nothing else, and the receipt is the answer itself: shown once, kept nowhere.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from deliberation.clock import now
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.places.queries import community_and_street
from deliberation.places.views import CommunityShown
from deliberation.rounds import queries, service
from deliberation.rounds.ballot_rules import Said, Terms, clean_choices, is_sound, terms_of
from deliberation.rounds.ballot_steps import STEPS
from deliberation.rounds.forms import BallotForm, filled_in
from deliberation.rounds.queries import RoundRow
from deliberation.rounds.rules import State, receipt_word
from deliberation.rounds.views.ballot_sheet import left_over, sheet_of
from deliberation.tally.rule import Paper
from deliberation.web.display import display
from deliberation.web.forms import refused_into

TOO_LATE = ("rounds.not_open", "rounds.not_yet_open")
NOTHING_CHOSEN = "rounds.nothing_chosen"


@dataclass
class Booth:
    """A voter with their ballot as far as it is filled in; `slip` is the code they came with, `refused` why
    the ballot could not go on."""

    row: RoundRow
    voter_id: UUID
    slip: str
    own: service.OwnBallot
    terms: Terms
    form: BallotForm
    refused: str = ""

    @property
    def ballot(self) -> Paper:
        """What kind of ballot it is."""
        return self.terms.ballot

    @property
    def order(self) -> Sequence[str]:
        """The options as this voter sees them."""
        return self.own.order

    @property
    def word(self) -> str:
        """The voter's word for the receipt."""
        return receipt_word(self.form.word.data or "")

    def fill(self, said: Said) -> None:
        """Go on with a ballot that says this."""
        self.form = _fresh(self.terms, said, self.word)

    def page(self, name: str, without: str = "", **facts: Any) -> str:
        """One of the pages of voting."""
        return render_template(
            f"rounds/{name}.html",
            round=self.row,
            form=self.form,
            slip=self.slip,
            sheet=sheet_of(self.row, self.row.options, self.form, self.order),
            voted=self.own.choices is not None,
            mark=self.own.mark,
            left_s=seconds_left(self.row),
            community=community_of(self.row.community_code),
            carried=self.form.carried(self.ballot, without),
            word=self.word,
            touched=request.method == "POST" and bool(request.form.keys() & {"step", "do"}),
            **facts,
        )


def enter_booth(row: RoundRow, voter_id: UUID, slip: str = "") -> Response:
    """Whatever this request asks of the ballot: show it, go one step on, look again, cast."""
    if row.state != State.OPEN:
        return too_late(row)
    if not service.may_vote(row.id, voter_id):
        return not_on_register(row)
    own, terms = service.own_ballot(row, voter_id), terms_of(row, row.options)
    step = "walk" if "do" in request.form else request.form.get("step", "")
    kept = own.choices or []
    form = BallotForm() if step else _fresh(terms, kept if is_sound(terms, kept) else [])
    try:
        return make_response(_step(Booth(row, voter_id, slip, own, terms, form), step))
    except Refusal as refusal:
        if refusal.code not in TOO_LATE:
            raise
        return too_late(row)


def not_on_register(row: RoundRow) -> Response:
    """Somebody the register does not name (any more) is told where to go."""
    community = community_of(row.community_code)
    return make_response(
        render_template("rounds/not_on_register.html", round=row, community=community, sent=_was_sent())
    )


def too_late(row: RoundRow) -> Response:
    """The round does not take ballots now; what was filled in is shown, and said not to be sent."""
    terms = terms_of(row, row.options)
    form = BallotForm()
    page = render_template(
        "rounds/not_open.html",
        round=row,
        sheet=sheet_of(row, row.options, form),
        sent=_was_sent(),
        blank=bool(form.blank.data),
        kind=terms.ballot,
        community=community_of(row.community_code),
    )
    return make_response(page, 409)


def seconds_left(row: RoundRow) -> int:
    """How long the round is still open, in whole seconds."""
    return max(0, int((row.closes_at - now()).total_seconds()))


def community_of(code: str) -> CommunityShown:
    """The community as the head of a page names it, for voters who came without an account."""
    region, street_name = community_and_street(code)
    assert region is not None
    return CommunityShown(code, region.name, street_name, region.contact)


def _was_sent() -> bool:
    return request.method == "POST" and bool(request.form.keys() & {"step", "do"})


def _fresh(terms: Terms, said: Said, word: str = "") -> BallotForm:
    return BallotForm(formdata=None, data=filled_in(terms.ballot, said, word))


def _step(booth: Booth, step: str) -> str:
    if step == "walk":
        return _walk(booth)
    if step in ("review", "cast") and booth.form.validate():
        with _refused(booth):
            return _receipt(booth) if step == "cast" else _review(booth)
    if display().elder and "whole" not in request.form:
        return _walk_page(booth, 0)
    return booth.page("ballot", refused=booth.refused)


@contextmanager
def _refused(booth: Booth) -> Iterator[None]:
    """A refusal inside is told on the ballot with everything kept, but for the round being over."""
    try:
        yield
    except Refusal as refusal:
        if refusal.code in TOO_LATE:
            raise
        booth.refused = refusal.code
        with refused_into(booth.form):
            raise


def _review(booth: Booth) -> str:
    """The second look: what would be sent."""
    named = clean_choices(booth.terms, booth.form.meant(booth.ballot))
    return booth.page("review", left_over=left_over(booth.terms, named), order=list(booth.order))


def _receipt(booth: Booth) -> str:
    form = booth.form
    named = clean_choices(booth.terms, form.meant(booth.ballot))
    queries.set_aside(booth.row)
    with unit_of_work():
        box = service.open_box(booth.row.id, booth.terms)
        tracker = service.cast(box, booth.voter_id, named, form.word.data or "", bool(form.blank.data))
    return render_template(
        "rounds/receipt.html",
        round=booth.row,
        slip=booth.slip,
        mark=booth.own.mark,
        community=community_of(booth.row.community_code),
        tracker=tracker,
    )


def _walk(booth: Booth) -> str:
    """One press of a button while the options come one a screen, or while the order is looked at again."""
    verb, _colon, what = request.form["do"].partition(":")
    at = _place(request.form.get("at", ""), len(booth.order))
    with _refused(booth):
        change = STEPS[booth.ballot].get(verb)
        if change is not None:
            booth.fill(change(booth.terms, booth.form.said(booth.ballot), what))
        if verb == "blank":
            booth.fill([])
            booth.form.blank.data = True
        if verb == "whole":
            return booth.page("ballot", refused="")
        reached = _next(booth, verb, what, at)
        if reached < len(booth.order):
            return _walk_page(booth, reached)
        if booth.form.validate():
            return _review(booth)
    return _walk_page(booth, at)


def _next(booth: Booth, verb: str, what: str, at: int) -> int:
    """The place of the screen a press leads to; beyond the last option comes the second look."""
    if verb in ("review", "up", "down", "blank"):
        return len(booth.order)
    if verb == "go":
        return _place(what, len(booth.order))
    if verb == "back":
        return max(at - 1, 0)
    booth.form.said(booth.ballot)
    turned = verb == "next" or (verb in ("pick", "first", "drop") and what == booth.order[at])
    return at + 1 if turned else at


def _walk_page(booth: Booth, at: int) -> str:
    key = booth.order[at]
    return booth.page(
        "walk",
        without=key if booth.ballot == Paper.POINTS else "",
        at=at,
        order=list(booth.order),
        offer_blank=booth.refused == NOTHING_CHOSEN,
        open_list=bool(booth.refused),
    )


def _place(typed: str, length: int) -> int:
    """A screen's number as it was sent, within the ballot."""
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    return min(number, length - 1)
