"""The meetings of the demo: planned and announced; those in the past held, minuted and signed."""

from datetime import datetime

from deliberation.clock import local, now
from deliberation.database import db
from deliberation.demo.place import Place, Timeline
from deliberation.demo.tables import Table, fen
from deliberation.meetings import acting, circulating, consenting, roll_call, speaking
from deliberation.meetings import service as meetings
from deliberation.meetings.models import AgendaItem, Meeting, Motion
from deliberation.meetings.rules import Choice, MotionKind, Votes
from deliberation.rounds.models import Round

LASTS = 2


def tell_meetings(timeline: Timeline, place: Place) -> None:
    """Write every meeting of a community's table onto the timeline."""
    for number, told in enumerate(place.told.get("meetings", [])):
        _tell(timeline, place, told, number)


def _tell(timeline: Timeline, place: Place, told: Table, number: int) -> None:
    def meeting() -> Meeting:
        return place.meetings[number]

    timeline.on(told["plan"], 10, lambda: _plan(place, told, number))
    timeline.on(told["notice"], 9, lambda: meetings.give_notice(place.worker, meeting(), told["notice_text"]))
    if told["day"] >= 0:
        return
    if "absent" in told:
        timeline.on(told["day"] - 1, 19, lambda: _excuse(place, told, meeting()))
    timeline.on(told["day"], told["hour"], lambda: _hold(place, told, meeting()))
    timeline.on(told["day"], told["hour"] + LASTS, lambda: _write_minutes(place, told, meeting()))
    timeline.on(told["day"] + 1, 10, lambda: _sign(place, meeting()))
    if "addendum" in told:
        day, text = told["addendum"]
        timeline.on(day, 11, lambda: _add_to_minutes(place, text, meeting()))


def _plan(place: Place, told: Table, number: int) -> None:
    plan = meetings.Plan(
        title=told["title"],
        starts_at=place.calendar.moment(told["day"], told["hour"]),
        ends_at=place.calendar.moment(told["day"], told["hour"] + LASTS),
        place=told["place"],
        chair=meetings.Leader(account_id=place.lead.account_id),
        recorder=meetings.Leader(account_id=place.worker.account_id),
        cycle_id=place.cycle.id,
    )
    meeting = meetings.plan(place.worker, place.code, "council", plan)
    place.meetings[number] = meeting
    for item in told["items"]:
        meetings.add_item(place.worker, meeting, _item(place, item))


def _item(place: Place, told: Table) -> meetings.ItemDraft:
    """An agenda item: a need, or the result of a vote."""
    if "round" in told:
        row = db.session.get_one(Round, place.rounds[told["round"]])
        days = {"opens": _day(row.opens_at), "closes": _day(row.closes_at)}
        explanation = place.calendar.fill(told["explanation"], **days)
        return meetings.ItemDraft(told["title"], explanation, told["proposer"], round_id=row.id)
    need = place.needs[told["need"]]
    return meetings.ItemDraft(
        need.title, told.get("explanation") or need.body, told["proposer"], need_id=need.id
    )


def _day(moment: datetime) -> str:
    day = local(moment)
    return f"{day.month}月{day.day}日"


def _excuse(place: Place, told: Table, meeting: Meeting) -> None:
    for key in told["absent"]:
        row = meeting.member(place.actors[key].account_id)
        assert row is not None  # the representatives are expected at every meeting
        meetings.excuse(place.actors[key], meeting, row, told["reason"])


def _hold(place: Place, told: Table, meeting: Meeting) -> None:
    """The door, the speeches, the motions and their counts."""
    away = {place.actors[key].account_id for key in told.get("absent", [])}
    for row in list(meeting.attendance):
        if row.account_id not in away:
            meetings.check_in(place.worker, meeting, row)
    for name in told.get("observers", []):
        meetings.add_walk_in(place.worker, meeting, name)
    for item, each in zip(list(meeting.items), told["items"], strict=True):
        _decide(place, item, each)


