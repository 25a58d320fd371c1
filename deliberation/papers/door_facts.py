"""The facts of papers for the door of a meeting: the sheet to sign on, and the poster with the code."""

from typing import TypedDict


class Signer(TypedDict):
    """One member due: running number, name and door; households and area (as printed), where they count."""

    number: int
    name: str
    door: str
    households: str
    area: str


class SignInSheetFacts(TypedDict):
    """`sign-in-sheet`: pages of members as they are typed in again, and one page of empty lines.

    `pages` are the members page by page, the first of them page `first_page` of `page_count`; `blank` says
    whether the page for people who are not on the list follows.
    """

    title: str
    community: str
    meeting: str
    held_at: str
    place: str
    pages: list[list[Signer]]
    first_page: int
    page_count: int
    by_households: bool
    by_area: bool
    blank: bool
    dated_on: str


class DoorPosterFacts(TypedDict):
    """`door-poster`: one page with the code, large enough to be scanned from two metres."""

    title: str
    community: str
    meeting: str
    held_at: str
    place: str
    link: str
    dated_on: str
