"""The pages of places hang here; `views` and `views_map` add them."""

from flask import Blueprint

blueprint = Blueprint("places", __name__)
