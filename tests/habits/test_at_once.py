"""Many people at the same moment: a real server with threads, a real database file, one result."""

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from threading import Barrier, Thread
from urllib.parse import urlencode
from uuid import UUID

import pytest
from flask import Flask
from flask_migrate import upgrade
from lxml import html
from sqlalchemy import func, select
from werkzeug.serving import BaseWSGIServer, make_server

from deliberation import create_app
from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.config import read_settings
from deliberation.database import db, unit_of_work
from deliberation.journal.models import JournalEntry
from deliberation.meetings.models import Attendance, Meeting, Minutes, MinutesSignature
from deliberation.needs import service as needs
from deliberation.needs.models import Need, NeedEvent, NeedSupport
from deliberation.needs.rules import NeedState
from deliberation.people.models import Account
from deliberation.projects import queries as project_queries
from deliberation.rounds.models import Ballot, RegisterEntry, Round
from deliberation.wiring import use_settings
from tests.meetings.stories import MeetingStory
from tests.needs.stories import need_by
from tests.projects.stories import ListStory
from tests.rounds.stories import RoundStory
from tests.stories import A, Story

Fields = dict[str, str] | Sequence[tuple[str, str]]


@pytest.fixture(scope="module")
def site(_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An app of its own, with its own file, that serves 127.0.0.1."""
    folder: Path = tmp_path_factory.mktemp("at_once")
    url = f"sqlite:///{folder / 'live.sqlite'}"
    settings = read_settings(
        {}, data_dir=folder, database_url=url, testing=True, public_url="http://127.0.0.1"
    )
    app = create_app(settings)
    server: BaseWSGIServer = make_server("127.0.0.1", 0, app, threaded=True)
    app.config["AT"] = server.server_port
    thread = Thread(target=server.serve_forever, daemon=True)
    with app.app_context():
        upgrade()
        thread.start()
        yield app
        server.shutdown()
        thread.join()
        server.server_close()
        db.session.remove()
        db.engine.dispose()
    use_settings(_app.config["SETTINGS"])


@pytest.fixture(scope="module")
def story(site: Flask) -> Story:
    return Story()


@pytest.fixture(scope="module")
def told(story: Story) -> MeetingStory:
    """The members of one council, for all its meetings."""
    return MeetingStory(story)


class Device:
    """A browser somebody is signed in on."""

    def __init__(self, app: Flask, actor: Actor) -> None:
        self.port = app.config["AT"]
        account = db.session.get_one(Account, actor.account_id)
        client = app.test_client()
        with client.session_transaction(base_url="http://127.0.0.1") as session:
            session["_user_id"] = f"{account.id}|{account.stamp}"
            session["_fresh"], session["seen"] = True, int(now().timestamp())
            session.permanent = True
        db.session.remove()
        cookie = client.get_cookie("session", domain="127.0.0.1")
        assert cookie is not None
        self.cookie, self.token = cookie.value, ""

    def ask(self, method: str, path: str, fields: Fields = ()) -> tuple[int, str]:
        """(status, page) of one request of its own connection."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": f"session={self.cookie}", "Referer": f"http://127.0.0.1:{self.port}{path}"}
        body = None
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            pairs = list(fields.items()) if isinstance(fields, dict) else list(fields)
            body = urlencode([("csrf_token", self.token), *pairs])
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode()
        self._keep_cookie(response.getheader("Set-Cookie") or "")
        connection.close()
        return response.status, text

    def _keep_cookie(self, header: str) -> None:
        match = re.search(r"session=([^;]+)", header)
        self.cookie = match.group(1) if match else self.cookie

    def open(self, path: str) -> dict[str, str]:
        """The fields of the page's form as they stand; the page's token is kept."""
        status, text = self.ask("GET", path)
        assert status == 200, text[:500]
        form = html.fromstring(text).xpath("//main//form[.//input[@name='csrf_token']]")[-1]
        fields = {str(name): value for name, value in form.form_values()}
        self.token = fields.pop("csrf_token")
        return fields


