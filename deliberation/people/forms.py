"""Forms of people."""

from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, NumberRange, ValidationError
from wtforms.widgets import TelInput

from deliberation.actors import Role
from deliberation.errors import Refusal
from deliberation.people.roll_rows import CM2_IN_M2, MOST_CM2
from deliberation.people.rules import STAFF_ROLES, normal_phone, weak_password
from deliberation.people.sheets import MOST_BYTES
from deliberation.people.slips import Which
from deliberation.web.forms import Count, Form, Line, at_most, filled
from deliberation.web.phrases import label, phrase

MOST_ADULTS = 999


class Phone(Line):
    """A phone number, typed on the number pad."""

    widget = TelInput()


def is_phone(form: Any, field: Any) -> None:
    """Eleven digits, however they were typed."""
    if field.data and normal_phone(field.data) is None:
        raise ValidationError(phrase("refusal.people.bad_phone"))


def strong(form: Any, field: Any) -> None:
    """Eight characters of two kinds, nothing everybody tries first."""
    phone = normal_phone(form["phone"].data or "") if "phone" in form else None
    why = weak_password(field.data or "", phone or "")
    if why:
        raise ValidationError(phrase(f"refusal.people.password_{why}"))


class SignInForm(Form):
    """Phone and password."""

    phone = Phone(_l("手机号"), [filled()])
    password = PasswordField(_l("密码"), [InputRequired(_l("请填写密码。"))])


class CodeForm(Form):
    """The code on the slip."""

    code = Line(_l("邀请码"), [filled(_l("请输入纸条上的邀请码。")), at_most(40)])


class HomeForm(Form):
    """Registering somebody who has an account already."""

    birth_year = Count(_l("出生年份"), [InputRequired(_l("请填写 4 位出生年份，例如 1956。"))])
    consent = BooleanField(
        _l("我看过上面的说明，同意社区为议事协商使用这些信息"), [DataRequired(_l("要同意才能登记。"))]
    )


class JoinForm(HomeForm):
    """Registering with a household's code."""

    name = Line(_l("真实姓名"), [filled(), at_most(30)])
    phone = Phone(_l("手机号"), [filled(), is_phone])
    password = PasswordField(_l("设一个密码"), [InputRequired(_l("请设一个密码。")), strong])
    nickname = Line(_l("昵称"), [at_most(20)])


class PasswordForm(Form):
    """The present password and the next one, typed twice."""

    current = PasswordField(_l("现在的密码"), [InputRequired(_l("请填写密码。"))])
    password = PasswordField(_l("新密码"), [InputRequired(_l("请设一个密码。")), strong])
    again = PasswordField(_l("再输一遍新密码"), [InputRequired(_l("请再输一遍。"))])

    def validate_again(self, field: Any) -> None:
        if field.data != self.password.data:
            raise ValidationError(str(_l("两次输入的新密码不一样。")))


class NicknameForm(Form):
    """The name neighbours see."""

    nickname = Line(_l("昵称"), [at_most(20)])


class OwnPhoneForm(Form):
    """A new phone of one's own, with the password."""

    phone = Phone(_l("新手机号"), [filled(), is_phone])
    current = PasswordField(_l("现在的密码"), [InputRequired(_l("请填写密码。"))])


class EmailForm(Form):
    """An e-mail address for notices; empty is none."""

    email = StringField(_l("邮箱地址"), [at_most(120)])


class CloseForm(Form):
    """Closing the account, with the password."""

    current = PasswordField(_l("现在的密码"), [InputRequired(_l("请填写密码。"))])


class SearchForm(Form):
    """One box for name, phone or door."""

    class Meta:
        csrf = False

    q = Line(_l("姓名、手机号或门牌"))


class NewPhoneForm(Form):
    """A resident's new number, at the counter."""

    phone = Phone(_l("新手机号"), [filled(), is_phone])


class PersonForm(Form):
    """Somebody who moves in, or whose entry is corrected."""

    name = Line(_l("姓名"), [filled(), at_most(60)])
    phone = Phone(_l("手机号"), [is_phone])
    birth_year = Count(_l("出生年份"))

    def validate_birth_year(self, field: Any) -> None:
        if field.data is not None and not 1900 <= field.data <= 2100:
            raise ValidationError(phrase("refusal.people.bad_birth_year"))


