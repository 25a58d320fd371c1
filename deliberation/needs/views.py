"""Pages."""

from flask import Blueprint

from deliberation.web.access import access, everyone

blueprint = Blueprint("needs", __name__, url_prefix="/c/<code>/needs")


@blueprint.get("/")
@access(everyone)
def index(**values: object) -> str:
    return ""


@blueprint.get("/new")
@access(everyone)
def new(**values: object) -> str:
    return ""
