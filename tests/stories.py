"""A small neighbourhood for tests, told through the services: places, people, cycles."""

from datetime import date, timedelta
from uuid import UUID

from deliberation.actors import Actor, Role, machine
from deliberation.clock import today
from deliberation.cycles import service as cycles
from deliberation.cycles.models import Cycle
from deliberation.cycles.rules import STAGES, Stage
from deliberation.database import db, unit_of_work
from deliberation.people import queries as people_queries
from deliberation.people import service as people
from deliberation.people.models import Account, Resident
from deliberation.places import service as places
from deliberation.places.models import Building, Household, Region

DISTRICT, STREET = "999999", "999999001"
A, B = "999999001001", "999999001002"
PASSWORD = "demo-2026-pass"


class Story:
    """Two communities, A (和平里) and B (东风), of one street, and whoever a test needs."""

    def __init__(self) -> None:
        self._phones = iter(range(13800000001, 13899999999))
        with unit_of_work():
            places.add_region(machine(), DISTRICT, "示范区")
            places.add_region(machine(), STREET, "清河街道")
            self.a: Region = places.add_region(
                machine(), A, "和平里社区", contact="居委会一楼服务台 010-0000001"
            )
            self.b: Region = places.add_region(machine(), B, "东风社区")

    def household(self, code: str = A, door: str = "", adults: int = 2) -> Household:
        """A door in 幸福小区 1 号楼."""
        with unit_of_work():
            building: Building = places.building_named(places.estate_named(code, "幸福小区"), "1号楼")
            door = door or str(next(self._phones) % 100000)
            household = Household(
                community_code=code, building_id=building.id, unit="1", door=door, adults=adults
            )
            db.session.add(household)
            db.session.flush()
        return household

    def resident(
        self, code: str = A, name: str = "张三", household: Household | None = None, birth_year: int = 1970
    ) -> tuple[Actor, str]:
        """A confirmed resident with an account; (actor, phone)."""
        home = household or self.household(code)
        phone = str(next(self._phones))
        with unit_of_work():
            person: Resident = people.add_resident(machine(), home, name, phone, birth_year, on_roll=True)
            account: Account = people.open_account(machine(), phone, PASSWORD, name, person)
            people.grant(machine(), account, Role.RESIDENT, code)
        return self.actor(account.id), phone

    def staff(self, role: Role = Role.WORKER, scope: str = A, name: str = "李梅") -> tuple[Actor, str]:
        """A member of staff; (actor, phone)."""
        phone = str(next(self._phones))
        with unit_of_work():
            account: Account = people.open_account(machine(), phone, PASSWORD, name)
            people.grant(machine(), account, role, scope)
        return self.actor(account.id), phone

    def actor(self, account_id: UUID) -> Actor:
        """The actor an account acts as."""
        actor = people_queries.actor_of(account_id)
        assert actor is not None
        return actor

    def cycle(self, stage: Stage = Stage.COLLECTING, code: str = A, day: date | None = None) -> Cycle:
        """A cycle of six stages of ten days each that is in `stage` today."""
        first = (day or today()) - timedelta(days=10 * STAGES.index(stage) + 3)
        starts = {each: first + timedelta(days=10 * place) for place, each in enumerate(STAGES)}
        with unit_of_work():
            return cycles.plan(machine(), code, "2026年议事周期", starts, None)
