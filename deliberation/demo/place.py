"""One community while its story is told: who acts there, and what has come of it so far."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor, Role, machine
from deliberation.clock import at
from deliberation.cycles import service as cycles
from deliberation.cycles.models import Cycle
from deliberation.cycles.rules import Stage
from deliberation.database import db
from deliberation.demo.ground import draw_ground
from deliberation.demo.logins import LOGINS, PASSWORD, Login
from deliberation.demo.people import roll_of
from deliberation.demo.tables import Calendar, Table
from deliberation.meetings.models import Meeting
from deliberation.needs.models import Need
from deliberation.people import queries as people_queries
from deliberation.people import service as people
from deliberation.people.models import Resident
from deliberation.people.roll import import_roll
from deliberation.places import queries as place_queries
from deliberation.places import service as places
from deliberation.places.models import Building, Household

SETTLED = -75
CYCLE_PLANNED_AHEAD = 4


class Timeline:
    """Acts with their moments, told in the order in which they happened."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._acts: list[tuple[float, int, Callable[[], object]]] = []

    def on(self, day: int, hour: float, act: Callable[[], object]) -> None:
        """Something happens so many days from today, at an hour in Shanghai."""
        moment = self.calendar.moment(day, hour)
        self._acts.append((moment.timestamp(), len(self._acts), lambda: self._tell(moment, act)))

    def tell(self) -> int:
        """Let everything happen; how many acts there were."""
        for _moment, _place, act in sorted(self._acts, key=lambda each: each[:2]):
            act()
        return len(self._acts)

    def _tell(self, moment: datetime, act: Callable[[], object]) -> None:
        with at(moment):
            act()


@dataclass
class Place:
    """A community of the demo."""

    told: Table
    calendar: Calendar
    rng: Random
    neighbour_hash: str
    cycle: Cycle
    actors: dict[str, Actor] = field(default_factory=dict)
    crowd: list[Actor] = field(default_factory=list)
    needs: dict[str, Need] = field(default_factory=dict)
    meetings: dict[int, Meeting] = field(default_factory=dict)
    rounds: dict[int, UUID] = field(default_factory=dict)
    estates: dict[str, UUID] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return str(self.told["code"])

    @property
    def worker(self) -> Actor:
        return self.actors["worker"]

    @property
    def lead(self) -> Actor:
        return self.actors["lead"]


def found(told: Table, calendar: Calendar, phones: Iterator[str], neighbour_hash: str) -> Place:
    """Settle a community: doors and people from a roll, staff, neighbours' accounts, and its cycle."""
    code = told["code"]
    with at(calendar.moment(SETTLED, 9)):
        places.add_region(machine("demo"), code, told["name"], told["full_name"], told["contact"])
        staff = {
            role: _staff(name, Role(role), code, phones, neighbour_hash)
            for role, name in told["staff"].items()
        }
        _give_login_phones(told)
        import_roll(staff["worker"], code, roll_of(told, phones, calendar.today.year))
        estates = {row.name: row for row in place_queries.estates_of(code)}
        for grid in told["grids"]:
            places.add_grid(staff["lead"], code, grid["name"], [estates[name] for name in grid["estates"]])
        draw_ground(staff["worker"], told)
    with at(calendar.moment(told["stages"]["collecting"] - CYCLE_PLANNED_AHEAD, 10)):
        starts = {Stage(stage): calendar.day(day) for stage, day in told["stages"].items()}
        cycle = cycles.plan(staff["worker"], code, calendar.fill(told["cycle"]), starts, None)
    place = Place(told, calendar, Random(code), neighbour_hash, cycle, staff)
    place.estates = {name: row.id for name, row in estates.items()}
    with at(calendar.moment(SETTLED + 1, 9)):
        _register(place)
    return place


def _give_login_phones(told: Table) -> None:
    """Neighbours one can be in the demo have the easy phones."""
    easy = {login.key: login.phone for login in LOGINS if login.key and login.scope == told["code"]}
    for each in told["neighbours"]:
        each["phone"] = easy.get(each["key"])


def _staff(name: str, role: Role, code: str, phones: Iterator[str], neighbour_hash: str) -> Actor:
    """A member of staff, with the demo's password where it is a login."""
    login = next((each for each in LOGINS if (each.name, each.scope, each.key) == (name, code, "")), None)
    return open_login(login) if login else _open(next(phones), name, neighbour_hash, role, code)


def open_login(login: Login) -> Actor:
    """Open an account one can sign in to with the demo's password."""
    password_hash = people.hashed(PASSWORD, login.phone)
    return _open(login.phone, login.name, password_hash, login.grant, login.scope)


def _open(phone: str, name: str, password_hash: str, role: Role, scope: str) -> Actor:
    account = people.open_account(machine("demo"), phone, "", name, password_hash=password_hash)
    people.grant(machine("demo"), account, role, scope)
    return actor_of_account(account.id)


def _register(place: Place) -> None:
    """The neighbours known by name register, and others until there are enough to be a crowd."""
    everybody = {row.name: row for row in _adults(place)}
    for told in place.told["neighbours"]:
        role = Role.REPRESENTATIVE if told.get("representative") else Role.RESIDENT
        actor = _join(place, everybody.pop(told["name"]), role, told.get("nick", ""))
        place.actors[told["key"]] = actor
        place.crowd.append(actor)
    others = [everybody[name] for name in sorted(everybody)]
    for resident in place.rng.sample(others, place.told["accounts"] - len(place.crowd)):
        place.crowd.append(_join(place, resident, Role.RESIDENT, ""))
    if "newcomer" in place.told:
        place.actors["newcomer"] = _newcomer(place, **place.told["newcomer"])


def _adults(place: Place) -> list[Resident]:
    """Who may have an account: everybody on the roll with a phone."""
    query = select(Resident).where(
        Resident.community_code == place.code,
        Resident.phone_index.is_not(None),
        Resident.birth_year.is_not(None),
    )
    return list(db.session.scalars(query.order_by(Resident.name)))


def _join(place: Place, resident: Resident, role: Role, nick: str) -> Actor:
    phone = people.opened(resident.phone_sealed)
    login = any(each.phone == phone for each in LOGINS)
    password_hash = people.hashed(PASSWORD, phone) if login else place.neighbour_hash
    account = people.open_account(
        machine("demo"), phone, "", resident.name, resident, nick, password_hash=password_hash
    )
    people.grant(machine("demo"), account, role, place.code)
    return actor_of_account(account.id)


def _newcomer(place: Place, name: str, nick: str, age: int) -> Actor:
    """Somebody beyond the adults the roll states: waits for a worker's confirmation."""
    query = (
        select(Household)
        .join(Building, Building.id == Household.building_id)
        .where(Household.community_code == place.code)
        .order_by(Building.name.desc(), Household.door.desc())
    )
    home = db.session.scalars(query).first()
    assert home is not None  # the roll has just been imported
    born = place.calendar.today.year - age
    resident = people.add_resident(machine("demo"), home, name, f"1990009{place.code[-4:]}", born)
    return _join(place, resident, Role.RESIDENT, nick)


def actor_of_account(account_id: UUID) -> Actor:
    """Somebody as they act."""
    actor = people_queries.actor_of(account_id)
    assert actor is not None  # it has just been opened
    return actor
