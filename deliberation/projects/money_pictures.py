"""Where a list's money goes and which needs it answers, as the facts of one picture."""

from collections.abc import Sequence

from deliberation.needs.catalogue import CATEGORIES
from deliberation.papers.facts import MoneyBar, MoneyPicture, ProjectRow
from deliberation.papers.texts import as_written
from deliberation.papers.wording import percent, wan


def money_picture(rows: Sequence[ProjectRow]) -> MoneyPicture | None:
    """The money of the rows by theme, most first; None where nothing costs anything."""
    bars: dict[str, MoneyBar] = {}
    for row in rows:
        label = theme_of(row)
        bar = bars.setdefault(label, {"label": label, "amount_fen": 0, "projects": 0, "needs": []})
        bar["amount_fen"] += row["estimate_fen"]
        bar["projects"] += 1
        bar["needs"] += [number for number in row["needs"] if number not in bar["needs"]]
    ordered = sorted(bars.values(), key=lambda bar: (-bar["amount_fen"], bar["label"]))
    total = sum(bar["amount_fen"] for bar in ordered)
    if not total:
        return None
    said = as_written(
        "%(theme)s用得最多，%(money)s万元，占%(share)s；共%(count)s类，回应需求%(needs)s条",
        theme=ordered[0]["label"],
        money=wan(ordered[0]["amount_fen"]),
        share=percent(ordered[0]["amount_fen"], total),
        count=len(ordered),
        needs=len({number for bar in ordered for number in bar["needs"]}),
    )
    return {"title": as_written("钱用在哪里，回应了哪些需求"), "said": said, "bars": ordered}


def theme_of(row: ProjectRow) -> str:
    """The theme a row's money is counted under: its category in words, else its kind of business."""
    category = CATEGORIES.get(row.get("category", ""))
    return category.zh if category else row["trade"] or as_written("其他")
