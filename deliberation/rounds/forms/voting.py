"""The forms of a voter: the ballot, and the code on a slip."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field
from wtforms.validators import Optional

from deliberation.errors import Refusal
from deliberation.rounds.ballot_rules import Said
from deliberation.rounds.forms.core import Cards
from deliberation.tally.rule import Paper
from deliberation.web.forms import Form, Line, at_most, filled
from deliberation.wording import tidy

MOST_DIGITS = 9


class Each(Field):
    """One small input an option, named `<name>-<key>`; `typed` keeps what stands in them, by key."""

    typed: dict[str, str]
    repeated: bool

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read every input of the form that begins with this field's name."""
        super().process(None, data)
        self.typed, self.repeated = dict(data or {}), False
        if formdata is None:
            return
        start = f"{self.name}-"
        names = [name for name in formdata if name.startswith(start)]
        self.typed = {name.removeprefix(start): tidy(formdata.getlist(name)[0]) for name in names}
        self.repeated = any(len(formdata.getlist(name)) > 1 for name in names)

    def numbers(self, refusal: str) -> dict[str, int]:
        """The whole numbers that were typed; nothing typed is no number. Refuses what is none."""
        if self.repeated:
            raise Refusal("rounds.option_named_twice")
        return {key: _whole(text, refusal) for key, text in self.typed.items() if text}


class BallotForm(Form):
    """A ballot: options ticked, given points or put in order; a word for the receipt; and the blank ballot,
    which has to be meant."""

    choices = Cards(_l("选票"), [Optional()], choices=[], validate_choice=False)
    points = Each()
    place = Each()
    blank = BooleanField(_l("我要投空白票（哪一项都不选，但算参加了投票）"))
    word = Line(_l("给回执加一个词，方便您自己认"))

    def said(self, ballot: Paper) -> Said:
        """What the ballot says, as far as it can be read; nothing is checked yet against the round."""
        if ballot == Paper.POINTS:
            return [[key, number] for key, number in self.points.numbers("rounds.points_not_whole").items()]
        if ballot == Paper.RANKING:
            return _in_order(self.place.numbers("rounds.place_unknown"))
        return list(self.choices.data or [])

    def meant(self, ballot: Paper) -> Said:
        """The same, ready to be sent: a blank ballot is meant, and then names nothing."""
        said = self.said(ballot)
        names = [pair for pair in said if pair[1]] if ballot == Paper.POINTS else said
        if self.blank.data and names:
            raise Refusal("rounds.blank_and_chosen")
        if not self.blank.data and not names:
            raise Refusal("rounds.nothing_chosen")
        return said

    def carried(self, ballot: Paper, without: str = "") -> list[tuple[str, str]]:
        """Everything filled in, as names and values of hidden inputs, but for one option's."""
        if ballot == Paper.APPROVAL:
            pairs = [("choices", key) for key in self.choices.data or [] if key != without]
        else:
            each = self.points if ballot == Paper.POINTS else self.place
            pairs = [
                (f"{each.name}-{key}", text) for key, text in each.typed.items() if text and key != without
            ]
        return pairs + [("blank", "y")] * bool(self.blank.data)


def filled_in(ballot: Paper, said: Said, word: str = "") -> Mapping[str, Any]:
    """A ballot that says this, as `BallotForm(data=…)` shows it."""
    if ballot == Paper.POINTS:
        return {"points": {key: str(points) for key, points in said}, "word": word}
    if ballot == Paper.RANKING:
        return {"place": {key: str(place) for place, key in enumerate(said, 1)}, "word": word}
    return {"choices": said, "word": word}


def _in_order(places: Mapping[str, int]) -> list[str]:
    """The options by the places they were given; gaps close up, two in one place are refused."""
    for key, place in places.items():
        if place < 1:
            raise Refusal("rounds.place_unknown", typed=place)
        if any(other != key and places[other] == place for other in places):
            raise Refusal("rounds.place_given_twice", place=place)
    return sorted(places, key=places.__getitem__)


def _whole(text: str, refusal: str) -> int:
    digits = unicodedata.normalize("NFKC", text).replace("−", "-")
    if not (digits.isascii() and digits.removeprefix("-").isdigit()) or len(digits) > MOST_DIGITS:
        raise Refusal(refusal, typed=text[:20])
    return int(digits)


class CodeForm(Form):
    """The code on a printed slip."""

    slip = Line(_l("纸条上的投票码（10 位）"), [filled(), at_most(30)])
