"""What the tests of people need besides the neighbourhood: codes, tables, uploads."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from uuid import UUID

from openpyxl import Workbook

from deliberation.actors import machine
from deliberation.database import unit_of_work
from deliberation.people import service
from deliberation.places.models import Household
from tests.page import PageClient, Shown

HEADINGS = ("小区", "楼栋", "单元", "门牌", "姓名", "手机", "出生年", "成年人数")
ROW = ("幸福小区", "1号楼", "2", "301", "王秀英", "13500000001", "1956", "2")


def invitation(household: Household) -> str:
    """A live code of a household."""
    with unit_of_work():
        return service.invite(machine(), household)


def xlsx(rows: Sequence[Sequence[object]], headings: Sequence[str] = HEADINGS) -> bytes:
    """A workbook with one sheet."""
    book = Workbook()
    for row in (headings, *rows):
        book.active.append(list(row))
    result = BytesIO()
    book.save(result)
    return result.getvalue()


def comma_separated(
    rows: Sequence[Sequence[object]], encoding: str, headings: Sequence[str] = HEADINGS
) -> bytes:
    """A CSV file in an encoding."""
    text = StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode(encoding)


def upload(
    visitor: PageClient, url: str, content: bytes, name: str = "roll.xlsx", status: int = 200
) -> Shown:
    """Send a file as the worker would."""
    visitor.get(url)
    return visitor.post(url, {"file": (BytesIO(content), name)}, status=status)


def door(code: str, household: UUID) -> str:
    """The address of a household's page."""
    return f"/c/{code}/households/{household}"
