"""Offering resources, and promising them to rows of a list.

Money is promised up to what there is of it. A venue or volunteers may serve several projects; the pages say
to which they are promised already. What is withdrawn leaves the rows that counted on it, and they say so.
"""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.clock import now, today
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.people.service import opened, sealer
from deliberation.places.service import next_number
from deliberation.projects.holding import lock
from deliberation.projects.models import Project, ProjectList, Resource, ResourcePledge
from deliberation.projects.offered import pledged_fen
from deliberation.projects.rules import MOST_FEN, REASON_LENGTH, ResourceKind
from deliberation.wording import tidy, tidy_lines

NAME_LENGTH, WHAT_LENGTH, NOTE_LENGTH = 80, 200, 2000


@dataclass(frozen=True)
class Offer:
    """What somebody offers, as typed: money has an amount in fen, everything else a quantity in words."""

    kind: ResourceKind
    name: str
    owner: str
    owner_public: bool = False
    contact: str = field(default="", repr=False)
    amount_fen: int | None = None
    quantity: str = ""
    note: str = ""
    until_on: date | None = None


def enter(actor: Actor, community_code: str, offer: Offer) -> Resource:
    """Write down what somebody offers the community."""
    clean, year = _checked(offer), today().year
    resource = Resource(
        community_code=community_code,
        number=f"Z{year}-{next_number(community_code, 'resource', year):03}",
        entered_by=actor.account_id,
    )
    _write(resource, clean)
    db.session.add(resource)
    db.session.flush()
    record(actor, "projects.enter_resource", "resource", resource.id, community_code, after=_facts(resource))
    return resource


def edit(actor: Actor, resource: Resource, offer: Offer, revision: int) -> None:
    """Change what is offered; never to less money than is promised already."""
    _lock(resource)
    if resource.revision != revision:
        raise Refusal("projects.resource_changed")
    _refuse_gone(resource)
    clean, promised = _checked(offer), pledged_fen(resource.id)
    if promised and (clean.amount_fen or 0) < promised:
        raise Refusal("projects.less_than_pledged", pledged_fen=promised)
    before = _facts(resource)
    _write(resource, clean)
    resource.revision += 1
    record(
        actor, "projects.edit_resource", "resource", resource.id, resource.community_code, before,
        _facts(resource),
    )  # fmt: skip


def withdraw_resource(actor: Actor, resource: Resource, reason: str) -> int:
    """Say that it is no longer there; how many rows counted on it. Its pledges end with the same reason."""
    _lock(resource)
    _refuse_gone(resource)
    why = _reason(reason)
    resource.withdrawn_at, resource.withdrawn_reason = now(), why
    resource.revision += 1
    query = select(ResourcePledge).where(
        ResourcePledge.resource_id == resource.id, ResourcePledge.ended_at.is_(None)
    )
    ended = db.session.scalars(query).all()
    for pledge in ended:
        pledge.ended_at, pledge.end_reason = now(), why
    after = {"reason": why, "projects": [str(pledge.project_id) for pledge in ended]}
    record(actor, "projects.withdraw_resource", "resource", resource.id, resource.community_code, after=after)
    return len(ended)


def pledge(
    actor: Actor, made: ProjectList, row: Project, resource: Resource, what: str, amount_fen: int | None
) -> ResourcePledge:
    """Promise a resource to a row: money up to what is left of it, anything else in words."""
    lock(made)
    _lock(resource)
    if resource.community_code != made.community_code:
        raise Refusal("projects.foreign_resource")
    _refuse_gone(resource)
    said = tidy(what)
    if len(said) > WHAT_LENGTH:
        raise Refusal("projects.pledge_long", most=WHAT_LENGTH)
    amount = _amount_left(resource, amount_fen) if resource.kind == ResourceKind.MONEY else None
    if amount is None and not said:
        raise Refusal("projects.pledge_what")
    _refuse_twice(resource, row)
    promised = ResourcePledge(
        resource_id=resource.id, resource=resource, project_id=row.id, what=said, amount_fen=amount,
        pledged_by=actor.account_id,
    )  # fmt: skip
    row.pledges.append(promised)
    db.session.flush()
    after = {"resource": resource.number, "what": said, "amount_fen": amount}
    record(actor, "projects.pledge", "project", row.id, made.community_code, after=after)
    return promised


