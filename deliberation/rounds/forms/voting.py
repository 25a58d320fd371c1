"""The forms of a voter: the ballot, and the code on a slip."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import Optional

from deliberation.errors import Refusal
from deliberation.rounds.forms.core import Cards
from deliberation.rounds.rules import MOST_WORD
from deliberation.web.forms import Form, Line, at_most, filled


class BallotForm(Form):
    """A ballot: the options as cards, a word for the receipt, and the blank ballot, which has to be meant."""

    choices = Cards(_l("选票"), [Optional()])
    blank = BooleanField(_l("我要投空白票（哪一项都不选，但算参加了投票）"))
    word = Line(_l("给回执加一个词，方便您自己认"), [at_most(MOST_WORD)])

    def named(self) -> list[str]:
        """The options that were ticked."""
        if self.blank.data and self.choices.data:
            raise Refusal("rounds.blank_and_chosen")
        if not self.blank.data and not self.choices.data:
            raise Refusal("rounds.nothing_chosen")
        return list(self.choices.data or [])


class CodeForm(Form):
    """The code on a printed slip."""

    slip = Line(_l("纸条上的投票码（10 位）"), [filled(), at_most(30)])
