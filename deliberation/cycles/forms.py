"""The form of a cycle: its name and the first day of each stage."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from deliberation.cycles.rules import STAGES, Stage
from deliberation.web.forms import Day, Form, Line, at_most, filled, required


class CycleForm(Form):
    """Dates may be left empty for a stage that does not take place."""

    name = Line(_l("名称"), [filled(), at_most(80)])
    collecting = Day(_l("征集的第一天"), [required()])
    deliberating = Day(_l("议事的第一天"), [Optional()])
    voting = Day(_l("投票的第一天"), [Optional()])
    listing = Day(_l("清单的第一天"), [Optional()])
    publicising = Day(_l("公示的第一天"), [Optional()])
    carrying_out = Day(_l("实施的第一天"), [Optional()])
    ends_on = Day(_l("周期的最后一天（不填就一直到下一个周期）"), [Optional()])

    def starts(self) -> dict[Stage, date]:
        """The first days that were given."""
        return {stage: self[stage.value].data for stage in STAGES if self[stage.value].data}


def data_of(cycle: Any) -> Mapping[str, Any]:
    """A cycle as the form shows it."""
    return {
        "name": cycle.name,
        "ends_on": cycle.ends_on,
        **{row.stage.value: row.starts_on for row in cycle.stages},
    }
