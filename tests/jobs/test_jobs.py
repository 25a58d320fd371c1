"""Long work: done once, taken again when its worker dies, given up after three tries."""

from datetime import timedelta
from typing import Any

import pytest

from deliberation.actors import Role
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.jobs import service
from deliberation.jobs.models import Job
from deliberation.jobs.rules import LEASE, JobState
from tests.page import PageClient
from tests.stories import A, Story


@pytest.fixture
def job(story: Story) -> Job:
    """A job of a worker's."""
    worker, _phone = story.staff()
    with unit_of_work():
        return service.ask(worker, "test.count", {"to": 3}, A)


def handle(work: Any) -> None:
    service.register("test.count", work)


def state(job: Job) -> JobState:
    db.session.expire_all()
    return db.session.get_one(Job, job.id).state


def test_a_waiting_job_is_done_and_keeps_its_outcome(job: Job) -> None:
    def count(job: Job, progress: service.Progress) -> dict[str, Any]:
        for done in range(job.facts["to"]):
            progress(done + 1, job.facts["to"])
        return {"counted": 3}

    handle(count)
    assert service.work_once()
    assert not service.work_once()
    done = db.session.get_one(Job, job.id)
    assert (done.state, done.outcome, done.done, done.total) == (JobState.DONE, {"counted": 3}, 3, 3)


def test_a_job_whose_worker_died_is_taken_again_when_the_lease_is_out(job: Job) -> None:
    assert service._take() == job.id
    assert not service.work_once()
    handle(lambda job, progress: {})
    with at(now() + LEASE + timedelta(seconds=1)):
        assert service.work_once()
    assert state(job) == JobState.DONE


def test_a_job_that_breaks_is_tried_three_times_and_then_given_up(job: Job) -> None:
    tries = []

    def break_down(job: Job, progress: service.Progress) -> dict[str, Any]:
        tries.append(1)
        raise ValueError("broken")

    handle(break_down)
    while service.work_once():
        pass
    assert len(tries) == 3
    assert state(job) == JobState.FAILED


def test_a_job_that_is_refused_fails_at_once_with_the_reason(job: Job, visitor: PageClient) -> None:
    def refuse(job: Job, progress: service.Progress) -> dict[str, Any]:
        raise Refusal("places.negative_adults")

    handle(refuse)
    service.work_once()
    assert state(job) == JobState.FAILED


def test_what_a_broken_job_wrote_is_undone(job: Job, story: Story) -> None:
    def half(job: Job, progress: service.Progress) -> dict[str, Any]:
        with unit_of_work():
            db.session.add(Job(kind="half", facts={}, created_by=None))
            db.session.flush()
            raise ValueError("broken")

    handle(half)
    service.work_once()
    assert db.session.query(Job).filter_by(kind="half").count() == 0


def test_a_job_without_anybody_to_do_it_says_so(story: Story) -> None:
    worker, _phone = story.staff()
    with unit_of_work():
        job = service.ask(worker, "test.nobody", {}, A)
    service.work_once()
    assert state(job) == JobState.FAILED


def test_progress_is_shown_to_the_one_who_asked_only(story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff()
    with unit_of_work():
        job = service.ask(worker, "test.count", {}, A, back_url=f"/c/{A}/cycles/")
    visitor.enter(worker)
    assert "排队中" in visitor.get(f"/jobs/{job.id}")
    other, _phone = story.staff(Role.LEAD, A)
    visitor.enter(other)
    visitor.get(f"/jobs/{job.id}", status=404)


def test_one_chore_in_trouble_does_not_stop_the_next(app: Any) -> None:
    done = []

    def trouble() -> None:
        raise ValueError

    chores = list(service._chores)
    try:
        service._chores[:] = [trouble, lambda: done.append(1)]
        service.do_chores()
    finally:
        service._chores[:] = chores
    assert done == [1]
