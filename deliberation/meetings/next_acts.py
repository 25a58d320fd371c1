"""The one next act of a meeting, for the worker who runs it and for those who sign it."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from deliberation.actors import Actor
from deliberation.meetings import policy, queries
from deliberation.meetings.models import Meeting
from deliberation.meetings.rules import CAME, Phase, SignatureRole, quorum_met
from deliberation.meetings.sentences import counted_in

PHASES = (Phase.PLANNED, Phase.NOTICED, Phase.IN_SESSION, Phase.ENDED, Phase.DRAFTED, Phase.SIGNED)


@dataclass(frozen=True)
class NextAct:
    """One sentence and one button; `post` when pressing it is the act itself."""

    sentence: str
    label: str = ""
    url: str | None = None
    tone: str = "now"
    post: bool = False


def next_act(meeting: Meeting, actor: Actor) -> NextAct | None:
    """What this visitor does next with the meeting; None when there is nothing."""
    signing = _signing(meeting, actor)
    if signing or not policy.may_run(actor, meeting.community_code):
        return signing
    acts = {
        Phase.PLANNED: _prepare,
        Phase.NOTICED: _open_door,
        Phase.IN_SESSION: _carry_on,
        Phase.ENDED: _draft,
        Phase.DRAFTED: _wait_for_signatures,
    }
    act = acts.get(meeting.phase)
    return act(meeting) if act else None


def step_of(meeting: Meeting) -> int:
    """Which of the six steps comes next, from 1; seven when all are done."""
    if meeting.phase == Phase.CANCELLED:
        return 1
    place = PHASES.index(meeting.phase) + 1
    if meeting.phase == Phase.IN_SESSION and not quorum_met(meeting.profile, queries.turnout(meeting)).met:
        return 2
    if meeting.phase == Phase.IN_SESSION and _ready_to_end(meeting):
        return 4
    steps = {1: 1, 2: 2, 3: 3, 4: 5, 5: 6, 6: 7}
    return steps[place]


def step_labels() -> list[str]:
    return [_("发通知"), _("签到"), _("开会"), _("结束"), _("写纪要"), _("签字")]


def _url(meeting: Meeting, endpoint: str, **values: object) -> str:
    code, meeting_id = meeting.community_code, meeting.id
    return url_for(f"meetings.{endpoint}", code=code, meeting_id=meeting_id, **values)  # type: ignore[arg-type]  # ids and words only


def _signing(meeting: Meeting, actor: Actor) -> NextAct | None:
    if meeting.phase != Phase.DRAFTED or meeting.minutes is None:
        return None
    row = meeting.member(actor.account_id)
    there = row is not None and row.status in CAME
    roles = policy.roles_to_sign(actor, meeting.phase, meeting.chair_id, meeting.recorder_id, there)
    signed = {each.account_id for each in meeting.minutes.standing()}
    if not roles or actor.account_id in signed:
        return None
    if roles[0] == SignatureRole.REPRESENTATIVE:
        return NextAct(
            _("纪要写好了，您可以看一看、签个字。"), _("看纪要"), _url(meeting, "sign_minutes"), "info"
        )
    return NextAct(_("纪要写好了，请您看过以后签字。"), _("看全文并签字"), _url(meeting, "sign_minutes"))


def _prepare(meeting: Meeting) -> NextAct:
    if not meeting.items:
        return NextAct(_("先加上要商量的议题。"), _("加议题"), _url(meeting, "add_item"))
    if not meeting.attendance and not meeting.due_typed and meeting.profile.quorum:
        return NextAct(_("先定下谁应当到会。"), _("定应到名单"), _url(meeting, "members"))
    return NextAct(
        _("准备好了就发通知，成员会收到消息，居民也能看到。"), _("发通知"), _url(meeting, "notice")
    )


def _open_door(meeting: Meeting) -> NextAct:
    return NextAct(_("开会那天，在这里登记谁到了。"), _("开始签到"), _url(meeting, "attendance"))


def _carry_on(meeting: Meeting) -> NextAct:
    quorum = quorum_met(meeting.profile, queries.turnout(meeting))
    if not quorum.met and quorum.missing:
        sentence = _(
            "还差 %(missing)s %(unit)s才能表决。",
            missing=quorum.missing,
            unit=counted_in(meeting.profile.base),
        )
        return NextAct(sentence, _("继续签到"), _url(meeting, "attendance"))
    if queries.open_motion(meeting):
        return NextAct(_("有一项正在表决，数完就填。"), _("到记录台"), _url(meeting, "live"))
    if not _ready_to_end(meeting):
        return NextAct(
            _("可以开始了：在记录台上一项一项地记发言、表决。"), _("到记录台"), _url(meeting, "live")
        )
    return NextAct(_("每项都有结果了，可以结束会议。"), _("结束会议"), _url(meeting, "end"))


def _ready_to_end(meeting: Meeting) -> bool:
    """Every matter was talked through, or has its decision."""
    over = all(item.done_at or item.motions for item in meeting.items)
    return queries.open_motion(meeting) is None and over


def _draft(meeting: Meeting) -> NextAct:
    return NextAct(
        _("会开完了。系统按刚才的记录写好纪要，您再补充。"),
        _("写纪要"),
        _url(meeting, "draft_minutes"),
        post=True,
    )


def _wait_for_signatures(meeting: Meeting) -> NextAct:
    if meeting.chair_id is None or meeting.recorder_id is None:
        return NextAct(
            _("主持人或记录人没有账号，请打印纪要，在纸上签字，再把签好的纸拍下来登记。"),
            _("登记纸上的签字"),
            _url(meeting, "record_signatures"),
            "waiting",
        )
    return NextAct(_("纪要正在等主持人和记录人签字。"), _("看纪要"), _url(meeting, "minutes"), "waiting")
