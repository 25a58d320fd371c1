"""Who sets and sees the groups a community tells."""

from deliberation.actors import Actor


def may_see_groups(actor: Actor, community_code: str) -> bool:
    """The community's workers see which groups there are and how the test messages went."""
    return actor.works_in(community_code)


def may_set_groups(actor: Actor, community_code: str) -> bool:
    """Only the community's lead sets, tries out and switches off a group."""
    return actor.leads(community_code)