def _decide(place: Place, item: AgendaItem, told: Table) -> None:
    """What was said on a matter, the motion and its change, how they voted, and who is to do what."""
    for line in told["speeches"].splitlines():
        _say(place, item, *line.split("：", 1))
    meetings.note(place.worker, item, "", told["conclusion"])
    draft = meetings.MotionDraft(
        told["motion"],
        MotionKind(told.get("kind", MotionKind.SHORTLIST_NEED)),
        told["proposer"],
        fen(told["cost"]) if "cost" in told else None,
        place.told["name"] + "居民委员会",
        seconder=told.get("seconder", ""),
    )
    motion = meetings.move(place.worker, item, draft)
    if "amended" in told:
        change = meetings.MotionDraft(told["amended"], proposer=told["seconder"])
        amendment = meetings.amend(place.worker, motion, change)
        meetings.record_votes(place.worker, amendment, meetings.Count(Votes(*told["votes"])))
    if "roll" in told:
        _call_the_roll(place, motion, told)
    else:
        count = meetings.Count(Votes(*told["votes"]), dissent=told.get("dissent", ""))
        meetings.record_votes(place.worker, motion, count)
    for task in told.get("tasks", []):
        due = place.calendar.day(task["due"])
        acting.agree(place.worker, item, acting.ActionDraft(task["text"], task["unit"], due_on=due))


def _say(place: Place, item: AgendaItem, name: str, point: str) -> None:
    """Somebody on the list, or a guest, says something; the recorder writes it down at once."""
    members = {row.name: row.id for row in item.meeting.attendance}
    who = speaking.SpeechDraft(name, members.get(name))
    speaking.add_said(place.worker, item, who, point)


def _call_the_roll(place: Place, motion: Motion, told: Table) -> None:
    """Those named in the table vote as it says, everybody else for the motion."""
    people = {row.name: row.id for row in motion.item.meeting.attendance}
    choices = {people[name]: Choice(choice) for name, choice in told["roll"].items()}
    roll_call.mark_roll(place.worker, motion, choices)
    roll_call.fill_roll(place.worker, motion, Choice.FOR)
    roll_call.count_roll(place.worker, motion, told.get("dissent", ""))


def _write_minutes(place: Place, told: Table, meeting: Meeting) -> None:
    """The draft is completed, goes round until the next day, and what is said of it is answered."""
    meetings.end(place.worker, meeting, now())
    minutes = meetings.draft_minutes(place.worker, meeting)
    sections = {**minutes.sections, "closing": told["closing"]}
    meetings.edit_minutes(place.worker, minutes, sections, minutes.revision)
    circulating.circulate(place.worker, minutes, place.calendar.day(told["day"] + 1))
    for key, words, answer in told.get("corrections", []):
        given = circulating.comment(place.actors[key], minutes, "closing", words)
        circulating.answer(place.worker, minutes, given, accepted=False, words=answer)


def _sign(place: Place, meeting: Meeting) -> None:
    """Chair and recorder sign, then two of the representatives who were there."""
    minutes = meeting.minutes
    assert minutes is not None  # written at the end of the meeting
    present = [key for key in place.told["signers"] if meeting.member(place.actors[key].account_id)]
    for actor in (place.lead, place.worker, *(place.actors[key] for key in present)):
        meetings.sign(actor, minutes, minutes.text_hash)
    for key in present:
        row = meeting.member(place.actors[key].account_id)
        assert row is not None  # `present` are those on the list
        consenting.agree(place.actors[key], meeting, row)


def _add_to_minutes(place: Place, text: str, meeting: Meeting) -> None:
    """Something is added to signed minutes, and signed itself."""
    minutes = meeting.minutes
    assert minutes is not None  # signed some days ago
    addendum = meetings.add_addendum(place.worker, minutes, text)
    for actor in (place.worker, place.lead):
        meetings.sign_addendum(actor, addendum, addendum.text_hash)
