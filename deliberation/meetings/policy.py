"""Who may do what with a meeting, and when."""

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


def may_see_names(actor: Actor, community_code: str, is_party: bool) -> bool:
    """Full names are for the community's staff and for those who sat in the meeting."""
    staff = actor.has_any((Role.WORKER, Role.PLANNER, Role.OFFICER), community_code)
    return staff or (actor.is_authenticated and is_party)


def may_choose_own_name(actor: Actor, is_listed: bool) -> bool:
    """Who stands on the list says themselves whether their name is published."""
    return actor.is_authenticated and is_listed


def may_excuse_oneself(actor: Actor, community_code: str, phase: Phase, is_member: bool) -> bool:
    """Who is expected may say they cannot come, until the meeting ends."""
    return actor.is_authenticated and is_member and phase in {Phase.NOTICED, Phase.IN_SESSION}


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
