"""What happens to needs, told in one line each."""

from io import BytesIO
from uuid import UUID

from PIL import Image

from deliberation.actors import Actor, machine
from deliberation.clock import now
from deliberation.database import db, unit_of_work
from deliberation.needs import drafts, photos, queries, service
from deliberation.needs.darkroom import Picture, developed
from deliberation.needs.models import Need, NeedDraft
from deliberation.needs.rules import Draft, new_key
from deliberation.needs.steps import Step
from deliberation.people import service as people
from deliberation.people.models import Resident
from tests.stories import PASSWORD, A, Story


def draft(title: str = "3号楼门口晚上没有路灯", category: str = "N02", **more: object) -> Draft:
    """What is missing."""
    body = str(more.pop("body", "老人晚上回家看不清台阶。"))
    return Draft(title, body, category, **more)  # type: ignore[arg-type]  # the rest are Draft's own fields


def need_by(actor: Actor, title: str = "3号楼门口晚上没有路灯", code: str = A, **more: object) -> Need:
    """A need somebody has sent, as it was then; `again` has it as it is now."""
    with unit_of_work():
        need = service.submit(actor, code, draft(title, **more))
    db.session.refresh(need)
    db.session.expunge(need)
    return need


def jpeg(color: str = "red", size: tuple[int, int] = (400, 300)) -> BytesIO:
    """A small photo of one colour."""
    content = BytesIO()
    Image.new("RGB", size, color).save(content, "JPEG")
    content.seek(0)
    return content


def pictures(*colors: str) -> list[Picture]:
    """Photos ready to be kept."""
    return [developed(jpeg(color), f"{color}.jpg") for color in colors]


def begun(actor: Actor, code: str = A, **words: str) -> NeedDraft:
    """What somebody has begun to say, with a photo."""
    typed = {"title": "没写完的话", "category": "N02", **words}
    with unit_of_work():
        draft = drafts.save(actor, code, typed, new_key(), Step.WHERE).draft
        assert draft is not None
        photos.add_to_draft(draft, pictures("blue"))
    return draft


def supported_by(need: Need, *actors: Actor) -> None:
    """Neighbours support it."""
    for actor in actors:
        with unit_of_work():
            service.support(actor, again(need))


def again(need: Need) -> Need:
    """The need as the database has it now."""
    return db.session.get_one(Need, need.id)


def counts(need_id: UUID, code: str = A) -> tuple[int, int]:
    """(persons, households) that support it."""
    row = queries.need_shown(need_id, code)
    assert row is not None
    return row.supports, row.households


def unconfirmed(story: Story, code: str = A, name: str = "钱七") -> Actor:
    """Somebody who registered beyond the adults the roll states."""
    home = story.household(code, adults=0)
    phone = str(next(story._phones))
    with unit_of_work():
        person: Resident = people.add_resident(machine(), home, name, phone, 1980)
        account = people.open_account(machine(), phone, PASSWORD, name, person)
    return story.actor(account.id)


def confirm(actor: Actor) -> None:
    """A worker confirms a person's place on the roll."""
    with unit_of_work():
        db.session.get_one(Resident, actor.resident_id).confirmed_at = now()
