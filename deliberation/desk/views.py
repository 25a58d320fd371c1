"""Pages."""

from flask import Blueprint

from deliberation.web.access import access, everyone

blueprint = Blueprint("desk", __name__)


@blueprint.get("/")
@access(everyone)
def home(**values: object) -> str:
    return ""


@blueprint.get("/c/<code>/")
@access(everyone)
def community(**values: object) -> str:
    return ""


def navigation() -> dict[str, object]:
    return {}
