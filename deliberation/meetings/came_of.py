"""What came of each passed motion once the minutes are signed, in a sentence with a link."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from deliberation.meetings import agreed, matters
from deliberation.meetings.models import Meeting, Motion
from deliberation.meetings.rules import MotionKind, Outcome, Phase
from deliberation.web.phrases import phrase


@dataclass(frozen=True)
class CameOf:
    """One sentence, and where it is to be seen."""

    sentence: str
    url: str | None = None
    trouble: bool = False


def came_of(meeting: Meeting, works: bool) -> dict[UUID, list[CameOf]]:
    """What each motion of a signed meeting brought about; workers see drafts and what is left to do."""
    if meeting.phase != Phase.SIGNED:
        return {}
    passed = [
        motion
        for item in meeting.items
        for motion in item.motions
        if motion.outcome == Outcome.PASSED and motion.amends_id is None
    ]
    rounds = matters.round_states([motion.effect_id for motion in passed if motion.effect_id])
    actions = {row.motion_id: row for row in agreed.of_meeting(meeting.id) if row.motion_id}
    return {
        motion.id: [*_effect(meeting, motion, rounds, works), *_action(meeting, actions.get(motion.id))]
        for motion in passed
    }


def _effect(
    meeting: Meeting, motion: Motion, rounds: Mapping[UUID, tuple[str, bool]], works: bool
) -> list[CameOf]:
    if motion.kind == MotionKind.OPEN_ROUND:
        return [_vote(meeting, motion, rounds, works)]
    why = phrase(f"refusal.{motion.effect}") if motion.effect else ""
    said = {
        MotionKind.SHORTLIST_NEED: _("这条需求已经列入备选。"),
        MotionKind.REFUSE_NEED: _("这条需求已经按会议决定不采纳，提出的居民收到了答复。"),
        MotionKind.ADOPT_PROJECT: _("编制项目清单时，会作为项目提出来。"),
    }
    failed = {
        MotionKind.SHORTLIST_NEED: _("没有列入备选：%(why)s", why=why),
        MotionKind.REFUSE_NEED: _("这条需求没有改成不采纳：%(why)s", why=why),
    }
    need_id = motion.item.need_id
    if motion.kind not in said or need_id is None:
        return []
    url = url_for("needs.show", code=meeting.community_code, need_id=need_id)
    if motion.effect:
        return [CameOf(failed.get(motion.kind, why), url, trouble=True)]
    return [CameOf(said[motion.kind], url)]


def _vote(meeting: Meeting, motion: Motion, rounds: Mapping[UUID, tuple[str, bool]], works: bool) -> CameOf:
    found = rounds.get(motion.effect_id) if motion.effect_id else None
    code = meeting.community_code
    if found and (found[1] or works):
        title, announced = found
        url = url_for("rounds.show", code=code, round_id=motion.effect_id)
        said = _("居民投票：“%(title)s”。") if announced else _("投票的草稿建好了，看过再公布：“%(title)s”。")
        return CameOf(said % {"title": title}, url)
    if found or not works:
        return CameOf(_("社区正在准备这次投票。"))
    why = phrase(f"refusal.{motion.effect}") if motion.effect else ""
    url = url_for("meetings.take_round", code=code, meeting_id=meeting.id, motion_id=motion.id)
    if why:
        return CameOf(_("要开的投票：%(why)s。", why=why.rstrip("。")), url, trouble=True)
    return CameOf(_("要开的投票还没有建。"), url, trouble=True)


def _action(meeting: Meeting, action: Any) -> list[CameOf]:
    if action is None:
        return []
    url = url_for("meetings.action", code=meeting.community_code, action_id=action.id)
    return [CameOf(_("议定事项：看办到哪一步了。"), url)]
