"""The page to find minutes by their words."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from deliberation.meetings import finding
from deliberation.meetings.rules import Outcome
from deliberation.meetings.sentences import profile_name, session_words
from deliberation.meetings.views.shared import blueprint
from deliberation.places.queries import names_of_regions, region_of
from deliberation.web.access import access, current_actor, everyone
from deliberation.web.paging import page_number
from deliberation.web.phrases import label

OUTCOMES = (Outcome.PASSED, Outcome.FAILED, Outcome.TABLED)
KEPT = ("q", "year", "kind", "need", "outcome", "order", "where")


@blueprint.get("/search")
@access(everyone)
def search(code: str) -> str:
    """Minutes that hold all the words: outsiders search what is public."""
    actor, asked = current_actor(), _asked()
    street = finding.where_officer(actor, code)
    wide = street is not None and request.args.get("where") == "street"
    reader = finding.Reader(street if wide and street else code, actor)
    page = finding.found(reader, asked, page_number()) if asked.anything else None
    kept = {name: value for name in KEPT if (value := request.args.get(name, "").strip())}
    return render_template(
        "meetings/search.html",
        asked=asked,
        page=page,
        kept=kept,
        cut=len(request.args.get("q", "").strip()) > finding.LONGEST,
        years=[(year, _("%(year)s年", year=year)) for year in finding.years_of(reader.scope)],
        kinds=[(kind, profile_name({"key": kind})) for kind in finding.kinds_of(reader.scope)],
        outcomes=[(each.value, label("motion_outcome", each)) for each in OUTCOMES],
        orders=_orders(code, kept, asked),
        street=_street(street),
        wide=wide,
        places=names_of_regions({hit.meeting.community_code for hit in page.items} if page and wide else ()),
        session_words=session_words,
    )


def _asked() -> finding.Asked:
    given = request.args
    year, outcome = given.get("year", ""), given.get("outcome", "")
    return finding.Asked(
        words=finding.asked_words(given.get("q", "")),
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        kind=given.get("kind", "").strip()[:40],
        need=given.get("need", "").strip()[:40],
        outcome=Outcome(outcome) if outcome in set(OUTCOMES) else None,
        order="best" if given.get("order") == "best" else "new",
    )


def _orders(code: str, kept: dict[str, str], asked: finding.Asked) -> list[tuple[str, str, bool]]:
    """(words, address, current) of the two orders."""
    here: dict[str, Any] = {key: value for key, value in kept.items() if key != "order"}
    return [
        (words, url_for("meetings.search", code=code, **here, order=order), asked.order == order)
        for order, words in (("new", _("新的在前")), ("best", _("最相符的在前")))
    ]


def _street(scope: str | None) -> str:
    region = region_of(scope) if scope else None
    return region.name if region else ""
