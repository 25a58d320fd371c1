"""How shortlisted needs are to be met in the demo: ways proposed, checked, talked about, chosen."""

from deliberation.demo.place import Place, Timeline
from deliberation.demo.tables import Table, fen
from deliberation.needs import service as needs
from deliberation.needs.models import NeedSolution
from deliberation.needs.rules import Channel, Feasibility
from deliberation.needs.ways import Assessment, Proposal


def tell_ways(timeline: Timeline, place: Place) -> None:
    """Write every way of a community's table onto the timeline."""
    for told in place.told.get("ways", []):
        _tell(timeline, place, told)


def _tell(timeline: Timeline, place: Place, told: Table) -> None:
    made: list[NeedSolution] = []
    day, hour = told["at"]
    timeline.on(day, hour, lambda: made.append(_propose(place, told)))
    if "check" in told:
        day, hour = told["check"]["at"]
        timeline.on(day, hour, lambda: _check(place, told, made[0]))
    for who, day, hour, words in told.get("comments", []):

        def say(who: str = who, words: str = words) -> None:
            _say(place, told, made[0], who, words)

        timeline.on(day, hour, say)
    if "chosen" in told:
        day, hour = told["chosen"]
        timeline.on(day, hour, lambda: _choose(place, told, made[0]))


def _propose(place: Place, told: Table) -> NeedSolution:
    """By a neighbour, the planner or the worker; or what a department wrote, entered by the worker."""
    need, proposal = place.needs[told["need"]], Proposal(told["title"], told["text"])
    if "department" in told:
        return needs.propose_for_department(
            place.worker, need, proposal, told["department"], Channel(told["channel"])
        )
    return needs.propose(place.actors[told["who"]], need, proposal)


def _check(place: Place, told: Table, way: NeedSolution) -> None:
    check = told["check"]
    found = Assessment(
        Feasibility(check["found"]),
        check.get("note", ""),
        fen(check["yuan"]) if "yuan" in check else None,
        check.get("source", ""),
        check.get("unit", ""),
        check.get("upkeep", ""),
    )
    needs.assess_way(place.actors[check["who"]], place.needs[told["need"]], way, found, way.version)


def _say(place: Place, told: Table, way: NeedSolution, who: str, words: str) -> None:
    needs.comment_on_way(place.actors[who], place.needs[told["need"]], way, words)


def _choose(place: Place, told: Table, way: NeedSolution) -> None:
    needs.choose_way(place.worker, place.needs[told["need"]], way, way.version)
