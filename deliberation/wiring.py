"""Which rooms there are, and how lower rooms learn of upper ones: registries, filled here."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask, current_app, url_for

from deliberation.complaints import texts as complaints_texts
from deliberation.complaints import views as complaints_views
from deliberation.config import Settings
from deliberation.cycles import service as cycles_service
from deliberation.cycles import texts as cycles_texts
from deliberation.cycles import views as cycles_views
from deliberation.cycles.rules import Stage
from deliberation.desk import texts as desk_texts
from deliberation.desk import views as desk_views
from deliberation.files import service as files_service
from deliberation.files import texts as files_texts
from deliberation.files import views as files_views
from deliberation.jobs import service as jobs_service
from deliberation.jobs import texts as jobs_texts
from deliberation.jobs import views as jobs_views
from deliberation.journal import personal as journal_personal
from deliberation.journal import texts as journal_texts
from deliberation.journal import views as journal_views
from deliberation.meetings import acting as meetings_acting
from deliberation.meetings import archiving as meetings_archiving
from deliberation.meetings import balloting as meetings_balloting
from deliberation.meetings import consenting as meetings_consenting
from deliberation.meetings import reminding as meetings_reminding
from deliberation.meetings import service as meetings_service
from deliberation.meetings import texts as meetings_texts
from deliberation.meetings import views as meetings_views
from deliberation.needs import darkroom as needs_darkroom
from deliberation.needs import drafts as needs_drafts
from deliberation.needs import importing as needs_importing
from deliberation.needs import list_files as needs_list_files
from deliberation.needs import paper_forms as needs_paper_forms
from deliberation.needs import service as needs_service
from deliberation.needs import shown as needs_shown
from deliberation.needs import texts as needs_texts
from deliberation.needs import views as needs_views
from deliberation.notices import channels as notices_channels
from deliberation.notices import delivering as notices_delivering
from deliberation.notices import outbox as notices_outbox
from deliberation.notices import texts as notices_texts
from deliberation.notices import views as notices_views
from deliberation.notices.gateways import use_gateway
from deliberation.notices.gateways.folder import FolderGateway
from deliberation.notices.gateways.mail import MailGateway
from deliberation.notices.gateways.sms import SmsGateway
from deliberation.notices.gateways.wecom import WecomGateway
from deliberation.notices.rules import SENT_BY_MACHINE, Channel
from deliberation.people import queries as people_queries
from deliberation.people import rights as people_rights
from deliberation.people import service as people_service
from deliberation.people import tasks as people_tasks
from deliberation.people import texts as people_texts
from deliberation.people import views as people_views
from deliberation.places import texts as places_texts
from deliberation.places import views as places_views
from deliberation.projects import carry_reminding as projects_carry_reminding
from deliberation.projects import following as projects_following
from deliberation.projects import forgetting as projects_forgetting
from deliberation.projects import printing as projects_printing
from deliberation.projects import texts as projects_texts
from deliberation.projects import views as projects_views
from deliberation.rounds import paper_printing as rounds_paper_printing
from deliberation.rounds import service as rounds_service
from deliberation.rounds import texts as rounds_texts
from deliberation.rounds import views as rounds_views
from deliberation.sealing import Sealer
from deliberation.surveys import photos as surveys_photos
from deliberation.surveys import service as surveys_service
from deliberation.surveys import texts as surveys_texts
from deliberation.surveys import views as surveys_views
from deliberation.web import access, built_on, page, phrases
from deliberation.web import texts as web_texts
from deliberation.web import views as web_views

TEXTS = (
    web_texts, jobs_texts, files_texts, journal_texts, notices_texts, places_texts, people_texts,
    cycles_texts, complaints_texts, surveys_texts, needs_texts, rounds_texts, meetings_texts,
    projects_texts, desk_texts,
)  # fmt: skip
VIEWS = (
    web_views, jobs_views, files_views, journal_views, notices_views, places_views, people_views,
    cycles_views, complaints_views, surveys_views, needs_views, rounds_views, meetings_views,
    projects_views, desk_views,
)  # fmt: skip

# Where an event of a later room leads, from a need's history: kinds, page, and the facts that name it.
EVENT_PAGES = (
    (("rounds.opened", "rounds.extended", "rounds.ranked", "rounds.annulled"), "rounds.show", ("round_id",)),
    (("meetings.scheduled", "meetings.discussed", "meetings.decided"), "meetings.show", ("meeting_id",)),
    (
        (
            "projects.need_publicised",
            "projects.need_submitted",
            "projects.need_accepted",
            "projects.need_returned",
            "projects.need_declined",
        ),
        "projects.show",
        ("list_id",),
    ),
    (
        (
            "projects.need_started",
            "projects.need_finished",
            "projects.need_stopped",
            "projects.need_rated",
            "projects.follow_up",
        ),
        "projects.project",
        ("list_id", "row_id"),
    ),
)

# To which stage an event of a later room takes a need.
EVENT_STAGES = {
    "meetings.scheduled": Stage.DELIBERATING,
    "meetings.discussed": Stage.DELIBERATING,
    "meetings.decided": Stage.DELIBERATING,
    "rounds.opened": Stage.VOTING,
    "rounds.ranked": Stage.VOTING,
    "projects.converted": Stage.LISTING,
    "projects.need_publicised": Stage.PUBLICISING,
    "projects.need_submitted": Stage.PUBLICISING,
    "projects.need_accepted": Stage.CARRYING_OUT,
    "projects.need_started": Stage.CARRYING_OUT,
    "projects.need_finished": Stage.CARRYING_OUT,
    "projects.need_rated": Stage.CARRYING_OUT,
}


# The steps everybody who proposed or supports a need hears of, besides those its own room tells.
EVENT_MILESTONES = (
    "rounds.ranked",
    "projects.need_publicised",
    "projects.need_accepted",
    "projects.need_started",
    "projects.need_finished",
    "projects.need_stopped",
    "projects.need_rated",
    "projects.need_declined",
)


def _page_of(endpoint: str, keys: tuple[str, ...]) -> Callable[[str, Mapping[str, Any]], str | None]:
    """The address of the page an event's facts name, or none when an old event does not name it."""

    def link(code: str, facts: Mapping[str, Any]) -> str | None:
        named = {key: facts[key] for key in keys if facts.get(key)}
        return url_for(endpoint, code=code, **named) if len(named) == len(keys) else None

    return link


