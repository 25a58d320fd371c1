"""Who may plan a cycle."""

from deliberation.actors import Actor


def may_plan(actor: Actor, community_code: str) -> bool:
    """The community's workers plan its cycles."""
    return actor.works_in(community_code)
