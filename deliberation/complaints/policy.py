"""Who may do what with complaints. Pure."""

from deliberation.actors import Actor, Role


def may_write(actor: Actor) -> bool:
    """Everybody, signed in or not."""
    return True


def may_handle(actor: Actor, community_code: str | None) -> bool:
    """The community's workers; what names no community is the administrators'."""
    if community_code is None:
        return actor.has_role(Role.ADMINISTRATOR)
    return actor.works_in(community_code)