def _demo_logins(folder: Path) -> list[people_views.DemoLogin]:
    """The logins the demo left beside its database; none where there is no demo."""
    path = folder / "demo-logins.json"
    rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return [
        people_views.DemoLogin(f"{row['role']} {row['name']}", row["phone"], row["password"], row["hint"])
        for row in rows
    ]


def use_settings(settings: Settings) -> None:
    """Give the rooms the keys and folders of this installation."""
    sealer = Sealer(settings.sealing_secret.encode())
    people_service.use_sealer(sealer)
    journal_personal.use_sealer(sealer)
    files_service.use_folder(settings.data_dir / "files")
    rounds_service.use_key_dir(settings.key_dir)
    projects_printing.use_folder(settings.data_dir / "paper-parts")
    notices_outbox.use_sealer(sealer)
    notices_channels.use_hosts(settings.outgoing)
    _use_gateways(settings)


def _use_gateways(settings: Settings) -> None:
    """By which ways messages leave; what is not set up is written into a file of this machine."""
    outgoing = settings.outgoing
    for channel in SENT_BY_MACHINE:
        use_gateway(channel, FolderGateway(settings.data_dir / "outbox"))
    if outgoing.wecom:
        use_gateway(Channel.WEBHOOK, WecomGateway(outgoing.webhook_hosts))
    if outgoing.mail:
        use_gateway(Channel.EMAIL, MailGateway(outgoing.mail))
    if outgoing.sms:
        use_gateway(Channel.SMS, SmsGateway(outgoing.sms))


def _forget_messages(account: Any) -> None:
    notices_outbox.forget_account(account.id)


def _messages_of(account_id: UUID, _resident_id: UUID | None) -> Any:
    return notices_outbox.copy_for(account_id)


def _address(endpoint: str, values: Mapping[str, Any]) -> str:
    """The public address of one of our pages, for what is written outside of a request, too."""
    path: str = current_app.url_map.bind("localhost").build(endpoint, dict(values))
    return f"{current_app.config['SETTINGS'].public_url}{path}"


