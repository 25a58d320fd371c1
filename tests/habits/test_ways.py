"""Every page has a way to it: somewhere else than on itself its endpoint is named."""

import re
from pathlib import Path

from flask import Flask

from deliberation.config import PROJECT

WITHOUT = {
    "jobs.state": "asked for by the progress page itself",
    "rounds.slip": "stands as a code on paper slips",
    "static": "named by asset()",
    "web.health": "for whoever watches the machine",
}


def named_in(text: str) -> set[str]:
    """The last words of all endpoints a text may name: whatever stands between quotes."""
    return {found.rpartition(".")[2] for found in re.findall(r"""['"]\.?([a-z_]+(?:\.[a-z_]+)*)['"]""", text)}


def pages(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())}


def test_every_page_is_named_somewhere_else_than_on_itself(app: Flask) -> None:
    places = [*(PROJECT / "templates").rglob("*.html"), *(PROJECT / "deliberation").rglob("*.py")]
    named = {place: named_in(place.read_text("utf-8")) for place in places}
    lost = {
        endpoint
        for endpoint in pages(app) - WITHOUT.keys()
        if not any(
            endpoint.rpartition(".")[2] in words and not is_itself(place, endpoint)
            for place, words in named.items()
        )
    }
    assert lost == set()


def is_itself(place: Path, endpoint: str) -> bool:
    """The page's own template: it stands under the endpoint's name."""
    return place.suffix == ".html" and place.stem == endpoint.rpartition(".")[2]


def test_a_page_named_by_its_own_template_alone_would_be_found() -> None:
    assert is_itself(Path("templates/projects/office_satisfaction.html"), "projects.office_satisfaction")
    assert named_in("{{ paging(page, 'projects.office_satisfaction') }}") == {"office_satisfaction"}
    assert named_in("url_for('.works', code=code), here('edit_item')") == {"works", "edit_item"}


def test_what_needs_no_way_still_exists(app: Flask) -> None:
    assert pages(app) >= WITHOUT.keys()
