"""The facts of the result sheet that teller and scrutineer sign."""

from flask_babel import gettext as _

from deliberation.clock import local
from deliberation.papers.facts import OptionResult, ResultSheetFacts, Signature, Threshold
from deliberation.rounds.outcomes import OptionRow, Outcome
from deliberation.rounds.queries import RoundRow
from deliberation.rounds.rules import Signer, ballots_needed
from deliberation.web.formats import money
from deliberation.web.phrases import label, phrase


def result_sheet(
    outcome: Outcome, community: str, names: dict[Signer, str], board_link: str
) -> ResultSheetFacts:
    """A closed round's figures, ranking and root, with the places to sign."""
    row = outcome.round
    return {
        "community": community,
        "title": _("%(title)s结果单", title=row.title),
        "method": _method(row),
        "k": row.k,
        "opened_at": row.opens_at.isoformat(),
        "closed_at": row.closes_at.isoformat(),
        "register": outcome.register_size,
        "ballots": outcome.ballots,
        "blank": outcome.blank,
        "refused": outcome.refused + outcome.struck,
        "tie_rule": tie_rule(row.ties),
        "options": [_option(each) for each in outcome.rows],
        "threshold": _threshold(outcome),
        "merkle_root": outcome.root,
        "board_link": board_link,
        "signatures": [_signature(outcome, role, names.get(role, "")) for role in Signer],
        "dated_on": local(row.closed_at or row.closes_at).date().isoformat(),
    }


def _method(row: RoundRow) -> str:
    method = _("选择投票，%(unit)s", unit=label("round_unit", row.unit))
    if row.budget_fen is None:
        return method
    return _("%(method)s；这轮一共有 %(budget)s", method=method, budget=money(row.budget_fen))


def tie_rule(ties: list[str]) -> str:
    """The announced tie rules as one line."""
    return _("、").join(label("round_tie", rule) for rule in ties)


def _option(row: OptionRow) -> OptionResult:
    tied = row.reason == "tie_broken"
    return {
        "rank": row.rank,
        "name": row.title,
        "votes": row.votes,
        "selected": False,
        "tie_reason": phrase(f"placed.{row.reason}", row.facts) if tied else "",
    }


def _threshold(outcome: Outcome) -> Threshold | None:
    percent = outcome.round.min_turnout_percent
    if percent is None:
        return None
    return {
        "label": _("参与率不低于 %(percent)s%%", percent=percent),
        "needed": ballots_needed(outcome.register_size, percent),
        "reached": outcome.turnout_reached is True,
    }


def _signature(outcome: Outcome, role: Signer, name: str) -> Signature:
    signed = next((each for each in outcome.signatures if each.role == role), None)
    return {
        "role": label("round_signer", role),
        "name": signed.name if signed else name,
        "signed_at": signed.signed_at.isoformat() if signed else None,
        "short_hash": outcome.digest[:16],
    }