def connect_rooms(app: Flask) -> None:
    """Give the app every room's pages and words, and the lower rooms what they need to know of upper ones."""
    use_settings(app.config["SETTINGS"])
    jobs_service.register(rounds_service.CLEAN_UP, rounds_service.clean_up)
    jobs_service.register(rounds_paper_printing.KIND, rounds_paper_printing.print_papers)
    jobs_service.register_chore(rounds_service.sweep)
    jobs_service.register_chore(meetings_balloting.sweep)
    rounds_views.shared.use_meeting_page(meetings_views.ballot.page_of_round)
    built_on.use_looks(projects_views.tracing.LOOKS)
    jobs_service.register_chore(meetings_acting.remind_overdue)
    jobs_service.register_chore(meetings_reminding.remind_due)
    jobs_service.register_chore(projects_carry_reminding.remind_overdue)
    jobs_service.register_chore(projects_forgetting.forget_objectors)
    for kind in meetings_texts.telling.EXCUSABLE:
        notices_views.offer(
            kind, "meetings.excuse", meetings_texts.telling.EXCUSE, lambda facts: not facts.get("leads")
        )
    access.use_actor_loader(people_queries.actor_of)
    journal_views.use_names(people_queries.names_of)
    cycles_service.when_planned(needs_service.follow_plan)
    jobs_service.register_chore(needs_service.adopt_due)
    jobs_service.register_chore(needs_service.forget_deeds)
    needs_service.explain_holds("round", rounds_service.over)
    needs_service.explain_holds("meeting", meetings_service.over, meetings_service.leaves_way_open)
    jobs_service.register(needs_paper_forms.KIND, needs_paper_forms.print_forms)
    jobs_service.register_chore(needs_drafts.sweep)
    people_rights.when_closed(needs_drafts.forget_account)
    people_rights.when_closed(meetings_consenting.forget)
    surveys_photos.use_darkroom(needs_darkroom.developed)
    jobs_service.register_chore(projects_following.close_due)
    people_rights.when_closed(surveys_service.forget)
    people_rights.use_data_part("surveys", surveys_service.copy_for)
    people_rights.use_data_part("drafts", needs_drafts.copy_for)
    for endpoint in needs_views.keeping.KEPT:
        access.when_turned_away(endpoint, needs_views.keeping.keep_words)
    access.when_signed_in(needs_views.keeping.give_back)
    jobs_service.register("people.check_roll", people_tasks.check_roll)
    jobs_service.register("people.import_roll", people_tasks.import_roll)
    jobs_service.register("people.print_slips", people_tasks.print_slips)
    jobs_service.register_chore(people_tasks.sweep)
    jobs_service.register_chore(files_service.forget_expired)
    notices_outbox.use_addresser(_address)
    jobs_service.register_chore(notices_delivering.deliver)
    jobs_service.register_chore(notices_delivering.forget_old)
    people_rights.when_closed(_forget_messages)
    people_rights.use_data_part("messages", _messages_of)
    jobs_service.register(needs_list_files.KIND, needs_list_files.make_list)
    jobs_service.register(needs_importing.CHECK, needs_importing.check_table)
    jobs_service.register(needs_importing.TAKE, needs_importing.import_table)
    jobs_service.register(meetings_archiving.KIND, meetings_archiving.make_archive)
    jobs_service.register(projects_printing.KIND, projects_printing.print_list)
    jobs_service.register(projects_printing.STREET_KIND, projects_printing.print_street)
    for kinds, endpoint, keys in EVENT_PAGES:
        for kind in kinds:
            needs_shown.link_event(kind, _page_of(endpoint, keys))
    for kind, stage in EVENT_STAGES.items():
        needs_service.reaches(kind, stage)
    for kind in EVENT_MILESTONES:
        needs_service.milestone(kind)
    for texts in TEXTS:
        phrases.register(texts.PHRASES)
    for views in VIEWS:
        app.register_blueprint(views.blueprint)
    people_views.use_demo_logins(lambda: _demo_logins(app.config["SETTINGS"].data_dir))
    for part in (
        places_views.community,
        notices_views.inbox_part,
        cycles_views.ribbon,
        desk_views.navigation,
    ):
        page.register(part)
