"""Who gets through which door: every endpoint against every kind of person.

A new endpoint that is open to everybody, or to one more role, must be added here by hand.
"""

from collections.abc import Iterator

import pytest
from flask import Flask, g
from werkzeug.test import TestResponse

from deliberation.actors import Actor
from deliberation.database import db
from tests.habits.world import Values, World, address, rules_of, strangers_id, values_of
from tests.page import PageClient
from tests.stories import A, B

PUBLIC = frozenset(
    {
        "complaints.new",
        "complaints.sent",
        "complaints.track",
        "cycles.index",
        "desk.about",
        "desk.community",
        "desk.home",
        "files.fetch",
        "meetings.action",
        "meetings.actions",
        "meetings.archive",
        "meetings.archive_index",
        "meetings.calendar",
        "meetings.index",
        "meetings.look_back",
        "meetings.material",
        "meetings.meeting_ics",
        "meetings.minutes",
        "meetings.minutes_docx",
        "meetings.minutes_pdf",
        "meetings.notice_pdf",
        "meetings.record_docx",
        "meetings.record_pdf",
        "meetings.search",
        "meetings.show",
        "needs.export",
        "needs.index",
        "needs.paper_form",
        "needs.list_csv",
        "needs.list_docx",
        "needs.list_pdf",
        "needs.list_xlsx",
        "needs.photo",
        "needs.photo_small",
        "needs.map",
        "needs.map_pins",
        "needs.said",
        "needs.show",
        "needs.solution",
        "needs.solutions",
        "needs.statistics",
        "needs.statistics_pdf",
        "needs.support_sheet",
        "people.join",
        "people.redeem",
        "people.sign_in",
        "people.sign_out",
        "places.map_file",
        "places.map_image",
        "projects.changes",
        "projects.four_lists",
        "projects.docx",
        "projects.changes_pdf",
        "projects.index",
        "projects.paper",
        "projects.objection_form",
        "projects.objections",
        "projects.outcome",
        "projects.notice",
        "projects.acceptance_pdf",
        "projects.pdf",
        "projects.progress_pdf",
        "projects.progress_xlsx",
        "projects.plan",
        "projects.plans",
        "projects.resource",
        "projects.resources",
        "projects.resources_xlsx",
        "projects.progress_photo",
        "projects.progress_photo_small",
        "projects.project",
        "projects.satisfaction",
        "projects.show",
        "projects.version_docx",
        "projects.version_outcome",
        "projects.version_pdf",
        "projects.version_xlsx",
        "projects.way",
        "projects.works",
        "projects.xlsx",
        "rounds.ballots_file",
        "rounds.board",
        "rounds.board_file",
        "rounds.by_code",
        "rounds.hours",
        "rounds.index",
        "rounds.notice",
        "rounds.recount_file",
        "rounds.sheet",
        "rounds.show",
        "rounds.slip",
        "web.health",
        "web.privacy",
        "web.set_display",
        "web.set_language",
    }
)
OWN = frozenset(
    {
        "jobs.index",
        "meetings.door",
        "notices.inbox",
        "people.change_email",
        "people.change_nickname",
        "people.change_password",
        "people.change_phone",
        "people.close",
        "people.me",
    }
)
ADMINISTRATION = frozenset(
    {
        "complaints.unplaced",
        "complaints.show_unplaced",
        "people.checked_staff",
        "people.dismiss",
        "people.hire",
        "people.import_staff",
        "people.staff",
        "people.staff_account",
        "people.staff_sheet",
        "places.change_region",
        "places.draw_map",
        "places.new_region",
        "places.regions",
    }
)
SAYING = {
    "needs.discard_draft",
    "needs.likely",
    "needs.new",
    "needs.new_more",
    "needs.new_where",
    "needs.preview",
}
RESIDENTS = SAYING | {"needs.mine", "needs.report", "needs.similar"}
REACHED = {
    "resident": OWN
    | RESIDENTS
    | {
        "projects.object_",
        "needs.revise",
        "needs.revise_way",
        "needs.sent",
        "rounds.ballot",
        "surveys.answer",
        "surveys.photo",
    },
    "officer": OWN
    | {
        "meetings.signature_scan",
        "meetings.addendum_scan",
        "desk.office",
        "projects.acceptance_sheet",
        "projects.attach",
        "projects.compare_communities",
        "projects.edit_case",
        "projects.new_case",
        "projects.report",
        "projects.report_pdf",
        "projects.reports",
        "projects.street_list",
        "projects.street_lists",
        "projects.street_docx",
        "projects.street_pdf",
        "projects.street_xlsx",
        "projects.inbox",
        "projects.office_satisfaction",
        "projects.decide",
        "projects.decide_change",
        "projects.edit_plan",
        "projects.new_plan",
        "projects.office_works",
        "projects.received",
        "projects.received_docx",
        "projects.received_list",
        "projects.received_pdf",
        "projects.received_xlsx",
        "rounds.scan",
        "surveys.answers",
        "surveys.photo",
        "surveys.index",
        "surveys.show",
    },
    "administrator": OWN | ADMINISTRATION,
    "security": OWN | {"people.security"},
    "auditor": OWN | {"journal.index", "journal.check"},
    "planner": OWN | {"needs.assess_way", "needs.report", "needs.revise_way", "needs.to_solve"},
    "resident_b": OWN,
    "worker_b": OWN,
    "officer_elsewhere": OWN
    | {
        "desk.office",
        "projects.compare_communities",
        "projects.inbox",
        "projects.office_works",
        "projects.office_satisfaction",
        "projects.received",
    },
}
OUTSIDERS = ("worker_b", "lead_b", "resident_b", "officer_elsewhere")
OWN_ACTS = frozenset(
    {
        "complaints.new",
        "complaints.track",
        "notices.read",
        "people.agree",
        "people.change_email",
        "people.change_nickname",
        "people.change_password",
        "people.change_phone",
        "people.close",
        "people.copy_data",
        "people.join",
        "people.redeem",
        "people.sign_in",
        "people.sign_out",
        "rounds.by_code",
        "rounds.hours",
        "web.set_display",
        "web.set_language",
    }
)
# Acts on rows everybody may read: there 403, a way back, or a sentence; print makes a private copy.
ON_PUBLIC_ROWS = {
    "meetings.add_addendum": {403},
    "meetings.archive_zip": {403},
    "meetings.agree_to_name": {403},
    "meetings.door": {200, 403},
    "meetings.edit_minutes": {403},
    "meetings.import_minutes": {403},
    "meetings.excuse": {403},
    "meetings.hide_name": {403},
    "meetings.note_action": {403},
    "meetings.sign_minutes": {303},
    "needs.make_list": {303},
    "projects.object_": {403},
    "projects.print_long": {303},
    "projects.take_back_objection": {404},
    "rounds.sign": {409},
}
SLOW = {
    "meetings.archive_index",
    "meetings.minutes_docx",
    "meetings.notice_pdf",
    "meetings.minutes_pdf",
    "meetings.record_docx",
    "meetings.record_pdf",
    "meetings.checklist_pdf",
    "meetings.rules_pdf",
    "projects.objection_form",
    "projects.outcome",
    "projects.changes_pdf",
    "projects.report_pdf",
    "projects.street_pdf",
    "projects.acceptance_pdf",
    "projects.pdf",
    "projects.progress_pdf",
    "projects.received_pdf",
    "projects.version_outcome",
    "projects.version_pdf",
    "projects.notice",
    "rounds.sheet",
    "surveys.slips_pdf",
}


