"""Building the demo: the street, its communities, and everything that happened there until yesterday."""

import secrets
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import inspect, select

from deliberation.actors import machine
from deliberation.clock import at, today
from deliberation.database import db, unit_of_work
from deliberation.demo import logins
from deliberation.demo.carried import tell_earlier
from deliberation.demo.logins import BINHE, DONGFENG, HEPING, LOGINS
from deliberation.demo.meeting import tell_meetings
from deliberation.demo.needing import tell_needs
from deliberation.demo.place import SETTLED, Timeline, found, open_login
from deliberation.demo.solving import tell_ways
from deliberation.demo.tables import COMMUNITIES, Calendar, read
from deliberation.demo.voting import tell_list, tell_rounds
from deliberation.errors import Refusal
from deliberation.people import service as people
from deliberation.people.models import Account
from deliberation.places import service as places
from deliberation.places.models import Region

DISTRICT, STREET = "999999", "999999001"
Say = Callable[[str], None]


def is_empty() -> bool:
    """Whether nobody and no place is in the database yet; refuses one without tables."""
    if not inspect(db.session.connection()).has_table(Region.__tablename__):
        raise Refusal("demo.no_tables")
    rows = (db.session.execute(select(column).limit(1)).first() for column in (Region.code, Account.id))
    return not any(rows)


def build(folder: Path, say: Say = lambda _sentence: None) -> None:
    """Build the demo into an empty database, all of it or nothing, and leave its logins in `folder`."""
    began = time.perf_counter()
    if not is_empty():
        raise Refusal("demo.not_empty")
    db.session.rollback()
    with unit_of_work():
        _tell(Calendar(today()), say)
    logins.keep(folder)
    say(f"· 完成，用时 {time.perf_counter() - began:.1f} 秒")


def _tell(calendar: Calendar, say: Say) -> None:
    say("· 编一条清河街道：街道、三个社区、楼门和居民 …")
    phones = (f"1990000{number:04}" for number in range(1, 10_000))
    _settle_street(calendar)
    neighbour_hash = people.hashed(secrets.token_urlsafe(24))
    timeline, communities = Timeline(calendar), []
    for name in COMMUNITIES:
        place = found(read(name), calendar, phones, neighbour_hash)
        communities.append(place)
        for part in (tell_earlier, tell_needs, tell_ways, tell_meetings, tell_rounds, tell_list):
            part(timeline, place)
        say(f"  {place.told['name']}：{len(place.crowd)} 位居民有账号，{len(place.told['needs'])} 条需求")
    say("· 重演到昨天为止发生的事：提需求、支持、答复、开会、投票、报清单 …")
    say(f"  {timeline.tell()} 件事")


def _settle_street(calendar: Calendar) -> None:
    """The district, the street, and everybody whose work reaches beyond one community."""
    with at(calendar.moment(SETTLED, 8)):
        places.add_region(machine("demo"), DISTRICT, "示范区")
        places.add_region(machine("demo"), STREET, "清河街道", "示范区人民政府清河街道办事处")
        for login in LOGINS:
            if not login.key and login.scope not in {HEPING, DONGFENG, BINHE}:
                open_login(login)
