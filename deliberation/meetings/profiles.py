"""Rules a community decides by: the common ones, those it changed, and its own.

Every meeting keeps the copy it was planned with, so nothing here changes a meeting that exists."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db, refusing
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.meetings.guards import refuse_unless_seen
from deliberation.meetings.models import RuleProfile
from deliberation.meetings.rules import PROFILES, Profile, check_profile, profile_from
from deliberation.wording import tidy

MOST_OWN = 40


@dataclass(frozen=True)
class Offered:
    """A rule as it stands in a community; `row` where the community made or changed it."""

    profile: Profile
    name: str
    row: RuleProfile | None = None

    @property
    def retired(self) -> bool:
        return self.row is not None and self.row.retired_at is not None

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0

    def as_data(self) -> dict[str, Any]:
        """The copy a meeting keeps; a common rule needs no name of its own."""
        return {**self.profile.as_data(), **({"name": self.name} if self.name else {})}


def rules_of(community_code: str) -> Sequence[Offered]:
    """Every rule of a community, common ones first, retired ones among them."""
    query = select(RuleProfile).where(RuleProfile.community_code == community_code)
    rows = {row.key: row for row in db.session.scalars(query.order_by(RuleProfile.created_at))}
    common = [
        _offered(rows[key]) if key in rows else Offered(profile, "") for key, profile in PROFILES.items()
    ]
    return [*common, *(_offered(row) for key, row in rows.items() if key not in PROFILES)]


def rules_in_use(community_code: str) -> Sequence[Offered]:
    """The rules a meeting may be planned by."""
    return [each for each in rules_of(community_code) if not each.retired]


def rule_of(community_code: str, key: str) -> Offered | None:
    """One rule of a community."""
    return next((each for each in rules_of(community_code) if each.profile.key == key), None)


def _offered(row: RuleProfile) -> Offered:
    return Offered(profile_from(row.data), row.name, row)


def add_rule(actor: Actor, community_code: str, name: str, profile: Profile) -> RuleProfile:
    """The community makes a rule of its own."""
    name = _name(name)
    check_profile(profile)
    own = [each for each in rules_of(community_code) if each.profile.key not in PROFILES]
    if len(own) >= MOST_OWN:
        raise Refusal("meetings.too_many_rules", most=MOST_OWN)
    return _write(actor, community_code, None, name, replace(profile, key=f"own-{uuid4().hex[:12]}"))


def change_rule(
    actor: Actor, community_code: str, key: str, name: str, profile: Profile, seen: int | None = None
) -> RuleProfile:
    """Change how many must come and agree; who is counted stays what it is."""
    offered = _known(community_code, key)
    changed = replace(offered.profile, quorum=profile.quorum, majority=profile.majority)
    check_profile(changed)
    refuse_unless_fresh(offered, seen)
    return _write(actor, community_code, offered, name=_name(name, key), profile=changed)


def retire_rule(actor: Actor, community_code: str, key: str, seen: int | None = None) -> None:
    """Plan no more meetings by this rule; those planned keep it."""
    offered = _known(community_code, key)
    if offered.retired:
        return
    if len(rules_in_use(community_code)) == 1:
        raise Refusal("meetings.last_rule")
    refuse_unless_fresh(offered, seen)
    row = offered.row or _write(actor, community_code, offered, "", offered.profile)
    row.retired_at = now()
    _stamp(actor, row)
    record(actor, "meetings.retire_rule", "rule_profile", row.id, community_code, after={"key": key})


def restore_rule(actor: Actor, community_code: str, key: str) -> None:
    """Take a retired rule into use again."""
    row = _known(community_code, key).row
    if row is None or row.retired_at is None:
        return
    row.retired_at = None
    row.version += 1
    _stamp(actor, row)
    record(actor, "meetings.restore_rule", "rule_profile", row.id, community_code, after={"key": key})


def refuse_unless_fresh(offered: Offered, seen: int | None) -> None:
    """What somebody else has changed since is not overwritten, even where they changed it for the first
    time."""
    if offered.row is not None:
        refuse_unless_seen(offered.row, seen)
    elif seen not in (None, 0):
        raise Refusal("meetings.changed_meanwhile")


def _known(community_code: str, key: str) -> Offered:
    offered = rule_of(community_code, key)
    if offered is None:
        raise Refusal("meetings.no_profile")
    return offered


def _name(name: str, key: str = "") -> str:
    """A rule of one's own has a name; a common one keeps its own unless it is given another."""
    words = tidy(name)
    if not words and key not in PROFILES:
        raise Refusal("meetings.no_rule_name")
    if len(words) > 60:
        raise Refusal("meetings.too_long")
    return words


def _write(
    actor: Actor, community_code: str, offered: Offered | None, name: str, profile: Profile
) -> RuleProfile:
    row = offered.row if offered else None
    before = {"name": row.name, **row.data} if row else (offered.profile.as_data() if offered else {})
    if row is None:
        row = RuleProfile(community_code=community_code, key=profile.key, name=name, data={}, version=1)
        row.changed_at = now()
        db.session.add(row)
    row.name, row.data = name, profile.as_data()
    with refusing("key", "meetings.changed_meanwhile"):
        _stamp(actor, row)
    after = {"name": name, **row.data}
    record(actor, "meetings.change_rule", "rule_profile", row.id, community_code, before, after)
    return row


def _stamp(actor: Actor, row: RuleProfile) -> None:
    row.changed_at, row.changed_by = now(), actor.account_id
    db.session.flush()
