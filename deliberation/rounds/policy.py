"""Who may do what with a round, by its state."""

from collections.abc import Collection
from uuid import UUID

from deliberation.actors import Actor
from deliberation.rounds.rules import Signer, State

FROZEN = frozenset({State.ANNOUNCED, State.OPEN})
TYPED_IN = frozenset({State.OPEN, State.TYPING})
UNCOUNTED = FROZEN | {State.TYPING, State.DUE}


def may_plan(actor: Actor, community_code: str) -> bool:
    """The community's workers make rounds."""
    return actor.works_in(community_code)


def may_see(actor: Actor, community_code: str, state: State) -> bool:
    """Everybody sees a round once it is announced; a draft only the community's workers."""
    return state != State.DRAFT or actor.works_in(community_code)


def may_edit(actor: Actor, community_code: str, state: State) -> bool:
    """Only a draft changes."""
    return state == State.DRAFT and actor.works_in(community_code)


def may_announce(actor: Actor, community_code: str, state: State) -> bool:
    """A worker announces a draft."""
    return may_edit(actor, community_code, state)


def may_vote(actor: Actor, community_code: str, state: State) -> bool:
    """A resident votes while the round is open; the register has the last word."""
    return state == State.OPEN and actor.lives_in(community_code)


def may_see_register(actor: Actor, community_code: str, state: State) -> bool:
    """The community's workers see who may vote (never who did)."""
    return state != State.DRAFT and actor.works_in(community_code)


def may_change_register(actor: Actor, community_code: str, state: State) -> bool:
    """A worker adds and strikes with a reason until the round ends."""
    return state in FROZEN and actor.works_in(community_code)


def may_print_slips(actor: Actor, community_code: str, state: State) -> bool:
    """A worker prints ballot slips while they are of use."""
    return state in FROZEN and actor.works_in(community_code)


def may_type(actor: Actor, community_code: str, state: State) -> bool:
    """A worker types paper ballots in while the round is open, and after it until they are all in."""
    return state in TYPED_IN and actor.works_in(community_code)


def may_see_papers(
    actor: Actor, community_code: str, state: State, signers: Collection[UUID | None] = ()
) -> bool:
    """Workers see how far the papers are; teller and scrutineer too, who look at those in dispute."""
    counts = actor.account_id is not None and actor.account_id in signers
    return state != State.DRAFT and (actor.works_in(community_code) or counts)


def may_settle(
    actor: Actor,
    community_code: str,
    state: State,
    typists: Collection[UUID],
    signers: Collection[UUID | None],
) -> bool:
    """The third look: a worker, the teller or the scrutineer who typed neither of the two that differ."""
    if state not in TYPED_IN or actor.account_id is None or actor.account_id in typists:
        return False
    return actor.works_in(community_code) or actor.account_id in signers


def may_end_typing(actor: Actor, community_code: str, state: State) -> bool:
    """A worker says that all papers are in, once the voting is over."""
    return state == State.TYPING and actor.works_in(community_code)


def may_annul(actor: Actor, community_code: str, state: State) -> bool:
    """The community's lead stops a round that has no result yet."""
    return state in UNCOUNTED and actor.leads(community_code)


def may_extend(actor: Actor, community_code: str, state: State, allowed: bool, extended: bool) -> bool:
    """The community's lead extends a round once, before its end, if that was announced."""
    return allowed and not extended and state in FROZEN and actor.leads(community_code)


def may_remind(actor: Actor, community_code: str, state: State) -> bool:
    """A worker reminds everybody on the register while one can vote."""
    return state == State.OPEN and actor.works_in(community_code)


def may_close(actor: Actor, community_code: str, state: State) -> bool:
    """A worker, or the machine, counts a round whose time is over."""
    return state == State.DUE and (actor.works_in(community_code) or actor.is_machine)


def signs_as(
    actor: Actor,
    state: State,
    teller_id: UUID | None,
    scrutineer_id: UUID | None,
    signed: Collection[str] = (),
) -> Signer | None:
    """The role in which this actor has yet to sign the result; None for everybody else."""
    if state != State.CLOSED or actor.account_id is None:
        return None
    named = {Signer.TELLER: teller_id, Signer.SCRUTINEER: scrutineer_id}
    return next(
        (r for r, named_id in named.items() if named_id == actor.account_id and r not in signed), None
    )


def recordable(
    actor: Actor, community_code: str, state: State, signed: Collection[str] = ()
) -> tuple[Signer, ...]:
    """Whose signatures on paper this actor may record: a worker those that are still missing."""
    if state != State.CLOSED or not actor.works_in(community_code):
        return ()
    return tuple(role for role in Signer if role not in signed)


def may_see_scan(actor: Actor, community_code: str, state: State, signers: Collection[UUID | None]) -> bool:
    """The handwriting is shown to the community's workers, the street's officers, and those who signed."""
    theirs = actor.account_id is not None and actor.account_id in signers
    return state == State.CLOSED and (
        actor.works_in(community_code) or actor.oversees(community_code) or theirs
    )
