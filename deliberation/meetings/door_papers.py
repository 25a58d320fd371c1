"""Papers for the door: the sheet to sign on, as it is typed in again, and the poster with the code."""

from flask_babel import force_locale
from flask_babel import gettext as _

from deliberation import papers
from deliberation.clock import today
from deliberation.meetings.at_door import PER_SHEET, members_of
from deliberation.meetings.models import Attendance, Meeting
from deliberation.meetings.representing import WEIGHED
from deliberation.meetings.sentences import square_metres
from deliberation.papers.door_facts import DoorPosterFacts, Signer, SignInSheetFacts

CHINESE = "zh_Hans_CN"
PAGES_A_FILE = 10


def sheet_files(members: int) -> int:
    """In how many files the sheet of so many members is printed: no file takes a page long to make."""
    return max(1, -(-members // (PAGES_A_FILE * PER_SHEET)))


def sheet_pdf(meeting: Meeting, community: str, file_number: int = 1) -> bytes:
    """The sheet to sign on, ten pages a file; the last file has the page for people not on the list."""
    rows = members_of(meeting.id)
    last = sheet_files(len(rows))
    chosen = min(max(1, file_number), last)
    begin = (chosen - 1) * PAGES_A_FILE
    pages = [
        [
            _signer(place + 1, rows[place], meeting)
            for place in range(start, min(start + PER_SHEET, len(rows)))
        ]
        for start in range(begin * PER_SHEET, min(len(rows), (begin + PAGES_A_FILE) * PER_SHEET), PER_SHEET)
    ]
    with force_locale(CHINESE):
        facts = SignInSheetFacts(
            title=_("签到表"),
            community=community,
            meeting=meeting.title,
            held_at=meeting.starts_at.isoformat(),
            place=meeting.place,
            pages=pages,
            first_page=begin + 1,
            page_count=-(-len(rows) // PER_SHEET),
            by_households=meeting.profile.base in WEIGHED,
            by_area=meeting.profile.by_area,
            blank=chosen == last,
            dated_on=today().isoformat(),
        )
        return papers.render("sign-in-sheet", facts, translate=_)


def _signer(number: int, row: Attendance, meeting: Meeting) -> Signer:
    return Signer(
        number=number,
        name=row.name,
        door=row.door,
        households=str(row.households),
        area=square_metres(row.area_cm2) if row.area_cm2 else "",
    )


def poster_pdf(meeting: Meeting, community: str, link: str) -> bytes:
    """The poster to hang at the door, with the code as large as a page lets it be."""
    with force_locale(CHINESE):
        facts = DoorPosterFacts(
            title=_("到会登记"),
            community=community,
            meeting=meeting.title,
            held_at=meeting.starts_at.isoformat(),
            place=meeting.place,
            link=link,
            dated_on=today().isoformat(),
        )
        return papers.render("door-poster", facts, translate=_)
