"""Words of the room journal."""

from flask_babel import lazy_gettext as _l

PHRASES = {
    "label.finding.missing": _l("少了一条记录"),
    "label.finding.unchained": _l("和前一条接不上"),
    "label.finding.altered": _l("内容被改动过"),
    "label.finding.personal_altered": _l("个人信息的值被改动过"),
}
