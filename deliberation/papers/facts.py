"""The shapes of the facts each paper is printed from.

All of it is plain JSON: money is integer 分 (`_fen`), days are ISO dates (`2026-07-08`), times are ISO with
an offset (`2026-07-08T09:30:00+08:00`, printed in Asia/Shanghai). Every key is required; what is not known is
"", None or []. Free text may hold line breaks. Nothing else decides the bytes of a paper, so its date is a
fact too.
"""

from collections.abc import Iterable
from typing import NotRequired, TypedDict


class FundingPart(TypedDict):
    """Money from one source: `source` as printed (街道资金, 社会资金 …)."""

    source: str
    amount_fen: int


class BudgetLine(TypedDict):
    """One line of an estimate: so many thousandths of a unit, the price of one unit, and the amount in 分."""

    name: str
    unit: str
    quantity: int
    price_fen: int
    amount_fen: int


class ProjectRow(TypedDict):
    """One project of a list, columns of DOMAIN.md §4; `kind`, `trade`, `status` are the printed words.

    The keys at the end are missing in lists frozen before there were any: `id` (hex, the same in every
    version), `category` (its code), the spot on the map in millionths of a degree, the lines of the estimate,
    whether the owners decide together, the plan it belongs to, and the resources pledged to it.
    """

    number: str
    name: str
    kind: str
    trade: str
    needs: list[str]
    site: str
    content: str
    households: int | None
    people: int | None
    estimate_fen: int
    funding: list[FundingPart]
    unit: str
    partner: str
    start_on: str | None
    finish_on: str | None
    decision: str
    publicised_from: str | None
    publicised_to: str | None
    status: str
    note: str
    id: NotRequired[str]
    category: NotRequired[str]
    lat_e6: NotRequired[int | None]
    lon_e6: NotRequired[int | None]
    budget: NotRequired[list[BudgetLine]]
    owners_decision: NotRequired[bool]
    plan: NotRequired[str]
    resources: NotRequired[list[str]]


class MoneyBar(TypedDict):
    """One theme of the money: what it gets in 分, how many projects, and which needs they answer."""

    label: str
    amount_fen: int
    projects: int
    needs: list[str]


class MoneyPicture(TypedDict):
    """Where the money goes: `said` is the picture in one sentence, the bars stand from most to least."""

    title: str
    said: str
    bars: list[MoneyBar]


class NeedFigures(TypedDict):
    """How many needs stand behind a list; None leaves the sentence out."""

    collected: int
    supporters: int
    merged: int
    shortlisted: int


class DecisionLine(TypedDict):
    """A signed decision the list rests on: a meeting or a round, its day and its result as one sentence."""

    title: str
    held_on: str
    result: str


class WayCount(TypedDict):
    """How many objections came by a way (网上, 电话 …)."""

    way: str
    count: int


class ObjectionLine(TypedDict):
    """One objection without its person; `row` "" is the list as a whole, words "" are not published."""

    row: str
    name: str
    received_on: str
    way: str
    reason: str
    outcome: str
    answer: str


class CorrectionLine(TypedDict):
    """One field of a row put right while the list was put up."""

    row: str
    name: str
    field: str
    before: str
    after: str


class Publicity(TypedDict):
    """How the list was publicised: objections are counts of what came in and what was answered.

    Older lists do not have the keys at the end.
    """

    from_on: str
    to_on: str
    place: str
    objections: int
    answered: int
    period: NotRequired[str]
    ways: NotRequired[list[WayCount]]
    lines: NotRequired[list[ObjectionLine]]
    corrections: NotRequired[list[CorrectionLine]]


class NamedRow(TypedDict):
    """A project by its place in the list."""

    number: str
    name: str
    site: str


class ObjectionFormFacts(TypedDict):
    """`objection-form`: one page to object on by hand; `until` the last day, `link` the page of the list."""

    title: str
    community: str
    list_title: str
    list_number: str
    until: str
    help_place: str
    help_phone: str
    rows: list[NamedRow]
    link: str
    dated_on: str


class ObjectionOutcomeFacts(TypedDict):
    """`objection-outcome`: what came of putting a list up, to be posted and filed."""

    title: str
    community: str
    issuer: str
    list_title: str
    list_number: str
    version: int
    short_hash: str
    publicity: Publicity
    dated_on: str


class ProjectListFacts(TypedDict):
    """`project-list`: the cover letter and its annex. `issuer` 署名; `prepared_by` "" prints a blank.

    Missing in older lists: `list_id` (hex) and `community_code`, by which a list is known again elsewhere,
    and the picture of where the money goes.
    """

    title: str
    annex_title: str
    document_number: str
    addressee: str
    community: str
    issuer: str
    cycle: str
    list_number: str
    version: int
    short_hash: str
    dated_on: str
    prepared_by: str
    checked_by: str
    contact_name: str
    contact_phone: str
    needs: NeedFigures | None
    decisions: list[DecisionLine]
    publicity: Publicity | None
    remarks: list[str]
    rows: list[ProjectRow]
    list_id: NotRequired[str]
    community_code: NotRequired[str]
    picture: NotRequired[MoneyPicture | None]


class Signature(TypedDict):
    """A place to sign: electronically when `signed_at` is there, else a blank line for the pen."""

    role: str
    name: str
    signed_at: str | None
    short_hash: str


class Slip(TypedDict):
    """One household's invitation: `code` without spaces (printed in fours), `link` the address with it."""

    estate: str
    building: str
    unit: str
    door: str
    code: str
    link: str


