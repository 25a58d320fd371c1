"""Finding out how to meet a shortlisted need (补什么、如何补): proposed, checked, reviewed, chosen."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db, refusing
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.needs.history import record_event, tell_about, tell_followers
from deliberation.needs.holding import freedom_of
from deliberation.needs.models import Need, NeedComment, NeedSolution
from deliberation.needs.piles import resident_of
from deliberation.needs.queries import comment_by_key
from deliberation.needs.reporting import close_reports
from deliberation.needs.rules import NAME_LENGTH, REASON_LENGTH, Channel, Proposer, fits, public_role
from deliberation.needs.solutions import (
    CHOSEN,
    chosen_of,
    cost_before_choosing,
    solution_by_key,
    solution_count,
)
from deliberation.needs.talking import Voice, comment, say
from deliberation.needs.ways import (
    MOST_WAYS,
    PROPOSER_LENGTH,
    Assessment,
    Proposal,
    checked_assessment,
    checked_proposal,
    takes_ways,
)
from deliberation.needs.wordlist import look_at
from deliberation.people.queries import account_of_resident
from deliberation.wording import tidy


@dataclass(frozen=True)
class _Source:
    """Who proposes a way, and who wrote it down."""

    proposer: Proposer
    name: str = ""
    account_id: UUID | None = None
    resident_id: UUID | None = None
    channel: Channel = Channel.ONLINE
    entered_by: UUID | None = None


def propose(actor: Actor, need: Need, proposal: Proposal, key: str | None = None) -> NeedSolution:
    """Propose a way to meet a shortlisted need; what an unconfirmed person writes waits for a worker's OK."""
    code = need.community_code
    source = _Source(
        _as_what(actor, code),
        account_id=actor.account_id,
        resident_id=actor.resident_id if actor.lives_in(code) else None,
    )
    return _once(actor, need, proposal, source, key)


def _as_what(actor: Actor, code: str) -> Proposer:
    if actor.works_in(code):
        return Proposer.WORKER
    return Proposer.PLANNER if actor.plans_in(code) else Proposer.RESIDENT


@dataclass(frozen=True)
class _Speaker:
    """For whom a worker writes something down: somebody of the roll, or somebody known by name only."""

    name: str
    account_id: UUID | None = None
    resident_id: UUID | None = None


def _speaker(need: Need, channel: Channel, name: str, resident_id: UUID | None) -> _Speaker:
    if channel == Channel.ONLINE:
        raise Refusal("needs.channel_missing")
    if resident_id is None:
        return _Speaker(fits(tidy(name), NAME_LENGTH, "needs.name_missing", "needs.name_long"))
    resident = resident_of(resident_id, need.community_code)
    if resident is None:
        raise Refusal("needs.unknown_resident")
    account = account_of_resident(resident.id)
    return _Speaker(resident.name, account.id if account else None, resident.id)


def propose_on_behalf(
    actor: Actor,
    need: Need,
    proposal: Proposal,
    channel: Channel,
    name: str = "",
    resident_id: UUID | None = None,
    key: str | None = None,
) -> NeedSolution:
    """A worker writes down a resident's proposal; a resident tied to it is told."""
    speaker = _speaker(need, channel, name, resident_id)
    source = _Source(
        Proposer.RESIDENT,
        speaker.name,
        speaker.account_id,
        speaker.resident_id,
        channel,
        actor.account_id,
    )
    again = key is not None and solution_by_key(key) is not None
    said = _once(actor, need, proposal, source, key)
    if speaker.account_id is not None and not again:
        tell_about([speaker.account_id], need, "notice.needs.way_entered", {"way": said.title})
    return said


