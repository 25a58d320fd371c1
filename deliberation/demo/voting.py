"""The rounds of the demo, with their ballots, and the project list that comes of one."""

from collections.abc import Sequence
from uuid import UUID

from deliberation import papers
from deliberation.actors import machine
from deliberation.clock import today
from deliberation.database import db
from deliberation.demo.place import Place, Timeline
from deliberation.demo.tables import Table, fen
from deliberation.people.queries import voting_residents
from deliberation.projects import editing
from deliberation.projects import papers as project_papers
from deliberation.projects import service as projects
from deliberation.projects.attaching import attach, without_owners
from deliberation.projects.conversion import take
from deliberation.projects.models import Project, ProjectList
from deliberation.projects.publicising import publicise
from deliberation.projects.queries import rows_of
from deliberation.projects.rules import FileKind, FundingSource, ProjectKind, Taking
from deliberation.projects.submission import submit
from deliberation.rounds import service as rounds
from deliberation.rounds.counted_by import rule_of
from deliberation.rounds.models import Round
from deliberation.rounds.rules import OptionPlan, Plan
from deliberation.rounds.scans import Scan
from deliberation.tally.rule import Method

OPENS_HOUR, CLOSES_HOUR = 8, 20
PUBLIC_DAYS = 7


def tell_rounds(timeline: Timeline, place: Place) -> None:
    """Write every round of a community's table onto the timeline."""
    for number, told in enumerate(place.told.get("rounds", [])):
        _tell(timeline, place, told, number)


def _tell(timeline: Timeline, place: Place, told: Table, number: int) -> None:
    def round_id() -> UUID:
        return place.rounds[number]

    timeline.on(told["announce"], 9 + number / 10, lambda: _announce(place, told, number))
    timeline.on(min(told["closes"], 0) - 1, 20.5, lambda: _cast(place, told, round_id()))
    if told["closes"] < 0:
        timeline.on(told["closes"], CLOSES_HOUR + 0.01, lambda: rounds.close(machine(), round_id()))
    if told.get("signed"):
        timeline.on(told["closes"] + 1, 9, lambda: _sign(place, round_id()))


def _announce(place: Place, told: Table, number: int) -> None:
    teller, scrutineer = (place.actors[key].account_id for key in place.told["signers"])
    plan = Plan(
        title=place.calendar.fill(told["title"]),
        opens_at=place.calendar.moment(told["opens"], OPENS_HOUR),
        closes_at=place.calendar.moment(told["closes"], CLOSES_HOUR),
        k=told["k"],
        options=_options(place, told),
        teller_id=teller,
        scrutineer_id=scrutineer,
        note=told["note"],
        budget_fen=fen(told["budget"]) if "budget" in told else None,
        method=Method(told.get("method", Method.APPROVAL)),
        least=told.get("least", 1),
        may_extend=told.get("may_extend", False),
    )
    made = rounds.create(place.worker, place.code, place.cycle.id, plan)
    rounds.announce(place.worker, made.id)
    place.rounds[number] = made.id


def _options(place: Place, told: Table) -> list[OptionPlan]:
    if "texts" in told:
        costs = [fen(yuan) for yuan in told["costs"]] if "costs" in told else [None] * len(told["texts"])
        return [OptionPlan(text, cost) for text, cost in zip(told["texts"], costs, strict=True)]
    needs = [place.needs[key] for key in told["options"]]
    return [OptionPlan(need.title, need.cost_fen, need.id, need.body) for need in needs]


def _cast(place: Place, told: Table, round_id: UUID) -> None:
    """Ballots of residents on the register; whoever is a login keeps the vote for the visitor."""
    kept = {actor.resident_id for key, actor in place.actors.items() if key in place.told.get("unvoted", [])}
    adults = [voter for voter, _home, _building in voting_residents(place.code) if voter not in kept]
    # Whoever came of age since the announcement (a new year may lie between) is not on the register.
    voters = [voter for voter in adults if rounds.may_vote(round_id, voter)]
    keys = [option.key for option in db.session.get_one(Round, round_id).options]
    box = rounds.open_box(round_id)
    for number, voter in enumerate(voters[: told["ballots"]]):
        blank = number == told["ballots"] - 1
        choices = [] if blank else _choices(place, keys, told["weights"], told["k"])
        rounds.cast(box, voter, choices, blank=blank)


def _choices(place: Place, keys: Sequence[str], weights: Sequence[int], k: int) -> list[str]:
    """Up to k different options, the weightier the likelier."""
    left, chosen = dict(zip(keys, weights, strict=True)), []
    for _turn in range(place.rng.choice([k, k, k, max(1, k - 1)])):
        key = place.rng.choices(list(left), list(left.values()))[0]
        del left[key]
        chosen.append(key)
    return chosen


def _sign(place: Place, round_id: UUID) -> None:
    for key in place.told["signers"]:
        rounds.sign(place.actors[key], round_id)


def tell_list(timeline: Timeline, place: Place) -> None:
    """Write the project list of a community's table onto the timeline, up to the street office's desk."""
    told = place.told.get("list")
    if told is None:
        return
    made: list[ProjectList] = []
    timeline.on(told["begin"], 10, lambda: made.append(_convert(place, told)))
    timeline.on(told["publicise"], 9, lambda: publicise(place.worker, made[0], today(), PUBLIC_DAYS))
    timeline.on(told["submit"], 15, lambda: _submit(place, made[0]))


def _submit(place: Place, made: ProjectList) -> None:
    """With the owners' decision under what they decide together, as the street asks."""
    for row in without_owners(made, rows_of(made.id)):
        sheet = {
            "title": "业主表决签字表",
            "community": place.told["name"],
            "help_place": "社区服务站",
            "help_phone": "",
            "needs": [{"number": row.number, "title": row.name, "place": row.site}],
            "enter_at": "",
            "link": f"https://qinghe.example/{row.number}",
            "dated_on": today().isoformat(),
        }
        scan = Scan(papers.render("support-sheet", sheet), "业主表决.pdf", "application/pdf")
        attach(place.worker, made, FileKind.OWNERS_DECISION, scan, row, "业主表决签字表")
    submit(place.lead, made, project_papers.facts_of(made, submitting=True))


def _convert(place: Place, told: Table) -> ProjectList:
    """What the vote decided for (else what the money pays for, in its order), completed row by row."""
    title, budget = place.calendar.fill(told["title"]), fen(told["budget"])
    made = projects.begin(place.worker, place.code, place.cycle.id, title, "清河街道办事处", budget)
    decides = rule_of(db.session.get_one(Round, place.rounds[0])).decides
    take(place.worker, made, place.rounds[0], Taking.DECIDED if decides else Taking.BUDGET, budget)
    told_of = {place.needs[key].id: row for key, row in told["rows"].items()}
    for row in rows_of(made.id):
        _complete(place, made, row, told_of[row.needs[0].need_id])
    projects.edit_list(place.worker, made, title, made.addressee, told["checked_by"], budget)
    return made


def _complete(place: Place, made: ProjectList, row: Project, told: Table) -> None:
    edit = editing.RowEdit(
        name=told["name"],
        kind=ProjectKind(told["kind"]),
        site=told["site"],
        content=told["content"],
        households=told["households"],
        people=told["people"],
        cost_fen=row.cost_fen,
        unit=told["unit"],
        partner=told["partner"],
        start_on=place.calendar.day(told["start"]),
        finish_on=place.calendar.day(told["finish"]),
        note="",
        funding={FundingSource(source): fen(yuan) for source, yuan in told["funding"].items()},
    )
    editing.edit_row(place.worker, made, row, edit, made.revision)