class InvitationSlipsFacts(TypedDict):
    """`invitation-slips`: eight to a page; `enter_at` is the short address a person types in."""

    title: str
    community: str
    enter_at: str
    valid_until: str
    help_phone: str
    help_place: str
    slips: list[Slip]
    dated_on: str


class PublicationNoticeFacts(TypedDict):
    """`publication-notice`: a project list put up for objections; `period` says how the days are counted."""

    title: str
    community: str
    issuer: str
    from_on: str
    to_on: str
    period: str
    how_to_object: list[str]
    contact_name: str
    contact_phone: str
    contact_place: str
    link: str
    list_number: str
    version: int
    short_hash: str
    rows: list[ProjectRow]
    dated_on: str


class CountedRow(TypedDict):
    """One bar and its figures; `short` is what stands at a column, where there is little room."""

    label: str
    short: str
    needs: int
    households: int


class Picture(TypedDict):
    """Counts as bars (or as columns in the order of time); `said` is the picture in one sentence."""

    key: str
    title: str
    said: str
    note: str
    columns: bool
    rows: list[CountedRow]


class Figure(TypedDict):
    """A number with its name."""

    label: str
    value: int


class NeedStatisticsFacts(TypedDict):
    """`need-statistics`: `scope` says in words which needs are counted ("" for all of the community)."""

    title: str
    community: str
    scope: str
    counted_on: str
    figures: list[Figure]
    pictures: list[Picture]
    dated_on: str


class FormBox(TypedDict):
    """A category to tick; its small number is what a worker types."""

    number: int
    name: str


class FormCopy(TypedDict):
    """One sheet: its number ("" on a sheet everybody prints), and a household's address or ""."""

    number: str
    address: str


class NeedFormFacts(TypedDict):
    """`need-form`: a page a copy; all have an address, or none. `enter_at` is typed, `link` scanned."""

    title: str
    community: str
    cycle: str
    until: str
    help_place: str
    help_phone: str
    matters: list[FormBox]
    shops: list[FormBox]
    enter_at: str
    link: str
    copies: list[FormCopy]
    dated_on: str


class SlipCopy(TypedDict):
    """One slip: its number, and the door and name of whoever is asked; all "" on a blank one."""

    number: str
    address: str
    name: str


class SurveySlipFacts(TypedDict):
    """`survey-slip`: two slips a page; the five `grades` from the best, `reasons` to tick, `link` scanned."""

    title: str
    community: str
    until: str
    help_place: str
    help_phone: str
    grades: list[str]
    reasons: list[str]
    link: str
    copies: list[SlipCopy]
    dated_on: str


class SheetNeed(TypedDict):
    """A need neighbours sign for."""

    number: str
    title: str
    place: str


class SupportSheetFacts(TypedDict):
    """`support-sheet`: one page of lines to sign, for one need or a few (then each has a box a line)."""

    title: str
    community: str
    help_place: str
    help_phone: str
    needs: list[SheetNeed]
    enter_at: str
    link: str
    dated_on: str


class NeedRow(TypedDict):
    """One need of a list, columns of DOMAIN.md §4; texts are the printed words, names masked where need be.

    `rank` of `options` and `votes` are the place a vote gave it, None where it was not voted on.
    """

    number: str
    title: str
    category: str
    area: str
    content: str
    source: str
    said_on: str
    supporters: int
    households: int
    merged: int
    opinion: str
    conclusion: str
    rank: int | None
    options: int | None
    votes: int | None
    destination: str
    note: str


class NeedListFacts(TypedDict):
    """`needs-list`: the summary and the table of needs (`rows` of a spreadsheet may come one by one).

    `scope` says in words which needs stand in it; `named` prints the warning of a list with real names;
    `pictures` are the needs counted by category, state and channel.
    """

    title: str
    community: str
    scope: str
    counted_at: str
    dated_on: str
    named: bool
    prepared_by: str
    checked_by: str
    total: int
    supporters: int
    households: int
    merged: int
    pictures: list[Picture]
    link: str
    rows: Iterable[NeedRow]


class CheckLine(TypedDict):
    """One thing to do before a meeting; `done` prints a tick, else an empty box."""

    text: str
    done: bool


class CheckGroup(TypedDict):
    """Things that are done together."""

    head: str
    lines: list[CheckLine]


class ChecklistFacts(TypedDict):
    """`meeting-checklist`: one page; `when` is a printed moment."""

    title: str
    community: str
    meeting: str
    session: str
    when: str
    place: str
    groups: list[CheckGroup]
    dated_on: str


class MeetingRulesFacts(TypedDict):
    """`meeting-rules`: one page to post; `rule` says quorum and majority, `lines` the customs, `note` that
    they are no law."""

    title: str
    community: str
    kind: str
    rule: str
    lines: list[str]
    note: str
    dated_on: str


class ChangedField(TypedDict):
    """One field of a project, its words before and after."""

    field: str
    before: str
    after: str


class ChangedRow(TypedDict):
    """A project added, removed or changed (`change` as printed), its money before and after in 分."""

    change: str
    number: str
    name: str
    before_fen: int
    after_fen: int
    fields: list[ChangedField]


class ListChangesFacts(TypedDict):
    """`list-changes`: what changed from one version of a list to another."""

    title: str
    community: str
    list_number: str
    before_version: int
    before_hash: str
    version: int
    short_hash: str
    before_fen: int
    after_fen: int
    rows: list[ChangedRow]
    dated_on: str