class CorrectionForm(Form):
    """How the roll names somebody."""

    name = Line(_l("姓名"), [filled(), at_most(60)])
    birth_year = Count(_l("出生年份"))

    validate_birth_year = PersonForm.validate_birth_year


class MoveOutForm(Form):
    """Whether the household's code is renewed when somebody leaves."""

    renew = BooleanField(_l("给这一户换新的邀请码（旧码作废）"), default=True)


class RefuseForm(Form):
    """Why a registration is not right; the person reads it."""

    reason = Line(_l("不通过的原因（本人会看到）"), [filled(), at_most(200)])


class SquareMetres(Line):
    """An area typed in ㎡; `data` is whole cm² (or None)."""

    data: Any

    def process_data(self, value: Any) -> None:
        self.data = value

    def process_formdata(self, valuelist: Any) -> None:
        super().process_formdata(valuelist)
        text, self.data = str(self.data or ""), None
        if not text:
            return
        try:
            exact = Decimal(text) * CM2_IN_M2
        except InvalidOperation:
            exact = Decimal(-1)
        if not exact.is_finite() or exact != exact.to_integral_value() or not 0 <= exact <= MOST_CM2:
            raise ValueError(str(_l("请填写平方米数，例如 89.5。")))
        self.data = int(exact)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{(Decimal(self.data) / CM2_IN_M2).normalize():f}"


class HouseholdForm(Form):
    """What the roll says of a household."""

    adults = Count(
        _l("成年人数（18 岁以上）"),
        [InputRequired(_l("这一项要填写。")), NumberRange(0, MOST_ADULTS, _l("要填 0 到 999 的整数。"))],
    )
    owners_count = Count(_l("业主数"))
    area_cm2 = SquareMetres(_l("建筑面积（平方米）"))

    def validate_owners_count(self, field: Any) -> None:
        if field.data is not None and not 0 <= field.data <= MOST_ADULTS:
            raise ValidationError(str(_l("要填 0 到 999 的整数。")))


class NewHouseholdForm(HouseholdForm):
    """A door that was not on the roll."""

    estate = Line(_l("小区"), [filled(), at_most(60)])
    building = Line(_l("楼栋"), [filled(), at_most(40)])
    unit = Line(_l("单元"), [at_most(20)])
    door = Line(_l("门牌"), [filled(), at_most(20)])


class UploadForm(Form):
    """A table to be checked."""

    file = FileField(_l("Excel（.xlsx）或 CSV 文件"), [FileRequired(_l("请选择文件。"))])

    def taken(self) -> tuple[bytes, str]:
        """The bytes and the name of what was uploaded; refuses more than may be."""
        content: bytes = self.file.data.read(MOST_BYTES + 1)
        if not content:
            raise Refusal("people.sheet_empty")
        if len(content) > MOST_BYTES:
            raise Refusal("people.sheet_too_big", most=MOST_BYTES // 1024 // 1024)
        return content, self.file.data.filename or ""


class SlipsForm(Form):
    """For which doors, and which codes; `area` is filled with the estates and buildings there are."""

    area = SelectField(_l("哪些住户"))
    which = SelectField(_l("印哪些"), default=Which.MISSING)

    def __init__(self, areas: list[tuple[str, str]]) -> None:
        super().__init__()
        self.area.choices = areas
        self.which.choices = [(each.value, label("slips", each)) for each in Which]


class RoleForm(Form):
    """A staff role at a place."""

    role = SelectField(_l("角色"))
    scope = Line(_l("区划代码"), [at_most(12)])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = [(role.value, label("role", role)) for role in STAFF_ROLES]

    def granted(self) -> tuple[Role, str]:
        """The role and its place."""
        return Role(self.role.data), self.scope.data or ""


class HireForm(RoleForm):
    """A new member of staff."""

    name = Line(_l("姓名"), [filled(), at_most(60)])
    phone = Phone(_l("手机号"), [filled(), is_phone])
