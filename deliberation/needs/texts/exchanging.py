"""Words of needs: lists as files, and tables taken over."""

from typing import Any

from flask_babel import lazy_gettext as _l

PHRASES: dict[str, Any] = {
    "label.list_format.pdf": _l("打印用的 PDF"),
    "label.list_format.xlsx": _l("表格（XLSX，用 Excel 或 WPS 打开）"),
    "label.list_format.csv": _l("纯文本表格（CSV，给别的程序用）"),
    "label.job.needs.list": _l("制作需求清单"),
    "job_done.needs.list": _l("做好了。可以下载到 %(until)s，过后会自动删除。"),
    "refusal.needs.list_by_job_pdf": _l(
        "这份清单有 %(count)s 条，超过 %(most)s 条的 PDF 要排队做。"
        "请到“下载清单”页面点“排队做”，或者下载表格。"
    ),
    "refusal.needs.list_by_job_xlsx": _l(
        "这份清单有 %(count)s 条，超过 %(most)s 条的表格要排队做。"
        "请到“下载清单”页面点“排队做”，或者下载 CSV。"
    ),
    "refusal.needs.list_endless": _l(
        "这份清单有 %(count)s 条，超过 %(most)s 条就不打印了。请先筛选，或者下载表格。"
    ),
    "refusal.needs.no_longer_yours": _l("您现在没有办这件事的权限了，没有继续。请联系管理员。"),
    "refusal.needs.export_reason_missing": _l("请写明拿来做什么，会记入日志。"),
    "refusal.needs.export_reason_long": _l("用途最多 %(most)s 个字，现在是 %(have)s 个字，请缩短一些。"),
    "act.needs.export_named": _l("导出实名需求清单"),
}
