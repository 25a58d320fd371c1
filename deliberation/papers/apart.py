"""Pages drawn in processes of their own, two at a time.

A server without threads loads WeasyPrint once and forks them: one process costs a tenth of a second instead
of a second, and they share what they have loaded. The server ends with the process that began it.
"""

import gc
import multiprocessing
import os
import resource
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import forkserver

from deliberation.papers import RenderingStopped, fonts, pdf

PROCESSES = 2
MOST_MEMORY_BYTES = 2 * 1024 * 1024 * 1024  # addresses, of which the fonts' take the most
LOADED = "deliberation.papers.loaded"


def drawn(texts: Sequence[str], variant: str) -> Iterator[bytes]:
    """The PDF of each HTML text, in order; a process that dies stops the whole (RenderingStopped)."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([LOADED])
    forkserver.ensure_running()
    pdf.load()  # needed at the end anyway, and until the server has loaded it this process has nothing to do
    with ProcessPoolExecutor(PROCESSES, context, _begin) as pool:
        try:
            yield from pool.map(draw, texts, [variant] * len(texts))
        except (BrokenProcessPool, MemoryError) as broken:
            raise RenderingStopped from broken
        finally:
            pool.shutdown(cancel_futures=True)


def draw(html: str, variant: str) -> bytes:
    """The PDF of one HTML text, in this process."""
    fonts.configure()
    with pdf.without_collection():
        return pdf.drawn(html, variant)


def _begin() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    gc.freeze()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker that is killed must not leave its children waiting for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
