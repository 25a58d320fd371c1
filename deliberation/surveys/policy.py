"""Who may do what with surveys. Pure."""

from uuid import UUID

from deliberation.actors import Actor


def may_answer(
    actor: Actor, account_id: UUID | None, resident_id: UUID | None, household_id: UUID | None
) -> bool:
    """Whoever was asked: by account or as a person of the roll; a household by anybody who lives in it."""
    by_account = account_id is not None and account_id == actor.account_id
    by_person = resident_id is not None and resident_id == actor.resident_id
    by_household = household_id is not None and household_id == actor.household_id
    return by_account or by_person or by_household


def may_enter(actor: Actor, community_code: str) -> bool:
    """The community's workers write down what was said by phone or on a slip, and read what was written."""
    return actor.works_in(community_code)


def may_read_words(actor: Actor, community_code: str) -> bool:
    """The community's workers and the officer over it; nobody else reads what somebody wrote."""
    return actor.works_in(community_code) or actor.oversees(community_code)
