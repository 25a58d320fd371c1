"""The form of a round's plan, and how a plan goes into it and comes out of it."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import NumberRange, Optional, ValidationError

from deliberation.clock import now
from deliberation.rounds.forms.core import Cards
from deliberation.rounds.forms.plan_lines import line_of, typed_options
from deliberation.rounds.needs_way import chosen_way
from deliberation.rounds.rules import OptionPlan, Plan, Stands, Unit
from deliberation.tally.rule import PAPERS_OF, Completion, Method, Paper, Then, Utility
from deliberation.web.forms import Count, Form, Line, LocalMoment, Text, Yuan, at_most, filled, required
from deliberation.web.phrases import label

TIES = {
    "cost,votes,lot": ("cost", "votes", "lot"),
    "votes,lot": ("votes", "lot"),
    "lot": ("lot",),
    "order": ("order",),
}
USUAL_TIES = "cost,votes,lot"
# From the plainest to the rarest, as a worker reads them.
METHODS = (
    Method.APPROVAL, Method.EQUAL_SHARES, Method.POINTS, Method.RANKING, Method.KNAPSACK, Method.SCHULZE,
)  # fmt: skip
AT_LEAST_ONE = _l("至少是 1。")
A_WEEK = timedelta(days=7)


def _needed_unless_knapsack(form: Any, field: Any) -> None:
    """With a budget to fill, the money is the limit."""
    if field.data is None and form.method.data != Method.KNAPSACK.value:
        raise ValidationError(str(_l("这一项要填写。")))


class PlanForm(Form):
    """Everything about a round; nothing of it changes once it is announced."""

    seen = HiddenField()
    title = Line(_l("名称"), [filled(), at_most(60)])
    note = Text(_l("给居民的说明"), [at_most(1000)])
    needs = Cards(_l("选票上的需求"), [Optional()])
    typed = Text(_l("另外的选项（一行一个）"), [at_most(8000)])
    budget_fen = Yuan(_l("这轮一共有多少钱（元，不填表示只排先后）"), [Optional()])
    method = RadioField(
        _l("用哪种投票方法"),
        choices=[],
        default=Method.APPROVAL.value,
    )
    k = Count(_l("每人最多选几项"), [_needed_unless_knapsack, Optional(), NumberRange(1, None, AT_LEAST_ONE)])
    least = Count(_l("每人至少选几项"), [Optional(), NumberRange(1, None, AT_LEAST_ONE)], default=1)
    winners = Count(_l("前几项入选（没有钱数的时候填）"), [Optional(), NumberRange(1, None, AT_LEAST_ONE)])
    points = Count(_l("每人有多少分"), [Optional()], default=10)
    most_points = Count(_l("一项最多给几分"), [Optional()])
    ballot = RadioField(
        _l("选票怎么填"),
        choices=[
            (Paper.APPROVAL.value, _l("勾选几项（简单，先用这个）")),
            (Paper.POINTS.value, _l("给几项分积分（能表示更想要哪一项）")),
        ],
        default=Paper.APPROVAL.value,
    )
    utility = RadioField(
        _l("一项给人带来多少，怎么算"),
        choices=[
            (Utility.COST.value, _l("按花的钱算（通常用这个）")),
            (Utility.VOTES.value, _l("一项就是一项，不看花多少钱")),
        ],
        default=Utility.COST.value,
    )
    completion = RadioField(
        _l("钱没用完怎么办"),
        choices=[
            (Completion.ADD_ONE.value, _l("每张票多算 1 元，重新算，直到再多就超了（通常用这个）")),
            (Completion.NONE.value, _l("就到这里")),
        ],
        default=Completion.ADD_ONE.value,
    )
    then = RadioField(
        _l("最后还剩的钱"),
        choices=[
            (Then.GREEDY.value, _l("按票数从多到少，够做哪项就做哪项（通常用这个）")),
            (Then.NONE.value, _l("留着不用")),
        ],
        default=Then.GREEDY.value,
    )
    unit = RadioField(
        _l("谁来投"),
        choices=[(Unit.RESIDENT.value, _l("每位成年居民一票")), (Unit.HOUSEHOLD.value, _l("每户一票"))],
        default=Unit.RESIDENT.value,
    )
    estates = Cards(_l("只限这些小区（都不勾，就是全社区）"), [Optional()])
    opens_at = LocalMoment(_l("开始时间"), [required()])
    closes_at = LocalMoment(_l("结束时间"), [required()])
    may_extend = BooleanField(_l("结束以前可以延长一次（要写明原因；现在不勾，以后就不能延长）"))
    papers_until = LocalMoment(_l("纸质选票最晚录到什么时候（不用纸票就不填）"), [Optional()])
    stands = RadioField(
        _l("同一个码，网上和纸上都投了"),
        choices=[
            (Stands.ONLINE.value, _l("以网上的为准")),
            (Stands.LAST.value, _l("以后到的为准")),
        ],
        default=Stands.ONLINE.value,
    )
    min_turnout_percent = Count(
        _l("参与率至少百分之几才有效"), [Optional(), NumberRange(0, 100, _l("在 0 到 100 之间。"))]
    )
    min_votes = Count(
        _l("一项至少要几票（积分投票是几分）才算数"),
        [Optional(), NumberRange(min=0, message=_l("不能是负数。"))],
    )
    majority = BooleanField(_l("双过半：投票的超过名册一半，一项还要有超过一半的票选它"))
    ties = RadioField(
        _l("票数一样多时谁在前"),
        choices=[
            ("cost,votes,lot", _l("费用低的在前；费用也一样，票多的在前；再一样就抽签")),
            ("votes,lot", _l("票多的在前；再一样就抽签")),
            ("lot", _l("抽签")),
            ("order", _l("按选票上的先后")),
        ],
        default=USUAL_TIES,
    )
    seed = Line(_l("抽签用的种子"), [at_most(100)])
    seed_source = Line(_l("种子从哪里来"), [at_most(200)])
    shuffled = RadioField(
        _l("选票上的先后"),
        choices=[("yes", _l("每个人看到的不一样（免得排在前面的占便宜）")), ("no", _l("都按上面的先后"))],
        default="yes",
    )
    teller = SelectField(_l("计票人"), [Optional()])
    scrutineer = SelectField(_l("监票人"), [Optional()])

    def offer(
        self, needs: Iterable[Any], signers: Iterable[tuple[UUID, str]], estates: Iterable[Any] = ()
    ) -> None:
        """What there is to choose from."""
        self.method.choices = [(each.value, label("round_method", each)) for each in METHODS]
        self.needs.choices = [(str(need.id), need.title) for need in needs]
        self.estates.choices = [(str(estate.id), estate.name) for estate in estates]
        people = [("", str(_l("以后再定"))), *((str(account_id), name) for account_id, name in signers)]
        self.teller.choices = self.scrutineer.choices = people

    def plan(self, needs: Sequence[Any]) -> Plan:
        """What was decided, of the method that was chosen; `needs` are those offered.

        What is not filled in yet is filled with what is usual, so that a ballot can be looked at early.
        """
        options = self.options(needs)
        opens_at = self.opens_at.data or now()
        method = Method(self.method.data) if self.method.data in list(Method) else Method.APPROVAL
        return Plan(
            title=self.title.data or "",
            note=self.note.data or "",
            opens_at=opens_at,
            closes_at=self.closes_at.data or opens_at + A_WEEK,
            k=self._k(method, len(options)),
            options=options,
            unit=_one_of(Unit, self.unit.data),
            ties=TIES.get(self.ties.data, TIES[USUAL_TIES]),
            seed=self.seed.data or "",
            seed_source=self.seed_source.data or "",
            teller_id=_account(self.teller.data),
            scrutineer_id=_account(self.scrutineer.data),
            min_turnout_percent=self.min_turnout_percent.data,
            min_votes=self.min_votes.data,
            budget_fen=self.budget_fen.data,
            method=method,
            least=1 if self.least.data is None else self.least.data,
            winners=self.winners.data,
            majority=bool(self.majority.data),
            shuffled=self.shuffled.data != "no",
            estates=tuple(self.estates.data or ()),
            stands=_one_of(Stands, self.stands.data),
            papers_until=self.papers_until.data,
            may_extend=bool(self.may_extend.data),
            **self._of_method(method),
        )

    def options(self, needs: Sequence[Any]) -> list[OptionPlan]:
        """The ticked needs in the order in which they were offered, then what was typed."""
        chosen = set(self.needs.data or [])
        listed = [
            OptionPlan(need.title, need.cost_fen, need.id, need.body, need.number, chosen_way(need))
            for need in needs
            if str(need.id) in chosen
        ]
        return listed + typed_options(self.typed.data or "")

    def _k(self, method: Method, options: int) -> int:
        if self.k.data is None:
            return max(1, options) if method == Method.KNAPSACK else 1
        return self.k.data

    def _of_method(self, method: Method) -> dict[str, Any]:
        """What only some methods ask for; of the others it does not come along."""
        shares = method == Method.EQUAL_SHARES
        ballot = _one_of(Paper, self.ballot.data) if shares else PAPERS_OF[method][0]
        values: dict[str, Any] = {"ballot": ballot}
        if ballot == Paper.POINTS:
            values |= {"points": self.points.data, "most_points": self.most_points.data}
        if shares:
            values["utility"] = _one_of(Utility, self.utility.data)
            values["completion"] = _one_of(Completion, self.completion.data)
            values["then"] = _one_of(Then, self.then.data)
        return values


def data_of(plan: Plan) -> dict[str, Any]:
    """A plan as the form shows it."""
    data = {name: getattr(plan, name) for name in Plan.__dataclass_fields__ if name in PlanForm.__dict__}
    typed = [option for option in plan.options if option.need_id is None]
    return {
        **data,
        "points": plan.points or PlanForm.points.kwargs["default"],
        "estates": list(plan.estates),
        "shuffled": "yes" if plan.shuffled else "no",
        "ties": ",".join(plan.ties),
        "needs": [str(option.need_id) for option in plan.options if option.need_id],
        "typed": "\n".join(line_of(option) for option in typed),
        "teller": str(plan.teller_id or ""),
        "scrutineer": str(plan.scrutineer_id or ""),
    }


def _one_of(words: Any, value: str | None) -> Any:
    """The chosen word, or the first when nothing that exists was chosen."""
    return words(value) if value in list(words) else next(iter(words))


def _account(value: str | None) -> UUID | None:
    try:
        return UUID(value or "")
    except ValueError:
        return None
