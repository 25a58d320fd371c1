"""Who may do what with a meeting, and when."""

from collections.abc import Collection
from uuid import UUID

from deliberation.actors import Actor, Role
from deliberation.meetings.rules import Phase, SignatureRole

OPEN = frozenset({Phase.PLANNED, Phase.NOTICED, Phase.IN_SESSION})
MINUTED = frozenset({Phase.ENDED, Phase.DRAFTED})


def may_run(actor: Actor, community_code: str) -> bool:
    """The community's workers plan and run its meetings."""
    return actor.works_in(community_code)


def may_change(actor: Actor, community_code: str, phase: Phase) -> bool:
    """What a meeting is and who comes changes until it ends."""
    return may_run(actor, community_code) and phase in OPEN


def may_see(actor: Actor, community_code: str, noticed: bool) -> bool:
    """A meeting is public from its notice on; before that its workers see it."""
    return noticed or may_run(actor, community_code)


def may_see_minutes(actor: Actor, community_code: str, phase: Phase, is_party: bool) -> bool:
    """Signed minutes are public; a draft is for workers, and for those who sit in the meeting."""
    return phase == Phase.SIGNED or may_run(actor, community_code) or (actor.is_authenticated and is_party)


def may_fetch_archive(actor: Actor, community_code: str) -> bool:
    """The whole of a year, with names and scans, is for the community's workers and the street's officers."""
    return actor.works_in(community_code) or actor.oversees(community_code)


def sees_all_names(actor: Actor, scope: str) -> bool:
    """Staff read full names in all minutes of a place."""
    return actor.has_any((Role.WORKER, Role.PLANNER, Role.OFFICER), scope)


def may_see_names(actor: Actor, community_code: str, is_party: bool) -> bool:
    """Full names are for the community's staff and for those who sat in the meeting."""
    return sees_all_names(actor, community_code) or (actor.is_authenticated and is_party)


def may_choose_own_name(actor: Actor, is_listed: bool) -> bool:
    """Who stands on the list says themselves whether their name is published."""
    return actor.is_authenticated and is_listed


def may_excuse_oneself(actor: Actor, community_code: str, phase: Phase, is_member: bool) -> bool:
    """Who is expected may say they cannot come, until the meeting ends."""
    return actor.is_authenticated and is_member and phase in {Phase.NOTICED, Phase.IN_SESSION}


def may_sit_in(actor: Actor, community_code: str, phase: Phase) -> bool:
    """Who lives in the community, or serves it or its street, may sit in without a vote, until the end."""
    serves = actor.has_any((Role.LEAD, Role.WORKER, Role.PLANNER, Role.OFFICER), community_code)
    return (actor.lives_in(community_code) or serves) and phase in {Phase.NOTICED, Phase.IN_SESSION}


def may_edit_minutes(actor: Actor, community_code: str, phase: Phase, is_recorder: bool) -> bool:
    """The recorder and the workers write the minutes until they are signed."""
    return phase in MINUTED and (may_run(actor, community_code) or (actor.is_authenticated and is_recorder))


def roles_to_sign(
    actor: Actor, phase: Phase, chair_id: UUID | None, recorder_id: UUID | None, was_present: bool
) -> tuple[SignatureRole, ...]:
    """As what somebody may sign: chair and recorder a draft; representatives who were there, later too."""
    if actor.account_id is None:
        return ()
    if phase == Phase.DRAFTED and actor.account_id == chair_id:
        return (SignatureRole.CHAIR,)
    if phase == Phase.DRAFTED and actor.account_id == recorder_id:
        return (SignatureRole.RECORDER,)
    leads = actor.account_id in (chair_id, recorder_id)
    if phase in {Phase.DRAFTED, Phase.SIGNED} and was_present and not leads:
        return (SignatureRole.REPRESENTATIVE,)
    return ()


def may_add_addendum(actor: Actor, community_code: str, phase: Phase, leads: bool) -> bool:
    """After the signatures a worker, the chair or the recorder may add what is missing."""
    return phase == Phase.SIGNED and (may_run(actor, community_code) or (actor.is_authenticated and leads))


def leader_role(actor: Actor, chair_id: UUID | None, recorder_id: UUID | None) -> SignatureRole | None:
    """As whom somebody leads the meeting: its chair, its recorder, or neither."""
    if actor.account_id is None or actor.account_id not in (chair_id, recorder_id):
        return None
    return SignatureRole.CHAIR if actor.account_id == chair_id else SignatureRole.RECORDER


def may_record_signatures(actor: Actor, community_code: str, phase: Phase) -> bool:
    """What was signed on paper is entered by a worker: a draft, and later what members still sign."""
    return may_run(actor, community_code) and phase in {Phase.DRAFTED, Phase.SIGNED}


def may_see_scan(actor: Actor, community_code: str, signers: Collection[UUID]) -> bool:
    """A sheet with handwriting is for the workers, the street's officers, and those who signed it."""
    theirs = actor.account_id is not None and actor.account_id in signers
    return may_run(actor, community_code) or actor.oversees(community_code) or theirs


def may_see_revisions(actor: Actor, community_code: str, is_party: bool) -> bool:
    """How the text came about is for the workers and those who sat in the meeting."""
    return may_run(actor, community_code) or (actor.is_authenticated and is_party)


def may_circulate(actor: Actor, community_code: str, phase: Phase, is_recorder: bool) -> bool:
    """The recorder or a worker sends a draft round, and answers what comes back, until it is signed."""
    return phase == Phase.DRAFTED and may_edit_minutes(actor, community_code, phase, is_recorder)


def may_comment(actor: Actor, phase: Phase, came: bool, leads: bool) -> bool:
    """Those who sat in the meeting, its chair and its recorder comment on the draft."""
    return actor.is_authenticated and phase == Phase.DRAFTED and (came or leads)


def may_read_comments(actor: Actor, community_code: str, came: bool, leads: bool) -> bool:
    """Comments are never public: workers, and those who may comment, read them."""
    return may_run(actor, community_code) or (actor.is_authenticated and (came or leads))


def may_comment_for(actor: Actor, community_code: str, phase: Phase) -> bool:
    """What a member without account says by phone or on paper is entered by a worker."""
    return may_run(actor, community_code) and phase == Phase.DRAFTED


def may_take_votes(phase: Phase) -> bool:
    """Counts are entered until a meeting ends."""
    return phase in OPEN


def may_show_screen(actor: Actor, community_code: str, leads: bool) -> bool:
    """The projector page is opened by the community's workers and by whoever chairs or records."""
    return may_run(actor, community_code) or (actor.is_authenticated and leads)


def may_see_action(actor: Actor, community_code: str, signed: bool) -> bool:
    """What was agreed is public once the minutes are signed; before that its workers see it."""
    return signed or may_run(actor, community_code)


def may_tell_progress(actor: Actor, community_code: str, signed: bool, is_owner: bool) -> bool:
    """The workers, and whoever does it, tell how far it is."""
    return may_run(actor, community_code) or (actor.is_authenticated and is_owner and signed)