def at_once(acts: Sequence[Callable[[], tuple[int, str]]]) -> list[tuple[int, str]]:
    """All acts begin at the same moment."""
    barrier = Barrier(len(acts))

    def wait(act: Callable[[], tuple[int, str]]) -> tuple[int, str]:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(wait, acts))


def posting(device: Device, path: str, fields: Fields = ()) -> Callable[[], tuple[int, str]]:
    return lambda: device.ask("POST", path, fields)


def test_a_need_sent_five_times_at_once_is_one_need(site: Flask, story: Story) -> None:
    story.cycle()
    device = Device(site, story.resident()[0])
    path = f"/c/{A}/needs/new"
    words = {"title": "五次点了同一个按钮", "category": "N02", "body": "手抖了。"}
    device.ask("POST", path, {**device.open(path), **words})
    preview = f"{path}/preview"
    answers = at_once([posting(device, preview, device.open(preview))] * 5)
    assert {status for status, _page in answers} <= {302, 303}
    query = select(func.count()).select_from(Need).where(Need.title == "五次点了同一个按钮")
    assert db.session.scalar(query) == 1


def test_twenty_supports_of_ten_residents_at_once_are_ten(site: Flask, story: Story) -> None:
    need_id = need_by(story.resident()[0]).id
    page, devices = f"/c/{A}/needs/{need_id}", [Device(site, story.resident()[0]) for _ in range(10)]
    for device in devices:
        device.open(page)
    at_once([posting(device, f"{page}/support") for device in devices * 2])
    db.session.rollback()
    count = db.session.scalar(
        select(func.count()).select_from(NeedSupport).where(NeedSupport.need_id == need_id)
    )
    assert count == 10 + 1, "ten neighbours and the author"


def test_a_vote_from_two_devices_at_once_is_one_ballot(site: Flask, story: Story) -> None:
    voter, _phone = story.resident()
    row = RoundStory(story).open()
    path = f"/c/{A}/rounds/{row.id}/ballot"
    devices = [Device(site, voter) for _ in range(4)]
    for device in devices:
        device.open(path)
    casts = [
        posting(device, path, [("step", "cast"), ("choices", f"n{place % 2 + 1}")])
        for place, device in enumerate(devices)
    ]
    answers = at_once(casts)
    assert {status for status, _page in answers} == {200}
    db.session.rollback()
    query = select(func.count()).select_from(Ballot).where(Ballot.round_id == row.id)
    assert db.session.scalar(query) == 1


def test_two_who_edit_the_same_minutes_at_once_one_is_told(site: Flask, told: MeetingStory) -> None:
    meeting_id: UUID = told.drafted()
    path = f"/c/{A}/meetings/{meeting_id}/minutes/edit"
    devices, typed = [Device(site, told.worker), Device(site, told.lead)], ("甲写的话", "乙写的话")
    forms = [device.open(path) for device in devices]
    opening = next(name for name in forms[0] if name.startswith("opening"))
    answers = at_once(
        [
            posting(device, path, {**fields, opening: words})
            for device, fields, words in zip(devices, forms, typed, strict=True)
        ]
    )
    assert sorted(status for status, _page in answers) == [200, 303]
    told_page = next(page for status, page in answers if status == 200)
    assert all(words in told_page for words in typed), "both texts stand on the page of the one who is told"
    db.session.rollback()
    sections = db.session.scalars(select(Minutes.sections).where(Minutes.meeting_id == meeting_id)).one()
    assert sections[opening] in typed


