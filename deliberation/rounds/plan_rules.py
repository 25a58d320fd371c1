"""What makes a round sound: what never can be one is refused with the sentence that mends it. Pure."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from hashlib import sha256

from deliberation.errors import Refusal
from deliberation.rounds.counted_by import DRAWN_LATER
from deliberation.rounds.rules import MOST_OPTIONS, OptionPlan, Plan
from deliberation.tally.rule import PAPERS_OF, Completion, Method, Paper, Then, Utility
from deliberation.tally.ties import TieOrder
from deliberation.wording import tidy

MOST_POINTS = 1000
LONGEST_TYPING = timedelta(days=31)
NEED_MONEY = (Method.KNAPSACK, Method.EQUAL_SHARES)
RANKED = (Method.RANKING, Method.SCHULZE)
PLAIN_SHARES = (Utility.COST, Completion.ADD_ONE, Then.GREEDY)


def check_plan(plan: Plan) -> None:
    """Refuse what could never be a sound round: times, options, money, ballot, thresholds, ties."""
    if not tidy(plan.title):
        raise Refusal("rounds.no_title")
    check_times(plan)
    check_options(plan.options)
    check_money(plan)
    check_ballot(plan)
    check_thresholds(plan)
    TieOrder(tuple(plan.ties), plan.seed or DRAWN_LATER)


def check_times(plan: Plan) -> None:
    """A round ends after it opens; its papers are typed in after that, within a month."""
    if plan.closes_at <= plan.opens_at:
        raise Refusal("rounds.closes_before_it_opens")
    if plan.papers_until is None:
        return
    if plan.papers_until <= plan.closes_at:
        raise Refusal("rounds.papers_before_the_end")
    if plan.papers_until > plan.closes_at + LONGEST_TYPING:
        raise Refusal("rounds.papers_too_long", days=LONGEST_TYPING.days)


def check_options(options: Sequence[OptionPlan]) -> None:
    """Options are not too many, each has a title and no cost below zero."""
    if len(options) > MOST_OPTIONS:
        raise Refusal("rounds.too_many_options", most=MOST_OPTIONS)
    if any(not tidy(option.title) for option in options):
        raise Refusal("rounds.option_without_title")
    if any(option.cost_fen is not None and option.cost_fen < 0 for option in options):
        raise Refusal("rounds.negative_cost")


def check_money(plan: Plan) -> None:
    """Where a round has money, every option says what it costs, and none costs more than there is; some
    methods cannot do without money, and with money nobody sets how many win."""
    if plan.budget_fen is None:
        if plan.method in NEED_MONEY:
            raise Refusal("rounds.budget_missing", method=plan.method)
        return
    if plan.budget_fen <= 0:
        raise Refusal("rounds.budget_not_positive")
    if plan.winners is not None:
        raise Refusal("rounds.winners_and_budget")
    for option in plan.options:
        if option.cost_fen is None:
            raise Refusal("rounds.option_without_cost", option=tidy(option.title))
        if option.cost_fen > plan.budget_fen:
            raise Refusal("rounds.option_beyond_budget", option=tidy(option.title))


def check_ballot(plan: Plan) -> None:
    """The ballot is one the method counts, and its numbers can be kept by a voter."""
    if plan.ballot not in PAPERS_OF[plan.method]:
        raise Refusal("rounds.ballot_not_of_method", method=plan.method, ballot=plan.ballot)
    if plan.k < 1:
        raise Refusal("rounds.k_too_small")
    if plan.least < 1:
        raise Refusal("rounds.least_too_small")
    if plan.least > plan.k:
        raise Refusal("rounds.least_beyond_k", least=plan.least, k=plan.k)
    if plan.ballot == Paper.POINTS:
        _check_points(plan)
    elif plan.points is not None or plan.most_points is not None:
        raise Refusal("rounds.points_elsewhere", method=plan.method)
    if plan.method != Method.EQUAL_SHARES and (plan.utility, plan.completion, plan.then) != PLAIN_SHARES:
        raise Refusal("rounds.shares_elsewhere", method=plan.method)


def _check_points(plan: Plan) -> None:
    if plan.points is None:
        raise Refusal("rounds.points_missing")
    if not 1 <= plan.points <= MOST_POINTS:
        raise Refusal("rounds.points_out_of_range", most=MOST_POINTS)
    if plan.most_points is not None and not 1 <= plan.most_points <= plan.points:
        raise Refusal("rounds.most_points_out_of_range", points=plan.points)
    if plan.least > plan.points:
        raise Refusal("rounds.least_beyond_points", least=plan.least, points=plan.points)
    named = min(plan.k, len(plan.options) or plan.k)
    if (plan.most_points or plan.points) * named < plan.points:
        raise Refusal("rounds.points_left_over", points=plan.points, most=plan.most_points, named=named)


def check_thresholds(plan: Plan) -> None:
    """Thresholds are numbers that a round can reach; places in a ranking are no votes."""
    if plan.min_turnout_percent is not None and not 0 <= plan.min_turnout_percent <= 100:
        raise Refusal("rounds.turnout_not_a_percentage")
    if plan.min_votes is not None and plan.min_votes < 0:
        raise Refusal("rounds.negative_votes")
    if plan.min_votes is not None and plan.method in RANKED:
        raise Refusal("rounds.votes_of_a_ranking")
    if plan.winners is not None and plan.winners < 1:
        raise Refusal("rounds.winners_too_few")


def check_ready(plan: Plan, moment: datetime) -> None:
    """Refuse to announce what is not complete: options, k within them, two signers, an end to come."""
    check_plan(plan)
    count = len(plan.options)
    if not plan.options:
        raise Refusal("rounds.too_few_options")
    if plan.k > count:
        raise Refusal("rounds.k_beyond_options", k=plan.k, options=count)
    if plan.winners is not None and plan.winners > count:
        raise Refusal("rounds.winners_beyond_options", winners=plan.winners, options=count)
    if plan.closes_at <= moment:
        raise Refusal("rounds.ends_in_the_past")
    if "lot" in plan.ties and tidy(plan.seed) and not tidy(plan.seed_source):
        raise Refusal("rounds.seed_without_source")
    if plan.teller_id is None or plan.scrutineer_id is None:
        raise Refusal("rounds.no_signers")
    if plan.teller_id == plan.scrutineer_id:
        raise Refusal("rounds.same_signer")


def fingerprint(plan: Plan) -> str:
    """What tells whether a plan is still the one somebody looked at."""
    said = json.dumps(asdict(plan), default=str, sort_keys=True)
    return sha256(said.encode()).hexdigest()[:32]


def keys_of(options: Sequence[OptionPlan]) -> list[str]:
    """The options' names on the board: their own, or 1, 2, 3 …; refuses two alike."""
    keys = [option.key or str(place) for place, option in enumerate(options, 1)]
    if len(set(keys)) != len(keys):
        raise Refusal("rounds.option_repeated")
    return keys
