"""The form of a rule: how many must come, how many must agree."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField

from deliberation.meetings.forms.core import labelled
from deliberation.meetings.rules import Base, Profile, Share
from deliberation.web.forms import Count, Form, Line, at_most, required


class RuleForm(Form):
    """Two shares in figures; strict means more than that, not that much."""

    version = HiddenField()
    name = Line(_l("名称"), [at_most(60)])
    base = RadioField(_l("算哪些人"), [required()], default=Base.MEMBERS.value)
    quorum_part = Count(_l("到会：分子"), [required()])
    quorum_whole = Count(_l("到会：分母"), [required()])
    quorum_strict = RadioField(_l("到会的比例"), [required()], default="reach")
    majority_part = Count(_l("赞成：分子"), [required()])
    majority_whole = Count(_l("赞成：分母"), [required()])
    majority_strict = RadioField(_l("赞成的比例"), [required()], default="exceed")

    def offer(self) -> None:
        """Fill in the choices."""
        self.base.choices = labelled("rule_base", [base for base in Base if base != Base.OPEN])
        ways = [("reach", _l("达到就行（……以上）")), ("exceed", _l("要超过（过……）"))]
        self.quorum_strict.choices = self.majority_strict.choices = ways

    def profile(self, key: str, base: Base | None = None) -> Profile:
        """The rule as typed; owners are counted by area as well."""
        counted = base or Base(self.base.data)
        return Profile(
            key,
            counted,
            Share(self.quorum_part.data or 0, self.quorum_whole.data or 0, _strict(self.quorum_strict)),
            Share(self.majority_part.data or 0, self.majority_whole.data or 0, _strict(self.majority_strict)),
            by_area=counted == Base.OWNERS,
        )

    def seen(self) -> int | None:
        """The version the form was filled from."""
        return int(self.version.data) if (self.version.data or "").isdecimal() else None


def _strict(field: RadioField) -> bool:
    return str(field.data) == "exceed"


def rule_data(name: str, profile: Profile, version: int) -> dict[str, Any]:
    """A rule as the form shows it."""
    quorum, majority = profile.quorum or Share(2, 3), profile.majority or Share(1, 2, strict=True)
    return {
        "version": version,
        "name": name,
        "base": profile.base.value,
        "quorum_part": quorum.numerator,
        "quorum_whole": quorum.denominator,
        "quorum_strict": "exceed" if quorum.strict else "reach",
        "majority_part": majority.numerator,
        "majority_whole": majority.denominator,
        "majority_strict": "exceed" if majority.strict else "reach",
    }
