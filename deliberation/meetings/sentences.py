"""Sentences made of figures: who is here, what is missing, the sum that decided a motion."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

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


def quorum_sentence(
    due: int, present: int, needed: int, missing: int, missing_area: int = 0, by_area: bool = False
) -> str:
    """How many are here and whether that is enough, with what is missing in figures."""
    facts = {"due": due, "present": present, "needed": needed, "missing": missing}
    facts["missing_area"] = square_metres(missing_area)  # type: ignore[assignment]  # figures and words alike
    if not needed:
        return _("到会 %(present)s 人。这次会议只听意见、不作表决，没有人数要求。", **facts)
    if missing and missing_area:
        return _(
            "应到 %(due)s 人，实到 %(present)s 人，要到 %(needed)s 人才能表决，"
            "还差 %(missing)s 人、%(missing_area)s 平方米。",
            **facts,
        )
    if missing:
        return _(
            "应到 %(due)s 人，实到 %(present)s 人，要到 %(needed)s 人才能表决，还差 %(missing)s 人。", **facts
        )
    if missing_area:
        return _(
            "应到 %(due)s 人，实到 %(present)s 人，人数够了，面积还差 %(missing_area)s 平方米。", **facts
        )
    if by_area:
        return _(
            "应到 %(due)s 人，实到 %(present)s 人，人数和面积都够了，可以表决（至少要 %(needed)s 人）。",
            **facts,
        )
    return _("应到 %(due)s 人，实到 %(present)s 人，人数够了，可以表决（至少要 %(needed)s 人）。", **facts)


def arithmetic_sentence(facts: Mapping[str, Any] | None) -> str:
    """The sum that decided a motion, spelled out."""
    if not facts:
        return ""
    said = with_areas(facts)
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
            "到会 %(present)s 人，至少要 %(needed)s 票赞成；赞成 %(have)s 票、反对 %(against)s 票、"
            "弃权 %(abstain)s 票，通过。",
            **said,
        )
    if facts["tied"]:
        return _(
            "到会 %(present)s 人，至少要 %(needed)s 票赞成；赞成和反对都是 %(have)s 票、"
            "弃权 %(abstain)s 票，票数相等，不通过。",
            **said,
        )
    return _(
        "到会 %(present)s 人，至少要 %(needed)s 票赞成；赞成 %(have)s 票、反对 %(against)s 票、"
        "弃权 %(abstain)s 票，不通过。",
        **said,
    )


def session_words(profile_key: str, year: int, number: int) -> str:
    """Which session of its kind a meeting is: 居民议事会 2026年第3次."""
    kind = label("profile", profile_key)
    return _("%(kind)s %(year)s年第%(number)s次", kind=kind, year=year, number=number)
