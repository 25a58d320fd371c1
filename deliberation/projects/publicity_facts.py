"""How a putting-up went, as papers tell it: the days, the objections and what became of them, corrections."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from deliberation.clock import local
from deliberation.database import db
from deliberation.papers.facts import CorrectionLine, ObjectionLine, Publicity, WayCount
from deliberation.papers.texts import as_written
from deliberation.papers.wording import long_day
from deliberation.projects import objecting
from deliberation.projects.days import Counting
from deliberation.projects.field_names import FIELDS
from deliberation.projects.models import ListStep, ProjectList
from deliberation.projects.models import Publicity as PutUp
from deliberation.projects.objection_rules import ObjectionState, Way
from deliberation.projects.publicising import CORRECTED
from deliberation.wording import mask_numbers

WAYS = {Way.ONLINE: "网上", Way.PHONE: "电话", Way.VISIT: "当面", Way.PAPER: "纸质"}
OUTCOMES = {
    ObjectionState.OPEN: "还没有答复",
    ObjectionState.UPHELD: "采纳",
    ObjectionState.PARTLY: "部分采纳",
    ObjectionState.NOT_UPHELD: "不采纳",
}
KINDS = {"works": "工程", "services": "服务", "goods": "货物"}


def counted_as(put_up: PutUp) -> str:
    """How the days were counted, as the notice says it."""
    if put_up.counting == Counting.WORKING:
        return as_written("%(days)s个工作日", days=put_up.days)
    if put_up.unknown_year:
        return as_written(
            "%(days)s个自然日；%(year)s年的放假安排还没有公布，不能按工作日计算",
            days=put_up.days,
            year=put_up.unknown_year,
        )
    return as_written("%(days)s个自然日", days=put_up.days)


def counted_with_breaks(made: ProjectList) -> str:
    """How the days were counted, and when the list was taken back and went on."""
    legs = objecting.legs_of(made)
    told = [counted_as(legs[0])] if legs else []
    for before, after in pairwise(legs):
        if before.withdrawn_at is not None:
            back_on = local(before.withdrawn_at).date().isoformat()
            begun_on = after.from_on.isoformat()
            told.append(
                as_written(
                    "%(back)s收回更正，%(begun)s接着公示，停下的日子不算",
                    back=long_day(back_on),
                    begun=long_day(begun_on),
                )
            )
    return as_written("；").join(told)


def publicity_of(made: ProjectList, place: str) -> Publicity | None:
    """How the list was put up and what came in; nothing where it was not put up."""
    put_up = objecting.running(made)
    if put_up is None or made.public_from is None or made.public_to is None:
        return None
    against = objecting.all_of(made.id, made.version)
    return {
        "from_on": made.public_from.isoformat(),
        "to_on": made.public_to.isoformat(),
        "place": place,
        "objections": len(against),
        "answered": sum(1 for each in against if each.state != ObjectionState.OPEN),
        "period": counted_with_breaks(made),
        "ways": _ways([each.way for each in against]),
        "lines": [_line(each) for each in against],
        "corrections": corrections_of(made),
    }


def _ways(came: Sequence[Way]) -> list[WayCount]:
    return [{"way": word, "count": came.count(way)} for way, word in WAYS.items() if way in came]


def _line(objection: Any) -> ObjectionLine:
    """What an objection is printed as: never who it was, and the words only where they were published."""
    said = objection.answer_public and objection.state != ObjectionState.OPEN
    return {
        "row": objection.row_number,
        "name": objection.row_name,
        "received_on": objection.received_on.isoformat(),
        "way": WAYS[objection.way],
        "reason": mask_numbers(objection.reason) if said else "",
        "outcome": OUTCOMES[objection.state],
        "answer": mask_numbers(objection.answer) if said else "",
    }


def corrections_of(made: ProjectList) -> list[CorrectionLine]:
    """What was put right while this version was put up, oldest first."""
    query = select(ListStep).where(ListStep.list_id == made.id, ListStep.kind == CORRECTED)
    steps = db.session.scalars(query.order_by(ListStep.created_at, ListStep.id))
    return [
        {
            "row": step.facts["project"],
            "name": step.facts["name"],
            "field": FIELDS[change["field"]],
            "before": _shown(change, "before"),
            "after": _shown(change, "value"),
        }
        for step in steps
        if step.facts["version"] == made.version
        for change in step.facts["changes"]
    ]


def _shown(change: Mapping[str, Any], key: str) -> str:
    value = change[key]
    if value is None or value == "":
        return as_written("没有填")
    if change["field"] == "kind":
        return KINDS[value]
    return long_day(value) if change["field"].endswith("_on") else str(value)
