"""Who may do what with a project list."""

from deliberation.actors import Actor
from deliberation.projects.rules import FileKind, ListState

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


def may_correct(actor: Actor, community_code: str, state: ListState) -> bool:
    """Workers put right what does not weigh while a list is put up."""
    return actor.works_in(community_code) and state == ListState.PUBLICISED


def may_object(actor: Actor, community_code: str, state: ListState) -> bool:
    """Whoever lives in the community, while the list is put up."""
    return actor.lives_in(community_code) and state == ListState.PUBLICISED


def may_enter_objection(actor: Actor, community_code: str, state: ListState) -> bool:
    """Workers enter what was said by phone, in person or on paper, until the list goes on."""
    return actor.works_in(community_code) and state == ListState.PUBLICISED


def may_answer(actor: Actor, community_code: str, state: ListState) -> bool:
    """Workers answer objections, also while the list is taken back, until it was handed in."""
    return actor.works_in(community_code) and state in (ListState.PUBLICISED, ListState.DRAFT)


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


def may_set_caps(actor: Actor, community_code: str) -> bool:
    """The community's lead says how much one project may cost."""
    return actor.leads(community_code)


def may_offer(actor: Actor, community_code: str) -> bool:
    """Workers keep the list of resources, and see whom to ring."""
    return actor.works_in(community_code)


def may_pledge(actor: Actor, community_code: str, state: ListState) -> bool:
    """Workers promise resources to rows, and take promises back, wherever the list is on its way."""
    return actor.works_in(community_code) and state in ListState


def may_plan_street(actor: Actor, street_code: str) -> bool:
    """The street officer makes the overall plan, and circles across communities."""
    return actor.oversees(street_code)


def may_report(actor: Actor, street_code: str) -> bool:
    """The street officer writes and issues the year's report of the street."""
    return actor.oversees(street_code)


def may_plan_circle(actor: Actor, code: str) -> bool:
    """Workers plan the circles of their community, the street officer all of them."""
    return actor.works_in(code) or actor.oversees(code)


def may_carry_out(actor: Actor, community_code: str, state: ListState) -> bool:
    """Workers plan, report, record the acceptance and ask for changes once the street took the list over."""
    return actor.works_in(community_code) and state == ListState.ACCEPTED


def may_decide_change(actor: Actor, community_code: str, state: ListState) -> bool:
    """The street officer over this community approves or refuses a change."""
    return actor.oversees(community_code) and state == ListState.ACCEPTED


def papers_for(actor: Actor, community_code: str, state: ListState) -> list[FileKind]:
    """Which papers somebody attaches to a version: the community its sealed list, the street its answer."""
    kinds = []
    if actor.works_in(community_code) and state in OFFICE:
        kinds.append(FileKind.SEALED)
    if actor.oversees(community_code) and state in OFFICE:
        kinds.append(FileKind.APPROVAL)
    return kinds


def may_attach(actor: Actor, community_code: str, state: ListState, kind: FileKind | None) -> bool:
    """The owners' decision is added by the community's workers until the list is handed in."""
    if kind == FileKind.OWNERS_DECISION:
        before = state in (ListState.DRAFT, ListState.PUBLICISED, ListState.RETURNED)
        return actor.works_in(community_code) and before
    return kind in papers_for(actor, community_code, state)


def may_read_paper(actor: Actor, community_code: str, kind: FileKind) -> bool:
    """Sealed lists and answers everybody who sees the list; the owners' decision bears names: staff."""
    if kind == FileKind.OWNERS_DECISION:
        return actor.works_in(community_code) or actor.oversees(community_code)
    return True
