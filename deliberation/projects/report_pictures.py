"""The pictures of a year's report: needs, turnout, money by community and by theme, satisfaction."""

from collections.abc import Sequence

from deliberation.needs.catalogue import CATEGORIES
from deliberation.papers.report_facts import ReportBar, ReportPicture
from deliberation.papers.texts import as_written
from deliberation.papers.wording import percent, wan
from deliberation.projects.year_figures import Figures, Theme, Year
from deliberation.surveys.rules import Rating


def pictures_of(year: Year) -> list[ReportPicture]:
    """The pictures that have something to show, each with its sentence and every bar with its figure."""
    told = year.communities
    made = [
        _picture("needs", as_written("各社区征集的需求"), "", _needs(told)),
        _picture("turnout", as_written("各社区投票参与率"), _turnout_said(year.total), _turnout(told)),
        _picture("money", as_written("各社区接收的项目"), "", _money(told)),
        _picture("themes", as_written("钱用在哪里"), _themes_said(year), _themes(year.themes)),
        _picture("rating", as_written("各社区满意度"), "", _rating(told)),
    ]
    return [each for each in made if each["bars"]]


def share_of(rating: Rating) -> str:
    """A satisfaction in percent, cut off: nothing below the goal looks as if it reached it; "" if untold."""
    tenths = rating.percent_tenths
    return "" if tenths is None else f"{tenths // 10}.{tenths % 10}%"


def _picture(key: str, title: str, said: str, bars: list[ReportBar]) -> ReportPicture:
    return {"key": f"year-{key}", "title": title, "said": said or title, "bars": bars}


def _needs(told: Sequence[Figures]) -> list[ReportBar]:
    most = max((one.collected for one in told), default=0)
    return [
        {
            "words": as_written("%(name)s　%(count)s条", name=one.name, count=one.collected),
            "note": "",
            "value": one.collected,
            "whole": most,
        }
        for one in told
        if most
    ]


def _turnout(told: Sequence[Figures]) -> list[ReportBar]:
    return [
        {
            "words": f"{one.name}　{percent(one.ballots, one.register)}",
            "note": as_written(
                "应投%(register)s票，收到%(ballots)s票", register=one.register, ballots=one.ballots
            ),
            "value": one.ballots,
            "whole": one.register,
        }
        for one in told
        if one.register
    ]


def _turnout_said(total: Figures) -> str:
    return as_written(
        "应投%(register)s票，收到%(ballots)s票，参与率%(share)s。没有举行投票的社区不画。",
        register=total.register,
        ballots=total.ballots,
        share=percent(total.ballots, total.register),
    )


def _money(told: Sequence[Figures]) -> list[ReportBar]:
    most = max((one.cost_fen for one in told), default=0)
    return [_costs(one.name, one.projects, one.cost_fen, most) for one in told if most]


def _themes(themes: Sequence[Theme]) -> list[ReportBar]:
    most = max((each.cost_fen for each in themes), default=0)
    return [_costs(_words(each), each.projects, each.cost_fen, most) for each in themes if most]


def _themes_said(year: Year) -> str:
    if not year.themes:
        return ""
    first = year.themes[0]
    share = percent(first.cost_fen, year.total.cost_fen)
    return as_written("%(theme)s用得最多，占%(share)s。", theme=_words(first), share=share)


def _words(theme: Theme) -> str:
    category = CATEGORIES.get(theme.category)
    return category.zh if category else as_written("其他")


def _costs(name: str, projects: int, cost_fen: int, most: int) -> ReportBar:
    words = as_written("%(name)s　%(money)s万元", name=name, money=wan(cost_fen))
    note = as_written("%(count)s个项目", count=projects)
    return {"words": words, "note": note, "value": cost_fen, "whole": most}


def _rating(told: Sequence[Figures]) -> list[ReportBar]:
    """Only what may be told: a community whose answers are too few is not drawn."""
    return [
        {
            "words": f"{one.name}　{share_of(one.rating)}",
            "note": as_written("%(answers)s份回访", answers=one.rating.answers),
            "value": one.rating.top3,
            "whole": one.rating.answers,
        }
        for one in told
        if one.rating.top3 is not None
    ]
