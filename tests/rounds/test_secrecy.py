"""One voter one ballot; nobody can tell who voted what; killed anywhere, nothing is left half."""
from tests.rounds.stories import RoundStory, cast, close
from tests.stories import Story
from deliberation.rounds import keys


def test_smoke(story: Story) -> None:
    keys.use_key_dir(__import__("pathlib").Path("/tmp/kk"))
    rounds = RoundStory(story)
    voters = rounds.voters(12)
    row = rounds.open()
    for v in voters:
        cast(row.id, v, ["n1", "n2"])
    cast(row.id, voters[0], ["n3"])
    r = close(row, rounds.worker)
    print(r.tally, r.root, r.ranking)
    assert r.ballots == 12
