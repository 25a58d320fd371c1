"""The 资源清单 as a sheet: what there is now, to which projects it is promised, and nobody's telephone."""

from deliberation import papers
from deliberation.clock import now
from deliberation.papers.texts import as_written
from deliberation.places.queries import region_of
from deliberation.projects import offered
from deliberation.projects.rules import ResourceKind
from deliberation.wording import mask_name

KINDS = {
    ResourceKind.VENUE: "场地",
    ResourceKind.MONEY: "资金",
    ResourceKind.FIRM: "单位支持",
    ResourceKind.VOLUNTEERS: "志愿者",
    ResourceKind.GOODS: "物资",
}
HEADS = (
    ("序号", 6), ("编号", 12), ("类别", 10), ("资源名称", 28), ("数量", 24), ("金额（元）", 14),
    ("提供者", 22), ("用到哪天", 12), ("用在哪些项目", 40), ("说明", 40),
)  # fmt: skip


def resources_sheet(community_code: str) -> bytes:
    """The resources there are today as XLSX bytes, by number; amounts as texts in yuan to the 分."""
    there = offered.resources_there(community_code)
    promised = offered.pledges_to([each.id for each in there], drafts=False)
    rows = [
        (
            place,
            each.number,
            as_written(KINDS[each.kind]),
            each.name,
            each.quantity,
            "" if each.amount_fen is None else f"{each.amount_fen // 100}.{each.amount_fen % 100:02}",
            each.owner if each.owner_public else mask_name(each.owner),
            each.until_on,
            "；".join(f"{row.Project.number} {row.Project.name}" for row in promised.get(each.id, [])),
            each.note,
        )
        for place, each in enumerate(there, 1)
    ]
    region = region_of(community_code)
    heads = [(as_written(head), width) for head, width in HEADS]
    moment = now().replace(microsecond=0)
    return papers.long_table(
        name=as_written("资源清单"),
        heads=heads,
        rows=rows,
        author=region.name if region else community_code,
        moment=moment,
    )
