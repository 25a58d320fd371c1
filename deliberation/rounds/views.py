"""Pages."""

from flask import Blueprint

from deliberation.web.access import access, everyone

blueprint = Blueprint("rounds", __name__, url_prefix="/c/<code>/rounds")


@blueprint.get("/")
@access(everyone)
def index(**values: object) -> str:
    return ""
