"""The shape of the facts of a street's year's report (年度报告): figures, pictures, cases; money in 分."""

from typing import TypedDict


class ReportBar(TypedDict):
    """One bar: its words with its figure, what else is to be said, its length, and what it is a part of."""

    words: str
    note: str
    value: int
    whole: int


class ReportPicture(TypedDict):
    """Bars of one matter; `said` is the picture in one sentence."""

    key: str
    title: str
    said: str
    bars: list[ReportBar]


class ReportFigures(TypedDict):
    """What a year amounted to in one community, or in all (`name` as printed).

    `top3` of `answers` chose one of the three better steps; None: too few answered to tell, and
    `satisfaction`, their share in percent, is "". `asked_…` and
    `built_…` count business types: those residents missed, and those taken over as projects.
    """

    name: str
    code: str
    collected: int
    shortlisted: int
    answered: int
    meetings: int
    minutes: int
    rounds: int
    ballots: int
    register: int
    projects: int
    cost_fen: int
    finished: int
    on_time: int
    undated: int
    answers: int
    top3: int | None
    satisfaction: str
    asked_basic: int
    asked_quality: int
    built_basic: int
    built_quality: int


class CasePhoto(TypedDict):
    """The photo of a case: its file and digest, what is on it, its JPEG (base64; "" in what is frozen)."""

    file_id: str
    sha256: str
    alt: str
    jpeg: str


class ReportThing(TypedDict):
    """A case: its words, the project it tells of ("" for none), and its photo where it has one."""

    title: str
    text: str
    project: str
    photo: CasePhoto | None


class YearReportFacts(TypedDict):
    """`year-report`: `issuer` signs; `counted` says how was counted, `missing` what is not collected."""

    title: str
    street: str
    issuer: str
    year: int
    list_number: str
    version: int
    short_hash: str
    dated_on: str
    communities: list[ReportFigures]
    total: ReportFigures
    required_types: int
    pictures: list[ReportPicture]
    community_cases: list[ReportThing]
    enterprise_cases: list[ReportThing]
    counted: list[str]
    missing: list[str]
