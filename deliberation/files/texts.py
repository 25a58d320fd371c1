"""Words of the room files."""

from flask_babel import lazy_gettext as _l

PHRASES = {"refusal.files.damaged": _l("文件“%(name)s”在磁盘上丢失或被改动过，请重新生成或上传。")}
