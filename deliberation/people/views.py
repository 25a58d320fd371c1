"""Pages."""

from flask import Blueprint

from deliberation.web.access import access, everyone

blueprint = Blueprint("people", __name__)


@blueprint.get("/sign-in")
@access(everyone)
def sign_in(**values: object) -> str:
    return ""


@blueprint.get("/sign-out")
@access(everyone)
def sign_out(**values: object) -> str:
    return ""


@blueprint.get("/password")
@access(everyone)
def change_password(**values: object) -> str:
    return ""


@blueprint.get("/me")
@access(everyone)
def me(**values: object) -> str:
    return ""
