"""The shape of the facts of a street's list (汇总表), and what its communities sum up to: exact, in 分."""

from collections.abc import Sequence
from typing import NamedTuple, NotRequired, TypedDict

from deliberation.papers import sums
from deliberation.papers.facts import ProjectRow


class StreetSection(TypedDict):
    """The accepted list of one community: which version of it, and its rows."""

    community: str
    code: str
    list_number: str
    version: int
    short_hash: str
    rows: list[ProjectRow]


class StreetListFacts(TypedDict):
    """`street-list`: the lists of all communities of a street. `issuer` signs; `cycle` "" is left out.

    `remarks` say what of the lists does not stand in it.
    """

    title: str
    street: str
    issuer: str
    cycle: str
    list_number: str
    version: int
    short_hash: str
    dated_on: str
    prepared_by: str
    checked_by: str
    remarks: NotRequired[list[str]]
    sections: list[StreetSection]


class Share(NamedTuple):
    """So many rows and so much money under one head."""

    label: str
    rows: int
    amount_fen: int


def rows_of(sections: Sequence[StreetSection]) -> list[ProjectRow]:
    """All rows of a street, community by community."""
    return [row for section in sections for row in section["rows"]]


def by_community(sections: Sequence[StreetSection]) -> list[Share]:
    """Rows and money of each community, in the order of the list; one without rows stands with its nought."""
    return [Share(each["community"], len(each["rows"]), sums.estimate(each["rows"])) for each in sections]


def by_category(sections: Sequence[StreetSection]) -> list[Share]:
    """Rows and money of each category and kind of business, in the order the list first names them."""
    found: dict[str, list[ProjectRow]] = {}
    for row in rows_of(sections):
        label = "　".join(word for word in (row["kind"], row["trade"]) if word)
        found.setdefault(label or "其他", []).append(row)
    return [Share(label, len(rows), sums.estimate(rows)) for label, rows in found.items()]