def test_two_who_edit_different_sections_at_once_both_keep_their_words(
    site: Flask, told: MeetingStory
) -> None:
    meeting_id: UUID = told.drafted()
    path = f"/c/{A}/meetings/{meeting_id}/minutes/edit"
    devices = [Device(site, told.worker), Device(site, told.lead)]
    forms = [device.open(path) for device in devices]
    written = {"opening": "甲写的开场", "closing": "乙写的结尾"}
    acts = [
        posting(device, path, {**fields, name: words})
        for device, fields, (name, words) in zip(devices, forms, written.items(), strict=True)
    ]
    assert {status for status, _page in at_once(acts)} == {303}
    db.session.rollback()
    row = db.session.execute(
        select(Minutes.sections, Minutes.revision).where(Minutes.meeting_id == meeting_id)
    ).one()
    assert {name: row.sections[name] for name in written} == written
    assert row.revision == 3


def test_a_signature_given_on_many_devices_at_once_stands_once(site: Flask, told: MeetingStory) -> None:
    meeting_id: UUID = told.drafted()
    path = f"/c/{A}/meetings/{meeting_id}/minutes/sign"
    devices = [Device(site, told.lead) for _each in range(4)]
    acts = [posting(device, path, {**device.open(path), "sure": "y"}) for device in devices]
    assert sorted(status for status, _page in at_once(acts)) == [200, 200, 200, 303]
    db.session.rollback()
    query = select(func.count()).select_from(MinutesSignature).join(Minutes)
    assert db.session.scalar(query.where(Minutes.meeting_id == meeting_id)) == 1


def test_chair_and_recorder_who_sign_at_the_same_moment_seal_once(site: Flask, told: MeetingStory) -> None:
    meeting_id: UUID = told.drafted()
    path = f"/c/{A}/meetings/{meeting_id}/minutes/sign"
    devices = [Device(site, told.lead), Device(site, told.worker)]
    acts = [posting(device, path, {**device.open(path), "sure": "y"}) for device in devices]
    assert {status for status, _page in at_once(acts)} == {303}
    db.session.rollback()
    seals = select(func.count()).where(
        JournalEntry.act == "meetings.seal", JournalEntry.subject_id == str(meeting_id)
    )
    assert db.session.scalar(seals) == 1


def test_a_signature_and_an_edit_at_the_same_moment_leave_no_signature_under_an_older_text(
    site: Flask, told: MeetingStory
) -> None:
    meeting_id: UUID = told.drafted()
    path = f"/c/{A}/meetings/{meeting_id}/minutes"
    signer, writer = Device(site, told.lead), Device(site, told.worker)
    signing, writing = signer.open(f"{path}/sign"), writer.open(f"{path}/edit")
    at_once(
        [
            posting(signer, f"{path}/sign", {**signing, "sure": "y"}),
            posting(writer, f"{path}/edit", {**writing, "opening": "同时改了"}),
        ]
    )
    db.session.rollback()
    text = db.session.scalars(select(Minutes).where(Minutes.meeting_id == meeting_id)).one()
    assert text.sections["opening"] == "同时改了"
    assert all(row.text_hash == text.text_hash for row in text.standing())


def test_two_who_edit_the_same_row_at_once_one_is_told(site: Flask, story: Story) -> None:
    made = ListStory(story, "999999001002").complete()
    code, row = made.community_code, project_queries.rows_of(made.id)[0]
    path = f"/c/{code}/projects/{made.id}/rows/{row.id}"
    worker = story.staff(scope=code)[0]
    devices, names = [Device(site, worker), Device(site, worker)], ("甲起的名", "乙起的名")
    forms = [device.open(path) for device in devices]
    answers = at_once(
        [
            posting(device, path, {**fields, "name": name})
            for device, fields, name in zip(devices, forms, names, strict=True)
        ]
    )
    assert sorted(status for status, _page in answers) == [200, 303]
    refused = next(place for place, (status, _page) in enumerate(answers) if status == 200)
    assert names[refused] in answers[refused][1], "what was typed stays"
    db.session.rollback()
    assert project_queries.rows_of(made.id)[0].name == names[1 - refused]


