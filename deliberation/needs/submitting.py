"""Saying what is missing: online by residents, by hand through a worker; and waiting for the next cycle."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from deliberation.actors import Actor
from deliberation.clock import now, today
from deliberation.cycles.models import Cycle
from deliberation.cycles.queries import collecting_cycle, stage_now
from deliberation.cycles.rules import Stage
from deliberation.database import db, refusing
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.needs.history import record_event, tell_about
from deliberation.needs.models import Need, NeedSupport
from deliberation.needs.piles import resident_of
from deliberation.needs.pointing import pointed
from deliberation.needs.policy import joins_late
from deliberation.needs.queries import categories_off, need_by_key, need_by_reference
from deliberation.needs.rules import (
    NAME_LENGTH,
    Channel,
    Draft,
    checked,
    checked_reference,
    checked_said_on,
    fits,
    number_of,
)
from deliberation.needs.search import index
from deliberation.needs.wordlist import look_at
from deliberation.people.models import Resident
from deliberation.people.queries import account_of_resident
from deliberation.places.models import Estate
from deliberation.places.service import next_number
from deliberation.wording import tidy


@dataclass(frozen=True)
class Origin:
    """Where a need comes from: channel, author, who wrote it down, the day it was said, the paper."""

    channel: Channel = Channel.ONLINE
    account_id: UUID | None = None
    resident_id: UUID | None = None
    name: str = ""
    entered_by: UUID | None = None
    said_on: date | None = None
    reference: str | None = None


def submit(
    actor: Actor, community_code: str, draft: Draft, key: str | None = None, cycle: Cycle | None = None
) -> Need:
    """Say what is missing; the author is the first supporter. The same form (key) sent again changes nothing.

    Outside the collecting stage the need waits for the next cycle. `cycle` spares the look-up (rehearsals).
    """
    at_home = actor.lives_in(community_code)
    origin = Origin(account_id=actor.account_id, resident_id=actor.resident_id if at_home else None)
    return _once(actor, community_code, draft, origin, key, cycle)


def submit_on_behalf(
    actor: Actor,
    community_code: str,
    draft: Draft,
    channel: Channel,
    name: str = "",
    resident_id: UUID | None = None,
    key: str | None = None,
    said_on: date | None = None,
    reference: str = "",
    unnamed: bool = False,
) -> Need:
    """A worker writes down what somebody said; a resident tied to it is author and first supporter.

    `reference` is the number of the paper form or of the 12345 work order: the same one twice is refused.
    `unnamed` says that nobody left a name. What was said while the current cycle collected (`said_on`) joins
    it though it is typed later, as long as that cycle still deliberates; afterwards it waits for the next.
    """
    if channel == Channel.ONLINE:
        raise Refusal("needs.channel_missing")
    missing = "" if unnamed or resident_id else "needs.name_missing"
    name = fits(tidy(name), NAME_LENGTH, missing, "needs.name_long")
    resident = _tied(resident_id, community_code)
    account = account_of_resident(resident.id) if resident else None
    origin = Origin(
        channel,
        account.id if account else None,
        resident.id if resident else None,
        resident.name if resident else name,
        actor.account_id,
        checked_said_on(said_on, today()),
        checked_reference(reference, channel, today().year) or None,
    )
    return _once(actor, community_code, draft, origin, key, None)


def _tied(resident_id: UUID | None, community_code: str) -> Resident | None:
    if resident_id is None:
        return None
    resident = resident_of(resident_id, community_code)
    if resident is None:
        raise Refusal("needs.unknown_resident")
    return resident


def _once(
    actor: Actor, code: str, draft: Draft, origin: Origin, key: str | None, cycle: Cycle | None
) -> Need:
    """The need this form became already, or a new one."""
    sent = _sent(actor, code, key)
    if sent is not None:
        return sent
    draft = pointed(code, checked(draft))
    refuse_category_off(draft.category, code)
    refuse_foreign_estate(draft.estate_id, code)
    late = None if cycle or origin.said_on is None else cycle_of_day(code, origin.said_on)
    cycle = cycle or collecting_cycle(code) or late
    try:
        _refuse_entered(code, origin.reference)
        with (
            refusing("submission_key", "needs.sent_already"),
            refusing("reference", "needs.entered_already", reference=origin.reference, number=""),
        ):
            need = _new(actor, code, draft, origin, key, cycle)
            db.session.add(need)
    except Refusal:
        sent = _sent(actor, code, key)
        if sent is None:
            raise
        return sent
    _follow_up(actor, need, late)
    return need


def cycle_of_day(code: str, said_on: date) -> Cycle | None:
    """The current cycle, when it collected on that day, no longer does, and has not gone too far since."""
    cycle, stage = stage_now(code)
    if cycle is None or not joins_late(stage) or cycle.stage_on(said_on) != Stage.COLLECTING:
        return None
    return cycle


def _sent(actor: Actor, code: str, key: str | None) -> Need | None:
    """What this person's form with this key has become."""
    need = need_by_key(code, key) if key else None
    if need is not None and actor.account_id not in (need.author_account_id, need.entered_by):
        raise Refusal("needs.sent_already")
    return need


