"""Meetings as calendars read them (RFC 5545): one to download, or a community's to subscribe to. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

LASTS = timedelta(hours=2)
MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Entry:
    """One meeting: its name for calendars never changes, `sequence` rises with every change."""

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    text: str
    url: str
    stamped_at: datetime
    cancelled: bool


def calendar(name: str, entries: Sequence[Entry]) -> bytes:
    """A calendar as bytes: UTF-8, lines folded at 75 octets; the same entries give the same bytes."""
    made = Calendar()
    made.add("prodid", "-//deliberation//meetings//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Asia/Shanghai")
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for entry in entries:
        made.add_component(_event(entry))
    content: bytes = made.to_ical()
    return content


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    event.add("dtstamp", _utc(entry.stamped_at))
    event.add("dtstart", _utc(entry.starts_at))
    event.add("dtend", _utc(entry.ends_at or entry.starts_at + LASTS))
    event.add("location", entry.place)
    event.add("description", entry.text)
    event.add("url", entry.url)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    return event


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
