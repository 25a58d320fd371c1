"""Who may do what with a project list."""

from deliberation.actors import Actor
from deliberation.projects.rules import ListState

PUBLIC = frozenset({ListState.PUBLICISED, ListState.SUBMITTED, ListState.ACCEPTED, ListState.RETURNED})
OFFICE = frozenset({ListState.SUBMITTED, ListState.ACCEPTED, ListState.RETURNED})


def may_see(actor: Actor, community_code: str, state: ListState) -> bool:
    """From the 公示 on everybody; a draft only the community's workers."""
    return state in PUBLIC or actor.works_in(community_code)


def may_edit(actor: Actor, community_code: str, state: ListState) -> bool:
    """Workers, while it is a draft."""
    return actor.works_in(community_code) and state == ListState.DRAFT


def may_begin(actor: Actor, community_code: str) -> bool:
    """Workers of the community."""
    return actor.works_in(community_code)


def may_publicise(actor: Actor, community_code: str, state: ListState) -> bool:
    """Workers put a draft up for objections."""
    return actor.works_in(community_code) and state == ListState.DRAFT


def may_withdraw(actor: Actor, community_code: str, state: ListState) -> bool:
    """Workers take a publicised list back to mend it; the 公示 then begins anew."""
    return actor.works_in(community_code) and state == ListState.PUBLICISED


def may_submit(actor: Actor, community_code: str, state: ListState) -> bool:
    """The community's lead submits."""
    return actor.leads(community_code) and state == ListState.PUBLICISED


def may_revise(actor: Actor, community_code: str, state: ListState) -> bool:
    """Workers mend a returned list as its next version."""
    return actor.works_in(community_code) and state == ListState.RETURNED


def may_decide(actor: Actor, community_code: str, state: ListState) -> bool:
    """The street officer over this community accepts or returns what was submitted."""
    return actor.oversees(community_code) and state == ListState.SUBMITTED


def may_fetch_papers(actor: Actor, community_code: str, state: ListState) -> bool:
    """Whoever may see the list may print it."""
    return may_see(actor, community_code, state)