def _refuse_entered(code: str, reference: str | None) -> None:
    """A form or a work order is entered once."""
    there = need_by_reference(code, reference) if reference else None
    if there is not None:
        raise Refusal("needs.entered_already", reference=reference, number=there.number)


def refuse_category_off(category: str, code: str) -> None:
    """Nothing new goes into a category the community has switched off."""
    if category in categories_off(code):
        raise Refusal("needs.category_off")


def refuse_foreign_estate(estate_id: UUID | None, code: str) -> None:
    """An estate is one of the community's own."""
    if estate_id is None:
        return
    estate = db.session.get(Estate, estate_id)
    if estate is None or estate.community_code != code:
        raise Refusal("needs.unknown_estate")


def _new(actor: Actor, code: str, draft: Draft, origin: Origin, key: str | None, cycle: Cycle | None) -> Need:
    year = today().year
    look = look_at(actor, code, draft.title, draft.body, draft.place)
    return Need(
        community_code=code,
        number=number_of(year, next_number(code, "need", year)),
        title=draft.title,
        body=draft.body,
        category=draft.category,
        place=draft.place,
        estate_id=draft.estate_id,
        households_affected=draft.households_affected,
        lat_e6=draft.lat_e6,
        lon_e6=draft.lon_e6,
        channel=origin.channel,
        author_account_id=origin.account_id,
        author_resident_id=origin.resident_id,
        on_behalf_name=origin.name,
        entered_by=origin.entered_by,
        cycle_id=cycle.id if cycle else None,
        published_at=now() if look.at_once else None,
        held_word=look.word,
        submission_key=key,
        said_on=origin.said_on,
        reference=origin.reference,
    )


def _follow_up(actor: Actor, need: Need, late: Cycle | None) -> None:
    """What every new need brings: first supporter, first event, journal, and a word to the author."""
    if need.author_resident_id is not None:
        support = NeedSupport(need_id=need.id, resident_id=need.author_resident_id, at=now())
        support.community_code = need.community_code
        db.session.add(support)
    index(need)
    record_event(need.id, "needs.submitted", {"channel": need.channel}, actor=actor)
    if need.cycle_id is None:
        record_event(need.id, "needs.waits")
    if late is not None:
        record_event(need.id, "needs.joined_late", {"cycle": late.name, "said_on": str(need.said_on)})
    after = {
        "number": need.number,
        "title": need.title,
        "category": need.category,
        "channel": need.channel,
        "name": Personal(need.on_behalf_name),
        "said_on": need.said_on,
        "joined_late": late.name if late else None,
    }
    record(actor, "needs.submit", "need", need.id, need.community_code, after=after)
    _tell_author(need)


def _tell_author(need: Need) -> None:
    if need.author_account_id is None:
        return
    if need.cycle_id is None:
        tell_about([need.author_account_id], need, "notice.needs.waits")
    elif need.entered_by is not None:
        tell_about([need.author_account_id], need, "notice.needs.entered")
