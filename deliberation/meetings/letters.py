"""What is written to people about a meeting outside of the platform: in Chinese, whoever presses the button,
and without anybody's name.
"""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import force_locale
from flask_babel import gettext as _

from deliberation.clock import local
from deliberation.meetings.models import Meeting

CHINESE = "zh_Hans_CN"


class News(StrEnum):
    """What people are told of a meeting."""

    CALLED = "called"
    MOVED = "moved"
    CANCELLED = "cancelled"
    REMINDER = "reminder"


@dataclass(frozen=True)
class Words:
    """A title, the few words of a short message, and the whole."""

    title: str
    short: str
    whole: str


def words_of(meeting: Meeting, news: News, community: str) -> Words:
    """What is written on an occasion."""
    with force_locale(CHINESE):
        title, short = _title(meeting, news), f"{_sentence(meeting, news)}{_how_to_excuse(news)}"
        return Words(
            title, _("%(community)s：%(text)s", community=community, text=short), _whole(meeting, news, short)
        )


def when(meeting: Meeting) -> str:
    """12月5日（星期六）14:30."""
    moment = local(meeting.starts_at)
    days = (_("星期一"), _("星期二"), _("星期三"), _("星期四"), _("星期五"), _("星期六"), _("星期日"))
    return _(
        "%(month)s月%(day)s日（%(weekday)s）%(time)s",
        month=moment.month,
        day=moment.day,
        weekday=days[moment.weekday()],
        time=f"{moment:%H:%M}",
    )


def _title(meeting: Meeting, news: News) -> str:
    titles = {
        News.CALLED: _("会议通知：%(title)s", title=meeting.title),
        News.MOVED: _("会议改期或改地点：%(title)s", title=meeting.title),
        News.CANCELLED: _("会议取消：%(title)s", title=meeting.title),
        News.REMINDER: _("提醒您开会：%(title)s", title=meeting.title),
    }
    return titles[news]


def _sentence(meeting: Meeting, news: News) -> str:
    facts = {"title": meeting.title, "when": when(meeting), "place": meeting.place}
    if news == News.MOVED:
        return _("会议“%(title)s”改了时间或地点，现在是%(when)s，地点：%(place)s。", **facts)
    if news == News.CANCELLED:
        reason = meeting.cancel_reason
        return _("原定%(when)s的会议“%(title)s”取消了，原因：%(reason)s", **facts, reason=reason)
    if news == News.REMINDER:
        return _("提醒您：会议“%(title)s”%(when)s开，地点：%(place)s。", **facts)
    return _("请您参加会议“%(title)s”，%(when)s，地点：%(place)s。", **facts)


def _how_to_excuse(news: News) -> str:
    return "" if news == News.CANCELLED else _("来不了请在网页上请假，或者告诉社区工作人员。")


def _whole(meeting: Meeting, news: News, short: str) -> str:
    if news == News.CANCELLED:
        return short
    agenda = [f"{item.position}. {item.title}" for item in meeting.items]
    parts = [short, meeting.notice_text, "\n".join([_("议题："), *agenda]) if agenda else ""]
    return "\n\n".join(part for part in parts if part)
