"""The form of a round's plan, and how a plan goes into it and comes out of it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import NumberRange, Optional

from deliberation.errors import Refusal
from deliberation.rounds.forms.core import Cards
from deliberation.rounds.needs_way import chosen_way
from deliberation.rounds.rules import OptionPlan, Plan, Unit
from deliberation.web.forms import Count, Form, Line, LocalMoment, Text, Yuan, at_most, filled, required
from deliberation.wording import tidy

TIES = {"cost,votes,lot": ("cost", "votes", "lot"), "lot": ("lot",), "order": ("order",)}
MOST_YUAN = Decimal(100_000_000_000)


class PlanForm(Form):
    """Everything about a round; nothing of it changes once it is announced."""

    title = Line(_l("名称"), [filled(), at_most(60)])
    note = Text(_l("给居民的说明"), [at_most(1000)])
    needs = Cards(_l("选票上的需求"), [Optional()])
    typed = Text(_l("另外的选项（一行一个）"), [at_most(8000)])
    k = Count(_l("每人最多选几项"), [required(), NumberRange(min=1, message=_l("至少是 1。"))])
    unit = RadioField(
        _l("谁来投"),
        choices=[(Unit.RESIDENT.value, _l("每位成年居民一票")), (Unit.HOUSEHOLD.value, _l("每户一票"))],
        default=Unit.RESIDENT.value,
    )
    opens_at = LocalMoment(_l("开始时间"), [required()])
    closes_at = LocalMoment(_l("结束时间"), [required()])
    ties = RadioField(
        _l("票数一样多时谁在前"),
        choices=[
            ("cost,votes,lot", _l("费用低的在前；费用也一样就抽签")),
            ("lot", _l("抽签")),
            ("order", _l("按选票上的先后")),
        ],
        default="cost,votes,lot",
    )
    seed = Line(_l("抽签用的种子"), [at_most(100)])
    seed_source = Line(_l("种子从哪里来"), [at_most(200)])
    budget_fen = Yuan(_l("这轮一共有多少钱（元，不填表示只排顺序）"), [Optional()])
    teller = SelectField(_l("计票人"), [Optional()])
    scrutineer = SelectField(_l("监票人"), [Optional()])
    min_turnout_percent = Count(
        _l("参与率至少百分之几才有效"), [Optional(), NumberRange(0, 100, _l("在 0 到 100 之间。"))]
    )
    min_votes = Count(
        _l("一项至少要几票才算数"), [Optional(), NumberRange(min=0, message=_l("不能是负数。"))]
    )

    def offer(self, needs: Iterable[Any], signers: Iterable[tuple[UUID, str]]) -> None:
        """What there is to choose from."""
        self.needs.choices = [(str(need.id), need.title) for need in needs]
        people = [("", str(_l("以后再定"))), *((str(account_id), name) for account_id, name in signers)]
        self.teller.choices = self.scrutineer.choices = people

    def plan(self, needs: Sequence[Any]) -> Plan:
        """What was decided; `needs` are those offered."""
        chosen = set(self.needs.data or [])
        opens_at, closes_at = self.opens_at.data, self.closes_at.data
        if opens_at is None or closes_at is None:
            raise Refusal("rounds.closes_before_it_opens")
        options = [
            OptionPlan(need.title, need.cost_fen, need.id, need.body, need.number, chosen_way(need))
            for need in needs
            if str(need.id) in chosen
        ]
        options += typed_options(self.typed.data or "")
        return Plan(
            title=self.title.data or "",
            note=self.note.data or "",
            opens_at=opens_at,
            closes_at=closes_at,
            k=self.k.data or 0,
            options=options,
            unit=Unit(self.unit.data),
            ties=TIES[self.ties.data],
            seed=self.seed.data or "",
            seed_source=self.seed_source.data or "",
            teller_id=_account(self.teller.data),
            scrutineer_id=_account(self.scrutineer.data),
            min_turnout_percent=self.min_turnout_percent.data,
            min_votes=self.min_votes.data,
            budget_fen=self.budget_fen.data,
        )


def typed_options(text: str) -> list[OptionPlan]:
    """One option a line, its cost in yuan after a semicolon: 早餐店；120000."""
    options: list[OptionPlan] = []
    for line in filter(None, map(tidy, text.split("\n"))):
        title, _bar, cost = line.replace("；", ";").partition(";")
        key = f"x{len(options) + 1}"
        options.append(OptionPlan(tidy(title), _fen(tidy(cost), line) if tidy(cost) else None, key=key))
    return options


def data_of(plan: Plan) -> dict[str, Any]:
    """A plan as the form shows it."""
    data = {name: getattr(plan, name) for name in Plan.__dataclass_fields__ if name in PlanForm.__dict__}
    typed = [option for option in plan.options if option.need_id is None]
    return {
        **data,
        "unit": plan.unit.value,
        "ties": ",".join(plan.ties),
        "needs": [str(option.need_id) for option in plan.options if option.need_id],
        "typed": "\n".join(_line(option) for option in typed),
        "teller": str(plan.teller_id or ""),
        "scrutineer": str(plan.scrutineer_id or ""),
    }


def _line(option: OptionPlan) -> str:
    return option.title if option.cost_fen is None else f"{option.title}；{Decimal(option.cost_fen) / 100:f}"


def _fen(text: str, line: str) -> int:
    try:
        amount = Decimal(text.replace(",", "").replace("，", "").removesuffix("元"))
    except InvalidOperation:
        raise Refusal("rounds.cost_not_read", line=line) from None
    if not amount.is_finite() or not 0 <= amount <= MOST_YUAN or amount * 100 != int(amount * 100):
        raise Refusal("rounds.cost_not_read", line=line)
    return int(amount * 100)


def _account(value: str | None) -> UUID | None:
    return UUID(value) if value and tidy(value) else None
