"""What the notice of a meeting to post on a wall is printed from."""

from typing import TypedDict


class NoticeFacts(TypedDict):
    """`meeting-notice`: `state` says that it is a draft or called off (empty: it stands); `link` is the
    address its code opens.
    """

    title: str
    community: str
    meeting: str
    session: str
    state: str
    held_at: str
    place: str
    form: str
    invited: str
    words: list[str]
    agenda: list[str]
    materials: list[str]
    excuse: str
    link: str
    dated_on: str
