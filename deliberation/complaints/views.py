"""Pages."""

from flask import Blueprint

from deliberation.web.access import access, everyone

blueprint = Blueprint("complaints", __name__)


@blueprint.get("/complaints/new")
@access(everyone)
def new(**values: object) -> str:
    return ""
