"""Which categories a community uses: every one of the catalogue, but those it has switched off."""

from collections.abc import Collection

from sqlalchemy import delete

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.needs.catalogue import CATEGORIES
from deliberation.needs.models import NeedCategoryOff
from deliberation.needs.queries import categories_off


def switch_categories(
    actor: Actor, community_code: str, shown: Collection[str], on: Collection[str]
) -> tuple[int, int]:
    """Of the categories a form showed, use those ticked and no others; returns how many went on and off.

    Needs keep the category they have.
    """
    if not set(shown) <= set(CATEGORIES):
        raise Refusal("needs.category_gone")
    off = categories_off(community_code)
    going_off = {code for code in shown if code not in on and code not in off}
    going_on = {code for code in shown if code in on and code in off}
    if len((off | going_off) - going_on) == len(CATEGORIES):
        raise Refusal("needs.categories_all_off")
    for code in sorted(going_off):
        db.session.add(NeedCategoryOff(community_code=community_code, category=code, off_by=actor.account_id))
    db.session.execute(
        delete(NeedCategoryOff).where(
            NeedCategoryOff.community_code == community_code, NeedCategoryOff.category.in_(going_on)
        )
    )
    db.session.flush()
    if going_on or going_off:
        after = {"on": sorted(going_on), "off": sorted(going_off)}
        record(actor, "needs.switch_categories", "community", community_code, community_code, after=after)
    return len(going_on), len(going_off)
