"""Words of needs: lists as files, and tables taken over."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.phrases import label


def _unknown_category(facts: Mapping[str, Any]) -> str:
    names = "、".join(label("category", code) for code in facts.get("closest", ()))
    return _(
        "没有“%(text)s”这个类别。是不是：%(names)s？也可以空着，记为“其他”",
        text=facts.get("text", ""),
        names=names,
    )


def _category_off(facts: Mapping[str, Any]) -> str:
    return _("“%(name)s”这个类别本社区停用了，请换一个", name=label("category", facts.get("category", "")))


PHRASES: dict[str, Any] = {
    "label.list_format.pdf": _l("打印用的 PDF"),
    "label.list_format.xlsx": _l("表格（XLSX，用 Excel 或 WPS 打开）"),
    "label.list_format.docx": _l("Word 文档（DOCX，用 Word 或 WPS 打开）"),
    "label.list_format.csv": _l("纯文本表格（CSV，给别的程序用）"),
    "label.job.needs.list": _l("制作需求清单"),
    "job_done.needs.list": _l("做好了。可以下载到 %(until)s，过后会自动删除。"),
    "refusal.needs.list_by_job_pdf": _l(
        "这份清单有 %(count)s 条，超过 %(most)s 条的 PDF 要排队做。"
        "请到“下载清单”页面点“排队做”，或者下载表格。"
    ),
    "refusal.needs.list_by_job_docx": _l(
        "这份清单有 %(count)s 条，超过 %(most)s 条的 Word 文档要排队做。"
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
    "act.needs.import": _l("导入需求表格"),
    "label.job.needs.check_table": _l("检查需求表格"),
    "label.job.needs.import_table": _l("导入需求表格"),
    "job_done.needs.check_table": _l("检查好了，请点“返回”看结果。"),
    "job_done.needs.import_table": _l("导入好了，请点“返回”看结果。"),
    "refusal.needs.import_too_long": _l(
        "这张表有 %(have)s 行，一次最多导入 %(most)s 行。请分成几个文件，一个一个导入；重复的行不会导入两次。"
    ),
    "refusal.needs.import_column_twice": _l(
        "“%(column)s”这一列有两个，不知道该看哪一个。请删掉或者改名一个。"
    ),
    "label.need_column.own": _l("编号"),
    "label.need_column.title": _l("需求名称"),
    "label.need_column.category": _l("类别"),
    "label.need_column.body": _l("具体内容"),
    "label.need_column.estate": _l("小区"),
    "label.need_column.place": _l("地点"),
    "label.need_column.households": _l("影响户数"),
    "label.need_column.name": _l("提出人"),
    "label.need_column.building": _l("楼栋"),
    "label.need_column.unit": _l("单元"),
    "label.need_column.door": _l("门牌"),
    "label.need_column.channel": _l("来源"),
    "label.need_column.said_on": _l("提出日期"),
    "label.need_column.reference": _l("表号/工单号"),
    "problem.needs.empty": _l("没有填，这一列必须填"),
    "problem.needs.long": _l("最多 %(most)s 个字，现在是 %(have)s 个字，请缩短，说不完的写到“具体内容”里"),
    "problem.needs.formula_uncalculated": _l(
        "是没有算出结果的公式。请在 Excel 里打开、保存一次，或者改成文字"
    ),
    "problem.needs.formula_error": _l("是公式错误，请改成文字"),
    "problem.needs.unknown_category": _unknown_category,
    "problem.needs.category_off": _category_off,
    "problem.needs.category_empty": _l("没有写类别，先记为“其他”，导入后可以改"),
    "problem.needs.unknown_estate": _l("本社区没有“%(text)s”这个小区。请写名册上的名字，或者空着"),
    "problem.needs.unknown_channel": _l("看不懂“%(text)s”。请写：纸质表、走访、座谈会、12345 热线或者电话"),
    "problem.needs.online_channel": _l(
        "网上的需求由居民自己提，不在这里导入。微信、短信说的请写“电话”，邮件、信件请写“纸质表”"
    ),
    "problem.needs.bad_households": _l("要填 1 到 %(most)s 的整数，不清楚就空着"),
    "problem.needs.bad_day": _l("看不懂日期“%(text)s”。请写成 2026-03-05 这样，年份也要写"),
    "problem.needs.said_in_future": _l("%(day)s 还没有到，请再看一下日期"),
    "problem.needs.said_long_ago": _l("%(day)s 太早了，只能填 %(years)s 年以内的日期；不清楚就空着"),
    "problem.needs.number_twice": _l("和第 %(other)s 行的号一样，一个号只能用一次"),
    "problem.needs.own_used": _l(
        "这个编号已经导入过，是需求 %(number)s“%(title)s”，和这一行写的不一样。"
        "是同一条就不用再导入；是另一条请换一个编号"
    ),
    "problem.needs.reference_used": _l("这个号已经登记过了，就是需求 %(number)s，不用再导入"),
    "problem.needs.repeated": _l("和第 %(other)s 行完全一样，只算一次"),
    "problem.needs.not_on_roll": _l("名册上这个门牌没有“%(name)s”，按写的姓名登记，不和名册上的人对应"),
    "problem.needs.several_on_roll": _l(
        "名册上有不止一位“%(name)s”对得上这个门牌，按写的姓名登记。写清小区、楼栋、单元就能对上"
    ),
}