def propose_for_department(
    actor: Actor, need: Need, proposal: Proposal, name: str, channel: Channel, key: str | None = None
) -> NeedSolution:
    """A worker enters the way a department proposes, under the department's name."""
    if channel == Channel.ONLINE:
        raise Refusal("needs.channel_missing")
    named = fits(tidy(name), PROPOSER_LENGTH, "needs.department_missing", "needs.department_long")
    source = _Source(Proposer.DEPARTMENT, named, channel=channel, entered_by=actor.account_id)
    return _once(actor, need, proposal, source, key)


def _once(actor: Actor, need: Need, proposal: Proposal, source: _Source, key: str | None) -> NeedSolution:
    """The way this form became already, or a new one."""
    sent = solution_by_key(key) if key else None
    if sent is not None:
        return _own(actor, sent, need)
    proposal = checked_proposal(proposal)
    refuse_closed(need)
    if solution_count(need.id) >= MOST_WAYS:
        raise Refusal("needs.too_many_ways", most=MOST_WAYS)
    look = look_at(actor, need.community_code, proposal.title, proposal.text)
    said = NeedSolution(
        community_code=need.community_code,
        need_id=need.id,
        proposer=source.proposer,
        proposer_name=source.name,
        account_id=source.account_id,
        resident_id=source.resident_id,
        channel=source.channel,
        entered_by=source.entered_by,
        title=proposal.title,
        text=proposal.text,
        published_at=now() if look.at_once else None,
        held_word=look.word,
        submission_key=key,
    )
    with refusing("submission_key", "needs.sent_already"):
        db.session.add(said)
    after = {
        "solution": str(said.id),
        "title": said.title,
        "proposer": said.proposer,
        "channel": said.channel,
        "name": Personal(said.proposer_name),
    }
    record(actor, "needs.propose_way", "need", need.id, need.community_code, after=after)
    if said.published_at is not None:
        _appeared(actor, need, said)
    return said


def _own(actor: Actor, sent: NeedSolution, need: Need) -> NeedSolution:
    if sent.need_id != need.id or actor.account_id not in (sent.account_id, sent.entered_by):
        raise Refusal("needs.sent_already")
    return sent


def refuse_closed(need: Need) -> None:
    """Ways are proposed and checked while the need is on the shortlist and nothing rests on one of them."""
    if not takes_ways(need.state):
        raise Refusal("needs.not_shortlisted")
    if not freedom_of(need.id).ways:
        raise Refusal("needs.way_settled", number=need.number)


def refuse_settled(need: Need) -> None:
    """A way is chosen, given up or given other figures while nothing rests on the choice."""
    refuse_closed(need)
    if not freedom_of(need.id).choice:
        raise Refusal("needs.choice_settled", number=need.number)


def _appeared(actor: Actor, need: Need, said: NeedSolution) -> None:
    """A way can be read from now on: a step of the need's way, and a word to its author."""
    facts = {"solution_id": str(said.id), "proposer": said.proposer}
    record_event(need.id, "needs.way_proposed", facts, actor=actor)
    author = need.author_account_id
    if author and author not in (actor.account_id, said.account_id):
        tell_about([author], need, "notice.needs.way_proposed")


def revise_way(actor: Actor, need: Need, said: NeedSolution, proposal: Proposal, version: int) -> None:
    """Its author corrects the words of a way until it is checked, a worker while nothing rests on it."""
    _hold_still(said, version)
    _refuse_rested(need, said)
    if not words_are_open(said) and not actor.works_in(need.community_code):
        raise Refusal("needs.way_is_checked")
    proposal = checked_proposal(proposal)
    before = {"title": said.title, "text": said.text}
    if asdict(proposal) == before:
        return
    said.title, said.text = proposal.title, proposal.text
    look = look_at(actor, need.community_code, proposal.title, proposal.text)
    if not look.at_once:
        said.published_at, said.held_word = None, look.word
    db.session.flush()
    _record(actor, "needs.revise_way", said, before, asdict(proposal))


def words_are_open(said: NeedSolution) -> bool:
    """What was checked or chosen is what its author wrote then."""
    return said.assessed_at is None and said.chosen_at is None


