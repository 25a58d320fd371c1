"""The facts of a result's two papers: the sheet that teller and scrutineer sign, and the notice put up."""

from flask_babel import gettext as _

from deliberation.clock import local
from deliberation.papers.facts import Signature
from deliberation.papers.result_facts import (
    BoughtStep,
    OptionResult,
    ResultFacts,
    ResultNoticeFacts,
    ResultSheetFacts,
    Threshold,
)
from deliberation.rounds import explaining, paper_facts, paper_piles, terms
from deliberation.rounds.outcomes import OptionRow, Outcome
from deliberation.rounds.pictures import picture
from deliberation.rounds.queries import RoundRow
from deliberation.rounds.rules import Signer
from deliberation.rounds.texts.results import score, what_counts
from deliberation.tally.rule import Paper
from deliberation.web.formats import money
from deliberation.web.phrases import label, phrase


def result_sheet(
    outcome: Outcome, community: str, names: dict[Signer, str], board_link: str
) -> ResultSheetFacts:
    """A closed round's figures, ranking and root, with the places to sign, and the reasons behind."""
    title = _("%(title)s结果单", title=outcome.round.title)
    return {**_facts(outcome, community, names, board_link), "title": title}


def result_notice(
    outcome: Outcome, community: str, names: dict[Signer, str], board_link: str, contact: str
) -> ResultNoticeFacts:
    """The same as a notice to everybody."""
    facts = _facts(outcome, community, names, board_link)
    said = {
        "title": _("关于“%(title)s”投票结果的公告", title=outcome.round.title),
        "question": outcome.round.title,
        "issuer": community,
        "contact": contact,
    }
    return {**facts, **said}  # type: ignore[typeddict-item]


def _facts(outcome: Outcome, community: str, names: dict[Signer, str], board_link: str) -> ResultFacts:
    row, told = outcome.round, explaining.shares(outcome)
    return {
        "community": community,
        "title": row.title,
        "method": _method(row),
        "choosing": terms.choosing(row),
        "opened_at": row.opens_at.isoformat(),
        "closed_at": row.ends_at.isoformat(),
        "register": outcome.register_size,
        "ballots": outcome.ballots,
        "on_paper": outcome.on_paper,
        "blank": outcome.blank,
        "spoiled": outcome.spoiled,
        "late": outcome.late,
        "struck": outcome.struck,
        "refused": outcome.refused,
        "matched": outcome.matched,
        "tie_rule": tie_rule(row.ties),
        "score_head": what_counts(outcome.unit),
        "decides": outcome.decides,
        "options": [_option(outcome, each) for each in outcome.rows],
        "thresholds": [
            Threshold(said=said, reached=reached) for said, reached in explaining.thresholds(outcome)
        ],
        "summary": [
            *explaining.summary(outcome),
            *paper_facts.told(paper_piles.counted(row.id), row.stands),
        ],
        "counting": terms.counting(row),
        "shares": [*told.said, told.plain] if told else [],
        "steps": [_step(each) for each in told.steps] if told else [],
        "price_head": _("给 1 分出") if row.ballot == Paper.POINTS else _("每张票出"),
        "picture": picture(outcome),
        "merkle_root": outcome.root,
        "board_link": board_link,
        "signatures": [_signature(outcome, role, names.get(role, "")) for role in Signer],
        "dated_on": local(row.closed_at or row.closes_at).date().isoformat(),
    }


def _method(row: RoundRow) -> str:
    method = _(
        "%(method)s，%(unit)s", method=label("round_method", row.method), unit=label("round_unit", row.unit)
    )
    if row.budget_fen is None:
        return method
    return _("%(method)s；这轮一共有 %(budget)s", method=method, budget=money(row.budget_fen))


def tie_rule(ties: list[str]) -> str:
    """The announced tie rules as one line."""
    return _("、").join(label("round_tie", rule) for rule in ties)


def _option(outcome: Outcome, row: OptionRow) -> OptionResult:
    tied = row.reason == "tie_broken"
    return {
        "rank": row.rank,
        "name": row.title,
        "score": score(row.votes, outcome.unit),
        "selected": row.selected,
        "tie_reason": phrase("placed.tie_broken", {**row.facts, "unit": outcome.unit}) if tied else "",
        "why": "".join(explaining.why(outcome, row)),
    }


def _step(step: explaining.Bought) -> BoughtStep:
    return {
        "name": step.title,
        "cost": step.cost,
        "price": step.price,
        "supporters": step.supporters,
        "exhausted": step.exhausted,
    }


def _signature(outcome: Outcome, role: Signer, name: str) -> Signature:
    signed = next((each for each in outcome.signatures if each.role == role), None)
    return {
        "role": label("round_signer", role),
        "name": signed.name if signed else name,
        "signed_at": signed.signed_at.isoformat() if signed else None,
        "short_hash": outcome.digest[:16],
    }
