"""What the fields of a project's row are called: on pages in the reader's language, on papers in Chinese."""

from flask_babel import gettext


def N_(text: str) -> str:  # the name by which translators' tools know words to be collected
    """Marks words for translation that are translated where they are shown."""
    return text


FIELDS = {
    "number": N_("项目编号"),
    "name": N_("项目名称"),
    "kind": N_("项目类别"),
    "category": N_("业态或事项类型"),
    "site": N_("实施地点"),
    "content": N_("建设内容及规模"),
    "households": N_("受益户数"),
    "people": N_("受益人数"),
    "estimate_fen": N_("投资估算"),
    "funding": N_("资金来源"),
    "budget": N_("预算明细"),
    "unit": N_("责任单位"),
    "partner": N_("配合单位"),
    "start_on": N_("计划开工"),
    "finish_on": N_("完成时限"),
    "needs": N_("对应的需求"),
    "decision": N_("依据的决定"),
    "owners_decision": N_("需业主共同决定"),
    "plan": N_("便民圈方案"),
    "resources": N_("用上的资源"),
    "note": N_("备注"),
}


def field_name(field: str) -> str:
    """A field's name in the language of the request."""
    return str(gettext(FIELDS[field]))
