"""Words of needs: reviewing, taking down, restoring, the word list, the settings of a community."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.phrases import phrase


def _withheld(facts: Mapping[str, Any]) -> str:
    if not facts.get("why"):
        return _("社区工作者撤下了文字")
    return _("社区工作者撤下了文字，原因：%(why)s", why=facts["why"])


def _comment_hidden(facts: Mapping[str, Any]) -> str:
    if not facts.get("why"):
        return _("社区工作者撤下了一条评论")
    return _("社区工作者撤下了一条评论，原因：%(why)s", why=facts["why"])


def _for_somebody(facts: Mapping[str, Any]) -> str:
    return _(
        "您替 %(name)s 登记的内容有变化，请告诉本人：%(said)s",
        name=facts.get("name", ""),
        said=phrase(f"notice.needs.{facts.get('what', '')}", facts),
    )


PHRASES: dict[str, Any] = {
    "label.need_state.withheld": _l("已撤下"),
    "label.next_step.withheld": _l("下一步：请您改一改再送一次，社区工作者看过就重新公开。"),
    "label.watch.waiting": _l("待审核"),
    "label.watch.words": _l("含词库里的词"),
    "label.watch.reports": _l("被举报"),
    "label.watch.down": _l("已撤下"),
    "event.needs.withheld": _withheld,
    "event.needs.restored": _l("社区工作者恢复了文字：%(why)s"),
    "event.needs.revised": _l("提出的人改了文字，再送了一次"),
    "event.needs.comment_hidden": _comment_hidden,
    "event.needs.comment_restored": _l("社区工作者恢复了一条评论：%(why)s"),
    "event.needs.photo_hidden": _l("社区工作者撤下了一张照片，原因：%(why)s"),
    "event.needs.photo_restored": _l("社区工作者恢复了一张照片：%(why)s"),
    "notice.needs.withheld": _l(
        "需求 %(number)s“%(title)s”的文字被社区工作者撤下了，原因：%(why)s。"
        "支持的人数都留着；您可以改一改再送一次，不同意可以到投诉建议说明。"
    ),
    "notice.needs.restored": _l("需求 %(number)s“%(title)s”的文字恢复了：%(why)s"),
    "notice.needs.comment_published": _l("您在需求 %(number)s“%(title)s”下面的评论已经公开：“%(words)s”"),
    "notice.needs.comment_hidden": _l(
        "您在需求 %(number)s“%(title)s”下面说的“%(words)s”被社区工作者撤下了，原因：%(why)s。"
        "您可以改一改重新说；不同意可以到投诉建议说明。"
    ),
    "notice.needs.comment_restored": _l("您在需求 %(number)s“%(title)s”下面说的“%(words)s”恢复了：%(why)s"),
    "notice.needs.photo_hidden": _l(
        "需求 %(number)s“%(title)s”的一张照片被社区工作者撤下了，原因：%(why)s。不同意可以到投诉建议说明。"
    ),
    "notice.needs.photo_restored": _l("需求 %(number)s“%(title)s”的一张照片恢复了：%(why)s"),
    "notice.needs.for_somebody": _for_somebody,
    "refusal.needs.taken_down": _l("需求 %(number)s 有文字被撤下，请先恢复它，再做这一步。"),
    "refusal.needs.not_taken_down": _l("这条需求没有被撤下，不用再送。"),
    "refusal.needs.nothing_changed": _l("文字和撤下时一样，请先按原因改一改。"),
    "refusal.needs.withdrawn": _l("这句话是本人收回的，不能恢复。"),
    "refusal.needs.nothing_reported": _l("没有还没处理的举报，可能别的同事刚处理过。"),
    "refusal.needs.word_long": _l("一个词最多 %(most)s 个字，请缩短一些。"),
    "refusal.needs.word_short": _l("“%(word)s”太短了：至少要有两个字或者字母，不然会拦住太多文字。"),
    "refusal.needs.word_gone": _l("词库里没有这个词，可能别的同事刚改过，请刷新再看。"),
    "refusal.needs.words_many": _l("自己加的词最多 %(most)s 个，请先删掉一些不用的。"),
    "refusal.needs.category_gone": _l("没有这个类别，请刷新再看。"),
    "refusal.needs.categories_all_off": _l("至少要留一个类别，不然居民没法提需求。"),
    "act.needs.withhold": _l("撤下需求文字"),
    "act.needs.restore": _l("恢复需求文字"),
    "act.needs.revise": _l("改好撤下的需求再送"),
    "act.needs.restore_comment": _l("恢复评论"),
    "act.needs.restore_way": _l("恢复办法"),
    "act.needs.hide_photo": _l("撤下照片"),
    "act.needs.restore_photo": _l("恢复照片"),
    "act.needs.add_words": _l("词库加词"),
    "act.needs.word_on": _l("词库启用一个词"),
    "act.needs.word_off": _l("词库停用一个词"),
    "act.needs.remove_word": _l("词库删词"),
    "act.needs.switch_categories": _l("改在用的类别"),
}
