"""What the papers of a vote say: who is asked, how a ballot is filled in, where it is handed in."""

from typing import Any

from flask_babel import gettext as _

from deliberation.clock import today
from deliberation.papers.vote_facts import TallyFacts
from deliberation.people.slips import contact_parts
from deliberation.places.queries import region_of
from deliberation.rounds.ballot_rules import terms_of
from deliberation.rounds.models import Round
from deliberation.rounds.paper_lots import buildings_of
from deliberation.rounds.paper_rules import PaperTotals
from deliberation.rounds.queries import signer_names
from deliberation.rounds.rules import Signer, Stands
from deliberation.tally.rule import Method, Paper
from deliberation.web.formats import money
from deliberation.web.phrases import label

CHINESE = "zh_Hans_CN"
MOST_PLACES = 6
MOST_NOTE = 160


def shared_facts(row: Round, title: str, public_url: str) -> dict[str, Any]:
    """What stands on every paper of a round; `title` is one of the words of `label.vote_paper`."""
    region = region_of(row.community_code)
    assert region is not None
    place, phone = contact_parts(region.contact)
    return {
        "title": label("vote_paper", title),
        "round": row.title,
        "community": region.name,
        "closes_at": row.closes_at.isoformat(),
        "enter_at": f"{public_url}/vote".removeprefix("https://").removeprefix("http://"),
        "help_phone": phone,
        "help_place": place,
        "dated_on": today().isoformat(),
    }


def ballot_facts(row: Round, title: str, public_url: str) -> dict[str, Any]:
    """A paper ballot: its options by their numbers, and how to fill it in."""
    return {
        **shared_facts(row, title, public_url),
        "ballot": row.ballot.value,
        "how": how_to_fill(row),
        "both": both_ways(row),
        "options": _options(row),
    }


def tally_facts(row: Round, public_url: str) -> TallyFacts:
    """The tally sheet, with the sheet of papers printed and returned."""
    names = signer_names(row)
    facts: Any = {
        **ballot_facts(row, "tally", public_url),
        "places": min(row.k, len(row.options), MOST_PLACES) if row.ballot == Paper.RANKING else 0,
        "teller": names.get(Signer.TELLER, ""),
        "scrutineer": names.get(Signer.SCRUTINEER, ""),
        "buildings": [{"name": name, "printed": number} for _id, name, number in buildings_of(row)],
    }
    del facts["how"], facts["both"]
    return facts


def both_ways(row: Round) -> str:
    """What counts when one code was used on paper and online."""
    if row.stands == Stands.ONLINE:
        return _("一个码只算一张票，网上也投了的，以网上的为准。")
    return _("一个码只算一张票，网上也投了的，以最后进票箱的为准。")


def how_to_fill(row: Round) -> list[str]:
    """The rule of a ballot in plain sentences, one kind of ballot after the other."""
    terms = terms_of(row, row.options)
    named = min(row.k, len(row.options))
    sentences = _rule_of_ballot(row, named)
    if row.least > 1:
        sentences.append(_("至少填 %(least)s 项。", least=row.least))
    if terms.budget_fen is not None and row.method == Method.KNAPSACK:
        sentences.append(_("选的几项，估算加起来不要超过 %(budget)s。", budget=money(terms.budget_fen)))
    sentences.append(_("一项都不填就是空白票，也算参加了投票。写错了请到社区换一张，不要涂改。"))
    return sentences


def told(papers: PaperTotals | None, stands: Stands) -> list[str]:
    """What the result says of papers that do not count, besides their numbers."""
    if papers is None:
        return []
    sentences = []
    if papers.unsettled:
        sentences.append(
            _("作废的纸票里，%(count)s 张到最后两遍没有对上，按废票算。", count=papers.unsettled)
        )
    if papers.unreadable:
        sentences.append(_("作废的纸票里，%(count)s 张的码看不清。", count=papers.unreadable))
    if papers.set_aside:
        why = (
            _("另有 %(count)s 张纸票没有算：同一个码在网上也投了，以网上的为准。", count=papers.set_aside)
            if stands == Stands.ONLINE
            else _("另有 %(count)s 张纸票没有算：同一个码后来又在网上投了。", count=papers.set_aside)
        )
        sentences.append(why)
    return sentences


def _rule_of_ballot(row: Round, named: int) -> list[str]:
    if row.ballot == Paper.POINTS:
        most = terms_of(row, row.options).most_on_one
        return [
            _("把分数写在方框里，一共 %(points)s 分，可以不用完，加起来不要超过。", points=row.points),
            _("最多给 %(k)s 项打分，一项最多 %(most)s 分，不打分就空着。", k=named, most=most),
        ]
    if row.ballot == Paper.RANKING:
        return [
            _("最想要的那一项写 1，第二想要的写 2，这样排下去，一个名次只写一次。"),
            _("最多排 %(k)s 项，不排的空着。", k=named),
        ]
    return [_("在想选的那几项的方框里打“√”，最多选 %(k)s 项。", k=named)]


def _options(row: Round) -> list[dict[str, Any]]:
    return [
        {"number": number, "title": option.title, "note": _note(option)}
        for number, option in enumerate(row.options, 1)
    ]


def _note(option: Any) -> str:
    way = _("怎么办：%(way)s", way=option.way["title"][:MOST_NOTE]) if option.way else ""
    cost = "" if option.cost_fen is None else _("估算 %(cost)s", cost=money(option.cost_fen))
    return " · ".join(filter(None, (way, cost)))
