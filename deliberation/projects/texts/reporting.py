"""Words of the year's report."""

from typing import Any

from flask_babel import lazy_gettext as _l

PHRASES: dict[str, Any] = {
    "label.case_kind.community": _l("典型社区案例"),
    "label.case_kind.enterprise": _l("重点企业案例"),
    "act.projects.begin_report": _l("开始写年度报告"),
    "act.projects.write_case": _l("写年度报告的案例"),
    "act.projects.remove_case": _l("删去年度报告的案例"),
    "act.projects.issue_report": _l("年度报告定稿"),
    "refusal.projects.report_year": _l("年份不对，只能是 %(first)s 年到 %(last)s 年。"),
    "refusal.projects.report_begun": _l("%(year)s 年的报告已经在写了，请在那一份里接着写。"),
    "refusal.projects.report_issued": _l("这份报告已经定稿，不能再改。要改请开始写下一版。"),
    "refusal.projects.case_empty": _l("案例要有标题，也要有内容。"),
    "refusal.projects.case_long": _l("案例太长了：标题最多 %(title)s 字，内容最多 %(text)s 字。"),
    "refusal.projects.case_full": _l("这一类案例最多 %(most)s 个，已经写满了。"),
    "refusal.projects.case_project": _l("案例只能关联本街道这一年接收或者验收的项目。"),
    "refusal.projects.no_case": _l("没有找到这个案例，可能已经删去了。"),
}
