"""The page that shows what changed between two submitted versions."""

from deliberation.clock import at, now, today
from deliberation.database import unit_of_work
from deliberation.projects import editing, publicising, queries, submission
from deliberation.projects.papers import facts_of
from tests.page import PageClient
from tests.projects.stories import DAY, ListStory, edit_of, one
from tests.stories import A, Story


def test_a_first_version_has_nothing_to_be_compared_with(story: Story, visitor: PageClient) -> None:
    made = ListStory(story).submitted()
    assert "没有可以比的" in visitor.get(f"/c/{A}/projects/{made.id}/versions/1/changes")
    visitor.get(f"/c/{A}/projects/{made.id}/versions/2/changes", status=404)


def test_a_list_handed_in_again_shows_what_is_new_gone_and_changed(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made = told.returned()
    with unit_of_work():
        submission.revise(told.worker, made)
    first, second = queries.rows_of(made.id)
    with unit_of_work():
        editing.remove_row(told.worker, made, second)
        edit = edit_of(first, site="西门旁边", finish_on=first.finish_on)
        editing.edit_row(told.worker, made, one(made), edit, made.revision)
    with unit_of_work():
        publicising.publicise(told.worker, made, today(), 7)
    with at(now() + 8 * DAY), unit_of_work():
        submission.submit(told.lead, made, facts_of(made, submitting=True))
    shown = visitor.get(f"/c/{A}/projects/{made.id}/versions/2/changes")
    assert "西门旁边" in shown
    assert "取下" in shown
    assert "改了什么" in visitor.get(f"/c/{A}/projects/{made.id}")


def test_versions_of_a_draft_are_not_shown_to_outsiders(story: Story, visitor: PageClient) -> None:
    made = ListStory(story).complete()
    visitor.get(f"/c/{A}/projects/{made.id}/versions/1/changes", status=404)
