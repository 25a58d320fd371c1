"""What an entry of the live desk does: a form and a deed for each act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request

from deliberation.errors import Refusal
from deliberation.meetings import acting, queries, service
from deliberation.meetings.entries import moment_of
from deliberation.meetings.forms import live as forms
from deliberation.meetings.rules import Choice, Votes
from deliberation.meetings.sentences import arithmetic_sentence
from deliberation.web.access import current_actor

Outcome = dict[str, Any]
Deed = Callable[[Any, Any], Outcome]


@dataclass(frozen=True)
class Act:
    """An act of the desk: its form, what it does, and what its row says now, for who saw an older one."""

    form: type[forms.EntryForm]
    do: Deed
    theirs: Callable[[Any, Any], dict[str, Any]] | None = None


def _there(row: Any) -> Any:
    """A row the other recorder has not taken back meanwhile."""
    if row is None:
        raise Refusal("meetings.row_gone")
    return row


def _item(meeting: Any, form: Any) -> Any:
    row_id = form.row_id()
    return _there(queries.item_of(row_id, meeting) if row_id else None)


def _motion(meeting: Any, form: Any) -> Any:
    row_id = form.row_id()
    return _there(queries.motion_of(row_id, meeting) if row_id else None)


def _speech(meeting: Any, form: Any) -> Any:
    row_id = form.row_id()
    return _there(queries.speech_of(row_id, meeting) if row_id else None)


def _versioned(row: Any) -> Outcome:
    return {"row": str(row.id), "version": row.version}


def _go(meeting: Any, form: Any) -> Outcome:
    service.go_to(current_actor(), meeting, _item(meeting, form))
    return {}


def _finish(meeting: Any, form: Any) -> Outcome:
    service.finish(current_actor(), meeting, _item(meeting, form))
    return {}


def _draft(form: forms.AskForm) -> service.SpeechDraft:
    tapped = forms.uuid_or_none(form.attendance.data)
    return service.SpeechDraft(
        name="" if tapped else form.name.data or "",
        attendance_id=tapped,
        side=form.chosen_side(),
        again=bool(form.again.data),
        speech_id=form.key(),
        at=moment_of(form.delay.data),
    )


def _ask(meeting: Any, form: Any) -> Outcome:
    return _versioned(service.ask(current_actor(), _item(meeting, form), _draft(form)))


def _said(meeting: Any, form: Any) -> Outcome:
    item = _item(meeting, form)
    return _versioned(service.add_said(current_actor(), item, _draft(form), form.point.data or ""))


def _begin(meeting: Any, form: Any) -> Outcome:
    service.begin(current_actor(), meeting, _speech(meeting, form), moment_of(form.delay.data))
    return {}


def _end(meeting: Any, form: Any) -> Outcome:
    service.end_speech(current_actor(), meeting, _speech(meeting, form), moment_of(form.delay.data))
    return {}


def _more(meeting: Any, form: Any) -> Outcome:
    service.give_more(current_actor(), meeting, _speech(meeting, form))
    return {}


def _leave(meeting: Any, form: Any) -> Outcome:
    service.withdraw_speech(current_actor(), meeting, _speech(meeting, form))
    return {}


def _point(meeting: Any, form: Any) -> Outcome:
    speech = _speech(meeting, form)
    service.note_point(current_actor(), meeting, speech, form.point.data or "", form.version.data)
    return _versioned(speech)


def _notes(meeting: Any, form: Any) -> Outcome:
    item = _item(meeting, form)
    said, came_to = form.speeches.data or "", form.conclusion.data or ""
    service.note(current_actor(), item, said, came_to, form.version.data)
    return _versioned(item)


def _motion_draft(form: forms.MoveForm, motion_id: UUID | None = None) -> service.MotionDraft:
    return service.MotionDraft(
        text=form.text.data or "",
        kind=form.chosen_kind(),
        proposer=form.proposer.data or "",
        cost_fen=form.cost.data,
        unit=form.unit.data or "",
        deadline_on=form.deadline_on.data,
        seconder=form.seconder.data or "",
        motion_id=motion_id,
        refuse_reason=form.refuse_reason.data or "",
    )


def _move(meeting: Any, form: Any) -> Outcome:
    draft = _motion_draft(form, form.key())
    return _versioned(service.move(current_actor(), _item(meeting, form), draft))


def _amend(meeting: Any, form: Any) -> Outcome:
    draft = service.MotionDraft(
        text=form.text.data or "",
        proposer=form.proposer.data or "",
        seconder=form.seconder.data or "",
        motion_id=form.key(),
    )
    return _versioned(service.amend(current_actor(), _motion(meeting, form), draft))


def _reword(meeting: Any, form: Any) -> Outcome:
    motion = _motion(meeting, form)
    service.reword(current_actor(), motion, _motion_draft(form), form.version.data)
    return _versioned(motion)


def _put(meeting: Any, form: Any) -> Outcome:
    service.put_to_vote(current_actor(), _motion(meeting, form))
    return {}


def _hands(meeting: Any, form: Any) -> Outcome:
    motion = _motion(meeting, form)
    areas = (form.area_for.data, form.area_against.data, form.area_abstain.data)
    known = [area for area in areas if area is not None]
    count = service.Count(
        votes=Votes(form.votes_for.data or 0, form.against.data or 0, form.abstain.data or 0),
        way=form.chosen_way(),
        areas=Votes(*known) if meeting.profile.by_area and len(known) == len(areas) else None,
        dissent=form.dissent.data or "",
        by_list_now=bool(form.by_list_now.data),
    )
    decision = service.count_hands(current_actor(), motion, count, form.version.data)
    return {**_versioned(motion), "passed": decision.passed}


def _table(meeting: Any, form: Any) -> Outcome:
    service.table(current_actor(), _motion(meeting, form))
    return {}


def _drop(meeting: Any, form: Any) -> Outcome:
    service.withdraw(current_actor(), _motion(meeting, form))
    return {}


def _roll(meeting: Any, form: Any) -> Outcome:
    choices: dict[UUID, Choice] = {}
    for name, word in request.form.items():
        attendance_id = forms.uuid_or_none(name.removeprefix("choice-"))
        if name.startswith("choice-") and attendance_id:
            choices[attendance_id] = forms.choice_of(word)
    service.mark_roll(current_actor(), _motion(meeting, form), choices)
    return {}


def _fill(meeting: Any, form: Any) -> Outcome:
    return {"filled": service.fill_roll(current_actor(), _motion(meeting, form), form.chosen())}


def _count(meeting: Any, form: Any) -> Outcome:
    motion = _motion(meeting, form)
    decision = service.count_roll(current_actor(), motion, form.dissent.data or "", form.version.data)
    return {**_versioned(motion), "passed": decision.passed}


def _agree(meeting: Any, form: Any) -> Outcome:
    draft = acting.ActionDraft(
        text=form.text.data or "",
        unit=form.unit.data or "",
        owner_name=form.owner_name.data or "",
        due_on=form.due_on.data,
    )
    return _versioned(acting.agree(current_actor(), _item(meeting, form), draft))


def _chair(meeting: Any, form: Any) -> Outcome:
    account_id = forms.uuid_or_none(form.leader.data)
    name = "" if account_id else form.name.data or ""
    service.name_chair(current_actor(), meeting, service.Leader(name, account_id))
    return {}


def _point_now(meeting: Any, form: Any) -> dict[str, Any]:
    speech = _speech(meeting, form)
    return {"version": speech.version, "texts": {"point": speech.point}}


def _notes_now(meeting: Any, form: Any) -> dict[str, Any]:
    item = _item(meeting, form)
    texts = {"speeches": item.speeches, "conclusion": item.conclusion}
    return {"version": item.version, "texts": texts}


def _motion_now(meeting: Any, form: Any) -> dict[str, Any]:
    motion = _motion(meeting, form)
    votes = arithmetic_sentence(meeting.profile.base, motion.arithmetic if motion.outcome else None)
    return {"version": motion.version, "texts": {"text": motion.text, "votes": votes}}


ACTS: dict[str, Act] = {
    "go": Act(forms.EntryForm, _go),
    "finish": Act(forms.EntryForm, _finish),
    "ask": Act(forms.AskForm, _ask),
    "said": Act(forms.SaidForm, _said),
    "begin": Act(forms.EntryForm, _begin),
    "end": Act(forms.EntryForm, _end),
    "more": Act(forms.EntryForm, _more),
    "leave": Act(forms.EntryForm, _leave),
    "point": Act(forms.PointForm, _point, _point_now),
    "notes": Act(forms.NotesForm, _notes, _notes_now),
    "move": Act(forms.MoveForm, _move),
    "amend": Act(forms.AmendForm, _amend),
    "reword": Act(forms.MoveForm, _reword, _motion_now),
    "put": Act(forms.EntryForm, _put),
    "hands": Act(forms.HandsForm, _hands, _motion_now),
    "table": Act(forms.EntryForm, _table),
    "drop": Act(forms.EntryForm, _drop),
    "roll": Act(forms.EntryForm, _roll),
    "fill": Act(forms.ChoiceForm, _fill),
    "count": Act(forms.RollCountForm, _count, _motion_now),
    "agree": Act(forms.AgreeForm, _agree),
    "chair": Act(forms.ChairForm, _chair),
}
