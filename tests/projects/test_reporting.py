"""The year's report of a street: figures, cases, issuing; what goes wrong and what two do at once."""

import base64
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage

from deliberation.actors import Role
from deliberation.clock import at, now, today
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.files.models import StoredFile
from deliberation.needs import service as needs
from deliberation.needs.darkroom import developed
from deliberation.needs.rules import Draft
from deliberation.papers.wording import percent
from deliberation.projects import carrying, checking, following, reporting
from deliberation.projects.case_photos import Shot, with_bytes
from deliberation.projects.checking import Finding
from deliberation.projects.hashing import facts_hash
from deliberation.projects.models import YearReport
from deliberation.projects.report_papers import facts_of
from deliberation.projects.reporting import Case, stamp
from deliberation.projects.reporting_rules import CaseKind
from deliberation.projects.year_figures import figures_of
from deliberation.surveys import queries as surveys
from deliberation.surveys import service
from deliberation.surveys.rules import Grade, Reply
from tests.journeys.steps import words_of
from tests.page import PageClient
from tests.projects.stories import DAY, ListStory, one
from tests.projects.test_carrying import PEOPLE, said
from tests.stories import STREET, A, B, Story

TOLD = Case(CaseKind.COMMUNITY, "充电棚", "三年没谈成，一次会谈成了。")


@pytest.fixture
def told(story: Story) -> ListStory:
    return ListStory(story)


def begun(told: ListStory, year: int | None = None) -> YearReport:
    with unit_of_work():
        return reporting.begin(told.officer, STREET, year or today().year)


def written(told: ListStory, report: YearReport, case: Case = TOLD) -> None:
    with unit_of_work():
        reporting.write_case(told.officer, report, None, case, stamp(report))


def issued(told: ListStory, report: YearReport) -> YearReport:
    with unit_of_work():
        reporting.issue(told.officer, report, stamp(report))
    return report


def finished(told: ListStory) -> None:
    """A list taken over, its first row done and accepted."""
    made = told.accepted()
    with unit_of_work():
        carrying.report(told.worker, made, one(made), said(finished=True))
    row = one(made)
    with unit_of_work():
        finding = Finding(today(), PEOPLE, passed=True)
        checking.accept_work(told.worker, made, row, finding, row.carry_revision)


def test_a_year_is_counted_by_community_and_in_all(told: ListStory) -> None:
    finished(told)
    year = figures_of(STREET, today().year)
    here, there = year.communities
    assert (here.code, there.code) == (A, B)
    assert (here.collected, here.shortlisted, here.answered) == (3, 3, 3)
    assert (here.rounds, here.ballots) == (1, 3)
    assert here.register >= 3
    assert (here.projects, here.cost_fen) == (2, 8_000_000)
    assert (here.finished, here.on_time, here.undated) == (1, 1, 0)
    assert (there.collected, there.projects, there.register) == (0, 0, 0)
    assert (year.total.projects, year.total.cost_fen) == (2, 8_000_000)
    assert [(theme.category, theme.projects) for theme in year.themes] == [("N06", 2)]


def test_meetings_count_when_held_and_their_minutes_when_signed(told: ListStory) -> None:
    told.decided(told.need("坡道"))
    here = figures_of(STREET, today().year).communities[0]
    assert (here.meetings, here.minutes) == (1, 1)


def test_another_year_is_another_year(told: ListStory) -> None:
    finished(told)
    assert figures_of(STREET, today().year - 1).total.projects == 0
    assert figures_of(STREET, today().year - 1).total.collected == 0


def test_business_types_residents_miss_are_input_for_the_grading_and_no_grade(told: ListStory) -> None:
    for title, category in (("缺早餐", "B03"), ("早餐又缺", "B03"), ("缺书店", "Q01"), ("路灯", "N02")):
        with unit_of_work():
            needs.submit(told.author, A, Draft(title, "附近没有。", category, "3号楼"))
    facts = facts_of(begun(told))
    assert (facts["total"]["asked_basic"], facts["total"]["asked_quality"]) == (1, 1)
    assert facts["required_types"] > 0
    assert "也不给出等级" in facts["missing"][-1]


def test_satisfaction_of_few_answers_is_not_told(told: ListStory) -> None:
    made = told.taken()
    with unit_of_work():
        following.begin(told.worker, made, one(made))
    survey = surveys.survey_about(following.KIND, one(made).id)
    assert survey is not None
    mine = surveys.asked_as(told.author, survey.id)
    assert mine is not None
    with unit_of_work():
        service.answer(told.author, survey, mine, Reply(Grade.SATISFIED))
    with at(now() + 15 * DAY):
        facts = facts_of(begun(told, today().year))
    assert (facts["total"]["answers"], facts["total"]["top3"]) == (0, None)
    assert facts["total"]["satisfaction"] == ""


def test_a_year_without_data_has_no_picture_and_divides_by_nothing(told: ListStory) -> None:
    facts = facts_of(begun(told, today().year - 1))
    assert facts["pictures"] == []
    assert facts["total"]["collected"] == 0
    assert percent(facts["total"]["ballots"], facts["total"]["register"]) == "—"


