"""Who may change places. Pure."""

from deliberation.actors import Actor, Role


def may_keep_region(actor: Actor, code: str) -> bool:
    """Districts, streets and communities are an administrator's, inside the own scope."""
    return actor.has(Role.ADMINISTRATOR, code)


def may_keep_places(actor: Actor, community_code: str) -> bool:
    """Grids and estates are kept by the community's own workers."""
    return actor.works_in(community_code)


def may_draw_map(actor: Actor, community_code: str) -> bool:
    """The map is drawn by the community's own workers, or by an administrator over it."""
    return may_keep_places(actor, community_code) or may_keep_region(actor, community_code)
