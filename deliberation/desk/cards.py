"""The first thing somebody sees after signing in: one sentence and one button, by what waits for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from deliberation.actors import Actor, Role
from deliberation.clock import today
from deliberation.complaints.queries import unanswered_count
from deliberation.cycles.queries import stage_now
from deliberation.cycles.rules import Stage
from deliberation.desk import queries
from deliberation.meetings import agreed
from deliberation.meetings.queries import my_signatures_due, upcoming
from deliberation.needs.queries import queue_counts, todo_count
from deliberation.needs.rules import Queue
from deliberation.needs.solutions import unchecked_needs_count
from deliberation.people.queries import waiting_count
from deliberation.projects import carry_counts, objecting
from deliberation.projects import queries as projects
from deliberation.projects.carrying_rules import CarryStage
from deliberation.projects.models import ProjectList
from deliberation.projects.rules import ListState
from deliberation.rounds.queries import typing_round
from deliberation.rounds.registers import open_to
from deliberation.surveys import queries as surveys
from deliberation.surveys.rules import LEAST_ANSWERS
from deliberation.web.formats import moment


@dataclass(frozen=True)
class Card:
    """One sentence, one button; tone as the macro next_step has it."""

    sentence: str
    button: str
    url: str
    tone: str = "now"


@dataclass(frozen=True)
class Pile:
    """Something that lies on the worker's desk: how much, and where."""

    label: str
    count: int
    url: str
    icon: str


def card_for(actor: Actor, code: str | None) -> Card | None:
    """The next step of somebody, in the community they live or work in."""
    return next(_cards(actor, code), None)


def _cards(actor: Actor, code: str | None) -> Iterator[Card]:
    """Everything that waits, the most pressing first; only as much is asked as is needed."""
    yield from _to_sign(actor)
    if actor.has_role(Role.OFFICER):
        yield from _office(actor)
    if code and actor.works_in(code):
        yield from _worker(actor, code)
    elif code and actor.plans_in(code):
        yield _planner(code)
    elif code and actor.lives_in(code):
        yield from _resident(actor, code)
    yield from _others(actor)


def _to_sign(actor: Actor) -> Iterator[Card]:
    row = queries.round_to_sign(actor.account_id)
    if row is not None:
        link = url_for("rounds.show", code=row.community_code, round_id=row.id)
        yield Card(_("“%(title)s”的结果等您签字。", title=row.title), _("去签字"), link)
    due = my_signatures_due(actor.account_id) if actor.account_id else []
    for meeting in due[:1]:
        link = url_for("meetings.minutes", code=meeting.community_code, meeting_id=meeting.id)
        yield Card(_("“%(title)s”的会议纪要等您签字。", title=meeting.title), _("去看纪要"), link)


def _office(actor: Actor) -> Iterator[Card]:
    waiting = projects.waiting_count(actor.scopes(Role.OFFICER))
    if waiting:
        said = _("有 %(count)s 张社区报送的清单等您办理。", count=waiting)
        yield Card(said, _("去办理"), url_for("projects.inbox"))
    elif changes := carry_counts.changes_waiting(actor.scopes(Role.OFFICER)):
        said = _("社区申请了 %(count)s 项项目变更，等您答复。", count=changes)
        yield Card(said, _("去答复"), office_works_link())
    elif late := carry_counts.due_milestones(actor.scopes(Role.OFFICER)).overdue:
        said = _("%(count)s 个项目节点过了期还没有完成。", count=late)
        yield Card(said, _("去看看"), office_works_link(late=True))
    else:
        yield Card(_("没有等您办理的清单。"), _("看看各社区"), url_for("desk.office"), "done")


def _worker(actor: Actor, code: str) -> Iterator[Card]:
    if typing := typing_round(code):
        until = moment(typing.papers_until)
        said = _("“%(title)s”投票截止了，纸质选票要在 %(until)s 前录完。", title=typing.title, until=until)
        yield Card(said, _("去录纸票"), url_for("rounds.paper_office", code=code, round_id=typing.id))
    todo = todo_count(code)
    if todo:
        said = _("%(count)s 条需求等您梳理、答复。", count=todo)
        yield Card(said, _("去梳理"), url_for("needs.sorting.index", code=code))
    if people := waiting_count(code):
        said = _("%(count)s 位居民登记了，等您核对。", count=people)
        yield Card(said, _("去核对"), url_for("people.waiting", code=code))
    if letters := unanswered_count(code):
        said = _("%(count)s 条投诉建议还没有答复。", count=letters)
        yield Card(said, _("去答复"), url_for("complaints.index", code=code))
    if minutes := queries.meetings_without_minutes(code):
        said = _("%(count)s 次会议还没有签好字的纪要。", count=minutes)
        yield Card(said, _("去看会议"), url_for("meetings.index", code=code))
    if late := agreed.overdue_count(code):
        said = _("%(count)s 件议定的事过了期还没有办完。", count=late)
        yield Card(said, _("去看看"), url_for("meetings.actions", code=code))
    if wanted := agreed.votes_to_begin(code):
        link = url_for("meetings.show", code=code, meeting_id=wanted[0].Meeting.id)
        yield Card(
            _("会议“%(title)s”定了要开的投票还没有建。", title=wanted[0].Meeting.title), _("去看会议"), link
        )
    if ended := queries.rounds_to_end(code):
        said = _("%(count)s 轮投票到时间了，等计票、签字。", count=ended)
        yield Card(said, _("去看投票"), url_for("rounds.index", code=code))
    yield from _objected(code)
    yield from _carried(code)
    yield from _asking(code)
    yield from _list(actor, code)
    yield Card(_("手上没有等您办的事。"), _("看看工作台"), url_for("desk.worker", code=code), "done")


