"""Who may do what with needs, and when: role × community × stage. Pure."""

from deliberation.actors import STAFF, Actor
from deliberation.cycles.rules import Stage
from deliberation.needs.rules import LIVE, NeedState


def joins_cycle(stage: Stage | None) -> bool:
    """A need sent while the cycle collects belongs to it; at any other time it waits for the next."""
    return stage == Stage.COLLECTING


def joins_late(stage: Stage | None) -> bool:
    """What was said while the cycle collected may still join it while it deliberates, not once it votes."""
    return stage == Stage.DELIBERATING


def may_submit(actor: Actor, community_code: str) -> bool:
    """Whoever lives here may say what is missing, in every stage, confirmed or not."""
    return actor.lives_in(community_code)


def may_support(actor: Actor, community_code: str) -> bool:
    """Whoever lives here may support; it counts once the person is confirmed."""
    return actor.lives_in(community_code)


def may_comment(actor: Actor, community_code: str) -> bool:
    """Residents, workers and planners of the community talk about its needs."""
    return actor.lives_in(community_code) or may_assess(actor, community_code)


def appears_at_once(actor: Actor, community_code: str, listed: bool = False) -> bool:
    """Texts of workers and planners need nobody's OK, nor confirmed residents' without a listed word."""
    return may_assess(actor, community_code) or (actor.votes_in(community_code) and not listed)


def may_propose(actor: Actor, community_code: str) -> bool:
    """Residents, workers and planners of the community propose how a need could be met."""
    return may_comment(actor, community_code)


def may_assess(actor: Actor, community_code: str) -> bool:
    """The community's planners and workers check whether a way can be done and what it costs."""
    return actor.plans_in(community_code) or actor.works_in(community_code)


def may_choose(actor: Actor, community_code: str) -> bool:
    """A worker chooses which way goes on the ballot; a planner advises."""
    return actor.works_in(community_code)


def may_revise(actor: Actor, community_code: str, is_author: bool) -> bool:
    """The words of a way are corrected by whoever proposed it, or by a worker."""
    return is_author or actor.works_in(community_code)


def may_sort(actor: Actor, community_code: str) -> bool:
    """The community's workers publish, answer, edit, merge, reject, shortlist and reopen."""
    return actor.works_in(community_code)


def may_answer(actor: Actor, community_code: str) -> bool:
    """A public answer comes from a worker of the community."""
    return may_sort(actor, community_code)


def may_merge(actor: Actor, community_code: str) -> bool:
    """Merging needs is sorting them."""
    return may_sort(actor, community_code)


def may_enter(actor: Actor, community_code: str) -> bool:
    """Workers write down what was said on paper, by phone or at the door."""
    return actor.works_in(community_code)


def sees_names(actor: Actor, community_code: str) -> bool:
    """Real names are for the community's own staff; everybody else sees nicknames or masked names."""
    return actor.works_in(community_code)


def may_see_photo(actor: Actor, community_code: str, published: bool, hidden: bool, is_author: bool) -> bool:
    """A photo is seen where its need is; one taken down is seen by its author and own staff only."""
    return (published and not hidden) or may_read_unpublished(actor, community_code, is_author)


def may_read_unpublished(actor: Actor, community_code: str, is_author: bool) -> bool:
    """A text that waits for an OK is seen by its author and the community's workers only."""
    return is_author or actor.works_in(community_code)


def may_follow(actor: Actor, community_code: str) -> bool:
    """Residents, workers and planners of the community are told of the steps of needs they follow."""
    return may_comment(actor, community_code)


def may_report(actor: Actor, community_code: str) -> bool:
    """Who may talk here may report what is said; everybody else writes a complaint."""
    return may_comment(actor, community_code)


def may_moderate(actor: Actor, community_code: str) -> bool:
    """The community's workers look at what waits, take texts down and put them back."""
    return actor.works_in(community_code)


def may_set(actor: Actor, community_code: str) -> bool:
    """The community's workers keep its list of words and the categories in use."""
    return actor.works_in(community_code)


def may_nudge(actor: Actor, community_code: str, is_author: bool) -> bool:
    """Who lives here and wrote a need may remind the community of it."""
    return is_author and actor.lives_in(community_code)


def may_put_right(actor: Actor, community_code: str, is_author: bool, withheld: bool) -> bool:
    """Who wrote a need that was taken down may put it right."""
    return withheld and is_author and actor.lives_in(community_code)


def may_take_names(actor: Actor, community_code: str) -> bool:
    """A list with real names and doors is for the community's own staff, each time with a reason."""
    return actor.works_in(community_code)


def may_print_long(actor: Actor, community_code: str) -> bool:
    """Papers of hundreds of pages are printed for staff of this place, in the background."""
    return any(grant.role in STAFF and community_code.startswith(grant.scope) for grant in actor.grants)


def may_import(actor: Actor, community_code: str) -> bool:
    """A table of needs is taken over by the community's workers: it is writing down on behalf."""
    return may_enter(actor, community_code)


def may_undo(actor: Actor, community_code: str, own: bool) -> bool:
    """Whoever sorted a need takes it back themself; a lead takes back what any colleague did."""
    return may_sort(actor, community_code) and (own or actor.leads(community_code))


OPEN_ACTS = frozenset(
    {"categorise", "edit", "flag_owners", "hand_over", "merge", "reject", "shortlist", "split", "withhold"}
)


def possible_acts(actor: Actor, community_code: str, state: NeedState, held: bool) -> frozenset[str]:
    """What a worker can do with a need: nothing a vote, a meeting or a project holds may change under it."""
    if not may_sort(actor, community_code):
        return frozenset()
    acts = {"answer", "assign", "publish"}
    if state not in LIVE:
        acts |= {"reopen"}
    elif not held:
        acts |= OPEN_ACTS
    elif state == NeedState.OPEN:
        acts |= {"shortlist"}
    if state == NeedState.SHORTLISTED and not held:
        acts |= {"unshortlist"}
    return frozenset(acts)
