"""The reader of recorded elections: what it takes, and what it refuses with which line."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.errors import Refusal
from deliberation.tally.pabulib import FileRefused, official_rule, read, recorded_winners
from deliberation.tally.refused_files import REASONS
from deliberation.tally.rule import Paper

SMALL = Path(__file__).parents[1] / "data" / "small.pb"
PACKAGE = Path(__file__).parents[2] / "deliberation"
TEXT = SMALL.read_text(encoding="utf-8")

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file to be read."""

    def _write(content: str | bytes) -> Path:
        path = tmp_path / "e.pb"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return _write


def changed(*pairs: tuple[str, str]) -> str:
    text = TEXT
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def line_of(text: str, start: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if line.startswith(start))


def refusal(path: Path) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read(path)
    return refused.value


def test_a_file_is_read_with_its_money_in_fen_and_its_ballots_in_order() -> None:
    election = read(SMALL)
    assert election.meta["description"] == "Small, invented, but complete; its text holds a semicolon"
    assert (election.budget_fen, election.k, election.min_length) == (10_000_000, 3, 1)
    assert [(p.id, p.name, p.cost_fen, p.selected) for p in election.projects] == [
        ("META", "A bench; with a roof", 6_000_000, 1),
        ("p2", "一店一早", 5_000_000, 0),
        ("none", "Lights", 4_000_000, 1),
        ("p4", "Chalk", 1250, 0),
    ]
    assert len(election.ballots) == 12
    assert election.ballots[2] == ("META", "p2")
    assert election.ballots[5] == ("META", "p2", "none")
    assert election.ballots[10] == ()
    assert recorded_winners(election) == ["META", "none"]
    assert (election.vote_type, election.rule) == ("approval", "greedy")


def test_a_project_named_twice_counts_once_as_in_sixteen_recorded_files() -> None:
    assert read(SMALL).ballots[11] == ("p4",)


def test_nothing_about_a_voter_is_kept_but_the_choices() -> None:
    kept = repr(vars(read(SMALL)))
    assert "'sex'" not in kept
    assert "'71'" not in kept


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.rstrip("\n").encode(),
        TEXT.replace("VOTES\n", "\n\nVOTES;;\n\n").replace("META\nkey", "META;;;\nkey").encode(),
        TEXT.replace("budget;", "budget ; ").encode(),
        TEXT.replace("project_id;cost;votes;", "Project_ID; cost ;votes;").encode(),
        re.sub(r"(?m)^(voter_id;.*|[0-9]+;.*)$", r"\1;44", TEXT).encode(),
    ],
    ids=["mark", "crlf", "no last newline", "blank lines", "blanks", "header letters", "one more column"],
)
def test_what_spreadsheets_do_to_a_file_changes_nothing(write: Write, content: bytes) -> None:
    found, small = read(write(content)), read(SMALL)
    assert (found.ballots, found.projects, found.meta) == (small.ballots, small.projects, small.meta)


def test_a_quoted_cell_may_hold_line_breaks_and_later_lines_keep_their_numbers(write: Write) -> None:
    text = changed(('"A bench; with a roof"', '"A bench;\nwith ""a""\nroof"'))
    assert read(write(text)).projects[0].name == 'A bench;\nwith "a"\nroof'
    broken = text.replace("9;p2,none", "9;p2,nothing")
    assert refusal(write(broken)).line == line_of(broken, "9;p2")


def test_words_after_a_closing_quote_are_taken_as_they_stand(write: Write) -> None:
    read_back = read(write(changed(("一店一早;;0", '"一店"一早;"公共";0'))))
    assert (read_back.projects[1].name, read_back.projects[1].category) == ('"一店"一早', "公共")
    assert read_back.ballots == read(SMALL).ballots


POINTS = changed(("vote_type;approval", "vote_type;cumulative\nmax_sum_points;10\nmax_points;8")).split(
    "VOTES"
)[0]


def spread(*ballots: str) -> str:
    head = POINTS.replace("num_votes;12", f"num_votes;{len(ballots)}")
    rows = "".join(f"{voter};{ballot}\n" for voter, ballot in enumerate(ballots))
    return f"{head}VOTES\nvoter_id;vote;points\n{rows}"


