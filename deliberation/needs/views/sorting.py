"""The worker's desk of needs: its blueprint. The desk is in `sorting_desk`, its acts in `sorting_…`."""

from flask import Blueprint

blueprint = Blueprint("sorting", __name__, url_prefix="/desk")
