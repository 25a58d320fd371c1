"""The pages of people hang here; `views` and its sisters add them."""

from flask import Blueprint

blueprint = Blueprint("people", __name__)