def test_the_statements_are_the_same_for_one_community_and_for_many(
    story: Story, told: ListStory, queries_of: Any
) -> None:
    few = queries_of(lambda: figures_of(STREET, today().year))
    finished(told)
    finished(ListStory(story, B))
    assert queries_of(lambda: figures_of(STREET, today().year)) == few


def test_a_third_community_case_and_a_sixth_enterprise_case_are_refused(told: ListStory) -> None:
    report = begun(told)
    for kind, most in ((CaseKind.COMMUNITY, 2), (CaseKind.ENTERPRISE, 5)):
        case = Case(kind, "一个案例", "讲的是这件事。")
        for _each in range(most):
            written(told, report, case)
        with pytest.raises(Refusal, match="case_full"):
            written(told, report, case)
    assert len(report.cases) == 7
    moved = next(each for each in report.cases if each.kind == CaseKind.ENTERPRISE)
    with pytest.raises(Refusal, match="case_full"), unit_of_work():
        reporting.write_case(told.officer, report, moved.id, TOLD, stamp(report))


def test_a_case_of_ten_thousand_characters_or_of_nothing_is_refused(told: ListStory) -> None:
    report = begun(told)
    for case, why in (
        (Case(CaseKind.COMMUNITY, "长", "字" * 10_000), "case_long"),
        (Case(CaseKind.COMMUNITY, "题" * 10_000, "短"), "case_long"),
        (Case(CaseKind.COMMUNITY, " ", "短"), "case_empty"),
    ):
        with pytest.raises(Refusal, match=why):
            written(told, report, case)


def test_a_case_tells_only_of_a_project_the_street_took_over(story: Story, told: ListStory) -> None:
    made = told.accepted()
    draft = ListStory(story, B).complete()
    report = begun(told)
    for project_id in (one(draft).id, uuid4()):
        with pytest.raises(Refusal, match="case_project"):
            written(told, report, Case(CaseKind.COMMUNITY, "充电棚", "谈成了。", project_id))
    written(told, report, Case(CaseKind.COMMUNITY, "充电棚", "谈成了。", one(made).id))
    assert one(made).name in facts_of(report)["community_cases"][0]["project"]


def test_two_officers_do_not_overwrite_each_other(told: ListStory) -> None:
    report = begun(told)
    seen = stamp(report)
    written(told, report)
    with pytest.raises(Refusal, match="changed_meanwhile"), unit_of_work():
        reporting.write_case(told.officer, report, None, TOLD, seen)
    with pytest.raises(Refusal, match="changed_meanwhile"), unit_of_work():
        reporting.issue(told.officer, report, seen)
    with pytest.raises(Refusal, match="report_begun"):
        begun(told)


def test_an_issued_report_never_changes_and_is_followed_by_a_next_version(told: ListStory) -> None:
    told.accepted()
    report = begun(told)
    written(told, report)
    issued(told, report)
    facts = dict(report.facts or {})
    assert report.sha256 == facts_hash(facts)
    assert facts["short_hash"] == report.sha256[:8]
    assert "草稿" not in facts["list_number"]
    case = report.cases[0]
    for act in (
        lambda: reporting.write_case(told.officer, report, case.id, TOLD, stamp(report)),
        lambda: reporting.remove_case(told.officer, report, case.id, stamp(report)),
        lambda: reporting.issue(told.officer, report, stamp(report)),
    ):
        with pytest.raises(Refusal, match="report_issued"), unit_of_work():
            act()
    told.need("后来的需求")
    following_one = begun(told)
    assert (following_one.version, len(following_one.cases)) == (2, 1)
    with unit_of_work():
        reporting.remove_case(told.officer, following_one, following_one.cases[0].id, stamp(following_one))
    db.session.expire_all()
    assert reporting.report_of(report.id, STREET).facts == facts
    assert facts_of(following_one)["total"]["collected"] == facts["total"]["collected"] + 1


def test_a_year_to_come_has_no_report(told: ListStory) -> None:
    with pytest.raises(Refusal, match="report_year"):
        begun(told, (today() + timedelta(days=370)).year)


@pytest.mark.pdf
def test_the_report_is_written_issued_and_printed_through_the_pages(
    told: ListStory, visitor: PageClient
) -> None:
    made = told.accepted()
    visitor.enter(told.officer)
    shown = visitor.post(f"/office/streets/{STREET}/reports", {"year": str(today().year)})
    url = shown.url
    assert "和平里社区" in shown
    seen = visitor.get(f"{url}/case?kind=community").tree.xpath('//input[@name="seen"]/@value')[0]
    form = {"kind": "community", "title": "充电棚", "text": "谈成了。", "project": str(one(made).id)}
    assert "案例保存好了" in visitor.post(f"{url}/case", {**form, "seen": seen})
    again = visitor.post(f"{url}/case", {**form, "title": "另一个", "seen": seen}, status=200)
    assert again.tree.xpath('//input[@name="title"]/@value') == ["另一个"]
    assert "案例保存好了" not in again
    for wrong in ({"text": "字" * 10_000}, {"project": str(uuid4())}, {"kind": "district"}):
        visitor.post(f"{url}/case", {**form, **wrong, "seen": seen}, status=200)
    report = reporting.reports_of(STREET, 1).items[0]
    assert len(report.cases) == 1
    seen = visitor.get(url).tree.xpath('//form[contains(@action, "/issue")]//input[@name="seen"]/@value')[0]
    assert "已经定稿" in visitor.post(f"{url}/issue", {"seen": seen})
    assert "写下一版" in visitor.get(url)
    words = words_of(visitor.download(f"{url}/report.pdf"))
    assert "充电棚" in words
    assert report.sha256[:4] in words


