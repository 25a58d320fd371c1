"""Stored files: whole, private unless public, and never silently damaged."""

import pytest

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.files import service
from tests.page import PageClient
from tests.stories import A, Story


def test_a_file_comes_back_as_it_was_kept_for_its_owner_only(story: Story, visitor: PageClient) -> None:
    owner, _phone = story.staff()
    other, _phone = story.resident()
    with unit_of_work():
        stored = service.keep(b"%PDF-", "清单.pdf", "application/pdf", A, owner.account_id)
        file_id = stored.id
    visitor.enter(owner)
    assert visitor.download(f"/files/{file_id}") == b"%PDF-"
    visitor.enter(other)
    visitor.get(f"/files/{file_id}", status=404)


def test_a_public_file_is_for_everybody(story: Story, visitor: PageClient) -> None:
    with unit_of_work():
        file_id = service.keep(b"x", "x.txt", "text/plain", A, public=True).id
    assert visitor.download(f"/files/{file_id}") == b"x"


def test_a_file_damaged_on_disk_is_refused_not_handed_out(story: Story) -> None:
    with unit_of_work():
        stored = service.keep(b"whole", "x.txt", "text/plain")
        service.path_of(stored.sha256).write_bytes(b"damag")
        with pytest.raises(Refusal, match=r"files\.damaged"):
            service.content(stored)
