"""Before a meeting: what has to be done, ticked where it is done; and the rules of talking, to post."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from deliberation import papers
from deliberation.clock import local, today
from deliberation.meetings import queries
from deliberation.meetings.materials import materials_of
from deliberation.meetings.models import Meeting
from deliberation.meetings.rules import NOTICE_DAYS, days_ahead
from deliberation.meetings.sentences import profile_name, rule_sentence, session_words
from deliberation.papers.facts import CheckGroup, ChecklistFacts, MeetingRulesFacts
from deliberation.web.formats import moment

CHINESE = "zh_Hans_CN"


@dataclass(frozen=True)
class Check:
    """One thing to do; `done` is what the records say, None what only people know."""

    text: str
    done: bool | None = None


def checks(meeting: Meeting) -> list[tuple[str, list[Check]]]:
    """Everything to be done before a meeting, in the order it is done."""
    return [
        (_("定下来"), _settled(meeting)),
        (_("通知到"), _announced(meeting)),
        (_("印出来"), _printed(meeting)),
        (_("会场"), [Check(each) for each in _room()]),
    ]


def _settled(meeting: Meeting) -> list[Check]:
    leaders = bool(meeting.chair_name) and bool(meeting.recorder_name)
    due = queries.turnout(meeting).due
    return [
        Check(_("议题列好了（现在 %(count)s 个）", count=len(meeting.items)), bool(meeting.items)),
        Check(_("应到的人定好了（现在 %(count)s 人）", count=due), due > 0 or not meeting.profile.decides),
        Check(_("主持人、记录人定好了，是两个人"), leaders),
        Check(_("时间、地点定好了"), bool(meeting.place)),
    ]


def _announced(meeting: Meeting) -> list[Check]:
    count = sum(len(rows) for rows in materials_of(meeting).values())
    return [
        Check(_notice(meeting), _in_time(meeting)),
        Check(_("材料放在议题里了（现在 %(count)s 个；没有材料就不用）", count=count), count > 0 or None),
        Check(_("给没有手机的成员打过电话，或者上门说过")),
        Check(_("请假的人登记了，代表的意见问过了")),
    ]


def _notice(meeting: Meeting) -> str:
    if meeting.notice_sent_at is None:
        return _("通知发出去了，提前 %(due)s 天", due=NOTICE_DAYS)
    return _("通知发出去了，提前 %(due)s 天（实际提前 %(days)s 天）", due=NOTICE_DAYS, days=_days(meeting))


def _days(meeting: Meeting) -> int:
    sent = local(meeting.notice_sent_at).date() if meeting.notice_sent_at else today()
    return max(0, days_ahead(meeting.notice_posted_on or sent, local(meeting.starts_at).date()))


def _in_time(meeting: Meeting) -> bool:
    return meeting.notice_sent_at is not None and _days(meeting) >= NOTICE_DAYS


def _printed(meeting: Meeting) -> list[Check]:
    rows = [_("签到表"), _("议程，每人一份"), _("议事规则，贴在会场")]
    if meeting.profile.decides:
        rows.append(_("无记名投票要用的票和票箱"))
    return [Check(each) for each in rows]


def _room() -> list[str]:
    return [
        _("桌椅摆好，年纪大的坐前面，轮椅进得来"),
        _("投影、电脑、网络试过"),
        _("话筒试过，声音后排听得清"),
        _("门口有登记的桌子和人"),
        _("水、笔、纸、计时器"),
    ]


def customs() -> list[str]:
    """The rules of talking many communities use; a custom, not law."""
    return [
        _("主持人不偏向哪一边，自己不发表意见，也不打断别人。"),
        _("一次只议一件事，一件事议完了再议下一件。"),
        _("要发言先举手，主持人请了再说；话对着主持人说，不对着别人争。"),
        _("每次发言不超过两分钟，同一件事每人最多说两次。"),
        _("赞成的和反对的轮流说，让没说过的人先说。"),
        _("说事不说人，不扣帽子，不翻旧账。"),
        _("想说的人都说完了，才表决；表决了就不再争。"),
        _("赞成、反对、弃权分别数清楚，当场宣布，记在纪要里。"),
    ]


def checklist_pdf(meeting: Meeting, community: str) -> bytes:
    """The checklist as a sheet to tick with a pen."""
    with force_locale(CHINESE):
        facts = checklist_facts(meeting, community)
    return papers.render("meeting-checklist", facts)


def checklist_facts(meeting: Meeting, community: str) -> ChecklistFacts:
    """What the sheet says."""
    return ChecklistFacts(
        title=_("会前准备清单"),
        community=community,
        meeting=meeting.title,
        session=_session(meeting),
        when=moment(meeting.starts_at),
        place=meeting.place or _("地点还没有定"),
        groups=[
            CheckGroup(head=head, lines=[{"text": each.text, "done": each.done is True} for each in rows])
            for head, rows in checks(meeting)
        ],
        dated_on=today().isoformat(),
    )


def rules_pdf(meeting: Meeting, community: str) -> bytes:
    """The rules of a meeting on one sheet, to post in the room."""
    with force_locale(CHINESE):
        facts = MeetingRulesFacts(
            title=_("议事规则"),
            community=community,
            kind=meeting.series_name or profile_name(meeting.profile_data),
            rule=rule_sentence(meeting.profile_data),
            lines=list(_lines(meeting)),
            note=_("以上发言规则是本社区议事的默认约定，不是法律规定，会议可以自己商量修改。"),
            dated_on=today().isoformat(),
        )
    return papers.render("meeting-rules", facts)


def _lines(meeting: Meeting) -> Iterable[str]:
    lines = customs()
    return lines if meeting.profile.decides else lines[:6]


def _session(meeting: Meeting) -> str:
    return session_words(meeting.profile_data, meeting.year, meeting.session_no, meeting.series_name)
