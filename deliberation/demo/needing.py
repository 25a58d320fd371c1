"""How needs come and go in the demo: said, supported, answered, merged, refused, shortlisted."""

from collections.abc import Callable, Mapping
from functools import partial

from deliberation.actors import Actor
from deliberation.demo.ground import micro, spot_of
from deliberation.demo.place import Place, Timeline
from deliberation.demo.tables import Table, fen
from deliberation.needs import service as needs
from deliberation.needs.rules import Channel, Destination, Draft, Reason

YESTERDAY = -1
WORDS = (
    ("answer", 15.5),
    ("reject", 16),
    ("merge", 16.5),
    ("shortlist", 17),
    ("hand_over", 17.1),
    ("split", 17.2),
)


def tell_needs(timeline: Timeline, place: Place) -> None:
    """Write the way of every need of a community's table onto the timeline."""
    for told in place.told["needs"]:
        _submit(timeline, place, told)
        _support(timeline, place, told)
        _talk(timeline, place, told)
        _sort(timeline, place, told)


def _submit(timeline: Timeline, place: Place, told: Table) -> None:
    def act() -> None:
        draft, channel = _draft(place, told), told.get("channel")
        if channel:
            need = needs.submit_on_behalf(place.worker, place.code, draft, Channel(channel), told["name"])
        else:
            need = needs.submit(place.actors[told["who"]], place.code, draft)
        place.needs[told["key"]] = need

    timeline.on(told["day"], 7 + 5 * place.rng.random(), act)


def _draft(place: Place, told: Table) -> Draft:
    return Draft(
        title=told["title"],
        body=told["body"],
        category=told["category"],
        place=told.get("place", ""),
        estate_id=place.estates.get(told.get("estate", "")),
        households_affected=told.get("households"),
        **micro(spot_of(place.told, told)),
    )


def _support(timeline: Timeline, place: Place, told: Table) -> None:
    """Neighbours support a need on the days it can be supported, most soon; its author does already."""
    by_author = 0 if "channel" in told else 1
    wanted = max(0, told["supports"] - by_author)
    others = [each for each in place.crowd if each is not place.actors.get(told.get("who", ""))]
    first, last = told["day"], _last_day(place, told)
    for actor in place.rng.sample(others, min(wanted, len(others))):
        day = first + int((last - first + 1) * place.rng.random() ** 1.6)
        hour = 13 + 2 * place.rng.random() if day == first else 7 + 8 * place.rng.random()
        timeline.on(day, hour, partial(_back, place, told, actor))


def _back(place: Place, told: Table, actor: Actor) -> None:
    needs.support(actor, place.needs[told["key"]])


def _last_day(place: Place, told: Table) -> int:
    """Until when a need takes support: before it is merged or refused, while needs are collected."""
    ends = [told[word][0] - 1 for word in ("merge", "reject", "hand_over", "split") if word in told]
    collected = place.told["stages"]["deliberating"] - 1
    return max(int(told["day"]), min([*ends, collected, YESTERDAY]))


def _talk(timeline: Timeline, place: Place, told: Table) -> None:
    for turn, (who, day, words) in enumerate(told.get("comments", [])):

        def act(who: str = who, words: str = words) -> None:
            needs.comment(place.actors[who], place.needs[told["key"]], words)

        timeline.on(day, 17.8 + turn * 0.6 + place.rng.random() / 2, act)


def _sort(timeline: Timeline, place: Place, told: Table) -> None:
    """What the workers do with a need, each act on its day."""
    for word, hour in WORDS:
        if word in told:
            day, *rest = told[word]
            verb = VERBS[word]
            timeline.on(day, hour + 0.4 * place.rng.random(), partial(verb, place, told, *rest))
    if told.get("owners") and "shortlist" not in told:
        day = told["answer"][0]
        timeline.on(day, 15, lambda: _mark_owners(place, told))


def _mark_owners(place: Place, told: Table) -> None:
    needs.edit(place.worker, place.needs[told["key"]], _draft(place, told), owners_decision=True)


def _answer(place: Place, told: Table, text: str) -> None:
    needs.answer(place.worker, place.needs[told["key"]], text)


def _reject(place: Place, told: Table, reason: str, text: str) -> None:
    needs.reject(place.worker, place.needs[told["key"]], Reason(reason), text)


def _merge(place: Place, told: Table, into: str) -> None:
    needs.merge(place.worker, place.needs[told["key"]], place.needs[into])


def _shortlist(place: Place, told: Table, yuan: int, note: str) -> None:
    actor: Actor = place.worker
    need = place.needs[told["key"]]
    needs.shortlist(actor, need, fen(yuan), note, owners_decision=told.get("owners", False))


def _hand_over(place: Place, told: Table, to: str, unit: str, note: str) -> None:
    needs.hand_over(place.worker, place.needs[told["key"]], Destination(to), unit, note)


def _split(place: Place, told: Table, parts: list[Table]) -> None:
    """The parts keep place and estate; the entry itself is closed."""
    drafts = [_draft(place, {**told, **part}) for part in parts]
    needs.split(place.worker, place.needs[told["key"]], drafts, keeps_first=False)


VERBS: Mapping[str, Callable[..., None]] = {
    "answer": _answer,
    "reject": _reject,
    "merge": _merge,
    "shortlist": _shortlist,
    "hand_over": _hand_over,
    "split": _split,
}
