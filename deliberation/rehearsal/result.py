"""What a rehearsal found: `result.json`, and the same in a few lines."""

from pathlib import Path
from typing import Any

from deliberation.projects.conversion import Preview, Weighed
from deliberation.rounds.outcomes import Outcome
from deliberation.tally.elections import Election, recorded_winners


def result(election: Election, outcome: Outcome, seen: Preview, seconds: dict[str, float]) -> dict[str, Any]:
    """What `result.json` holds; ids are the file's project ids, money is fen."""
    winners = [weighed.option.key for weighed in seen.options if weighed.selected]
    recorded = recorded_winners(election)
    return {
        "format": 1,
        "file": Path(election.path).name,
        "method": "approval",
        "rule": election.rule,
        "budget_fen": election.budget_fen,
        "ballots": outcome.ballots,
        "blank": outcome.blank,
        "register": outcome.register_size,
        "options": [_option(weighed) for weighed in seen.options],
        "winners": winners,
        "official": {
            "present": recorded is not None,
            "equal": recorded is not None and set(recorded) == set(winners),
            "missing": [each for each in recorded or [] if each not in winners],
            "extra": [each for each in winners if recorded is not None and each not in recorded],
        },
        "stages_s": seconds,
    }


def _option(weighed: Weighed) -> dict[str, Any]:
    return {
        "id": weighed.option.key,
        "name": weighed.option.title,
        "cost_fen": weighed.option.cost_fen,
        "votes": weighed.option.votes,
        "rank": weighed.option.rank,
        "selected": weighed.selected,
        "reason": weighed.reason,
    }


def told(result: dict[str, Any]) -> list[str]:
    """The result in a few lines: who won, and whether the recorded winners are the same."""
    official = result["official"]
    lines = [
        f"选票 {result['ballots']} 张（空白 {result['blank']} 张），名册 {result['register']} 人，"
        f"入选 {len(result['winners'])} / {len(result['options'])} 项"
    ]
    if not official["present"]:
        return [*lines, "文件没有记录官方结果，无法对照"]
    if official["equal"]:
        return [*lines, f"与文件记录的入选项目一致（规则 {result['rule']}）"]
    return [
        *lines,
        f"与文件记录的入选项目不同（规则 {result['rule']}）",
        f"  记录有而这里没有：{'、'.join(official['missing']) or '无'}",
        f"  这里有而记录没有：{'、'.join(official['extra']) or '无'}",
    ]
