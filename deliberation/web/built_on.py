"""What later rooms built on a row of an earlier one (projects on a vote or a motion), as links on its page.

An earlier room's template asks by kind and ids, without knowing who answers; create_app fills the answers.
"""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

Links = Sequence[tuple[str, str]]
Look = Callable[[Sequence[UUID]], Mapping[UUID, Links]]

_looks: dict[str, Look] = {}


def use_looks(looks: Mapping[str, Look]) -> None:
    """Who says what was built on rows of each kind: (words, address) by the row's id."""
    _looks.update(looks)


def built_on(kind: str, ids: Sequence[UUID]) -> Mapping[UUID, Links]:
    """What was built on each of these rows, as far as whoever asks may see it; one question for all."""
    look = _looks.get(kind)
    return look(list(ids)) if look and ids else {}