def test_points_are_read_with_their_projects(write: Write) -> None:
    election = read(write(spread("META,p2;3,7", "p2, p4; 1 ,1", "", "p2,META;2,0", "p2,p2,p4;1,2,3")))
    assert election.paper == Paper.POINTS
    assert (election.max_points, election.most_points) == (10, 8)
    assert election.ballots == [
        (("META", 3), ("p2", 7)),
        (("p2", 1), ("p4", 1)),
        (),
        (("p2", 2),),
        (("p2", 3), ("p4", 3)),
    ]


@pytest.mark.parametrize(
    ("ballot", "reason"),
    [
        ("META,p2;3", "points_and_projects"),
        ("META;", "points_wrong"),
        (";3", "vote_empty_item"),
        ("META;-1", "points_wrong"),
        ("META;1.5", "points_wrong"),
        ("META;３", "points_wrong"),
        ("META;" + "9" * 5000, "points_wrong"),
        ("META;9", "points_on_one"),
        ("META,p2;5,6", "points_in_all"),
        ("META,p2,none,p4;1,1,1,1", "vote_too_long"),
        ("META,p9;1,1", "vote_unknown_project"),
    ],
)
def test_points_that_cannot_be_counted_are_refused(write: Write, ballot: str, reason: str) -> None:
    text = spread("META;3", ballot)
    refused = refusal(write(text))
    assert (refused.reason, refused.line) == (reason, text.count("\n"))
    assert "%" not in refused.text


def test_a_ranking_is_read_in_its_order_and_as_points_for_places(write: Write) -> None:
    election = read(write(changed(("vote_type;approval", "vote_type;ordinal"))))
    assert election.paper == Paper.RANKING
    assert election.ballots[5] == ("META", "p2", "none")
    assert election.by_place()[5] == (("META", 3), ("p2", 2), ("none", 1))
    assert election.by_place()[10] == ()
    assert election.by_place()[11] == (("p4", 3),)


def test_only_the_kinds_of_ballots_that_are_wanted_are_read(write: Write) -> None:
    path = write(changed(("vote_type;approval", "vote_type;ordinal")))
    with pytest.raises(FileRefused) as refused:
        read(path, papers=(Paper.APPROVAL,))
    assert (refused.value.reason, refused.value.line) == ("vote_type_not_yet", 10)
    assert "approval, choose-1" in refused.value.text
    assert read(SMALL, papers=(Paper.APPROVAL,)).paper == Paper.APPROVAL


def test_without_names_limits_and_results_a_file_still_counts(write: Write) -> None:
    text = changed(("max_length;3\nmin_length;1\n", ""))
    head, votes = text.split("PROJECTS\n")[0], text.split("VOTES\n")[1]
    election = read(write(head + "PROJECTS\nproject_id;cost\nMETA;1\np2;2\nnone;3\np4;4\nVOTES\n" + votes))
    assert election.k == 4
    assert recorded_winners(election) is None
    assert election.projects[1].name == "p2"


def test_only_selected_1_is_a_win(write: Write) -> None:
    text = TEXT.replace("Lights;public space;1", "Lights;public space;2").replace("Chalk;;0", "Chalk;;3")
    assert recorded_winners(read(write(text))) == ["META"]
    nobody = TEXT.replace("public space;1", "public space;0")
    assert recorded_winners(read(write(nobody))) == []


@pytest.mark.parametrize(
    ("rule", "extra", "expected"),
    [
        ("greedy", "", (True, None)),
        ("greedy-no-skip", "", (False, None)),
        ("greedy-threshold", "min_project_score_threshold;25\n", (True, 25)),
        ("unknown", "", (True, None)),
    ],
)
def test_the_files_rule_says_how_the_money_is_given(
    write: Write, rule: str, extra: str, expected: tuple[bool, int | None]
) -> None:
    text = changed(("rule;greedy\n", f"rule;{rule}\n{extra}"))
    assert tuple(official_rule(read(write(text)))) == expected


def test_choose_1_takes_one_project_a_ballot(write: Write) -> None:
    text = changed(("vote_type;approval", "vote_type;choose-1"))
    refused = refusal(write(text))
    assert (refused.reason, refused.line) == ("vote_too_long", line_of(text, "1;META"))
    head, _ = text.split("1;META")
    single = head.replace("num_votes;12", "num_votes;2") + "1;META;3;F\n2;p4, p4;;\n"
    assert read(write(single)).ballots == [("META",), ("p4",)]