def take_back(actor: Actor, made: ProjectList, row: Project, promised: ResourcePledge, reason: str) -> None:
    """Take a promise back; the resource is free again."""
    lock(made)
    db.session.refresh(promised, with_for_update=True)
    if promised.ended_at is not None:
        raise Refusal("projects.pledge_ended")
    promised.ended_at, promised.end_reason = now(), _reason(reason)
    before = {"resource": promised.resource.number, "amount_fen": promised.amount_fen}
    after = {"reason": promised.end_reason}
    record(actor, "projects.take_back_pledge", "project", row.id, made.community_code, before, after)


def contact_of(resource: Resource) -> str:
    """Whom to ring about a resource; for the community's workers."""
    return opened(resource.contact_sealed)


def _amount_left(resource: Resource, amount_fen: int | None) -> int:
    if amount_fen is None or amount_fen <= 0:
        raise Refusal("projects.pledge_amount")
    left = (resource.amount_fen or 0) - pledged_fen(resource.id)
    if amount_fen > left:
        raise Refusal("projects.pledged_out", left_fen=left, wanted_fen=amount_fen)
    return amount_fen


def _refuse_twice(resource: Resource, row: Project) -> None:
    if any(each.resource_id == resource.id for each in row.pledged):
        raise Refusal("projects.pledged_already", name=resource.name)


def _refuse_gone(resource: Resource) -> None:
    if resource.withdrawn_at is not None:
        raise Refusal("projects.resource_withdrawn")
    if resource.until_on is not None and resource.until_on < today():
        raise Refusal("projects.resource_over", until_on=resource.until_on.isoformat())


def _lock(resource: Resource) -> None:
    db.session.refresh(resource, with_for_update=True)


def _checked(offer: Offer) -> Offer:
    money = offer.kind == ResourceKind.MONEY
    if money and not 0 < (offer.amount_fen or 0) <= MOST_FEN:
        raise Refusal("projects.resource_amount")
    name, owner, quantity = tidy(offer.name), tidy(offer.owner), tidy(offer.quantity)
    if not name or not owner:
        raise Refusal("projects.resource_name")
    if not money and not quantity:
        raise Refusal("projects.resource_quantity")
    if max(len(name), len(owner), len(quantity), len(tidy(offer.contact))) > NAME_LENGTH:
        raise Refusal("projects.resource_long", most=NAME_LENGTH)
    note = tidy_lines(offer.note)
    if len(note) > NOTE_LENGTH:
        raise Refusal("projects.resource_long", most=NOTE_LENGTH)
    return Offer(
        offer.kind, name, owner, offer.owner_public, tidy(offer.contact),
        offer.amount_fen if money else None, quantity, note, offer.until_on,
    )  # fmt: skip


def _write(resource: Resource, offer: Offer) -> None:
    resource.kind, resource.name, resource.owner = offer.kind, offer.name, offer.owner
    resource.owner_public, resource.amount_fen = offer.owner_public, offer.amount_fen
    resource.quantity, resource.note, resource.until_on = offer.quantity, offer.note, offer.until_on
    resource.contact_sealed = sealer().seal(offer.contact) if offer.contact else None


def _facts(resource: Resource) -> dict[str, object]:
    return {
        "number": resource.number,
        "kind": resource.kind,
        "name": resource.name,
        "owner": Personal(resource.owner),
        "owner_public": resource.owner_public,
        "contact": Personal(contact_of(resource)),
        "amount_fen": resource.amount_fen,
        "quantity": resource.quantity,
        "until_on": resource.until_on,
    }


def _reason(text: str) -> str:
    reason = tidy_lines(text)
    if not reason:
        raise Refusal("projects.no_reason")
    if len(reason) > REASON_LENGTH:
        raise Refusal("projects.reason_long", most=REASON_LENGTH)
    return reason
