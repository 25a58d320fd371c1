"""Forms of carrying a project out: milestones, a report with photos, an acceptance, a change."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, MultipleFileField
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
)
from wtforms.validators import Optional, StopValidation

from deliberation.clock import today
from deliberation.errors import Refusal
from deliberation.needs.darkroom import developed, shown_name
from deliberation.needs.rules import new_key, uuid_or_none
from deliberation.projects.carrying import Progress, ReportedPhoto
from deliberation.projects.carrying_rules import (
    MOST_MILESTONES,
    MOST_REPORTED_PHOTOS,
    USUAL,
    ChangeKind,
    MilestonePlan,
    PhotoMoment,
    usual_milestones,
)
from deliberation.projects.changing import Wish
from deliberation.projects.checking import Finding, Side
from deliberation.projects.rules import FundingSource
from deliberation.rounds.scans import Scan, developed_scan
from deliberation.web.forms import Day, Form, Line, Text, Yuan, at_most, filled, required
from deliberation.web.phrases import label

SPARE = 3
MOST_WORDS = 2000
WORDS = tuple(dict.fromkeys(word for usual in USUAL.values() for word, _part in usual))
APART = re.compile(r"[、，,；;]")


def _due_where_named(form: Any, field: Any) -> None:
    """A milestone that has a name also has its day."""
    if form.name.data and not any(field.raw_data or ()):
        raise StopValidation(str(_l("请写哪天前做到。")))


class MilestoneLine(Form):
    """One milestone; an empty line is none."""

    class Meta(Form.Meta):
        csrf = False

    name = Line(_l("节点"), [at_most(60)])
    due_on = Day(_l("哪天前做到"), [_due_where_named, Optional()])


class MilestonesForm(Form):
    """The milestones that were not reached yet, with some lines to spare."""

    lines = FieldList(FormField(MilestoneLine), label=_l("节点"), max_entries=MOST_MILESTONES)
    revision = HiddenField()

    def plans(self) -> list[MilestonePlan]:
        """What was typed; a usual name is kept as its word."""
        words = {label("milestone", word): word for word in WORDS}
        typed = [line.data for line in self.lines if line.data["due_on"]]
        return [MilestonePlan(_word(words, each["name"]), each["name"], each["due_on"]) for each in typed]


def _word(words: dict[str, str], name: str) -> str:
    return words.get(name, "")


def milestones_shown(row: Any, waiting: Sequence[Any], any_there: bool) -> dict[str, Any]:
    """The form as it opens: what is planned, or what is usual for such a project."""
    known: Iterable[Any] = waiting
    if not any_there and row.finish_on:
        known = usual_milestones(row.kind, max(row.start_on or today(), today()), row.finish_on)
    lines = [{"name": named(each), "due_on": each.due_on} for each in known]
    spare = min(SPARE, MOST_MILESTONES - len(lines))
    return {"lines": lines + [{}] * spare, "revision": row.carry_revision}


def named(milestone: Any) -> str:
    """What a milestone is called."""
    return str(label("milestone", milestone.word) if milestone.word else milestone.name)


class ReportForm(Form):
    """How far a project is; photos in two heaps, each with one sentence."""

    key = HiddenField(default=new_key)
    reported_on = Day(_l("哪天的进展"), [required()])
    text = Text(_l("做到哪一步了"), [filled(_l("请写明做到哪一步了。")), at_most(MOST_WORDS)])
    spent = Yuan(_l("到这天一共花了多少（元）"), [Optional()])
    milestone = SelectField(_l("关于哪个节点"), choices=[], validate_choice=False)
    delay_reason = Line(_l("晚了的话，为什么"), [at_most(300)])
    new_due_on = Day(_l("改到哪天"), [Optional()])
    before = MultipleFileField(_l("施工前的照片"))
    before_alt = Line(_l("施工前的照片里是什么"), [at_most(100)])
    after = MultipleFileField(_l("施工后的照片"))
    after_alt = Line(_l("施工后的照片里是什么"), [at_most(100)])
    finished = BooleanField(_l("全部做完了，可以验收"))

    def offer(self, waiting: Sequence[Any]) -> None:
        """Fill in the milestones that were not reached."""
        self.milestone.choices = [
            ("", str(_l("不是某个节点"))),
            *((str(each.id), named(each)) for each in waiting),
        ]

    def photos(self) -> list[ReportedPhoto]:
        """The photos that were sent, drawn anew; refuses what is none, what is too much, what nobody says."""
        heaps = [
            (PhotoMoment.BEFORE, self.before, self.before_alt),
            (PhotoMoment.AFTER, self.after, self.after_alt),
        ]
        sent = [
            (moment, [each for each in field.data or [] if each.filename], alt.data)
            for moment, field, alt in heaps
        ]
        if sum(len(files) for _moment, files, _alt in sent) > MOST_REPORTED_PHOTOS:
            raise Refusal("projects.report_photos", most=MOST_REPORTED_PHOTOS)
        if any(files and not alt for _moment, files, alt in sent):
            raise Refusal("projects.photo_unsaid")
        return [shot for moment, files, alt in sent for shot in _drawn(moment, files, alt)]

    def progress(self, photos: Sequence[ReportedPhoto]) -> Progress:
        """What was reported."""
        assert self.reported_on.data is not None  # asked of a valid form
        return Progress(
            key=(self.key.data or "")[:40],
            reported_on=self.reported_on.data,
            text=self.text.data or "",
            spent_fen=self.spent.data,
            milestone_id=uuid_or_none(self.milestone.data),
            delay_reason=self.delay_reason.data or "",
            new_due_on=self.new_due_on.data,
            finished=self.finished.data,
            photos=photos,
        )


def _drawn(moment: PhotoMoment, files: Sequence[Any], alt: str) -> list[ReportedPhoto]:
    shots = []
    for place, each in enumerate(files, 1):
        name = shown_name(each.filename)
        if getattr(each.stream, "cut", False):
            raise Refusal("needs.photo_heavy", name=name)
        said = f"{alt}（{place}）" if len(files) > 1 else alt
        shots.append(ReportedPhoto(developed(each.stream, name), moment, said))
    return shots


class AcceptanceForm(Form):
    """What an acceptance found; several names of a side stand apart by 、."""

    held_on = Day(_l("哪天验收的"), [required()])
    community = Line(_l("社区参加的人"), [filled(), at_most(200)])
    residents = Line(_l("居民代表"), [filled(), at_most(200)])
    unit = Line(_l("实施单位参加的人"), [at_most(200)])
    street = Line(_l("街道参加的人"), [at_most(200)])
    passed = RadioField(_l("结果"), [required(_l("请选择通过不通过。"))], choices=[])
    mend_by = Day(_l("没有通过的，哪天前整改好"), [Optional()])
    remarks = Text(_l("验收意见；没有通过的，写明要整改什么"), [at_most(MOST_WORDS)])
    sheet = FileField(_l("签过字的验收单（PDF 或者照片）"))
    revision = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passed.choices = [("yes", str(_l("通过"))), ("no", str(_l("没有通过，要整改")))]

    def scan(self) -> Scan | None:
        """The signed sheet, drawn anew."""
        sent = self.sheet.data
        if not sent or not sent.filename:
            return None
        return developed_scan(sent.stream, sent.filename, getattr(sent.stream, "cut", False))

    def finding(self) -> Finding:
        """What was found."""
        assert self.held_on.data is not None  # asked of a valid form
        people = [(side, name) for side in Side for name in APART.split(self[side.value].data or "")]
        passed = self.passed.data == "yes"
        return Finding(self.held_on.data, people, passed, self.mend_by.data, self.remarks.data or "")


class ChangeForm(Form):
    """What is to be changed; only the field of its kind counts."""

    kind = RadioField(_l("变更什么"), [required(_l("请选择变更什么。"))], choices=[])
    cost = Yuan(_l("投资估算改为（元）"), [Optional()])
    street = Yuan(_l("街道资金（元）"), [Optional()])
    community = Yuan(_l("社区资金（元）"), [Optional()])
    social = Yuan(_l("社会资金（元）"), [Optional()])
    residents = Yuan(_l("居民自筹（元）"), [Optional()])
    finish_on = Day(_l("完成时限改为"), [Optional()])
    content = Text(_l("建设内容改为"), [at_most(MOST_WORDS)])
    reason = Text(_l("为什么"), [filled(_l("请写明原因。")), at_most(MOST_WORDS)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(each.value, label("change_kind", each)) for each in ChangeKind]

    def wish(self) -> Wish:
        """What somebody asks for."""
        kind, reason = ChangeKind(self.kind.data), self.reason.data or ""
        return Wish(
            kind, reason, self.cost.data, self.finish_on.data, self.content.data or "", self._funding()
        )

    def _funding(self) -> dict[FundingSource, int] | None:
        told = {source: self[source.value].data for source in FundingSource}
        said = any(fen is not None for fen in told.values())
        return {source: fen or 0 for source, fen in told.items()} if said else None


class DecideChangeForm(Form):
    """The street office's answer."""

    verdict = RadioField(_l("答复"), [required(_l("请选择同意不同意。"))], choices=[])
    said = Text(_l("说明；不同意的写明理由"), [at_most(MOST_WORDS)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verdict.choices = [("approve", str(_l("同意"))), ("refuse", str(_l("不同意")))]