@pytest.mark.parametrize(
    ("old", "new", "reason", "line"),
    [
        ("META\nkey", "PROJECTS\nkey", "section_expected", 1),
        ("META\nkey", "meta\nkey", "section_expected", 1),
        ("META\nkey", "VOTES\nMETA\nkey", "section_expected", 1),
        ("key;value", "key;worth", "column_missing", 2),
        ("country;Nowhere", "country", "meta_row", 4),
        ("country;Nowhere", ";Nowhere", "meta_row", 4),
        ("country;Nowhere", "unit;Nowhere", "meta_repeated", 5),
        ("vote_type;approval", "vote_type;cumulative", "meta_missing", 17),
        ("vote_type;approval", "vote_type;scoring", "column_missing", 24),
        ("vote_type;approval", "vote_type;thumbs", "vote_type_not_yet", 10),
        ("vote_type;approval", "vote_type;", "vote_type_not_yet", 10),
        ("budget;100000", "budget;-1", "not_an_amount", 9),
        ("budget;100000", "budget;", "not_an_amount", 9),
        ("budget;100000", "budget;nan", "not_an_amount", 9),
        ("budget;100000", "budget;1e5", "not_an_amount", 9),
        ("budget;100000", "budget;100 000", "not_an_amount", 9),
        ("budget;100000", "budget;１００", "not_an_amount", 9),
        ("budget;100000", "budget;1.005", "not_whole_fen", 9),
        ("budget;100000", "budget;" + "9" * 17, "amount_too_large", 9),
        ("budget;100000", "budget;" + "9" * 5000, "not_an_amount", 9),
        ("max_length;3", "max_length;0", "not_a_count", 14),
        ("max_length;3", "max_length;three", "not_a_count", 14),
        ("min_length;1", "min_length;4", "lengths_crossed", 15),
        ("min_length;1", "min_length;2", "vote_too_short", 31),
        ("max_length;3", "max_length;2", "vote_too_long", 30),
        ("num_projects;4", "num_projects;5", "num_projects_wrong", 7),
        ("num_projects;4", "num_projects;-4", "not_a_count", 7),
        ("num_votes;12", "num_votes;11", "num_votes_wrong", 8),
        ("PROJECTS\n", "VOTES\n", "section_misplaced", 17),
        ("PROJECTS\n", "", "section_misplaced", 22),
        ("project_id;cost;", "project_id;price;", "column_missing", 18),
        ("project_id;cost;votes;name", "project_id;cost;cost;name", "column_repeated", 18),
        ("p2;50000;6", "META;50000;6", "project_repeated", 20),
        ("p2;50000;6", ";50000;6", "project_id_empty", 20),
        ("p2;50000;6", '"p,2";50000;6', "project_id_comma", 20),
        ("p2;50000;6", "p2;-50000;6", "not_an_amount", 20),
        ("p2;50000;6", "p2;inf;6", "not_an_amount", 20),
        ("p2;50000;6", "p2;;6", "not_an_amount", 20),
        ("p2;50000;6;一店一早;;0", "p2;50000", "row_length", 20),
        ("一店一早;;0", "一店;一早;;0", "row_length", 20),
        ("一店一早;;0", "一店一早;;yes", "not_a_count", 20),
        ("一店一早", '"一店"一"早', "broken_row", 20),
        ("一店一早", '"一店;"一早', "broken_row", 20),
        ("Chalk", '"Chalk', "broken_row", 22),
        ("Chalk", "Cha\rlk", "broken_row", 22),
        ("Chalk", "Cha\x00lk", "control_character", 22),
        ("Chalk", "Cha\x1blk", "control_character", 22),
        ("VOTES\n", "META\n", "section_misplaced", 23),
        ("VOTES\n", "", "row_length", 23),
        ("voter_id;vote;", "voter;vote;", "column_missing", 24),
        ("voter_id;vote;", "voter_id;choice;", "column_missing", 24),
        ("2;META,p2;71", "1;META,p2;71", "voter_repeated", 26),
        ("2;META,p2;71", ";META,p2;71", "voter_id_empty", 26),
        ("2;META,p2;71", "2;META,p3;71", "vote_unknown_project", 26),
        ("2;META,p2;71", "2;META,,p2;71", "vote_empty_item", 26),
        ("2;META,p2;71;M", "2;META,p2;71;M;x", "row_length", 26),
        ("2;META,p2;71;M", "2;META,p2", "row_length", 26),
        ("2;META,p2;71;M", "PROJECTS", "section_misplaced", 26),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(
    write: Write, old: str, new: str, reason: str, line: int
) -> None:
    path = write(changed((old, new)) if TEXT.count(old) == 1 else TEXT.replace(old, new, 1))
    refused = refusal(path)
    assert (refused.reason, refused.line) == (reason, line)
    assert isinstance(refused, Refusal)
    assert refused.code == f"tally.file_{reason}"
    assert str(refused).startswith(f"{path}:{line}: ")
    assert "%" not in refused.text
    assert len(str(refused).splitlines()) == 1


@pytest.mark.parametrize(
    "key", ["description", "country", "instance", "budget", "vote_type", "rule", "date_end"]
)
def test_every_obligatory_key_must_be_there(write: Write, key: str) -> None:
    lines = [line for line in TEXT.split("\n") if not line.startswith(f"{key};")]
    refused = refusal(write("\n".join(lines)))
    assert (refused.reason, refused.facts["key"], refused.line) == ("meta_missing", key, 16)


@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        (b"", "empty_file", 1),
        (b"\n\n \n", "empty_file", 1),
        (b"\xef\xbb\xbf", "empty_file", 1),
        (b"META\n", "section_missing", 1),
        (b"META\nPROJECTS\n", "header_missing", 2),
        (b"META\nkey;value\n", "section_missing", 2),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "control_character", 2),
        (TEXT.encode("utf-16"), "control_character", 1),
        (TEXT.encode("gb18030"), "not_utf8", 20),
        (TEXT.split("PROJECTS")[0].encode(), "section_missing", 16),
        (TEXT.split("VOTES")[0].encode(), "section_missing", 22),
        (TEXT.split("1;META")[0].encode(), "num_votes_wrong", 8),
        ((TEXT.split("META;60000")[0] + "VOTES\n").encode(), "no_projects", 19),
        (b"META\nkey;value\n" + b"x" * 3_000_000, "line_too_long", 3),
        (b"a" * 150_000 + b";b\n", "broken_row", 1),
    ],
)
def test_what_is_no_election_at_all_is_refused(write: Write, content: bytes, reason: str, line: int) -> None:
    refused = refusal(write(content))
    assert (refused.reason, refused.line) == (reason, line)


