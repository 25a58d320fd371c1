"""What people do in the journeys, each as the pages let them do it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from pypdf import PdfReader

from deliberation.actors import Role
from deliberation.clock import at, local, now, start_of, today
from tests.needs.saying import say
from tests.page import PageClient, Shown
from tests.stories import PASSWORD, STREET, A, Story

HERE = f"/c/{A}"
STARTED = now()
ONE_EACH = {"k": "1", "unit": "resident", "ties": "order"}


@contextmanager
def day(number: int, hour: int = 10) -> Iterator[None]:
    """The `number`-th day of the story, at an hour in Shanghai."""
    with at(start_of(local(STARTED).date()) + timedelta(days=number, hours=hour)):
        yield


def date(days: int, clock: str = "") -> str:
    """The day so many days from today, as a form wants it; with a clock time if given."""
    return str(today() + timedelta(days=days)) + (f"T{clock}" if clock else "")


def enter(visitor: PageClient, phone: str) -> None:
    """Sign in at the door."""
    assert "退出" in visitor.sign_in(phone, PASSWORD)


def here_of(shown: Shown, act: str) -> str:
    """The address of the thing a page is about, known by the link of one of its acts."""
    return shown.links(f"/{act}")[0].removesuffix(f"/{act}")


def submit(visitor: PageClient, phone: str, title: str) -> str:
    """Somebody says what is missing; the address of the need."""
    enter(visitor, phone)
    assert "需求收到了" in say(visitor, {"title": title, "category": "N02", "place": "东门"})
    return need_titled(visitor, title)


def need_titled(visitor: PageClient, title: str) -> str:
    page = visitor.get(f"{HERE}/needs/", q=title)
    links = page.tree.xpath("//*[contains(@class, 'slip-title')]/a")
    return next(str(link.get("href")) for link in links if title in link.text_content())


def vote(visitor: PageClient, phone: str, round_: str, title: str) -> str:
    """Choose, look again, cast; gives back the tracker."""
    enter(visitor, phone)
    page = visitor.get(f"{round_}/ballot")
    label = next(each for each in page.tree.iter("label") if title in each.text_content())
    found = label.xpath(".//input/@value") or page.tree.xpath("//input[@id=$id]/@value", id=label.get("for"))
    choice = str(found[0])
    assert "再看一遍" in visitor.post(f"{round_}/ballot", {"step": "review", "choices": [choice]})
    shown = visitor.post(f"{round_}/ballot", {"step": "cast", "choices": [choice], "word": ""})
    return str(shown.tree.xpath("//p[@class='tracker']")[0].text_content()).strip()


def check_everybody_in(visitor: PageClient, meeting: str) -> Shown:
    """Tap 到 for each name on the list."""
    page = visitor.get(f"{meeting}/attendance")
    buttons = page.tree.xpath("//button[@name='status'][@value='present']")
    for form in [button.xpath("ancestor::form/@action")[0] for button in buttons]:
        page = visitor.post(form, {"status": "present"})
    return page


def sign_minutes(visitor: PageClient, phone: str, meeting: str) -> Shown:
    enter(visitor, phone)
    seen = visitor.get(f"{meeting}/minutes/sign").tree.xpath('//input[@name="seen"]/@value')[0]
    return visitor.post(f"{meeting}/minutes/sign", {"seen": seen, "sure": "y"})


def recounted(visitor: PageClient, round_: str, folder: Path) -> str:
    """What recount.py, run by itself, says of the board that was downloaded."""
    for name in ("board.json", "recount.py"):
        (folder / name).write_bytes(visitor.download(f"{round_}/{name}"))
    command = [sys.executable, "-I", str(folder / "recount.py"), str(folder / "board.json")]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def words_of(pdf: bytes) -> str:
    """The text of a PDF, without blanks."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def cells_of(sheet: bytes) -> set[object]:
    """Everything that stands in a sheet."""
    rows = load_workbook(BytesIO(sheet)).worksheets[0].iter_rows(values_only=True)
    return {cell for row in rows for cell in row}


@dataclass
class Told:
    """Everybody of the story by their phones, and the accounts that lead meetings and sign."""

    worker: str
    lead: str
    teller: str
    scrutineer: str
    officer: str
    people: list[str]
    leaders: dict[str, object]
    signers: dict[str, object]


def everybody(story: Story) -> Told:
    """Those who run the cycle, and twelve residents."""
    worker, lead = story.staff(Role.WORKER), story.staff(Role.LEAD, A, "王书记")
    teller, other = (story.staff(Role.REPRESENTATIVE, A, name) for name in ("计老师", "监老师"))
    return Told(
        worker=worker[1],
        lead=lead[1],
        teller=teller[1],
        scrutineer=other[1],
        officer=story.staff(Role.OFFICER, STREET, "沈主任")[1],
        people=[story.resident(name=f"居民{number}")[1] for number in range(12)],
        leaders={"mode": "on_site", "chair": lead[0].account_id, "recorder": worker[0].account_id},
        signers={"teller": teller[0].account_id, "scrutineer": other[0].account_id},
    )


def stages() -> dict[str, str]:
    """A cycle that begins today, as its form wants it."""
    first = {"collecting": 0, "deliberating": 5, "voting": 10, "listing": 20, "publicising": 22}
    return {stage: date(days) for stage, days in first.items()}
