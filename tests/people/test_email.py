"""An e-mail address for notices: stated, sealed, changed, removed, copied, forgotten with the account."""

import json

import pytest
from sqlalchemy import text

from deliberation.actors import Actor
from deliberation.database import db, unit_of_work
from deliberation.people import rights, service
from deliberation.people.models import Account
from tests.page import PageClient
from tests.stories import A, Story

MAIL = "zhang.san@example.org"


def account(actor: Actor) -> Account:
    db.session.rollback()
    return db.session.get_one(Account, actor.account_id, populate_existing=True)


@pytest.fixture
def zhang(story: Story) -> Actor:
    return story.resident(A, "张三")[0]


def test_an_address_is_stated_sealed_changed_and_removed(zhang: Actor, visitor: PageClient) -> None:
    visitor.enter(zhang)
    assert "填邮箱" in visitor.get("/me")
    visitor.get("/me/email")
    assert MAIL in visitor.post("/me/email", {"email": f" {MAIL} "})
    assert service.opened(account(zhang).email_sealed) == MAIL
    stored = db.session.execute(text("SELECT email_sealed FROM account WHERE email_sealed IS NOT NULL")).one()
    assert MAIL.encode() not in bytes(stored[0])
    assert "改邮箱" in visitor.get("/me")
    assert MAIL in visitor.get("/me/email").source
    assert "邮箱地址删掉了" in visitor.post("/me/email", {"email": ""})
    assert account(zhang).email_sealed is None


@pytest.mark.parametrize(
    "typed", ["no", "a@b", "a@b.cn, c@d.cn", "王@例子.中国", "😀@example.org", "a" * 150]
)
def test_what_is_no_address_is_refused_and_kept_in_the_form(
    zhang: Actor, visitor: PageClient, typed: str
) -> None:
    visitor.enter(zhang)
    visitor.get("/me/email")
    shown = visitor.post("/me/email", {"email": typed})
    assert "邮箱地址不对" in shown or "最多 120 个字" in shown
    assert typed in shown.source
    assert account(zhang).email_sealed is None


def test_a_line_break_never_gets_into_an_address(zhang: Actor, visitor: PageClient) -> None:
    visitor.enter(zhang)
    visitor.get("/me/email")
    assert "邮箱地址不对" in visitor.post("/me/email", {"email": "a@b.cn\r\nBcc: c@d.cn"})
    assert account(zhang).email_sealed is None


def test_the_copy_of_my_data_holds_it_and_a_closed_account_does_not(
    zhang: Actor, visitor: PageClient
) -> None:
    with unit_of_work():
        rights.choose_email(zhang, account(zhang), MAIL)
    visitor.enter(zhang)
    visitor.get("/me")
    copy = json.loads(visitor.client.post("/me/copy", data={"csrf_token": visitor.token}).data)
    assert copy["account"]["email"] == MAIL
    assert copy["messages"] == []
    with unit_of_work():
        rights.close_account(zhang, account(zhang))
    assert account(zhang).email_sealed is None
