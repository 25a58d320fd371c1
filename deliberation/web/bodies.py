"""Long bodies: photos and tables arrive for minutes on a slow line and must fill neither memory nor disk.

A view that takes files says how much (`takes_files`); whatever is beyond is read and thrown away, so that the
words sent with it are kept in any case. Everywhere else the limits of the configuration hold.
"""

from collections.abc import Callable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeVar

from flask import Request

View = TypeVar("View", bound=Callable[..., Any])
MEMORY = 512 * 1024
MOST_WORDS = 512 * 1024


@dataclass
class Allowance:
    """How many bytes of files a request may keep: of one file, and of all that are still to come."""

    each: int = 0
    left: int = 0


@dataclass(frozen=True)
class Takes:
    """What a view takes: bytes of one file, of all files, and of the whole body (read, but not kept)."""

    each: int
    together: int
    body: int


class SeveralFiles(Request):
    """A request whose files are kept as far as its allowance goes."""

    allowance: Allowance | None = None

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.allowance is None:
            return super()._get_file_stream(total_content_length, content_type, filename, content_length)
        return Measured(self.allowance)


class Measured(SpooledTemporaryFile[bytes]):
    """A file that empties itself and stays empty once it is longer than allowed; `cut` says so."""

    def __init__(self, allowance: Allowance) -> None:
        super().__init__(max_size=MEMORY, mode="rb+")
        self.allowance = allowance
        self.length = 0
        self.cut = False

    def write(self, data: Any) -> int:
        """Keep the bytes, or throw them away with everything before them."""
        if self.cut:
            return len(data)
        self.length += len(data)
        self.allowance.left -= len(data)
        if self.length <= self.allowance.each and self.allowance.left >= 0:
            return super().write(data)
        self.cut = True
        self.allowance.left += self.length
        self.seek(0)
        self.truncate()
        return len(data)


def takes_files(each: int, together: int, body: int) -> Callable[[View], View]:
    """Say how much a view takes; place it below the route."""

    def declare(view: View) -> View:
        view.takes = Takes(each, together, body)  # type: ignore[attr-defined]  # a mark the guard reads
        return view

    return declare


def allow(request: Request, view: object) -> None:
    """Give a request as much as its view takes."""
    takes: Takes | None = getattr(view, "takes", None)
    if takes is not None and isinstance(request, SeveralFiles):
        request.max_content_length = takes.body
        request.allowance = Allowance(takes.each, takes.together)


def words_alone(request: Request, view: object) -> None:
    """Have only the words of a request kept: whoever sent it is not (or no longer) signed in."""
    allow(request, view)
    request.max_form_memory_size = MOST_WORDS
    if isinstance(request, SeveralFiles):
        request.allowance = Allowance()
