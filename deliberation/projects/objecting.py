"""Objecting to a list that is put up: by the person, or by a worker who was told; and the answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import case, func, select

from deliberation.actors import Actor
from deliberation.clock import now, today
from deliberation.database import Page, db, paginate, refusing
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.notices.service import tell
from deliberation.people.models import Account, Resident
from deliberation.people.rules import normal_phone
from deliberation.people.service import opened, sealer
from deliberation.projects.days import due_on
from deliberation.projects.holding import lock
from deliberation.projects.models import Objection, Project, ProjectList, Publicity
from deliberation.projects.objection_rules import (
    BY_HAND,
    MOST_LETTERS,
    OUTCOMES,
    ObjectionState,
    Way,
    counts,
    takes_objections,
)
from deliberation.projects.rules import ListState
from deliberation.wording import tidy, tidy_lines

MOST_NAME = 40


@dataclass(frozen=True)
class Told:
    """What a worker was told: by which way, by whom, and when."""

    way: Way
    name: str
    phone: str
    received_on: date


def running(made: ProjectList) -> Publicity | None:
    """The putting-up of the list that holds now, or held last in this version."""
    query = select(Publicity).where(Publicity.list_id == made.id, Publicity.version == made.version)
    return db.session.scalars(query.order_by(Publicity.created_at.desc()).limit(1)).first()


def legs_of(made: ProjectList) -> list[Publicity]:
    """The putting-up that holds, from where it began, with each time it went on after it was taken back."""
    query = select(Publicity).where(Publicity.list_id == made.id, Publicity.version == made.version)
    legs: list[Publicity] = []
    for each in db.session.scalars(query.order_by(Publicity.created_at)):
        legs = [*legs, each] if each.goes_on else [each]
    return legs


def object_to(actor: Actor, made: ProjectList, row: Project | None, reason: str) -> Objection:
    """Somebody signed in objects to a row or to the list, once each."""
    assert actor.account_id is not None  # the page is for the signed-in alone
    put_up = _put_up(made, today())
    phone = opened(db.session.get_one(Account, actor.account_id).phone_sealed)
    if phone and _said_already(put_up, row, _key(f"told:{phone}")):
        raise Refusal("projects.objected_already")
    objection = Objection(
        way=Way.ONLINE,
        account_id=actor.account_id,
        person_key=_key(f"account:{actor.account_id}"),
        received_on=today(),
    )
    return _add(actor, made, put_up, row, objection, reason, "projects.objected_already")


def enter(actor: Actor, made: ProjectList, row: Project | None, reason: str, told: Told) -> Objection:
    """A worker enters what somebody said by phone, came to say, or brought on paper."""
    if told.way not in BY_HAND:
        raise Refusal("projects.objection_way")
    name = tidy(told.name)
    if not name or len(name) > MOST_NAME:
        raise Refusal("projects.objection_name")
    if told.received_on > today():
        raise Refusal("projects.objection_in_future")
    put_up = _put_up(made, told.received_on)
    phone = _number(told.phone)
    objection = Objection(
        way=told.way,
        account_id=_account_with(phone, made.community_code) if phone else None,
        name_sealed=sealer().seal(name),
        phone_sealed=sealer().seal(phone) if phone else None,
        entered_by=actor.account_id,
        received_on=told.received_on,
    )
    known = f"account:{objection.account_id}" if objection.account_id else f"told:{phone or name}"
    objection.person_key = _key(known)
    taken = "projects.objected_already" if phone else "projects.name_objected_already"
    return _add(actor, made, put_up, row, objection, reason, taken)


def _said_already(put_up: Publicity, row: Project | None, key: str) -> bool:
    about = row.id.hex if row else ""
    query = select(Objection.id).where(
        Objection.publicity_id == put_up.id, Objection.about == about, Objection.person_key == key
    )
    return db.session.scalar(query) is not None


def _put_up(made: ProjectList, day: date) -> Publicity:
    """The putting-up an objection of this day belongs to: where it began, also after it went on."""
    lock(made)
    legs = legs_of(made)
    if made.state != ListState.PUBLICISED or not legs:
        raise Refusal("projects.objection_closed")
    begun, last = legs[0], legs[-1]
    if not takes_objections(begun.from_on, last.to_on, day):
        raise Refusal("projects.objection_late", from_on=begun.from_on, to_on=last.to_on)
    return begun


def _add(
    actor: Actor,
    made: ProjectList,
    put_up: Publicity,
    row: Project | None,
    objection: Objection,
    reason: str,
    taken: str,
) -> Objection:
    said = tidy_lines(reason)
    if not said:
        raise Refusal("projects.objection_empty")
    if len(said) > MOST_LETTERS:
        raise Refusal("projects.objection_long", most=MOST_LETTERS)
    if row is not None and row.list_id != made.id:
        raise Refusal("projects.not_on_offer")
    objection.publicity_id, objection.list_id, objection.version = put_up.id, made.id, made.version
    objection.community_code, objection.reason = made.community_code, said
    objection.due_on, objection.state = due_on(objection.received_on), ObjectionState.OPEN
    if row is not None:
        objection.about, objection.row_number, objection.row_name = row.id.hex, row.number, row.name
    with refusing("person_key", taken):
        db.session.add(objection)
    after = {
        "list": made.number,
        "row": objection.row_number,
        "way": objection.way,
        "reason": Personal(said),
    }
    record(actor, "projects.object", "objection", objection.id, made.community_code, after=after)
    return objection


def answer(
    actor: Actor, objection: Objection, outcome: ObjectionState, text: str, public: bool, seen: int | None
) -> None:
    """A worker answers, saying what becomes of it; refused when somebody answered meanwhile, or when the list
    was handed in with the answers it had."""
    made = db.session.get_one(ProjectList, objection.list_id)
    lock(made)
    if made.state not in (ListState.PUBLICISED, ListState.DRAFT):
        raise Refusal("projects.wrong_state", state=made.state.value)
    db.session.refresh(objection, with_for_update=True)
    words = tidy_lines(text)
    if objection.state == ObjectionState.WITHDRAWN:
        raise Refusal("projects.objection_taken_back")
    if seen != objection.revision:
        raise Refusal("projects.objection_changed")
    if outcome not in OUTCOMES or not words:
        raise Refusal("projects.objection_no_answer")
    if len(words) > MOST_LETTERS:
        raise Refusal("projects.objection_long", most=MOST_LETTERS)
    before = {"state": objection.state, "answer": objection.answer}
    objection.state, objection.answer, objection.answer_public = outcome, words, public
    objection.answered_at, objection.answered_by = now(), actor.account_id
    objection.revision += 1
    after = {"state": outcome, "answer": words, "public": public}
    record(
        actor, "projects.answer_objection", "objection", objection.id, objection.community_code, before, after
    )
    if objection.account_id:
        tell(
            [objection.account_id],
            "notice.projects.objection_answered",
            {"about": objection.row_name},
            objection.community_code,
            "projects.objections",
            {"code": objection.community_code, "list_id": str(objection.list_id)},
        )


def take_back(actor: Actor, objection: Objection) -> None:
    """Whoever made it takes it back, as long as it was not answered; they may then object anew."""
    db.session.refresh(objection, with_for_update=True)
    if objection.state != ObjectionState.OPEN:
        raise Refusal("projects.objection_answered")
    objection.state = ObjectionState.WITHDRAWN
    objection.person_key = objection.id.hex
    objection.revision += 1
    record(
        actor,
        "projects.take_back_objection",
        "objection",
        objection.id,
        objection.community_code,
        after={"state": ObjectionState.WITHDRAWN},
    )


def person_of(objection: Objection) -> tuple[str, str]:
    """Name and phone of who objected by phone, visit or paper; for the worker who answers."""
    name = sealer().open(objection.name_sealed) if objection.name_sealed else ""
    return name, opened(objection.phone_sealed)


def tally_of(made: ProjectList) -> tuple[int, int]:
    """How many objections stand against this version of the list, and how many are answered."""
    query = select(Objection.state, func.count()).where(
        Objection.list_id == made.id, Objection.version == made.version
    )
    states: list[ObjectionState] = []
    for state, count in db.session.execute(query.group_by(Objection.state)):
        states += [state] * count
    return counts(states)


def objections_of(made: ProjectList, page: int, inside: bool) -> Page[Objection]:
    """The objections against the list, the newest version first: all for workers, open ones before; outside
    those answered in public."""
    query = select(Objection).where(Objection.list_id == made.id)
    if not inside:
        query = query.where(Objection.state.in_(OUTCOMES), Objection.answer_public)
    still_open = (Objection.state != ObjectionState.OPEN).asc()
    order = (still_open, Objection.version.desc(), Objection.due_on, Objection.id)
    return paginate(query.order_by(*order), page)


def all_of(list_id: UUID, version: int) -> Sequence[Objection]:
    """Every objection that stands against a version, for the outcome sheet."""
    query = select(Objection).where(
        Objection.list_id == list_id,
        Objection.version == version,
        Objection.state != ObjectionState.WITHDRAWN,
    )
    return db.session.scalars(query.order_by(Objection.received_on, Objection.created_at)).all()


def own_objections(made: ProjectList, account_id: UUID | None) -> Sequence[Objection]:
    """What somebody has or had against the list themselves, newest first."""
    if account_id is None:
        return []
    query = select(Objection).where(Objection.list_id == made.id, Objection.account_id == account_id)
    return db.session.scalars(query.order_by(Objection.created_at.desc()).limit(200)).all()


def objection_of(objection_id: UUID, list_id: UUID) -> Objection | None:
    """One objection against a list."""
    query = select(Objection).where(Objection.id == objection_id, Objection.list_id == list_id)
    return db.session.scalars(query).first()


def open_count(community_code: str) -> int:
    """How many objections of a community wait for an answer."""
    query = select(func.count()).where(
        Objection.community_code == community_code, Objection.state == ObjectionState.OPEN
    )
    return db.session.scalar(query) or 0


def overdue_count(community_code: str) -> int:
    """How many of them are overdue."""
    query = select(func.count()).where(
        Objection.community_code == community_code,
        Objection.state == ObjectionState.OPEN,
        Objection.due_on < today(),
    )
    return db.session.scalar(query) or 0


def most_pressing_list(community_code: str) -> UUID | None:
    """The list with the objection that is due first."""
    query = select(Objection.list_id).where(
        Objection.community_code == community_code, Objection.state == ObjectionState.OPEN
    )
    return db.session.scalar(query.order_by(Objection.due_on, Objection.created_at).limit(1))


def waiting_of(made: ProjectList) -> tuple[int, int]:
    """How many objections to the list wait for an answer, and how many of them are overdue."""
    late = case((Objection.due_on < today(), 1), else_=0)
    query = select(func.count(), func.coalesce(func.sum(late), 0)).where(
        Objection.list_id == made.id, Objection.state == ObjectionState.OPEN
    )
    count, overdue = db.session.execute(query).one()
    return count, overdue


def overdue_in(codes: Iterable[str]) -> dict[str, int]:
    """How many are overdue in each of several communities; one query."""
    query = select(Objection.community_code, func.count()).where(
        Objection.community_code.in_(set(codes)),
        Objection.state == ObjectionState.OPEN,
        Objection.due_on < today(),
    )
    counted: dict[str, int] = dict(db.session.execute(query.group_by(Objection.community_code)).all())
    return counted


def _key(told: str) -> str:
    return sealer().blind(f"objection:{told}")


def _account_with(phone: str, community_code: str) -> UUID | None:
    """The account of a resident here with this number: the same person on the phone and on the web."""
    query = (
        select(Account.id)
        .join(Resident, Resident.id == Account.resident_id)
        .where(Account.phone_index == sealer().blind(phone), Resident.community_code == community_code)
    )
    return db.session.scalar(query)


def _number(text: str) -> str:
    """A mobile number, or the figures of a telephone at home; nothing where nothing was said."""
    figures = "".join(each for each in text if each.isascii() and each.isdigit())
    mobile = normal_phone(text)
    if not text.strip() or mobile:
        return mobile or ""
    if not 7 <= len(figures) <= 12:
        raise Refusal("projects.objection_phone")
    return figures
