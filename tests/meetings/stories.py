"""Meetings for tests, told through the services: a lead chairs, a worker records, representatives come."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from deliberation.actors import Actor, Role, machine
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.meetings import service
from deliberation.meetings.models import AgendaItem, Meeting, Minutes, Motion
from deliberation.meetings.rules import ItemKind, MotionKind, Votes
from deliberation.people import service as people
from deliberation.people.models import Account
from tests.stories import A, Story

NAMES = ("赵一鸣", "钱二宝", "孙三娘", "李四光", "周五常", "吴六奇")
DAY = timedelta(days=1)


class MeetingStory:
    """Everybody a meeting of a community needs."""

    def __init__(self, story: Story, code: str = A, members: int = 6) -> None:
        self.story, self.code = story, code
        self.lead, _ = story.staff(Role.LEAD, code, "王书记")
        self.worker, _ = story.staff(Role.WORKER, code, "李梅")
        self.members = [self.representative(name) for name in NAMES[:members]]

    def representative(self, name: str) -> Actor:
        """A resident whom the neighbours elected."""
        actor, _phone = self.story.resident(self.code, name)
        with unit_of_work():
            account = db.session.get_one(Account, actor.account_id)
            people.grant(machine(), account, Role.REPRESENTATIVE, self.code)
        return self.story.actor(account.id)

    def plan(self, profile: str = "council", **changes: Any) -> UUID:
        """A meeting in ten days, chaired by the lead, recorded by the worker."""
        values: dict[str, Any] = {
            "title": "春季议事会",
            "starts_at": now() + 10 * DAY,
            "place": "社区二楼会议室",
            "chair": service.Leader(account_id=self.lead.account_id),
            "recorder": service.Leader(account_id=self.worker.account_id),
        }
        with unit_of_work():
            meeting = service.plan(self.worker, self.code, profile, service.Plan(**{**values, **changes}))
            return meeting.id

    def item(self, meeting_id: UUID, title: str = "3号楼门口装路灯", **more: Any) -> UUID:
        """A matter on the agenda."""
        with unit_of_work():
            return service.add_item(self.worker, meeting(meeting_id), service.ItemDraft(title, **more)).id

    def noticed(self, profile: str = "council", **changes: Any) -> UUID:
        """A meeting with one matter, announced."""
        meeting_id = self.plan(profile, **changes)
        self.item(meeting_id)
        self.announce(meeting_id)
        return meeting_id

    def announce(self, meeting_id: UUID, reason: str = "", **more: Any) -> None:
        with unit_of_work():
            service.give_notice(self.worker, meeting(meeting_id), "请准时到会。", reason, **more)

    def arrive(self, meeting_id: UUID, count: int = 6) -> None:
        """The first so many on the list come in."""
        for row in sorted(meeting(meeting_id).attendance, key=lambda row: row.name)[:count]:
            with unit_of_work():
                service.check_in(self.worker, meeting(meeting_id), row)

    def motion(self, meeting_id: UUID, kind: MotionKind = MotionKind.FREE, **more: Any) -> UUID:
        """A motion on the first matter."""
        with unit_of_work():
            item = next(each for each in meeting(meeting_id).items if each.kind == ItemKind.MATTER)
            return service.move(self.worker, item, service.MotionDraft("同意装3盏路灯", kind, **more)).id

    def vote(self, motion_id: UUID, yes: int, no: int = 0, blank: int = 0) -> bool:
        """The counts of a show of hands; whether it passed."""
        with unit_of_work():
            count = service.Count(Votes(yes, no, blank))
            return service.record_votes(self.worker, db.session.get_one(Motion, motion_id), count).passed

    def held(self, **changes: Any) -> UUID:
        """A meeting of a moment ago with one passed motion, ended."""
        kind, more = changes.pop("kind", MotionKind.FREE), changes.pop("motion", {})
        item = changes.pop("item", {})
        with at(now() - 5 * DAY):
            meeting_id = self.plan(starts_at=now() + 4 * DAY, **changes)
            self.item(meeting_id, **item)
            self.announce(meeting_id)
        with at(now() - DAY + timedelta(hours=1)):
            self.arrive(meeting_id, 5)
            self.vote(self.motion(meeting_id, kind, **more), 4, 1)
            self.finish(meeting_id, now())
        return meeting_id

    def finish(self, meeting_id: UUID, ended_at: datetime) -> None:
        with unit_of_work():
            service.end(self.worker, meeting(meeting_id), ended_at)

    def drafted(self, **changes: Any) -> UUID:
        """A held meeting with drafted minutes."""
        meeting_id = self.held(**changes)
        with unit_of_work():
            service.draft_minutes(self.worker, meeting(meeting_id))
        return meeting_id

    def signed(self, **changes: Any) -> UUID:
        """A meeting whose minutes both have signed."""
        meeting_id = self.drafted(**changes)
        self.sign(self.lead, meeting_id)
        self.sign(self.worker, meeting_id)
        return meeting_id

    def sign(self, actor: Actor, meeting_id: UUID, seen: str | None = None) -> None:
        """Somebody signs the text as it is (or as they saw it)."""
        with unit_of_work():
            written = minutes(meeting_id)
            service.sign(actor, written, written.text_hash if seen is None else seen)


def meeting(meeting_id: UUID) -> Meeting:
    """The meeting as the database has it now."""
    return db.session.get_one(Meeting, meeting_id)


def minutes(meeting_id: UUID) -> Minutes:
    """The minutes as the database has them now."""
    written = meeting(meeting_id).minutes
    assert written is not None
    return written


def first_item(meeting_id: UUID) -> AgendaItem:
    return meeting(meeting_id).items[0]


def edited(actor: Actor, meeting_id: UUID, opening: str, revision: int | None = None) -> bool:
    """Somebody changes the opening; whether signatures fell."""
    with unit_of_work():
        written = minutes(meeting_id)
        at_revision = written.revision if revision is None else revision
        return service.edit_minutes(actor, written, {"opening": opening}, at_revision)