def test_a_folder_a_missing_file_and_a_device_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no.pb", Path("/dev/zero"), Path("bad\0name")):
        refused = refusal(path)
        assert (refused.reason, refused.line) == ("not_a_file", 0)


def test_hostile_words_cannot_break_the_terminal_or_fill_it(write: Write) -> None:
    path = write(changed(("2;META,p2;71", "2;META,\u202e\u2028" + "x" * 9000 + ";71")))
    message = str(refusal(path)).removeprefix(str(path))
    assert len(message) < 150
    assert message.isprintable()


def test_no_sentence_is_left_over_from_a_reason_that_is_gone() -> None:
    paths = [path for path in PACKAGE.rglob("*.py") if path.name != "refused_files.py"]
    sources = "".join(path.read_text(encoding="utf-8") for path in paths)
    unused = [reason for reason in REASONS if f'"{reason}"' not in sources and not reason.endswith("_wrong")]
    assert unused == []


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_file_damaged_anywhere_is_read_or_refused_but_never_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    raw = bytearray(SMALL.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place : place + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=4))
    path = tmp_path_factory.mktemp("damaged") / "e.pb"
    path.write_bytes(raw)
    refused = None
    try:
        ballots = read(path).ballots
    except FileRefused as error:
        refused = error
    if refused:
        assert 0 < refused.line <= raw.count(b"\n") + 1
        assert str(refused)
    else:
        assert all(len(set(ballot)) == len(ballot) <= 9 for ballot in ballots)


def test_ninety_thousand_ballots_are_read(write: Write) -> None:
    head = TEXT.split("1;META")[0].replace("num_votes;12", "num_votes;90000")
    votes = ["META,p2,none", "p2,none", "none,p4,META", "p4", ""]
    path = write(head + "".join(f"{voter};{votes[voter % 5]};44;F\n" for voter in range(90_000)))
    assert len(read(path).ballots) == 90_000