def _objected(code: str) -> Iterator[Card]:
    if late := objecting.overdue_count(code):
        said = _("%(count)s 条公示意见超过三天没有答复。", count=late)
        yield Card(said, _("去答复"), _objections(code))
    elif waiting := objecting.open_count(code):
        said = _("%(count)s 条公示意见等答复，三天内要答复。", count=waiting)
        yield Card(said, _("去答复"), _objections(code))


def _carried(code: str) -> Iterator[Card]:
    """What is to be done about the projects under way."""
    due = carry_counts.due_milestones([code])
    if due.overdue:
        said = _("%(count)s 个项目节点过了期，请报进展，或者说明为什么晚了。", count=due.overdue)
        yield Card(said, _("去看看"), works_link(code, late=True))
    if finished := carry_counts.acceptances_waiting(code):
        said = _("%(count)s 个项目做完了，等验收。", count=finished)
        yield Card(said, _("去看看"), works_link(code, CarryStage.FINISHED))
    if due.soon:
        said = _("%(count)s 个项目节点七天内到期。", count=due.soon)
        yield Card(said, _("去看看"), works_link(code))


def _asking(code: str) -> Iterator[Card]:
    """A survey that ends soon with so few answers that nothing may be told of them."""
    asking = surveys.asking_now(code)
    if asking.thin is not None:
        said = _(
            "“%(title)s”的回访 %(until)s 结束，只有 %(count)s 人答了；"
            "满 %(least)s 人才能公布，请打几个电话。",
            title=asking.thin.title,
            until=moment(asking.thin.closes_at),
            count=asking.answers,
            least=LEAST_ANSWERS,
        )
        yield Card(said, _("去打电话"), url_for("surveys.show", code=code, survey_id=asking.thin.id))


def works_link(code: str, stage: CarryStage | None = None, late: bool = False) -> str:
    """Where the projects under way of a community stand."""
    return url_for("projects.works", code=code, stage=stage and stage.value, late="1" if late else None)


def office_works_link(late: bool = False) -> str:
    """Where the projects under way of all the officer's communities stand, with the changes asked for."""
    return url_for("projects.office_works", late="1" if late else None)


def _objections(code: str) -> str:
    """Where the objection that has waited longest is answered."""
    list_id = objecting.most_pressing_list(code)
    if list_id is None:
        return url_for("projects.index", code=code)
    return url_for("projects.objections", code=code, list_id=list_id)


def _planner(code: str) -> Card:
    """What a planner is asked for: ways to meet the shortlisted needs, and their figures."""
    link = url_for("needs.to_solve", code=code)
    if waiting := unchecked_needs_count(code):
        said = _("%(count)s 条候选需求等您出方案、核造价。", count=waiting)
        return Card(said, _("去看看"), link)
    return Card(_("没有等您出方案的候选需求。"), _("看看候选需求"), link, "done")


def _list(actor: Actor, code: str) -> Iterator[Card]:
    """What is to be done with the community's list: mend it, submit it, begin it."""
    made = projects.current_list(code)
    if made is None:
        if stage_now(code)[1] == Stage.LISTING:
            begin = url_for("projects.new", code=code)
            yield Card(_("到编制清单的时候了，把结果转成项目。"), _("开始编制"), begin)
        return
    link = url_for("projects.show", code=code, list_id=made.id)
    if made.state == ListState.RETURNED:
        yield Card(_("街道退回了《%(title)s》，请修改。", title=made.title), _("看意见"), link)
    elif made.state == ListState.DRAFT:
        yield Card(_("《%(title)s》还在编制。", title=made.title), _("接着做"), link)
    elif _over(made) and actor.leads(code):
        yield Card(_("《%(title)s》公示结束了，可以报送街道。", title=made.title), _("去报送"), link)


def _over(made: ProjectList) -> bool:
    return made.state == ListState.PUBLICISED and made.public_to is not None and made.public_to < today()


