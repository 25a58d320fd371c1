"""Words of lists that come back as files."""

from typing import Any

from flask_babel import lazy_gettext as _l

PHRASES: dict[str, Any] = {
    "label.known_list.same": _l("和本平台保存的这一版完全一样"),
    "label.known_list.different": _l("和本平台保存的这一版不一样"),
    "label.known_list.unknown": _l("本平台没有这一版"),
    "act.projects.receive_list": _l("从文件导入项目清单"),
    "refusal.projects.pdf_not_pdf": _l("这个文件不是 PDF，或者已经损坏，读不出来。请换原来的文件再试。"),
    "refusal.projects.pdf_locked": _l("这个 PDF 加了密码，打不开。请去掉密码再导入。"),
    "refusal.projects.pdf_too_large": _l("文件太大了，最多 %(most)s MB。"),
    "refusal.projects.pdf_packed": _l("这个 PDF 里的清单换了压缩方式，不是本平台打印的原文件，没有导入。"),
    "refusal.projects.pdf_without_list": _l(
        "这个 PDF 里没有清单的数据。请用平台下载的项目清单 PDF；扫描件、另存的 PDF 不能导入。"
    ),
    "refusal.projects.pdf_altered": _l(
        "这个 PDF 里的数据和校验码对不上，可能被改动过，没有导入。请向报送的社区要原文件。"
    ),
    "refusal.projects.pdf_other_paper": _l(
        "纸面上印的清单编号、版次或校验码，和文件里的数据不是同一张清单，没有导入。请向报送的社区要原文件。"
    ),
    "refusal.projects.pdf_too_long": _l("清单太长了，最多 %(most)s 项。"),
    "refusal.projects.received_long": _l("这张清单超过 %(most)s 项，请下载表格，或者用原来的 PDF。"),
    "refusal.projects.list_of_elsewhere": _l("“%(community)s”不在您负责的范围里，不能导入它的清单。"),
}
