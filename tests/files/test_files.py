"""Stored files: whole, private unless public, and never silently damaged."""

from datetime import timedelta

import pytest

from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.files import service
from deliberation.files.models import StoredFile
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


def test_a_file_kept_for_a_while_is_gone_afterwards(story: Story, visitor: PageClient) -> None:
    owner, _phone = story.staff()
    with unit_of_work():
        stored = service.keep(b"named", "x", "text/csv", A, owner.account_id, expires_at=now() + timedelta(1))
        file_id, path = stored.id, service.path_of(stored.sha256)
    visitor.enter(owner)
    assert visitor.download(f"/files/{file_id}") == b"named"
    service.forget_expired()
    assert db.session.query(StoredFile).count() == 1
    with at(now() + timedelta(hours=25)):
        visitor.enter(owner)
        visitor.get(f"/files/{file_id}", status=404)
        service.forget_expired()
    assert db.session.query(StoredFile).count() == 0
    assert not path.exists()
