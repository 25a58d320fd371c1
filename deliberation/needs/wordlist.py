"""The community's list of words whose texts wait for a worker's look: who has which, and changing it.

Every community begins with the starters of `words`; a row of its own switches one of them off, or adds one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.needs.models import NeedWord
from deliberation.needs.policy import appears_at_once
from deliberation.needs.rules import MOST_WORDS, WORD_LENGTH, fits
from deliberation.needs.words import STARTERS, first_listed, letters_of
from deliberation.wording import tidy

FEWEST_LETTERS = 2


@dataclass(frozen=True)
class Look:
    """Whether a text appears at once, and the listed word in it."""

    at_once: bool
    word: str = ""


@dataclass(frozen=True)
class Listed:
    """A word of the list: whether it is in use, and whether every community begins with it."""

    word: str
    active: bool
    starter: bool


def look_at(actor: Actor, community_code: str, *texts: str) -> Look:
    """Whether what somebody wrote appears at once, or which listed word a worker should look at."""
    if actor.is_machine or appears_at_once(actor, community_code, listed=True):
        return Look(True)
    word = first_listed(words_in_use(community_code), *texts)
    return Look(appears_at_once(actor, community_code, bool(word)), word)


def words_in_use(community_code: str) -> list[str]:
    """The words a community's texts are held to, in a fixed order."""
    return [each.word for each in word_list(community_code) if each.active]


def word_list(community_code: str) -> list[Listed]:
    """The whole list: the community's own words, latest first, then the starters."""
    own = {row.word: row for row in _rows(community_code)}
    added = [Listed(row.word, row.active, False) for row in own.values() if row.word not in STARTERS]
    starters = [Listed(word, word not in own or own[word].active, True) for word in STARTERS]
    return [*added, *starters]


def _rows(community_code: str) -> Iterable[NeedWord]:
    query = select(NeedWord).where(NeedWord.community_code == community_code)
    return db.session.scalars(query.order_by(NeedWord.created_at.desc(), NeedWord.word))


def add_words(actor: Actor, community_code: str, lines: str) -> int:
    """Put words on the list, one a line; what is there already is in use again. Returns how many are new."""
    wanted = list(dict.fromkeys(word for line in lines.split("\n") if (word := tidy(line))))
    for word in wanted:
        _check(word)
    known = {letters_of(each.word): each for each in word_list(community_code)}
    new = 0
    for word in wanted:
        there = known.get(letters_of(word))
        if there is None:
            db.session.add(NeedWord(community_code=community_code, word=word, added_by=actor.account_id))
            known[letters_of(word)] = Listed(word, True, False)
            new += 1
        elif not there.active:
            switch_word(actor, community_code, there.word, True)
    db.session.flush()
    if _count(community_code) > MOST_WORDS:
        raise Refusal("needs.words_many", most=MOST_WORDS)
    if new:
        record(actor, "needs.add_words", "community", community_code, community_code, after={"words": wanted})
    return new


def _check(word: str) -> None:
    fits(word, WORD_LENGTH, "", "needs.word_long")
    if len(letters_of(word)) < FEWEST_LETTERS:
        raise Refusal("needs.word_short", word=word)


def _count(community_code: str) -> int:
    query = select(func.count()).where(NeedWord.community_code == community_code)
    return db.session.scalar(query) or 0


def switch_word(actor: Actor, community_code: str, word: str, on: bool) -> None:
    """Take a word out of use, or back into use."""
    there = next((each for each in word_list(community_code) if each.word == word), None)
    if there is None:
        raise Refusal("needs.word_gone")
    if there.active == on:
        return
    row = _row(community_code, word)
    if row is None:
        row = NeedWord(community_code=community_code, word=word, added_by=actor.account_id)
        db.session.add(row)
    row.active = on
    db.session.flush()
    act = "needs.word_on" if on else "needs.word_off"
    record(actor, act, "community", community_code, community_code, after={"word": word})


def remove_word(actor: Actor, community_code: str, word: str) -> None:
    """Take a word of one's own off the list; a starter can only be switched off."""
    row = _row(community_code, word)
    if row is None or word in STARTERS:
        raise Refusal("needs.word_gone")
    db.session.delete(row)
    db.session.flush()
    record(actor, "needs.remove_word", "community", community_code, community_code, after={"word": word})


def _row(community_code: str, word: str) -> NeedWord | None:
    query = select(NeedWord).where(NeedWord.community_code == community_code, NeedWord.word == word)
    return db.session.scalars(query).first()
