"""A voter without script: every button pressed sends exactly what a browser would send."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from lxml.html import HtmlElement
from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.rounds import keys
from deliberation.rounds.models import Ballot, Round
from deliberation.rounds.rules import OptionPlan, slip_code, token
from deliberation.tally.rule import Method, Paper
from tests.page import PageClient, Shown
from tests.stories import A

OPTIONS = [
    OptionPlan(title, cost, key=f"n{place}", summary=f"{title}的具体内容。")
    for place, (title, cost) in enumerate(
        [
            ("加装电动车充电棚", 8_000_000),
            ("早餐店", 3_000_000),
            ("菜市场冷柜", 5_500_000),
            ("六盏路灯", 2_500_000),
        ],
        1,
    )
]
# How a round is set up, what a voter fills in, and what the box then holds; by kind of ballot.
KINDS: dict[str, dict[str, Any]] = {
    "approval": {"method": Method.APPROVAL, "k": 2},
    "knapsack": {"method": Method.KNAPSACK, "k": 4, "budget_fen": 11_000_000},
    "points": {"method": Method.POINTS, "ballot": Paper.POINTS, "k": 4, "points": 10, "most_points": 6},
    "ranking": {"method": Method.RANKING, "ballot": Paper.RANKING, "k": 3},
    "schulze": {"method": Method.SCHULZE, "ballot": Paper.RANKING, "k": 4},
    "shares": {"method": Method.EQUAL_SHARES, "k": 3, "budget_fen": 20_000_000},
    "shares by points": {
        "method": Method.EQUAL_SHARES,
        "ballot": Paper.POINTS,
        "k": 4,
        "points": 10,
        "budget_fen": 20_000_000,
    },
}
PAPERS = {name: kind.get("ballot", Paper.APPROVAL) for name, kind in KINDS.items()}
FILLED: dict[Paper, dict[str, Any]] = {
    Paper.APPROVAL: {"choices": ["n4", "n1"]},
    Paper.POINTS: {"points-n4": "4", "points-n1": "３", "points-n2": "0"},
    Paper.RANKING: {"place-n4": "1", "place-n1": "2"},
}
KEPT: dict[Paper, list[Any]] = {
    Paper.APPROVAL: ["n1", "n4"],
    Paper.POINTS: [["n1", 3], ["n4", 4]],
    Paper.RANKING: ["n4", "n1"],
}


def form_of(shown: Shown) -> HtmlElement:
    """The form with the ballot in it."""
    return shown.tree.xpath("//main//form[@data-ballot or .//*[@data-ballot]]")[0]


def press(
    visitor: PageClient,
    shown: Shown,
    button: str,
    status: int = 200,
    changes: Mapping[str, Any] | None = None,
) -> Shown:
    """Press a button of the ballot's form ("name=value", or "" for the one without a name) after filling in
    `changes`; a page without such a button is a mistake of the page."""
    form = form_of(shown)
    fields: dict[str, list[Any]] = {}
    for name, value in form.form_values():
        fields.setdefault(str(name), []).append(value)
    for name, value in (changes or {}).items():
        inputs = form.xpath(".//*[@name=$name]", name=name)
        assert inputs, f"no input {name}"
        fields[name] = value if isinstance(value, list) else [value]
    name, _equals, value = button.partition("=")
    xpath = ".//button[@type='submit'][@name=$name][@value=$value]" if name else ".//button[not(@name)]"
    assert form.xpath(xpath, name=name, value=value), f"no button {button} on {shown.url}"
    if name:
        fields[name] = [value]
    fields.pop("csrf_token", None)
    return visitor.post(form.get("action") or shown.url, fields, status)


def box(row: Round, voter: Actor) -> Any:
    """What lies in the box under this voter's token."""
    secret = keys.read(row.id)
    assert secret is not None
    assert voter.resident_id is not None
    name = token(secret, row.id, voter.resident_id)
    found = db.session.scalar(select(Ballot.choices).where(Ballot.round_id == row.id, Ballot.token == name))
    db.session.rollback()
    return found


def code_of(row: Round, voter: Actor) -> str:
    """The code on this voter's slip."""
    secret = keys.read(row.id)
    assert secret is not None
    assert voter.resident_id is not None
    return slip_code(secret, row.id, voter.resident_id)


def address(round_id: UUID) -> str:
    """Where the ballot of a round is."""
    return f"/c/{A}/rounds/{round_id}/ballot"


def everything_but_ballots() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every other table as it is now."""
    tables = [table for table in db.metadata.sorted_tables if table.name != "ballot"]
    rows = {table.name: sorted(map(repr, db.session.execute(select(table)))) for table in tables}
    db.session.rollback()
    return rows
