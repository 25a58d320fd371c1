"""Fetching stored files."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, Response, send_file

from deliberation.files import queries, service
from deliberation.web.access import access, current_actor, everyone, found

blueprint = Blueprint("files", __name__, url_prefix="/files")


@blueprint.get("/<uuid:file_id>")
@access(everyone)
def fetch(file_id: UUID) -> Response:
    """A file that is public or was made for me; anything else does not exist."""
    stored = found(queries.file_for(file_id, current_actor().account_id))
    return attachment(service.content(stored), stored.name, stored.media_type)


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """Bytes as a download under a name."""
    return send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)
