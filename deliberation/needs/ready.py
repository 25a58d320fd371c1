"""Answers ready to use: a starter set in plain words until a community writes its own, and their blanks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select

from deliberation.database import db
from deliberation.needs.models import NeedTemplate

BLANKS = ("编号", "标题", "社区", "联系电话")
_BLANK = re.compile("\\{(" + "|".join(BLANKS) + ")\\}")


@dataclass(frozen=True)
class ReadyAnswer:
    """An answer with blanks: {编号} {标题} {社区} {联系电话}."""

    id: UUID
    title: str
    text: str


STARTERS = (
    (
        "收到，先去现场看",
        "您提的“{标题}”（{编号}）收到了。我们三个工作日内去现场看一看，看完把情况写在这里。"
        "着急的话请打 {联系电话}。",
    ),
    (
        "已经联系维修",
        "“{标题}”已经报修，修好以后会在这里告诉大家。修好之前请注意安全，绕开走。有新情况请打 {联系电话}。",
    ),
    (
        "要等大家一起商量",
        "这件事要花钱，也关系到不少邻居，{社区}准备放到议事会上一起商量。觉得需要的邻居可以在页面上点支持，"
        "开会的时间和结果都会写在这里。",
    ),
    (
        "要业主一起决定",
        "“{标题}”动的是大家共有的地方，按规定要由业主一起投票决定，社区不能替大家定。"
        "我们先把能做的办法和大概的费用弄清楚，再请大家表态。",
    ),
    (
        "已经请有关部门办",
        "“{标题}”不归社区管，我们已经报给负责的部门，编号 {编号}。部门有了答复，我们马上写在这里，"
        "不用您再跑。",
    ),
    (
        "物业来办",
        "这件事归物业管。我们已经和物业说好，请他们尽快处理并给个说法。"
        "一周以后还没有动静，请打 {联系电话} 告诉我们。",
    ),
    (
        "已经办好了",
        "“{标题}”办好了，请大家去看看、用用。还有哪里不合适，接着在这里说，或者打 {联系电话}。",
    ),
    (
        "请再说清楚一点",
        "谢谢您提醒。想请您再说清楚一点：具体在哪个位置、什么时候最不方便？可以在下面留言，"
        "也可以打 {联系电话}，我们来记。",
    ),
)


def starters(community_code: str) -> list[ReadyAnswer]:
    """The starter set as a community's own; its ids stay the same."""
    return [
        ReadyAnswer(uuid5(NAMESPACE_URL, f"{community_code}/{title}"), title, text)
        for title, text in STARTERS
    ]


def ready_answers(community_code: str) -> list[ReadyAnswer]:
    """A community's answers by name, or the starter set while it has none of its own."""
    query = select(NeedTemplate.id, NeedTemplate.title, NeedTemplate.text).where(
        NeedTemplate.community_code == community_code
    )
    own = [
        ReadyAnswer(*row)
        for row in db.session.execute(query.order_by(NeedTemplate.created_at, NeedTemplate.id))
    ]
    return own or starters(community_code)


def ready_answer(community_code: str, template_id: UUID | None) -> ReadyAnswer | None:
    """One of a community's answers."""
    return next((each for each in ready_answers(community_code) if each.id == template_id), None)


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with its blanks filled, each once: what stands in a title is never a blank."""
    return _BLANK.sub(lambda blank: facts.get(blank[1], blank[0]), text)
