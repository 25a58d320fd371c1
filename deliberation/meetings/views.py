"""Pages."""

from flask import Blueprint

from deliberation.web.access import access, everyone

blueprint = Blueprint("meetings", __name__, url_prefix="/c/<code>/meetings")


@blueprint.get("/")
@access(everyone)
def index(**values: object) -> str:
    return ""
