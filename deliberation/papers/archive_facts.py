"""What the yearly index of minutes (卷内目录) is printed from."""

from typing import TypedDict


class IndexRow(TypedDict):
    """One signed meeting; `pages` is empty where they were not counted."""

    number: int
    session: str
    title: str
    held_on: str
    pages: str
    note: str


class MinutesIndexFacts(TypedDict):
    """`minutes-index`: the rows of a year, then in words what is missing, unsigned or called off."""

    title: str
    community: str
    year: int
    rows: list[IndexRow]
    remarks: list[str]
    dated_on: str