def test_a_case_s_photo_is_kept_for_every_version_that_tells_it_and_printed(
    told: ListStory, visitor: PageClient
) -> None:
    report = begun(told)
    url = f"/office/streets/{STREET}/reports/{report.id}"
    visitor.enter(told.officer)
    seen = visitor.get(f"{url}/case?kind=community").tree.xpath('//input[@name="seen"]/@value')[0]
    form = {"kind": "community", "title": "充电棚", "text": "谈成了。", "project": "", "seen": seen}
    unsaid = visitor.post(f"{url}/case", {**form, "photo": shot()}, status=200)
    assert "谈成了。" in unsaid.source
    assert "请给每张照片写一句话" in unsaid
    visitor.post(f"{url}/case", {**form, "photo": "0001-01-01", "photo_alt": "不是照片"})
    seen = visitor.get(url).tree.xpath('//form[contains(@action, "/issue")]//input[@name="seen"]/@value')[0]
    [case] = visitor.get(url).links("/cases/")
    form = {**form, "seen": seen, "photo_alt": "新的充电棚"}
    assert "新的充电棚" in visitor.post(case, {**form, "photo": shot()})
    photo = visitor.download(f"{case}/photo")
    assert not Image.open(BytesIO(photo)).getexif()
    assert visitor.post(case, form, status=200).links("/issue") == [], "what was seen is another by now"
    report = db.session.get_one(YearReport, report.id)
    facts = facts_of(issued(told, report))
    assert facts["community_cases"][0]["photo"]["jpeg"] == ""
    assert base64.b64decode(with_bytes(facts)["community_cases"][0]["photo"]["jpeg"]) == photo
    following_one = begun(told)
    kept = following_one.cases[0].photo_id
    with unit_of_work():
        bare = Case(CaseKind.COMMUNITY, "充电棚", "谈成了。", without_photo=True)
        reporting.write_case(
            told.officer, following_one, following_one.cases[0].id, bare, stamp(following_one)
        )
    assert following_one.cases[0].photo_id is None
    assert db.session.get(StoredFile, kept), "the issued version still tells of it"
    assert visitor.download(f"{url}/report.pdf").startswith(b"%PDF")


def test_a_photo_no_version_tells_of_is_gone(told: ListStory) -> None:
    report = begun(told)
    picture = developed(shot().stream, "棚.jpg")
    written(told, report, Case(CaseKind.COMMUNITY, "充电棚", "谈成了。", shot=Shot(picture, "新的充电棚")))
    first = report.cases[0].photo_id
    other = Case(CaseKind.COMMUNITY, "充电棚", "谈成了。", alt="充电棚的正面")
    with unit_of_work():
        reporting.write_case(told.officer, report, report.cases[0].id, other, stamp(report))
    assert (report.cases[0].photo_id, report.cases[0].photo_alt) == (first, "充电棚的正面")
    with unit_of_work():
        reporting.remove_case(told.officer, report, report.cases[0].id, stamp(report))
    assert db.session.get(StoredFile, first) is None


def shot() -> FileStorage:
    """A photo that says where it was taken."""
    exif, sent = Image.Exif(), BytesIO()
    exif[0x8825] = {1: "N", 2: (30.0, 1.0, 2.0)}
    Image.new("RGB", (80, 60), "green").save(sent, "JPEG", exif=exif)
    sent.seek(0)
    return FileStorage(sent, "棚.jpg")


def test_another_street_and_another_report_do_not_exist(
    story: Story, told: ListStory, visitor: PageClient
) -> None:
    report = begun(told)
    url = f"/office/streets/{STREET}/reports/{report.id}"
    visitor.enter(told.officer)
    for address in (
        url.replace(STREET, "999999009"),
        url.replace(str(report.id), str(uuid4())),
        url.replace(STREET, A),
        f"{url}/cases/{uuid4()}",
        f"/office/streets/{A}/reports",
    ):
        visitor.get(address, status=404)
    elsewhere, _phone = story.staff(Role.OFFICER, "999999002", "外街")
    visitor.enter(elsewhere)
    for address in (url, f"{url}/report.pdf", f"{url}/case", f"/office/streets/{STREET}/reports"):
        visitor.get(address, status=404)
