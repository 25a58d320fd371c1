"""The counts of needs as pictures: the words and bars that stand on the page and in the printed paper."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import gettext as _
from markupsafe import Markup

from deliberation.needs.statistics import MATTERS, OTHER_SHOPS, By, Count, Statistics
from deliberation.papers.charts import MOST_BARS, Mark, bars, columns
from deliberation.papers.facts import CountedRow, Picture
from deliberation.web.formats import day
from deliberation.web.phrases import label

ORDER = (By.WEEK, By.CATEGORY, By.THEME, By.ESTATE, By.STATE, By.CHANNEL, By.HOUSEHOLDS)


@dataclass(frozen=True)
class Shown:
    """One picture with the figures it is drawn from."""

    facts: Picture
    drawing: Markup


def pictures(counted: Statistics, estates: Mapping[UUID, str]) -> list[Picture]:
    """What a paper prints and a page shows: plain facts, in the order of the page."""
    names = _names(estates)
    return [_picture(by, counted.by[by], names[by], counted) for by in ORDER if counted.by.get(by)]


def shown(facts: Sequence[Picture]) -> list[Shown]:
    """The pictures drawn for a page."""
    return [Shown(each, _drawn(each)) for each in facts]


def _drawn(facts: Picture) -> Markup:
    draw = columns if facts["columns"] else bars
    marks = [Mark(row["short"], row["needs"]) for row in facts["rows"]]
    return draw(facts["key"], facts["title"], facts["said"], marks)


def _picture(by: By, counts: Sequence[Count], name: Callable[[str], str], counted: Statistics) -> Picture:
    rows: list[CountedRow] = [
        {
            "label": name(count.key),
            "short": _short_week(count.key) if by == By.WEEK else name(count.key),
            "needs": count.needs,
            "households": count.households,
        }
        for count in counts
    ]
    return {
        "key": f"by-{by}",
        "title": label("counted_by", by),
        "said": _said(counts, name),
        "note": _note(by, counts, counted),
        "columns": by == By.WEEK,
        "rows": rows,
    }


def _said(counts: Sequence[Count], name: Callable[[str], str]) -> str:
    """The picture in one sentence."""
    most = max(counts, key=lambda count: count.needs)
    return _("最多的是“%(label)s”，%(count)s 条。", label=name(most.key), count=most.needs)


def _note(by: By, counts: Sequence[Count], counted: Statistics) -> str:
    if by == By.WEEK and counted.weeks_left_out:
        return _("只画最近 52 周；更早的还有 %(count)s 条。", count=counted.weeks_left_out)
    if by != By.WEEK and len(counts) > MOST_BARS:
        return _("图上是最多的 %(most)s 类，全部的数在表里。", most=MOST_BARS)
    return ""


def _names(estates: Mapping[UUID, str]) -> dict[By, Callable[[str], str]]:
    return {
        By.CATEGORY: lambda key: label("category", key),
        By.THEME: _theme,
        By.ESTATE: lambda key: estates.get(UUID(key), "") if key else _("不限小区"),
        By.CHANNEL: lambda key: label("channel", key),
        By.STATE: lambda key: label("need_state", key),
        By.WEEK: lambda key: _("%(day)s起的一周", day=day(key)),
        By.HOUSEHOLDS: lambda key: label("households_step", key),
    }


def _theme(key: str) -> str:
    return label("counted_theme", key) if key in (MATTERS, OTHER_SHOPS) else key


def _short_week(key: str) -> str:
    monday = date.fromisoformat(key)
    return f"{monday.month}/{monday.day}"
