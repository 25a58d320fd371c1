"""A strict reader of recorded elections in the Pabulib `.pb` layout, so that real votes can be replayed.

Strict: whatever could change a result without anybody noticing is refused with its line. Loosened where
recorded files need it, or where the meaning cannot be mistaken:
- a ballot that names a project twice counts it once (16 of 898 recorded files do it), with all its points;
- amounts may end in `.0` or have two decimals; `1, 2` may hold blanks; empty ballots are blank, and so are
  rows that end after the number of the voter and `;`;
- a byte-order mark, CRLF, blank lines, empty cells at the end of a row and extra columns are taken;
- words may follow a quotation mark that closes within its cell, and the cell is then taken as it stands;
- in META an unquoted `;` belongs to the text, since such a row has only two cells;
- `max_sum_cost`, `min_sum_points` and the `…_per_category` limits are not checked: they do not change who is
  counted.
Of a voter nothing is kept but the choices: no number, no age, no sex.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from deliberation.tally.ballots import Choices
from deliberation.tally.elections import Election, OfficialRule, Project, official_rule, recorded_winners
from deliberation.tally.pabulib_votes import PAPERS, Ballots, Limits
from deliberation.tally.refused_files import FileRefused
from deliberation.tally.rule import Paper
from deliberation.tally.sheet_rows import Row, Sheet

__all__ = ["Election", "FileRefused", "OfficialRule", "Project", "official_rule", "read", "recorded_winners"]

SECTIONS = ("META", "PROJECTS", "VOTES")
OBLIGATORY = (
    "description",
    "country",
    "unit",
    "instance",
    "num_projects",
    "num_votes",
    "budget",
    "vote_type",
    "rule",
    "date_begin",
    "date_end",
)
MOST_FEN = 9_000_000_000_000_000
AMOUNT = re.compile(r"([0-9]{1,20})(?:\.([0-9]{1,20}))?")
COUNT = re.compile(r"[0-9]{1,9}")


def read(path: str | Path, papers: Collection[Paper] = tuple(Paper)) -> Election:
    """Read one file, or refuse it.

    In: `papers`: the kinds of ballots that are wanted; a file with another kind is refused. One unit of the
    file is one yuan, kept as 100 fen. Reads line by line; 90,000 ballots take about a tenth of a second.
    Errors: FileRefused with path, line, reason and facts. Source: pabulib.org/format.
    """
    return _Reader(str(path), papers).election()


class _Reader:
    """One pass through one file; `meta_lines` remembers where each META key stood."""

    def __init__(self, path: str, papers: Collection[Paper]) -> None:
        self.path = path
        self.papers = papers
        self.sheet = Sheet(path)
        self.rows: Iterator[Row] = self.sheet.rows()
        self.last_line = 1
        self.meta: dict[str, str] = {}
        self.meta_lines: dict[str, int] = {}
        self.closed_by: Row | None = None

    def election(self) -> Election:
        """Read META, PROJECTS and VOTES in this order and check that they agree."""
        self.read_meta()
        budget = self.fen("budget", self.meta["budget"], self.meta_lines["budget"])
        limits = self.limits()
        min_votes = self.meta_count("min_project_score_threshold", least=0)
        projects = self.read_projects()
        self.agree("num_projects", len(projects))
        ballots = self.read_votes(list(projects), limits)
        self.agree("num_votes", len(ballots))
        self.rows = iter(())
        return Election(
            path=self.path,
            meta=self.meta,
            budget_fen=budget,
            max_length=self.meta_count("max_length", least=1),
            min_length=limits.least,
            max_points=limits.in_all,
            most_points=limits.on_one,
            min_votes=min_votes,
            projects=tuple(projects.values()),
            ballots=ballots,
        )

    def refused(self, line: int, reason: str, **facts: object) -> FileRefused:
        """The refusal of this file at one line."""
        return FileRefused(self.path, line, reason, **facts)

    # sections

    def open_section(self, name: str) -> None:
        """The row that stands here must be the name of the section."""
        row = self.closed_by or next(self.rows, None)
        if row is None:
            raise self.refused(self.last_line, "section_missing", expected=name)
        if row.cells != [name]:
            raise self.refused(row.line, "section_expected", expected=name, found=";".join(row.cells))
        self.last_line = row.line

    def body(self, following: str) -> Iterator[Row]:
        """The rows up to the next section's name, or to the end of the file when none follows."""
        self.closed_by = None
        for row in self.rows:
            self.last_line = row.line
            if row.cells == [following]:
                self.closed_by = row
                return
            if len(row.cells) == 1 and row.cells[0] in SECTIONS and not row.padded:
                raise self.refused(row.line, "section_misplaced", found=row.cells[0])
            yield row
        if following:
            raise self.refused(self.last_line, "section_missing", expected=following)

    def header(self, body: Iterator[Row], section: str, needed: tuple[str, ...]) -> list[str]:
        """The section's column names, in small letters; the needed ones are there, none twice."""
        row = next(body, None)
        if row is None:
            raise self.refused(self.last_line, "header_missing", section=section)
        columns = [cell.strip().lower() for cell in row.cells]
        for column in needed:
            if column not in columns:
                raise self.refused(row.line, "column_missing", section=section, column=column)
        for place, column in enumerate(columns):
            if column in columns[:place]:
                raise self.refused(row.line, "column_repeated", section=section, column=column)
        return columns

    def read_meta(self) -> None:
        """Keys and values; every obligatory key is there, and the vote type is one that is counted here."""
        self.open_section("META")
        body = self.body("PROJECTS")
        self.header(body, "META", ("key", "value"))
        for row in body:
            key, value = row.cells[0].strip(), ";".join(row.cells[1:]).strip()
            if not key or (len(row.cells) == 1 and not row.padded):
                raise self.refused(row.line, "meta_row")
            if key in self.meta:
                raise self.refused(row.line, "meta_repeated", key=key)
            self.meta[key], self.meta_lines[key] = value, row.line
        for key in OBLIGATORY:
            if key not in self.meta:
                raise self.refused(self.last_line, "meta_missing", key=key)
        if PAPERS.get(self.meta["vote_type"]) not in self.papers:
            known = ", ".join(word for word, paper in PAPERS.items() if paper in self.papers)
            facts = {"vote_type": self.meta["vote_type"], "known": known}
            raise self.refused(self.meta_lines["vote_type"], "vote_type_not_yet", **facts)

    def limits(self) -> Limits:
        """What META says of the length of a ballot and its points."""
        least, most = self.meta_count("min_length", least=0) or 0, self.meta_count("max_length", least=1)
        if most is not None and least > most:
            raise self.refused(self.meta_lines["min_length"], "lengths_crossed", least=least, most=most)
        if self.meta["vote_type"] == "choose-1":
            most = 1
        if PAPERS[self.meta["vote_type"]] != Paper.POINTS:
            return Limits(least, most)
        in_all = self.meta_count("max_sum_points", least=1)
        if in_all is None and self.meta["vote_type"] == "cumulative":
            raise self.refused(self.last_line, "meta_missing", key="max_sum_points")
        return Limits(least, most, in_all, self.meta_count("max_points", least=1))

    def read_projects(self) -> dict[str, Project]:
        """The projects by id, in the file's order."""
        self.open_section("PROJECTS")
        body = self.body("VOTES")
        columns = self.header(body, "PROJECTS", ("project_id", "cost"))
        projects: dict[str, Project] = {}
        for row in body:
            project = self.project(dict(zip(columns, self.fitted(row, columns), strict=True)), row.line)
            if project.id in projects:
                raise self.refused(row.line, "project_repeated", project=project.id)
            projects[project.id] = project
        if not projects:
            raise self.refused(self.last_line, "no_projects")
        return projects

    def project(self, cells: dict[str, str], line: int) -> Project:
        """One project from its row; without a name it goes by its id."""
        project_id = cells["project_id"].strip()
        if not project_id:
            raise self.refused(line, "project_id_empty")
        if "," in project_id:
            raise self.refused(line, "project_id_comma", project=project_id)
        selected = cells.get("selected", "").strip()
        return Project(
            id=project_id,
            name=cells.get("name", "").strip() or project_id,
            cost_fen=self.fen("cost", cells["cost"], line),
            selected=self.count("selected", selected, line) if selected else None,
            category=cells.get("category", "").strip(),
        )

    def read_votes(self, projects: list[str], limits: Limits) -> list[Choices]:
        """The ballots in the file's order; a voter stands in the file once. Same texts share one tuple."""
        self.open_section("VOTES")
        spread = PAPERS[self.meta["vote_type"]] == Paper.POINTS
        needed = ("voter_id", "vote", "points") if spread else ("voter_id", "vote")
        columns = self.header(self.body(""), "VOTES", needed)
        voter_at, vote_at, width = columns.index("voter_id"), columns.index("vote"), len(columns)
        points_at = columns.index("points") if spread else None
        reader = Ballots(self.meta["vote_type"], limits, projects, self.refused)
        voters: set[str] = set()
        known: dict[str, Choices] = {}
        ballots: list[Choices] = []
        for line, cells, padded in self.sheet.many(width):
            if len(cells) != width:
                cells = self.short_ballot(Row(line, cells, padded), columns)
            voter, vote = cells[voter_at].strip(), cells[vote_at]
            if voter in voters or not voter:
                raise self.refused(line, "voter_repeated" if voter else "voter_id_empty", voter=voter)
            voters.add(voter)
            points = "" if points_at is None else cells[points_at]
            choices = known.get(f"{vote};{points}" if points else vote)
            if choices is None:
                choices = reader.said(vote, points, line)
                known[f"{vote};{points}" if points else vote] = choices
            ballots.append(choices)
        return ballots

    def short_ballot(self, row: Row, columns: list[str]) -> list[str]:
        """A ballot row whose last cells are empty, or no ballot row at all."""
        if not row.padded and row.cells[0] in SECTIONS and len(row.cells) == 1:
            raise self.refused(row.line, "section_misplaced", found=row.cells[0])
        if row.padded and len(row.cells) == 1:
            return row.cells + [""] * (len(columns) - 1)
        return self.fitted(row, columns)

    # cells

    def fitted(self, row: Row, columns: list[str]) -> list[str]:
        """The row's cells, as many as there are columns; only empty cells at its end may be too many."""
        if len(row.cells) > len(columns) or len(row.cells) + row.padded < len(columns):
            raise self.refused(row.line, "row_length", found=len(row.cells), expected=len(columns))
        return row.cells + [""] * (len(columns) - len(row.cells))

    def fen(self, column: str, value: str, line: int) -> int:
        """An amount in the file's units as whole fen: plain digits, at most two decimals that count."""
        found = AMOUNT.fullmatch(value.strip())
        if not found:
            raise self.refused(line, "not_an_amount", column=column, value=value)
        decimals = (found[2] or "").rstrip("0")
        if len(decimals) > 2:
            raise self.refused(line, "not_whole_fen", column=column, value=value)
        fen = int(found[1]) * 100 + int(decimals.ljust(2, "0"))
        if fen > MOST_FEN:
            raise self.refused(line, "amount_too_large", column=column)
        return fen

    def count(self, column: str, value: str, line: int, least: int = 0) -> int:
        """A whole number in plain digits, not below the least that makes sense."""
        if not COUNT.fullmatch(value) or int(value) < least:
            raise self.refused(line, "not_a_count", column=column, value=value, least=least)
        return int(value)

    def meta_count(self, key: str, least: int) -> int | None:
        """A whole number from META, None when the key is not there."""
        if key not in self.meta:
            return None
        return self.count(key, self.meta[key], self.meta_lines[key], least)

    def agree(self, key: str, found: int) -> None:
        """What META states is what the file holds, so that a cut-off file is noticed."""
        stated = self.count(key, self.meta[key], self.meta_lines[key])
        if stated != found:
            raise self.refused(self.meta_lines[key], f"{key}_wrong", stated=stated, found=found)
