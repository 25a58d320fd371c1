"""Sentences made of figures: who is here, what is missing, the sum that decided a motion."""

from collections.abc import Mapping
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from deliberation.meetings.rules import (
    MORE_THAN_HALF,
    PROFILES,
    Base,
    Profile,
    Quorum,
    Share,
    Turnout,
    profile_from,
)
from deliberation.web.phrases import label

SQUARE_METRE = 10_000


def square_metres(area_cm2: int) -> str:
    """An area in square metres, exact: 1234500 → 123.45."""
    whole, rest = divmod(area_cm2, SQUARE_METRE)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")


def with_areas(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **facts,
        "area": square_metres(facts.get("present_area", 0)),
        "due_area": square_metres(facts.get("due_area", 0)),
        "area_for": square_metres(facts.get("have_area", 0)),
        "area_needed": square_metres(facts.get("needed_area", 0)),
        "missing_area": square_metres(facts.get("missing_area", 0)),
    }


def counted_in(base: Base) -> str:
    """What those due and present are counted in; owners are 人 too, as 民法典 278 counts them."""
    return _("户") if base == Base.HOUSEHOLDS else _("人")


def quorum_sentence(profile: Profile, there: Turnout, quorum: Quorum) -> str:
    """How many are here and whether that is enough, with what is missing in figures."""
    facts = {
        "due": there.due,
        "present": there.present,
        "needed": quorum.needed,
        "missing": quorum.missing,
        "missing_area": square_metres(quorum.missing_area),
        "unit": counted_in(profile.base),
    }
    if not quorum.needed:
        return _("到会 %(present)s 人。这次会议只听意见、不作表决，没有人数要求。", **facts)
    if quorum.missing and quorum.missing_area:
        return _(
            "应到 %(due)s 人，实到 %(present)s 人，要到 %(needed)s 人才能表决，"
            "还差 %(missing)s 人、%(missing_area)s 平方米。",
            **facts,
        )
    if quorum.missing:
        return _(
            "应到 %(due)s %(unit)s，实到 %(present)s %(unit)s，要到 %(needed)s %(unit)s才能表决，"
            "还差 %(missing)s %(unit)s。",
            **facts,
        )
    if quorum.missing_area:
        return _(
            "应到 %(due)s 人，实到 %(present)s 人，人数够了，面积还差 %(missing_area)s 平方米。", **facts
        )
    if profile.by_area:
        return _(
            "应到 %(due)s 人，实到 %(present)s 人，人数和面积都够了，可以表决（至少要 %(needed)s 人）。",
            **facts,
        )
    return _(
        "应到 %(due)s %(unit)s，实到 %(present)s %(unit)s，%(unit)s数够了，"
        "可以表决（至少要 %(needed)s %(unit)s）。",
        **facts,
    )


def arithmetic_sentence(base: Base, facts: Mapping[str, Any] | None) -> str:
    """The sum that decided a motion, spelled out."""
    if not facts or "passed" not in facts:
        return ""
    said = with_areas(facts) | {"unit": counted_in(base)}
    if facts["by_area"]:
        if facts["passed"]:
            return _(
                "到会 %(present)s 人、%(area)s 平方米。赞成 %(have)s 人（至少要 %(needed)s 人）、"
                "%(area_for)s 平方米（至少要 %(area_needed)s 平方米），两项都够，通过。",
                **said,
            )
        return _(
            "到会 %(present)s 人、%(area)s 平方米。赞成 %(have)s 人（至少要 %(needed)s 人）、"
            "%(area_for)s 平方米（至少要 %(area_needed)s 平方米），没有两项都够，不通过。",
            **said,
        )
    if facts["passed"]:
        return _(
            "到会 %(present)s %(unit)s，至少要 %(needed)s 票赞成；赞成 %(have)s 票、反对 %(against)s 票、"
            "弃权 %(abstain)s 票，通过。",
            **said,
        )
    if facts["tied"]:
        return _(
            "到会 %(present)s %(unit)s，至少要 %(needed)s 票赞成；赞成和反对都是 %(have)s 票、"
            "弃权 %(abstain)s 票，票数相等，不通过。",
            **said,
        )
    return _(
        "到会 %(present)s %(unit)s，至少要 %(needed)s 票赞成；赞成 %(have)s 票、反对 %(against)s 票、"
        "弃权 %(abstain)s 票，不通过。",
        **said,
    )


def profile_name(data: Mapping[str, Any]) -> str:
    """What the rule of a meeting is called: by the community, else by its common name."""
    return data.get("name") or label("profile", data["key"])


def session_words(profile: str | Mapping[str, Any], year: int, number: int, series_name: str = "") -> str:
    """Which session of its kind a meeting is: 居民议事会 2026年第3次, or 第三届居民议事会 2026年第3次."""
    kind = series_name or profile_name({"key": profile} if isinstance(profile, str) else profile)
    return _("%(kind)s %(year)s年第%(number)s次", kind=kind, year=year, number=number)


def rule_sentence(data: Mapping[str, Any]) -> str:
    """How many must be there and how many must agree, made from the numbers of a meeting's own rule."""
    profile = profile_from(data)
    common = PROFILES.get(profile.key)
    if profile == common:
        return label("profile_rule", profile.key)
    if profile.quorum is None or profile.majority is None:
        return label("profile_rule", "hearing")
    quorum, majority = share_words(profile.quorum), share_words(profile.majority)
    majority = _("过半") if profile.majority == MORE_THAN_HALF else majority
    if profile.by_area:
        return _(
            "人数、面积都有%(quorum)s参加；参加的人数、面积都有%(majority)s赞成才通过。",
            quorum=quorum,
            majority=majority,
        )
    who = label("rule_base", profile.base)
    return _(
        "%(quorum)s%(who)s到会；到会人数%(majority)s赞成才通过。", quorum=quorum, majority=majority, who=who
    )


def share_words(share: Share) -> str:
    """A share as it is said: 过半数, 三分之二以上, 超过三分之二, 全部."""
    if (share.numerator * 2, share.strict) == (share.denominator, True):
        return _("过半数")
    if share.numerator == share.denominator:
        return _("全部")
    part = _(
        "%(whole)s分之%(part)s", whole=figure_words(share.denominator), part=figure_words(share.numerator)
    )
    return _("超过%(part)s", part=part) if share.strict else _("%(part)s以上", part=part)


DIGITS = "零一二三四五六七八九"


def figure_words(number: int) -> str:
    """A number up to a hundred as Chinese says it; elsewhere in figures."""
    locale = get_locale()
    if locale is not None and locale.language != "zh":
        return str(number)
    if number == 100:
        return "百"
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return (DIGITS[tens] if tens > 1 else "") + "十" + (DIGITS[ones] if ones else "")
