"""Saying what is missing as a person does: three steps, a look, one button."""

from collections.abc import Mapping

from tests.page import PageClient, Shown
from tests.stories import A

STEPS = (
    ("new", ("title", "category")),
    ("new/where", ("place", "estate", "households", "lat_e6", "lon_e6")),
    ("new/more", ("body",)),
)


def say(visitor: PageClient, words: Mapping[str, str], code: str = A) -> Shown:
    """Through all steps to the end, or to the first page that wants something changed."""
    here = f"/c/{code}/needs"
    shown = visitor.get(f"{here}/new")
    for place, names in STEPS:
        sent = {name: words[name] for name in names if name in words}
        shown = visitor.post(f"{here}/{place}", {"key": key_of(shown), **sent})
        if shown.url.endswith(place) or "check=" in shown.url:
            return shown
    return confirm(visitor, shown)


def confirm(visitor: PageClient, shown: Shown) -> Shown:
    """Press the one button of the preview."""
    return visitor.post(shown.url, fields_of(shown))


def fields_of(shown: Shown) -> dict[str, str]:
    """What the form of the page would send, without its token."""
    form = shown.tree.xpath("//main//form[.//input[@name='key']]")[0]
    return {str(name): str(value) for name, value in form.form_values() if name != "csrf_token"}


def key_of(shown: Shown) -> str:
    """Which showing of the form this is."""
    return str(shown.tree.xpath("//input[@name='key']/@value")[0])