def test_two_who_answer_the_same_need_at_once_one_is_told(site: Flask, story: Story) -> None:
    need_id = need_by(story.resident()[0], "两个人同时答复的").id
    path = f"/c/{A}/needs/desk/{need_id}"
    devices = [Device(site, story.staff(name=name)[0]) for name in ("小李", "小周")]
    typed = ("甲写的答复", "乙写的答复")
    versions = [device.open(f"{path}/edit")["version"] for device in devices]
    answers = at_once(
        [
            posting(device, f"{path}/answer", {"version": version, "text": words})
            for device, version, words in zip(devices, versions, typed, strict=True)
        ]
    )
    assert sorted(status for status, _page in answers) == [200, 303]
    told = next(place for place, (status, _page) in enumerate(answers) if status == 200)
    assert "您这一步还没有存上" in answers[told][1]
    assert all(words in answers[told][1] for words in typed), "what stands there, and what was typed"
    db.session.rollback()
    assert db.session.get_one(Need, need_id).answer == typed[1 - told]


def test_two_who_merge_two_needs_into_each_other_at_once_leave_one_survivor(
    site: Flask, story: Story
) -> None:
    pair = [need_by(story.resident()[0], title) for title in ("甲说的", "乙说的")]
    ids, numbers = [need.id for need in pair], [need.number for need in pair]
    devices = [Device(site, story.staff()[0]) for _ in pair]
    paths = [f"/c/{A}/needs/desk/{need_id}" for need_id in ids]
    for device, path in zip(devices, paths, strict=True):
        device.open(f"{path}/edit")
    answers = at_once(
        [
            posting(device, f"{path}/merge", {"version": "1", "number": number})
            for device, path, number in zip(devices, paths, reversed(numbers), strict=True)
        ]
    )
    assert sorted(status for status, _page in answers) == [200, 303]
    db.session.rollback()
    states = {db.session.get_one(Need, need_id).state for need_id in ids}
    assert states == {NeedState.OPEN, NeedState.MERGED}


def test_an_undo_pressed_twice_at_once_is_done_once(site: Flask, story: Story) -> None:
    need, worker = need_by(story.resident()[0], "撤回两次的"), story.staff()[0]
    need_id = need.id
    with unit_of_work(), needs.together() as batch:
        needs.answer(worker, db.session.get_one(Need, need_id), "好")
    devices = [Device(site, worker) for _ in range(3)]
    for device in devices:
        device.open(f"/c/{A}/needs/desk/{need_id}/edit")
    undo = f"/c/{A}/needs/desk/undo"
    answers = at_once([posting(device, undo, {"batch": str(batch)}) for device in devices])
    assert {status for status, _page in answers} == {303}
    db.session.rollback()
    kinds = db.session.scalars(select(NeedEvent.kind).where(NeedEvent.need_id == need_id)).all()
    assert kinds.count("needs.undone") == 1


def test_two_who_edit_the_same_draft_round_at_once_one_is_told(site: Flask, story: Story) -> None:
    told = RoundStory(story)
    row = told.draft(ties=("lot",))
    path = f"/c/{A}/rounds/{row.id}/edit"
    devices, titles = [Device(site, told.worker), Device(site, told.lead)], ("甲起的名", "乙起的名")
    forms = [device.open(path) for device in devices]
    answers = at_once(
        [
            posting(device, path, {**fields, "title": title})
            for device, fields, title in zip(devices, forms, titles, strict=True)
        ]
    )
    assert sorted(status for status, _page in answers) == [200, 303]
    refused = next(place for place, (status, _page) in enumerate(answers) if status == 200)
    assert titles[refused] in answers[refused][1], "what was typed stays"
    assert "别人改过这份草稿" in answers[refused][1]
    db.session.rollback()
    assert db.session.get_one(Round, row.id).title == titles[1 - refused]


