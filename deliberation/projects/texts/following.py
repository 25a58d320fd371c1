"""Words of what follows a finished project."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l


def _rated(facts: Mapping[str, Any]) -> str:
    top3, answers = facts.get("top3"), facts.get("answers", 0)
    if top3 is None:
        return _("办完了，回访也结束了；答的人太少（%(answers)s 人），不公布满意率", answers=answers)
    said = {"answers": answers, "top3": top3}
    return _("办完了，%(answers)s 人评了，%(top3)s 人基本满意以上", **said)


PHRASES: dict[str, Any] = {
    "event.projects.need_rated": _rated,
    "event.projects.follow_up": _l("回访有人不满意，由项目 %(project)s 转来"),
    "act.projects.follow_up": _l("把不满意的回答转成需求"),
    "refusal.projects.satisfied": _l("只有不满意的回答才能转成需求。"),
}
