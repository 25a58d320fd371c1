"""The facts of the papers that tell a vote's result; texts and money are the printed words."""

from typing import TypedDict

from deliberation.papers.facts import Signature


class OptionResult(TypedDict):
    """One option of a round: `score` as it is written, `selected` only where the round names winners;
    `tie_reason` says how a tie was broken, "" when there was none; `why` tells place and decision."""

    rank: int
    name: str
    score: str
    selected: bool
    tie_reason: str
    why: str


class ResultMark(TypedDict):
    """One option of a picture, as `charts.Mark` has it; `figure` "" where the bar is a part of `whole`."""

    label: str
    note: str
    value: int
    figure: str
    whole: int | None
    chosen: bool | None


class ResultPair(TypedDict):
    """Two options against each other, and how many ballots are for each."""

    one: str
    other: str
    for_one: int
    for_other: int


class ResultPicture(TypedDict):
    """How the options of a round stand: bars (`rows`), or `pairs`; `said` is the picture in one sentence."""

    key: str
    title: str
    said: str
    rows: list[ResultMark]
    pairs: list[ResultPair]


class Threshold(TypedDict):
    """A line the round had to reach, in words with its numbers, and whether it was reached."""

    said: str
    reached: bool


class BoughtStep(TypedDict):
    """One step of equal shares: money as it is written; `price` "" where what was left paid for it."""

    name: str
    cost: str
    price: str
    supporters: int
    exhausted: int


class ResultFacts(TypedDict):
    """What both papers of a result say: counts are ballots, on paper and online together.

    `score_head` heads the scores; `decides`: the round names winners; `matched` False: not checked with the
    register, for the key was lost; `summary`, `counting` and `shares` are sentences, `steps` those of equal
    shares, their prices headed by `price_head`.
    """

    community: str
    title: str
    method: str
    choosing: str
    opened_at: str
    closed_at: str
    register: int
    ballots: int
    on_paper: int
    blank: int
    spoiled: int
    late: int
    struck: int
    refused: int
    matched: bool
    tie_rule: str
    score_head: str
    decides: bool
    options: list[OptionResult]
    thresholds: list[Threshold]
    summary: list[str]
    counting: list[str]
    shares: list[str]
    steps: list[BoughtStep]
    price_head: str
    picture: ResultPicture
    merkle_root: str | None
    board_link: str
    signatures: list[Signature]
    dated_on: str


class ResultSheetFacts(ResultFacts):
    """`result-sheet`: what teller and scrutineer sign, and on the pages behind it how it came about."""


class ResultNoticeFacts(ResultFacts):
    """`result-notice`: a result put up for everybody; `question` is the round's own title."""

    question: str
    issuer: str
    contact: str