def _resident(actor: Actor, code: str) -> Iterator[Card]:
    if mine := agreed.mine(actor.account_id, code):
        said = _("会上定了由您办的事有 %(count)s 件。", count=len(mine))
        yield Card(said, _("去看看"), url_for("meetings.actions", code=code))
    if not actor.confirmed:
        said = _("您的登记等社区核对，核对后才能投票、支持需求。现在可以先看、先提。")
        yield Card(said, _("看看大家的需求"), url_for("needs.index", code=code), "waiting")
    row = open_to(actor, code)
    if row is not None:
        said = _("“%(title)s”正在投票，%(until)s 截止。", title=row.title, until=moment(row.closes_at))
        yield Card(said, _("去投票"), url_for("rounds.show", code=code, round_id=row.id))
    for survey in surveys.open_for(actor, code)[:1]:
        said = _("“%(title)s”做好了，请您评一评满意不满意。", title=survey.title)
        yield Card(said, _("去评一评"), url_for("surveys.answer", code=code, survey_id=survey.id))
    stage = stage_now(code)[1]
    if stage == Stage.COLLECTING:
        said = _("正在征集需求：家门口缺什么、哪里不方便，说给大家听。")
        yield Card(said, _("提一条需求"), url_for("needs.new", code=code))
    yield from _to_read(code)
    yield Card(_("现在没有等您办的事。"), _("看看大家的需求"), url_for("needs.index", code=code), "done")


def _to_read(code: str) -> Iterator[Card]:
    made = projects.published_list(code)
    if made is not None and made.state == ListState.PUBLICISED and not _over(made):
        link = url_for("projects.show", code=code, list_id=made.id)
        yield Card(_("项目清单正在公示，有不同意见请告诉我们。"), _("看清单"), link, "info")
    for meeting in upcoming(code, drafts=False)[:1]:
        link = url_for("meetings.show", code=code, meeting_id=meeting.id)
        said = _("%(when)s 开会：“%(title)s”。", when=moment(meeting.starts_at), title=meeting.title)
        yield Card(said, _("看会议通知"), link, "info")


def _others(actor: Actor) -> Iterator[Card]:
    if actor.has_role(Role.SECURITY):
        yield Card(_("看看有没有被锁住的账号、异常的登录。"), _("安全"), url_for("people.security"), "info")
    if actor.has_role(Role.AUDITOR):
        yield Card(_("谁在什么时候做了什么，都在日志里。"), _("看日志"), url_for("journal.index"), "info")
    if actor.has_role(Role.ADMINISTRATOR):
        yield Card(_("这里管账号和地方。"), _("管理账号"), url_for("people.staff"), "info")


def piles_of(code: str) -> list[Pile]:
    """What lies on the community's desk (a handful of counts)."""
    queues: dict[Any, int] = dict(queue_counts(code))
    due = carry_counts.due_milestones([code])
    sorting, complaints = url_for("needs.sorting.index", code=code), url_for("complaints.index", code=code)
    comments = url_for("needs.sorting.index", code=code, queue=Queue.COMMENTS.value)
    return [
        Pile(_("等梳理、答复的需求"), queues[Queue.TODO], sorting, "chat"),
        Pile(_("等公开的评论"), queues[Queue.COMMENTS], comments, "chat"),
        Pile(
            _("等方案的候选需求"), unchecked_needs_count(code), url_for("needs.to_solve", code=code), "pencil"
        ),
        Pile(_("等核对的登记"), waiting_count(code), url_for("people.waiting", code=code), "person"),
        Pile(_("没有答复的投诉建议"), unanswered_count(code), complaints, "megaphone"),
        Pile(_("没有答复的公示意见"), objecting.open_count(code), _objections(code), "chat"),
        Pile(
            _("纪要没有签完的会议"),
            queries.meetings_without_minutes(code),
            url_for("meetings.index", code=code),
            "people",
        ),
        Pile(
            _("过期的议定事项"),
            agreed.overdue_count(code),
            url_for("meetings.actions", code=code),
            "check",
        ),
        Pile(
            _("等计票、签字的投票"), queries.rounds_to_end(code), url_for("rounds.index", code=code), "vote"
        ),
        Pile(_("过了期的项目节点"), due.overdue, works_link(code, late=True), "flag"),
        Pile(_("七天内到期的项目节点"), due.soon, works_link(code), "clock"),
        Pile(
            _("等验收的项目"),
            carry_counts.acceptances_waiting(code),
            works_link(code, CarryStage.FINISHED),
            "check-circle",
        ),
        Pile(
            _("正在回访的项目"),
            surveys.asking_now(code).surveys,
            url_for("surveys.index", code=code),
            "megaphone",
        ),
    ]


def office_piles(scopes: Sequence[str]) -> list[Pile]:
    """What lies on the street officer's desk (three counts)."""
    due = carry_counts.due_milestones(scopes)
    return [
        Pile(_("等办理的清单"), projects.waiting_count(scopes), url_for("projects.inbox"), "list"),
        Pile(_("等答复的项目变更"), carry_counts.changes_waiting(scopes), office_works_link(), "pencil"),
        Pile(_("过了期的项目节点"), due.overdue, office_works_link(late=True), "flag"),
        Pile(_("七天内到期的项目节点"), due.soon, office_works_link(), "clock"),
    ]
