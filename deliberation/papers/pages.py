"""Facts into the HTML that is printed: an environment of its own, without an app, strict about facts."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from deliberation.config import PROJECT
from deliberation.papers import (
    charts,
    fit,
    fonts,
    money_pictures,
    progress_facts,
    qr,
    report_pictures,
    result_pictures,
    slips,
    street_facts,
    sums,
    vote_places,
    wording,
)
from deliberation.papers.facts import MoneyPicture, Picture
from deliberation.papers.report_facts import ReportPicture
from deliberation.papers.result_facts import ResultPicture
from deliberation.papers.texts import Translate

TEMPLATES = PROJECT / "templates" / "papers"


def _drawing(name: str) -> Markup:
    """One of our own drawings as a `data:` address."""
    return qr.address((TEMPLATES / name).read_bytes())


def _picture(facts: Picture) -> Markup:
    """A picture of counts, its words in the face of heads."""
    draw = charts.columns if facts["columns"] else charts.bars
    marks = [charts.Mark(row["short"], row["needs"]) for row in facts["rows"]]
    face = ", ".join(fonts.families("hei"))
    return draw(facts["key"], facts["title"], facts["said"], marks, face, charts.PRINTED_SIZE)


def _result_picture(facts: ResultPicture) -> Markup:
    """The picture of a vote's result, its words in the face of heads."""
    return result_pictures.drawn(facts, ", ".join(fonts.families("hei")), charts.PRINTED_SIZE)


def _money_picture(facts: MoneyPicture) -> Markup:
    """The picture of a list's money, its words in the face of heads."""
    return money_pictures.drawn(facts, ", ".join(fonts.families("hei")), charts.PRINTED_SIZE)


def _report_picture(facts: ReportPicture) -> list[Markup]:
    """A picture of a year's report in the pieces that fit a page, its words in the face of heads."""
    face, room = ", ".join(fonts.families("hei")), report_pictures.PRINTED_ROOM
    return report_pictures.drawn(facts, face, charts.PRINTED_SIZE, room)


FILTERS = {
    "picture": _picture,
    "money_picture": _money_picture,
    "report_picture": _report_picture,
    "result_picture": _result_picture,
    "wan": wording.wan,
    "long_day": wording.long_day,
    "short_day": wording.short_day,
    "long_time": wording.long_time,
    "groups": wording.groups,
    "ordinal": wording.ordinal,
    "title_lines": wording.title_lines,
    "lines_of": wording.lines_of,
    "qr": qr.picture,
    "drawing": _drawing,
    "shortened": wording.shortened,
    "taller_than_a_page": fit.taller_than_a_page,
    "estimate": sums.estimate,
    "by_kind": sums.by_kind,
    "by_source": sums.by_source,
    "street_rows": street_facts.rows_of,
    "progress_sums": progress_facts.progress_sums,
    "by_community": street_facts.by_community,
    "by_category": street_facts.by_category,
    "slips_in_order": sums.slips_in_order,
}


def page(template: str, facts: Mapping[str, object], translate: Translate, unprintable: bool) -> str:
    """The HTML of a paper; raises jinja2.UndefinedError when a fact is missing."""
    source = _environment().get_template(f"{template}.html")
    return source.render(facts, _=translate, unprintable=unprintable)


@cache
def _environment() -> jinja2.Environment:
    """Autoescape on and undefined strict: a text in the facts is text, and a forgotten fact is an error."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    environment.globals.update(
        span=wording.span,
        percent=wording.percent,
        face=_families(),
        places=slips.PLACES,
        votes=vote_places,
    )
    return environment


def _families() -> dict[str, Any]:
    """The `font-family` value of each role of type."""
    return {
        role: Markup(", ").join(Markup("'{}'").format(name) for name in fonts.families(role))
        for role in fonts.ROLES
    }
