"""Needs named by their numbers, as people write them on paper: 003, 2026-003, several in a row."""

import re
import unicodedata
from collections.abc import Sequence

from sqlalchemy import select

from deliberation.clock import today
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.needs.models import Need
from deliberation.needs.rules import number_of, takes_support

NUMBER = re.compile(r"(?:(\d{4})-)?(\d{1,6})", re.ASCII)
BETWEEN = re.compile(r"[\s,;、，；。.]+")
MOST_ON_A_SHEET = 5
MOST_NAMED = 20


def numbers_meant(typed: str, year: int) -> list[tuple[str, list[str]]]:
    """What stands in a line of numbers, each with the numbers it may mean: this year's, else last year's."""
    words = [word for word in BETWEEN.split(unicodedata.normalize("NFKC", typed)) if word]
    return [(word, _meant(word, year)) for word in dict.fromkeys(words)]


def _meant(word: str, year: int) -> list[str]:
    found = NUMBER.fullmatch(word)
    if found is None:
        return []
    years = [int(found[1])] if found[1] else [year, year - 1]
    return [number_of(each, int(found[2])) for each in years]


def needs_named(community_code: str, typed: str) -> list[Need]:
    """The needs of a community that a line names, in its order; refuses what is no number of any."""
    named = numbers_meant(typed, today().year)
    if not named:
        raise Refusal("needs.numbers_missing")
    if len(named) > MOST_NAMED:
        raise Refusal("needs.numbers_many", most=MOST_NAMED)
    wanted = [number for _word, numbers in named for number in numbers]
    query = select(Need).where(Need.community_code == community_code, Need.number.in_(wanted))
    there = {need.number: need for need in db.session.scalars(query)}
    found: dict[str, Need] = {}
    for word, numbers in named:
        need = next((there[number] for number in numbers if number in there), None)
        if need is None:
            raise Refusal("needs.no_such_number", number=word)
        found[need.number] = need
    return list(found.values())


def to_sign_for(needs: Sequence[Need]) -> Sequence[Need]:
    """The needs of one sheet: public, still to be supported, and not more than it has room for."""
    if len(needs) > MOST_ON_A_SHEET:
        raise Refusal("needs.numbers_many", most=MOST_ON_A_SHEET)
    for need in needs:
        if need.published_at is None:
            raise Refusal("needs.no_such_number", number=need.number)
        if not takes_support(need.state):
            raise Refusal("needs.not_supportable_now", number=need.number)
    return needs