class Caller:
    """Somebody at the doors; only whether they open is asked."""

    def __init__(self, app: Flask, actor: Actor | None) -> None:
        self.visitor = PageClient(app)
        if actor is not None:
            self.visitor.enter(actor)
        self.token = self.visitor.get("/privacy").token

    def status(self, url: str, method: str = "GET") -> int:
        return self.answer(url, method).status_code

    def answer(self, url: str, method: str = "GET") -> TestResponse:
        for name in list(g):
            g.pop(name)
        data = {"csrf_token": self.token} if method == "POST" else None
        headers = {"Referer": f"http://localhost{url}"}
        response = self.visitor.client.open(url, method=method, data=data, headers=headers)
        db.session.remove()
        return response


def doors(app: Flask, world: World, method: str, most: int = 8) -> Iterator[tuple[str, Values, str]]:
    """(endpoint, values, address) of real doors of community A."""
    for rule in rules_of(app, method):
        for values in values_of(rule, world, most=most):
            yield rule.endpoint, values, address(app, rule, values)


def opened(app: Flask, world: World, name: str) -> set[str]:
    """The endpoints besides the public ones of which somebody gets at least one page."""
    caller, found = Caller(app, world.actors[name]), set()
    most = {"resident": 40, "planner": 40, "officer": 8, "administrator": 8}.get(name, 2)
    for endpoint, _values, url in doors(app, world, "GET", most):
        if endpoint not in PUBLIC | found and caller.status(url) == 200:
            found.add(endpoint)
    return found


