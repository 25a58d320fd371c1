"""Sheets by the thousand: what all pages share is laid out once and put under each page.

So a community of 3,000 households costs seconds instead of minutes.
"""

import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pikepdf


def assemble(words: bytes, ground: bytes, facts: Mapping[str, Any]) -> bytes:
    """The pages of `words`, each over the one page of `ground`; both are PDF bytes."""
    return lay_under(words, ground, lambda _page: b"")


def lay_under(words: bytes, ground: bytes, above: Callable[[int], bytes]) -> bytes:
    """The pages of `words` over those of `ground`, taken in turn, with what `above` draws on each (from 0).

    The same input gives the same bytes. What is added is marked as an artifact: it repeats or pictures what
    the text says.
    """
    with pikepdf.open(io.BytesIO(words)) as sheets, pikepdf.open(io.BytesIO(ground)) as under:
        forms = [sheets.copy_foreign(page.as_form_xobject()) for page in under.pages]
        for number, page in enumerate(sheets.pages):
            which = number % len(forms)
            # WeasyPrint's pages share their resources: each ground has a name of its own.
            label = pikepdf.Name(f"/Ground{which}" if which else "/Ground")
            name = page.add_resource(forms[which], pikepdf.Name.XObject, label, replace_existing=True)
            page.contents_add(f"/Artifact BMC q {name} Do Q EMC q\n".encode(), prepend=True)
            page.contents_add(b"\nQ /Artifact BMC q 0 g\n" + above(number) + b"\nf Q EMC")
        result = io.BytesIO()
        sheets.save(result, deterministic_id=True, compress_streams=True)
    return result.getvalue()


def join(parts: Iterable[bytes]) -> bytes:
    """Several papers as one, under the name of the first."""
    opened = [pikepdf.open(io.BytesIO(part)) for part in parts]
    whole, result = opened[0], io.BytesIO()
    for some in opened[1:]:
        whole.pages.extend(some.pages)
    whole.save(result, deterministic_id=True, compress_streams=True)
    for each in opened:
        each.close()
    return result.getvalue()