def _refuse_rested(need: Need, said: NeedSolution) -> None:
    """The chosen way stands as long as the choice does."""
    if said.chosen_at is None:
        refuse_closed(need)
    else:
        refuse_settled(need)


def assess_way(actor: Actor, need: Need, said: NeedSolution, found: Assessment, version: int) -> None:
    """Planner or worker says whether a way can be done, what it costs and by which source, who does it and
    who keeps it up; of the chosen way the need's own cost follows."""
    _hold_still(said, version)
    _refuse_rested(need, said)
    found = checked_assessment(found)
    before = _assessment_of(said)
    if found == before and said.assessed_at is not None:
        return
    for name, value in asdict(found).items():
        setattr(said, name, value)
    said.assessed_at, said.assessed_as = now(), public_role(actor, need.community_code)
    if said.chosen_at is not None:
        _fill_need(need, said)
    db.session.flush()
    if said.published_at is not None and said.hidden_at is None:
        facts = {"solution_id": str(said.id), "feasibility": found.feasibility, "cost_fen": found.cost_fen}
        record_event(need.id, "needs.way_assessed", facts, actor=actor)
    _record(actor, "needs.assess_way", said, asdict(before), asdict(found))
    _tell_proposer(actor, need, said, "notice.needs.way_assessed")


def _assessment_of(said: NeedSolution) -> Assessment:
    return Assessment(**{name: getattr(said, name) for name in Assessment.__dataclass_fields__})


def comment_on_way(
    actor: Actor,
    need: Need,
    said: NeedSolution,
    text: str,
    key: str | None = None,
    reply_to: NeedComment | None = None,
) -> NeedComment:
    """Say something about a way to meet a need; its proposer hears of it."""
    _refuse_unread(said)
    again = key is not None and comment_by_key(need.id, key) is not None
    spoken = comment(actor, need, text, key, reply_to, said.id)
    if spoken.published_at is not None and not again:
        _tell_proposer(actor, need, said, "notice.needs.way_commented")
    return spoken


def comment_on_way_for(
    actor: Actor,
    need: Need,
    said: NeedSolution,
    text: str,
    channel: Channel,
    name: str = "",
    resident_id: UUID | None = None,
    key: str | None = None,
) -> NeedComment:
    """A worker writes down what a resident says about a way; the resident and its proposer are told."""
    speaker = _speaker(need, channel, name, resident_id)
    _refuse_unread(said)
    voice = Voice(
        speaker.account_id,
        speaker.resident_id,
        speaker.name,
        channel=channel,
        entered_by=actor.account_id,
    )
    again = key is not None and comment_by_key(need.id, key) is not None
    spoken = say(actor, need, text, voice, key, solution_id=said.id)
    if not again:
        if speaker.account_id is not None:
            tell_about([speaker.account_id], need, "notice.needs.way_said", {"way": said.title})
        if said.account_id != speaker.account_id:
            _tell_proposer(actor, need, said, "notice.needs.way_commented")
    return spoken


def _refuse_unread(said: NeedSolution) -> None:
    if said.published_at is None or said.hidden_at is not None:
        raise Refusal("needs.way_not_public")


def publish_way(actor: Actor, need: Need, said: NeedSolution) -> None:
    """A worker lets everybody read a way that waited, or one that was taken down."""
    if said.published_at is not None and said.hidden_at is None:
        return
    first = said.published_at is None and said.hidden_at is None
    said.published_at, said.hidden_at, said.hidden_reason = said.published_at or now(), None, ""
    db.session.flush()
    _record(actor, "needs.publish_way", said)
    if first:
        _appeared(actor, need, said)
    _tell_proposer(actor, need, said, "notice.needs.way_published")