def test_a_round_announced_by_four_at_once_is_announced_once(site: Flask, story: Story) -> None:
    told = RoundStory(story)
    told.voters(2)
    row = told.draft()
    devices = [Device(site, told.worker), Device(site, told.lead)] * 2
    path = f"/c/{A}/rounds/{row.id}"
    for device in devices:
        device.open(f"{path}/preview")
    answers = at_once([posting(device, f"{path}/announce") for device in devices])
    assert sorted(status for status, _page in answers) == [303, 409, 409, 409]
    db.session.rollback()
    announced = db.session.get_one(Round, row.id)
    entries = select(func.count()).select_from(RegisterEntry).where(RegisterEntry.round_id == row.id)
    assert db.session.scalar(entries) == announced.register_size >= 2
    told_of = select(func.count()).select_from(JournalEntry).where(JournalEntry.subject_id == str(row.id))
    assert db.session.scalar(told_of.where(JournalEntry.act == "rounds.announce")) == 1


def test_a_member_tapped_at_four_doors_at_once_is_one_arrival(site: Flask, story: Story) -> None:
    told = MeetingStory(story)
    meeting_id: UUID = told.noticed()
    path = f"/c/{A}/meetings/{meeting_id}/attendance"
    row = db.session.scalars(select(Attendance).where(Attendance.meeting_id == meeting_id)).first()
    assert row is not None
    row_id, devices = row.id, [Device(site, told.worker), Device(site, told.lead)] * 2
    for device in devices:
        device.open(path)
    tap = {"status": "present", "version": str(row.version)}
    answers = at_once([posting(device, f"{path}/{row_id}", tap) for device in devices])
    assert {status for status, _page in answers} == {303}
    db.session.rollback()
    db.session.expire_all()
    told_of = select(func.count()).where(
        JournalEntry.subject_id == str(meeting_id), JournalEntry.act == "meetings.check_in"
    )
    assert db.session.scalar(told_of) == 1
    assert db.session.get_one(Attendance, row_id).version == int(tap["version"]) + 1


def test_two_who_mark_the_same_member_differently_at_once_one_is_told(site: Flask, story: Story) -> None:
    told = MeetingStory(story)
    meeting_id: UUID = told.noticed()
    path = f"/c/{A}/meetings/{meeting_id}/attendance"
    row_id = db.session.scalars(select(Attendance.id).where(Attendance.meeting_id == meeting_id)).first()
    devices = [Device(site, told.worker), Device(site, told.lead)]
    for device in devices:
        device.open(path)
    marks: list[Fields] = [
        {"status": "absent", "version": "0"},
        {"status": "excused", "reason": "电话里说病了", "version": "0"},
    ]
    answers = at_once(
        [posting(device, f"{path}/{row_id}", mark) for device, mark in zip(devices, marks, strict=True)]
    )
    assert sorted(status for status, _page in answers) == [200, 303]
    refused = next(page for status, page in answers if status == 200)
    assert "别人刚刚也改了这一处" in refused
    db.session.rollback()
    db.session.expire_all()
    assert db.session.get_one(Attendance, row_id).version == 1


def test_one_who_scans_on_two_phones_at_once_sits_in_once(site: Flask, story: Story) -> None:
    told = MeetingStory(story)
    meeting_id: UUID = told.plan(starts_at=now() + timedelta(minutes=30))
    told.item(meeting_id)
    told.announce(meeting_id, "来不及提前通知")
    neighbour = story.resident(name="郑七")[0]
    k = db.session.get_one(Meeting, meeting_id).door_code
    path = f"/c/{A}/meetings/{meeting_id}/door"
    devices = [Device(site, neighbour), Device(site, neighbour)]
    for device in devices:
        device.open(f"{path}?k={k}")
    answers = at_once([posting(device, path, {"k": k}) for device in devices])
    assert {status for status, _page in answers} == {303}
    db.session.rollback()
    query = select(func.count()).where(Attendance.meeting_id == meeting_id, Attendance.name == "郑七")
    assert db.session.scalar(query) == 1
