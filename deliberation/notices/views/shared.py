"""Where the pages of notices live."""

from flask import Blueprint

blueprint = Blueprint("notices", __name__)
