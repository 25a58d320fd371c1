"""Forms of places."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from deliberation.web.forms import Form, Line, at_most, filled


class RegionForm(Form):
    """The names and the contact line of a place."""

    name = Line(_l("名称"), [filled(), at_most(80)])
    full_name = Line(_l("正式全称（印在文件上）"), [at_most(160)])
    contact = Line(_l("办事地点和电话（印在邀请码上）"), [at_most(160)])

    def words(self) -> tuple[str, str, str]:
        """Name, official name and contact line."""
        return self.name.data or "", self.full_name.data or "", self.contact.data or ""


class NewRegionForm(RegionForm):
    """A new place, with its code."""

    code = Line(_l("统计用区划代码"), [filled(), at_most(12)])


class EstateForm(Form):
    """An estate's name."""

    name = Line(_l("小区名称"), [filled(), at_most(60)])


class GridForm(Form):
    """A grid's name and the estates in it."""

    name = Line(_l("网格名称"), [filled(), at_most(60)])
    estates = SelectMultipleField(
        _l("包括哪些小区"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def __init__(self, estates: Sequence[Any], inside: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(data={"estates": [str(estate.id) for estate in inside], **kwargs})
        self.estates.choices = [(str(estate.id), estate.name) for estate in estates]


class MapFileForm(Form):
    """A file of shapes."""

    file = FileField(_l("GeoJSON 文件（.geojson 或 .json）"), [FileRequired(_l("请选择文件。"))])
