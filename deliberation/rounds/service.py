"""Making a round, announcing it, keeping its register, signing its result.

Casting stands in `casting`, the end of a round in `closing`; both are offered here: there is one door.
"""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.people import queries as people_queries
from deliberation.rounds import keys, needs_way, registers
from deliberation.rounds.casting import OpenBox, cast, may_vote, open_box
from deliberation.rounds.closing import CLEAN_UP, annul, clean_up, close, locked, sweep
from deliberation.rounds.extending import extend
from deliberation.rounds.keys import use_key_dir
from deliberation.rounds.models import RegisterEntry, Round, RoundOption
from deliberation.rounds.needs_way import let_go, over
from deliberation.rounds.own_ballot import OwnBallot, own_ballot
from deliberation.rounds.plan_rules import check_plan, check_ready, fingerprint, keys_of
from deliberation.rounds.policy import FROZEN
from deliberation.rounds.reminding import remind
from deliberation.rounds.rules import OptionPlan, Plan, State, slip_code
from deliberation.rounds.signing import record_signatures, sign
from deliberation.wording import tidy, tidy_lines

__all__ = [
    "CLEAN_UP",
    "OpenBox",
    "OwnBallot",
    "add_to_register",
    "announce",
    "annul",
    "cast",
    "clean_up",
    "close",
    "code_for",
    "create",
    "discard",
    "extend",
    "let_go",
    "may_vote",
    "open_box",
    "over",
    "own_ballot",
    "record_signatures",
    "remind",
    "revise",
    "sign",
    "strike",
    "sweep",
    "use_key_dir",
]


def create(actor: Actor, community_code: str, cycle_id: UUID | None, plan: Plan) -> Round:
    """Begin a round as a draft that only the community's workers see."""
    check_plan(plan)
    needs_way.check(community_code, plan)
    registers.check_estates(community_code, plan.estates)
    row = Round(community_code=community_code, cycle_id=cycle_id, **columns_of(plan))
    row.options = options_of(plan)
    db.session.add(row)
    db.session.flush()
    record(actor, "rounds.create", "round", row.id, community_code, after=facts_of(row))
    return row


def revise(actor: Actor, round_id: UUID, plan: Plan, seen: str | None = None) -> Round:
    """Change a draft; an announced round does not change any more. `seen` is the fingerprint of the draft
    that was changed: what somebody else has saved meanwhile is not overwritten unknowingly."""
    row = _draft(round_id)
    if seen is not None and seen != fingerprint(plan_of(row)):
        raise Refusal("rounds.changed_meanwhile")
    check_plan(plan)
    needs_way.check(row.community_code, plan)
    registers.check_estates(row.community_code, plan.estates)
    before = facts_of(row)
    row.options.clear()
    db.session.flush()
    for name, value in columns_of(plan).items():
        setattr(row, name, value)
    row.options = options_of(plan)
    db.session.flush()
    record(actor, "rounds.revise", "round", row.id, row.community_code, before, facts_of(row))
    return row


def discard(actor: Actor, round_id: UUID) -> None:
    """Throw a draft away."""
    row = _draft(round_id)
    record(actor, "rounds.discard", "round", row.id, row.community_code, before=facts_of(row))
    db.session.delete(row)
    db.session.flush()


def announce(actor: Actor, round_id: UUID, seen: str | None = None) -> Round:
    """Freeze a round, its options with their costs and ways, and its register, and make its secret; it
    opens by itself at its time. `seen` is the fingerprint of what was looked at before."""
    row = locked(round_id)
    if row.state != State.DRAFT:
        raise Refusal("rounds.already_announced")
    plan = current_plan(row)
    if seen is not None and seen != fingerprint(plan):
        raise Refusal("rounds.not_as_looked_at")
    check_ready(plan, now())
    needs_way.check(row.community_code, plan)
    registers.check_estates(row.community_code, plan.estates)
    check_signers(row)
    for option, offered in zip(row.options, plan.options, strict=True):
        option.cost_fen, option.way = offered.cost_fen, dict(offered.way)
    # The database takes no change of an option once its round is announced.
    db.session.flush()
    voters = registers.eligible(row.community_code, row.unit, row.estates)
    if not voters:
        raise Refusal("rounds.empty_register")
    row.opened_at = now()
    row.opens_at = max(row.opens_at, row.opened_at)
    row.register_size = len(voters)
    if "lot" in row.ties and not row.seed:
        row.seed = secrets.token_hex(8)
    db.session.flush()
    registers.enter(row.id, voters)
    keys.make(row.id)
    record(actor, "rounds.announce", "round", row.id, row.community_code, after=facts_of(row))
    for option in row.options:
        needs_way.opened(actor, row, option)
    facts = {"opens_at": row.opens_at.isoformat(), "closes_at": row.closes_at.isoformat()}
    registers.tell_all(row, "notice.rounds.announced", facts)
    return row


