"""Words of what all pages share."""

from flask_babel import lazy_gettext as _l

PHRASES = {
    "label.role.resident": _l("居民"),
    "label.role.representative": _l("居民代表"),
    "label.role.worker": _l("社区工作者"),
    "label.role.lead": _l("社区书记/主任"),
    "label.role.planner": _l("社区规划师"),
    "label.role.officer": _l("街道办"),
    "label.role.administrator": _l("系统管理员"),
    "label.role.security": _l("安全管理员"),
    "label.role.auditor": _l("审计员"),
    "refusal.web.changed_meanwhile": _l("刚才有人同时在改，您的这一步没有存上。请看过现在的样子，再试一次。"),
    "refusal.sealing.cannot_open": _l("加密的内容打不开：密钥不对，或者内容被改动过。请联系管理员。"),
}
