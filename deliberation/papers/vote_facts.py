"""What the papers of a vote say: slips with codes, ballots on paper, the list of doors, the tally sheet.

Times are ISO strings, money is 分; `copies` and `doors` stand in the order they are printed in.
"""

from typing import TypedDict


class VoteCopy(TypedDict):
    """One entry of the register: its number in the building, its door, whose it is ("" for a household), the
    code without spaces and the address that opens the ballot."""

    number: int
    building: str
    door: str
    name: str
    code: str
    link: str


class Door(TypedDict):
    """One line of the list for handing out: no code."""

    number: int
    building: str
    door: str
    name: str


class VoteFacts(TypedDict):
    """What stands on every paper of a vote; `help_phone` and `help_place` may be ""."""

    title: str
    round: str
    community: str
    closes_at: str
    enter_at: str
    help_phone: str
    help_place: str
    dated_on: str


class PaperOption(TypedDict):
    """An option as the paper numbers it; `note` in small print: its way and cost."""

    number: int
    title: str
    note: str


class PaperBallotFacts(VoteFacts):
    """`paper-ballots`: `ballot` is approval, points or ranking; `how` the sentences that say how to fill it;
    `both` what counts when the same code votes online too."""

    ballot: str
    how: list[str]
    both: str
    options: list[PaperOption]


class BuildingLine(TypedDict):
    """One building of the sheet of papers printed and returned."""

    name: str
    printed: int


class TallyFacts(VoteFacts):
    """`tally-sheet`: `places` are the columns of a ranking's table (0: one wide column of strokes)."""

    ballot: str
    places: int
    options: list[PaperOption]
    teller: str
    scrutineer: str
    buildings: list[BuildingLine]
