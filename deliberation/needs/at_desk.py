"""What the desk needs to know of one need, and what lies ready there: answers, colleagues."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from deliberation.actors import Role
from deliberation.database import db
from deliberation.needs.models import Need, NeedCategoryOff, NeedSupport, NeedTemplate
from deliberation.needs.queries import AnyRow, need_shown_query
from deliberation.needs.ready import ReadyAnswer, starters
from deliberation.people.models import Account, Resident, RoleGrant

Survivor, Origin, Colleague = aliased(Need), aliased(Need), aliased(Account)


def need_at_desk(need_id: UUID, community_code: str) -> AnyRow | None:
    """A need with its names, what holds it, who has it, and the entry it lives on in or came from."""
    query = (
        need_shown_query(community_code)
        .add_columns(
            Survivor.number.label("survivor_number"),
            Survivor.title.label("survivor_title"),
            Origin.number.label("origin_number"),
            Origin.title.label("origin_title"),
            Colleague.name.label("colleague"),
        )
        .outerjoin(Survivor, Survivor.id == Need.merged_into_id)
        .outerjoin(Origin, Origin.id == Need.split_from_id)
        .outerjoin(Colleague, Colleague.id == Need.assigned_to)
        .where(Need.id == need_id)
    )
    return db.session.execute(query).first()


def supporters_of_both(one_id: UUID, other_id: UUID) -> int:
    """How many confirmed persons support both needs."""
    one, other = aliased(NeedSupport), aliased(NeedSupport)
    query = (
        select(func.count())
        .select_from(one)
        .join(other, other.resident_id == one.resident_id)
        .join(Resident, Resident.id == one.resident_id)
        .where(one.need_id == one_id, other.need_id == other_id, Resident.confirmed_at.is_not(None))
    )
    return db.session.scalar(query) or 0


@dataclass(frozen=True)
class Help:
    """What lies ready on a community's desk: answers, colleagues by account, categories not in use."""

    answers: list[ReadyAnswer]
    colleagues: dict[UUID, str]
    off: frozenset[str]


def help_at(community_code: str) -> Help:
    """The answers ready to use, the colleagues, and the categories a community has off."""
    answers = select(
        literal("answer").label("kind"), NeedTemplate.id, NeedTemplate.title.label("name"), NeedTemplate.text,
        NeedTemplate.created_at.label("at"),
    ).where(NeedTemplate.community_code == community_code)  # fmt: skip
    people = select(
        literal("colleague").label("kind"),
        Account.id,
        Account.name,
        literal("").label("text"),
        null().label("at"),
    ).where(Account.id.in_(_workers(community_code)), Account.closed_at.is_(None))
    off = select(
        literal("off"), null(), NeedCategoryOff.category, literal(""), null(),
    ).where(NeedCategoryOff.community_code == community_code)  # fmt: skip
    both = union_all(answers, people, off).subquery()
    rows = db.session.execute(select(both).order_by(both.c.at, both.c.name, both.c.id)).all()
    own = [ReadyAnswer(row.id, row.name, row.text) for row in rows if row.kind == "answer"]
    return Help(
        own or starters(community_code),
        {row.id: row.name for row in rows if row.kind == "colleague"},
        frozenset(row.name for row in rows if row.kind == "off"),
    )


def _workers(community_code: str) -> Any:
    scopes = [community_code[:length] for length in range(len(community_code) + 1)]
    roles = (Role.WORKER, Role.LEAD)
    return select(RoleGrant.account_id).where(RoleGrant.role.in_(roles), RoleGrant.scope.in_(scopes))


def colleagues_of(community_code: str) -> dict[UUID, str]:
    """Who works or leads in a community, by account."""
    query = select(Account.id, Account.name).where(
        Account.id.in_(_workers(community_code)), Account.closed_at.is_(None)
    )
    return {row[0]: row[1] for row in db.session.execute(query.order_by(Account.name, Account.id))}
