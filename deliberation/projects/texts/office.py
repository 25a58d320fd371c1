"""Words of the street office: decisions row by row, papers, versions, the street's list."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.phrases import label


def _attached(facts: Mapping[str, Any]) -> str:
    said = {"kind": label("list_file", facts.get("kind")), "code": str(facts.get("sha256", ""))[:8]}
    return _("存入%(kind)s，校验码 %(code)s", **said)


PHRASES: dict[str, Any] = {
    "label.list_file.sealed": _l("盖章扫描件"),
    "label.list_file.approval": _l("街道批复"),
    "label.list_file.owners_decision": _l("业主共同决定"),
    "label.street_state.draft": _l("编制中"),
    "label.street_state.issued": _l("已定稿"),
    "label.job.projects.print_street": _l("打印街道汇总表"),
    "event.projects.attached": _attached,
    "act.projects.attach": _l("存入清单的文件"),
    "act.projects.begin_street": _l("开始编制街道汇总表"),
    "act.projects.choose_street": _l("选定汇总表里的清单"),
    "act.projects.issue_street": _l("街道汇总表定稿"),
    "refusal.projects.owners_missing": _l(
        "有 %(count)s 个项目须业主共同决定，还没有附上业主的决定（比如“%(name)s”）。"
    ),
    "refusal.projects.file_without_row": _l("业主共同决定要附在一个项目上。"),
    "refusal.projects.too_many_files": _l("这一版的文件太多了，最多 %(most)s 个。"),
    "refusal.projects.file_replaced": _l("这个文件已经换过了，请看最新的页面。"),
    "refusal.projects.file_reason": _l("换文件请写明原因。"),
    "refusal.projects.bad_year": _l("年份不对。"),
    "refusal.projects.not_accepted": _l("选中的清单里有的没有接收，请看最新的页面。"),
    "refusal.projects.street_issued": _l("这一版已经定稿了。要改，先保存改动，会成为下一版。"),
    "refusal.projects.street_docx_long": _l("超过 %(most)s 项的汇总表请下载 PDF 或者 XLSX。"),
    "refusal.projects.street_empty": _l("汇总表里还没有清单，先选几张。"),
    "refusal.projects.drawing_stopped": _l("打印到一半停了，没有做出文件，请再试一次。"),
    "refusal.projects.first_version": _l("这是第一版，没有可以对照的。"),
}