def hide_way(actor: Actor, need: Need, said: NeedSolution, why: str) -> None:
    """A worker takes a way off the page, its proposer is told why; the chosen one must be given up first."""
    words = fits(tidy(why), REASON_LENGTH, "needs.reason_missing", "needs.reason_long")
    if said.chosen_at is not None:
        raise Refusal("needs.way_is_chosen")
    if said.hidden_at is not None:
        return
    said.hidden_at, said.hidden_reason = now(), words
    db.session.flush()
    record_event(need.id, "needs.way_hidden", {"solution_id": str(said.id)}, actor=actor)
    _record(actor, "needs.hide_way", said, after={"why": words})
    close_reports(actor, said, True)
    _tell_proposer(actor, need, said, "notice.needs.way_hidden", {"why": words})


def choose_way(actor: Actor, need: Need, said: NeedSolution, version: int) -> None:
    """A worker chooses how the need is to be met: its cost and source become the need's, and what goes on
    the ballot. Refused once a vote, a meeting or a project rests on the need as it is."""
    _hold_still(said, version, "needs.way_moved")
    refuse_settled(need)
    _refuse_unread(said)
    if said.chosen_at is not None:
        return
    former = chosen_of(need.id)
    was = cost_before_choosing(need.id) if former else (need.cost_fen, need.cost_note)
    if former is not None:
        former.chosen_at = former.chosen_by = None
        db.session.flush()
    with refusing("need_solution", "needs.way_moved"):
        said.chosen_at, said.chosen_by = now(), actor.account_id
    _fill_need(need, said)
    facts = {"solution_id": str(said.id), "way": said.title, "cost_fen": said.cost_fen}
    facts |= {"was_cost_fen": was[0], "was_cost_note": was[1]}
    record_event(need.id, CHOSEN, facts, actor=actor)
    before = {"solution": str(former.id) if former else None}
    _record(actor, "needs.choose_way", said, before, {"title": said.title, "cost_fen": said.cost_fen})
    tell_followers(actor, need, "notice.needs.way_chosen", {"way": said.title})
    _tell_proposer(actor, need, said, "notice.needs.own_way_chosen")


def unchoose_way(actor: Actor, need: Need, said: NeedSolution, version: int) -> None:
    """Take a choice back; the need costs again what was said before."""
    _hold_still(said, version, "needs.way_moved")
    refuse_settled(need)
    if said.chosen_at is None:
        raise Refusal("needs.way_not_chosen")
    said.chosen_at = said.chosen_by = None
    need.cost_fen, need.cost_note = cost_before_choosing(need.id)
    db.session.flush()
    record_event(need.id, "needs.way_unchosen", {"solution_id": str(said.id)}, actor=actor)
    _record(actor, "needs.unchoose_way", said, {"title": said.title, "cost_fen": said.cost_fen})


def refuse_other_cost(need: Need, cost_fen: int | None) -> None:
    """A need with a chosen way costs what that way costs; another figure is entered there."""
    chosen = chosen_of(need.id)
    if chosen is not None and cost_fen != chosen.cost_fen:
        raise Refusal("needs.cost_from_way")


def _fill_need(need: Need, said: NeedSolution) -> None:
    need.cost_fen, need.cost_note = said.cost_fen, said.cost_source
    db.session.flush()


def _hold_still(said: NeedSolution, version: int, changed: str = "needs.way_changed") -> None:
    """Read the way anew and keep others out until this transaction ends; refused when somebody else has
    changed it since the form was shown."""
    db.session.refresh(said, with_for_update=True)
    if said.version != version:
        raise Refusal(changed)


def _record(
    actor: Actor,
    act: str,
    said: NeedSolution,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    named = {"solution": str(said.id), **(after or {})}
    record(actor, act, "need", said.need_id, said.community_code, before, named)


def _tell_proposer(
    actor: Actor, need: Need, said: NeedSolution, kind: str, facts: dict[str, Any] | None = None
) -> None:
    if said.account_id is not None and said.account_id != actor.account_id:
        tell_about([said.account_id], need, kind, {"way": said.title, **(facts or {})})
