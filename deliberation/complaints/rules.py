"""Limits, numbers and states of complaints. Pure."""

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from deliberation.errors import Refusal
from deliberation.people.rules import CODE_ALPHABET
from deliberation.wording import tidy, tidy_lines

SUBJECT_LENGTH = 60
BODY_LENGTH = 2000
CONTACT_LENGTH = 80
ANSWER_LENGTH = 1000
ABOUT_LENGTH = 200
CODE_LETTERS = 8
BETWEEN_SENDINGS = timedelta(seconds=5)
MOST_SENDINGS_AN_HOUR = 20
MOST_WRONG_CODES = 10
WRONG_CODES_WITHIN = timedelta(minutes=15)
ABOUT_PAGE = re.compile(r"/c/(?P<code>\d{12})/[A-Za-z0-9/_.#-]*")


class Progress(StrEnum):
    """How far a complaint is."""

    RECEIVED = "received"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True)
class Letter:
    """What somebody writes."""

    subject: str
    body: str
    contact: str = ""
    about: str = ""


def checked(letter: Letter) -> Letter:
    """The letter with tidied words; refuses empty and overlong ones."""
    clean = Letter(
        tidy(letter.subject), tidy_lines(letter.body), tidy(letter.contact), about_page(letter.about) or ""
    )
    _fits(clean.subject, SUBJECT_LENGTH, "complaints.subject_missing", "complaints.subject_long")
    _fits(clean.body, BODY_LENGTH, "complaints.body_missing", "complaints.body_long")
    _fits(clean.contact, CONTACT_LENGTH, "", "complaints.contact_long")
    return clean


def checked_answer(text: str) -> str:
    """An answer with tidied words."""
    return _fits(tidy_lines(text), ANSWER_LENGTH, "complaints.answer_missing", "complaints.answer_long")


def _fits(text: str, length: int, missing: str, long: str) -> str:
    if missing and not text:
        raise Refusal(missing)
    if len(text) > length:
        raise Refusal(long, most=length, have=len(text))
    return text


def about_page(path: str | None) -> str | None:
    """The page of a community a complaint is about; anything that is no path of ours is none."""
    if not path or len(path) > ABOUT_LENGTH or not ABOUT_PAGE.fullmatch(path):
        return None
    return path


def community_in(path: str | None) -> str | None:
    """The community's code in a page's path."""
    found = ABOUT_PAGE.fullmatch(path or "")
    return found["code"] if found else None


def new_number(day: date) -> str:
    """A number to quote that says the day and nothing about how many there are: TS260708-48213."""
    return f"TS{day:%y%m%d}-{secrets.randbelow(90_000) + 10_000}"


def code_from(digest: str) -> str:
    """The secret code of a complaint: eight letters (about 40 bits) out of its keyed hash (hex)."""
    number, letters = int(digest, 16), []
    for _place in range(CODE_LETTERS):
        number, letter = divmod(number, len(CODE_ALPHABET))
        letters.append(CODE_ALPHABET[letter])
    return "".join(letters)


def progress(answered_at: datetime | None, closed_at: datetime | None) -> Progress:
    """How far a complaint is, from its dates."""
    if closed_at is not None:
        return Progress.CLOSED
    return Progress.RECEIVED if answered_at is None else Progress.ANSWERED
