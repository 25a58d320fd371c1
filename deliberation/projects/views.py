"""Pages."""

from flask import Blueprint

from deliberation.web.access import access, everyone

blueprint = Blueprint("projects", __name__, url_prefix="/c/<code>/projects")


@blueprint.get("/")
@access(everyone)
def index(**values: object) -> str:
    return ""