def test_the_public_doors_are_these(app: Flask) -> None:
    found = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if getattr(getattr(view, "access_rule", None), "__name__", "") == "everyone"
    }
    assert found == PUBLIC


def test_strangers_get_through_public_doors_only(app: Flask, world: World) -> None:
    assert opened(app, world, "stranger") == set()


@pytest.mark.parametrize("name", sorted(REACHED))
def test_a_role_opens_only_its_own_doors(app: Flask, world: World, name: str) -> None:
    assert opened(app, world, name) == REACHED[name]


@pytest.mark.parametrize("name", OUTSIDERS)
def test_for_outsiders_the_rows_of_a_community_do_not_exist(app: Flask, world: World, name: str) -> None:
    """404, never 403: not even that a row is there is told."""
    caller, wrong = Caller(app, world.actors[name]), []
    most = 8 if name == "worker_b" else 2
    for method in ("GET", "POST"):
        for endpoint, values, url in doors(app, world, method, most):
            if values.get("code") != A or endpoint in PUBLIC:
                continue
            status = caller.status(url, method)
            secret = any(values.get(key) in ids for key, ids in world.hidden.items())
            if status != 404 and (secret or status not in ON_PUBLIC_ROWS.get(endpoint, ())):
                wrong.append(f"{method} {endpoint} {url}: {status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["stranger", "neighbour", "worker_b", "officer", "auditor"])
def test_what_is_not_published_does_not_exist(app: Flask, world: World, name: str) -> None:
    caller, wrong = Caller(app, world.actors[name]), []
    for endpoint, values, url in doors(app, world, "GET", most=100):
        hidden = any(values.get(key) in ids for key, ids in world.hidden.items())
        if hidden and endpoint in PUBLIC and endpoint not in SLOW:
            status = caller.status(url)
            if status != 404:
                wrong.append(f"{endpoint} {url}: {status}")
    assert not wrong, "\n".join(wrong)


def test_rows_of_another_community_are_not_reached_through_ones_own(app: Flask, world: World) -> None:
    """The answer is the same as for a row that is not there."""
    caller, wrong = Caller(app, world.actors["lead_b"]), []
    for method in ("GET", "POST"):
        for rule in rules_of(app, method):
            for values in values_of(rule, world, most=2):
                there = {**values, "code": B}
                if "code" not in values or values == strangers_id(values):
                    continue
                status = caller.status(address(app, rule, there), method)
                nothing = caller.status(address(app, rule, strangers_id(there)), method)
                if status != nothing or status not in (403, 404):
                    wrong.append(f"{method} {rule} {status}, for nothing {nothing}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["colleague", "lead", "administrator", "worker_b"])
def test_files_jobs_and_tables_are_their_owners_alone(app: Flask, world: World, name: str) -> None:
    caller, wrong = Caller(app, world.actors[name]), []
    for rule in rules_of(app, "GET"):
        if not {"file_id", "job_id", "upload_id"} & rule.arguments or "accounts" in str(rule):
            continue
        for values in values_of(rule, world, most=40):
            if world.actors[name].account_id in world.owners[next(iter(set(values.values()) - {A}))]:
                continue
            status = caller.status(address(app, rule, values))
            if status not in (403, 404):
                wrong.append(f"{rule} {values}: {status}")
    assert not wrong, "\n".join(wrong)


def test_an_auditor_changes_nothing_but_their_own_account(app: Flask, world: World) -> None:
    caller, wrong = Caller(app, world.actors["auditor"]), []
    for endpoint, values, url in doors(app, world, "POST", most=2):
        if endpoint not in OWN_ACTS:
            status = caller.status(url, "POST")
            if status not in {403, 404} | ON_PUBLIC_ROWS.get(endpoint, set()):
                wrong.append(f"{endpoint} {values} {status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["resident", "representative", "security", "officer"])
def test_desk_work_is_closed_to(app: Flask, world: World, name: str) -> None:
    """Whatever asks for a worker or a lead turns others away, also when the form is sent by hand."""
    caller, wrong = Caller(app, world.actors[name]), []
    for method in ("GET", "POST"):
        for endpoint, _values, url in doors(app, world, method, most=1):
            rule = getattr(app.view_functions[endpoint].access_rule, "__name__", "")
            if rule in ("works_here", "leads_here", "handles_here"):
                status = caller.status(url, method)
                if status not in (403, 404):
                    wrong.append(f"{method} {endpoint} {status}")
    assert not wrong, "\n".join(wrong)
