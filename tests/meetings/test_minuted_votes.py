"""Minutes about a vote: the root of its board stands among what is signed, on screen and on paper."""

from deliberation.clock import at
from deliberation.meetings.papers import minutes_facts
from tests.meetings.stories import MeetingStory, minutes
from tests.rounds.stories import RoundStory, after, cast, close
from tests.stories import A, Story


def test_minutes_about_a_vote_carry_its_root_under_their_signatures(story: Story) -> None:
    rounds = RoundStory(story, A)
    voters = rounds.voters(10)
    row = rounds.open()
    for voter in voters:
        cast(row.id, voter, ["n1"])
    root = close(row, rounds.worker).root
    assert root is not None
    with at(after(row)):
        meeting_id = MeetingStory(story).signed(item={"round_id": row.id, "explanation": "投票已经计票"})
    written = minutes(meeting_id)
    assert written.record["items"][0]["root"] == root
    facts = minutes_facts(written, "和平里社区", masked=True)
    said = facts["items"][0]["explanation"]
    assert said.startswith("投票已经计票\n")
    assert root in said.replace(" ", "")


def test_minutes_about_a_small_vote_or_none_have_no_root(story: Story) -> None:
    rounds = RoundStory(story, A)
    rounds.voters(1)
    row = rounds.open()
    close(row, rounds.worker)
    with at(after(row)):
        meeting_id = MeetingStory(story).signed(item={"round_id": row.id, "explanation": "投票已经计票"})
    assert (
        minutes_facts(minutes(meeting_id), "和平里社区", masked=True)["items"][0]["explanation"]
        == "投票已经计票"
    )
