"""Who may do what with needs, and when: role × community × stage. Pure."""

from deliberation.actors import Actor
from deliberation.cycles.rules import Stage


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


def appears_at_once(actor: Actor, community_code: str) -> bool:
    """Texts of confirmed residents, of workers and of planners need nobody's OK."""
    return actor.votes_in(community_code) or may_assess(actor, community_code)


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


def may_read_unpublished(actor: Actor, community_code: str, is_author: bool) -> bool:
    """A text that waits for an OK is seen by its author and the community's workers only."""
    return is_author or actor.works_in(community_code)
