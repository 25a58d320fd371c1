"""Who objected by phone, visit or paper is forgotten a year after the 公示; what was said stays."""

from datetime import timedelta

from sqlalchemy import or_, select

from deliberation.actors import machine
from deliberation.clock import today
from deliberation.database import db, reading, unit_of_work
from deliberation.journal.service import record
from deliberation.projects.models import Objection, Publicity
from deliberation.projects.objection_rules import ObjectionState

KEPT_FOR = timedelta(days=365)
AT_ONCE = 200


def forget_objectors() -> None:
    """Names and phones nobody needs any more are deleted; an objection without an answer keeps its own."""
    query = (
        select(Objection.id)
        .join(Publicity, Publicity.id == Objection.publicity_id)
        .where(
            or_(Objection.name_sealed.is_not(None), Objection.phone_sealed.is_not(None)),
            Objection.state != ObjectionState.OPEN,
            Publicity.to_on < today() - KEPT_FOR,
        )
        .limit(AT_ONCE)
    )
    with reading():
        found = list(db.session.scalars(query))
        db.session.rollback()
    if not found:
        return
    with unit_of_work():
        for each in db.session.scalars(select(Objection).where(Objection.id.in_(found))):
            each.name_sealed = each.phone_sealed = None
            code = each.community_code
            record(machine(), "projects.forget_objector", "objection", each.id, code, after={"named": False})