def add_to_register(actor: Actor, round_id: UUID, voter_id: UUID, reason: str) -> RegisterEntry:
    """Add somebody who may vote but was left out, or bring back a struck entry, with the reason."""
    row = _frozen(round_id, reason)
    building = dict(registers.eligible(row.community_code, row.unit, row.estates)).get(voter_id)
    if building is None:
        raise Refusal("rounds.may_not_vote")
    entry = registers.entry_of(round_id, voter_id)
    if entry is not None and entry.struck_at is None:
        raise Refusal("rounds.on_register_already")
    if entry is None:
        entry = RegisterEntry(round_id=round_id, voter_id=voter_id, building_id=building)
        db.session.add(entry)
    entry.added_reason, entry.struck_at, entry.struck_reason = tidy_lines(reason), None, ""
    row.register_size += 1
    db.session.flush()
    _record_entry(actor, "rounds.add_to_register", row, entry, entry.added_reason)
    return entry


def strike(actor: Actor, round_id: UUID, voter_id: UUID, reason: str) -> RegisterEntry:
    """Strike an entry with its reason; a ballot cast under it will not count, and is counted as struck."""
    row = _frozen(round_id, reason)
    entry = registers.entry_of(round_id, voter_id)
    if entry is None or entry.struck_at is not None:
        raise Refusal("rounds.not_on_register")
    entry.struck_at, entry.struck_reason = now(), tidy_lines(reason)
    row.register_size -= 1
    db.session.flush()
    _record_entry(actor, "rounds.strike", row, entry, entry.struck_reason)
    return entry


def code_for(actor: Actor, round_id: UUID, voter_id: UUID) -> str:
    """The code to print on one entry's slip; that it was printed is journalled, for whom is not."""
    row = locked(round_id)
    secret, entry = keys.read(round_id), registers.entry_of(round_id, voter_id)
    if row.state not in FROZEN or secret is None:
        raise Refusal("rounds.not_open")
    if entry is None or entry.struck_at is not None:
        raise Refusal("rounds.not_on_register")
    record(actor, "rounds.print_slips", "round", round_id, row.community_code, after={"slips": 1})
    return slip_code(secret, round_id, voter_id)


def plan_of(row: Round) -> Plan:
    """A draft as it was planned."""
    names = [name for name in Plan.__dataclass_fields__ if name not in ("options", "ties", "estates")]
    options = [
        OptionPlan(each.title, each.cost_fen, each.need_id, each.summary, each.key, each.way)
        for each in row.options
    ]
    lists: dict[str, Any] = {"options": options, "ties": tuple(row.ties), "estates": tuple(row.estates)}
    return Plan(**{name: getattr(row, name) for name in names}, **lists)


def current_plan(row: Round) -> Plan:
    """A draft as it would be announced now: costs and ways as they are chosen by now."""
    plan = plan_of(row)
    return replace(plan, options=needs_way.as_chosen(plan.options))


def columns_of(plan: Plan) -> dict[str, Any]:
    names = [name for name in Plan.__dataclass_fields__ if name != "options"]
    columns = {name: getattr(plan, name) for name in names}
    columns["title"], columns["note"] = tidy(plan.title), tidy_lines(plan.note)
    columns["seed"], columns["seed_source"] = tidy(plan.seed), tidy(plan.seed_source)
    columns["ties"] = list(plan.ties)
    columns["estates"] = sorted(set(plan.estates))
    if "lot" not in plan.ties:
        columns["seed"] = columns["seed_source"] = ""
    return columns


def options_of(plan: Plan) -> list[RoundOption]:
    return [
        RoundOption(
            key=key,
            position=position,
            title=tidy(option.title),
            summary=tidy_lines(option.summary),
            cost_fen=option.cost_fen,
            need_id=option.need_id,
            way=dict(option.way),
        )
        for position, (key, option) in enumerate(zip(keys_of(plan.options), plan.options, strict=True))
    ]


def _draft(round_id: UUID) -> Round:
    row = locked(round_id)
    if row.state != State.DRAFT:
        raise Refusal("rounds.frozen")
    return row


def _frozen(round_id: UUID, reason: str) -> Round:
    """A round whose register still takes corrections, given a reason."""
    row = locked(round_id)
    if row.state not in FROZEN:
        raise Refusal("rounds.register_closed")
    if row.of_meeting:
        raise Refusal("rounds.register_of_meeting")
    if not tidy_lines(reason):
        raise Refusal("rounds.reason_missing")
    return row


def check_signers(row: Round) -> None:
    """Teller and scrutineer have accounts that belong to this community."""
    for account_id in (row.teller_id, row.scrutineer_id):
        actor = people_queries.actor_of(account_id) if account_id else None
        scopes = [grant.scope for grant in actor.grants] if actor else []
        if actor is None or not (
            actor.lives_in(row.community_code) or any(row.community_code.startswith(s) for s in scopes)
        ):
            raise Refusal("rounds.unknown_signer")


def _record_entry(actor: Actor, act: str, row: Round, entry: RegisterEntry, reason: str) -> None:
    facts = {
        "voter": Personal(str(entry.voter_id)),
        "reason": Personal(reason),
        "register": row.register_size,
    }
    record(actor, act, "round", row.id, row.community_code, after=facts)


def facts_of(row: Round) -> dict[str, Any]:
    names = [name for name in Plan.__dataclass_fields__ if name != "options"]
    return {
        **{name: _plain(getattr(row, name)) for name in names},
        "register": row.register_size,
        "options": [[option.key, option.title, option.cost_fen] for option in row.options],
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
