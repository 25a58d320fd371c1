"""Stages of a cycle and which one a day falls into."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from deliberation.errors import Refusal


class Stage(StrEnum):
    """The six stages, in the order of the ribbon."""

    COLLECTING = "collecting"
    DELIBERATING = "deliberating"
    VOTING = "voting"
    LISTING = "listing"
    PUBLICISING = "publicising"
    CARRYING_OUT = "carrying_out"


STAGES: Sequence[Stage] = tuple(Stage)


@dataclass(frozen=True)
class Span:
    """A stage with its first and last day; the last stage may have no last day."""

    stage: Stage
    starts_on: date
    ends_on: date | None


def spans(starts: Mapping[Stage, date], ends_on: date | None = None) -> list[Span]:
    """The stages that take place, each until the day before the next; refuses dates out of order."""
    given = [(stage, starts[stage]) for stage in STAGES if stage in starts]
    if not given or given[0][0] != Stage.COLLECTING:
        raise Refusal("cycles.no_collecting")
    days = [day for _stage, day in given] + ([ends_on] if ends_on else [])
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise Refusal("cycles.dates_out_of_order")
    lasts = [day - timedelta(days=1) for day in days[1 : len(given)]] + [ends_on]
    return [Span(stage, day, last) for (stage, day), last in zip(given, lasts, strict=True)]


def stage_on(stages: Sequence[Span], day: date) -> Span | None:
    """The stage a day falls into, or None before the first and after the last."""
    for span in stages:
        if span.starts_on <= day and (span.ends_on is None or day <= span.ends_on):
            return span
    return None


def overlaps(first: Sequence[Span], second: Sequence[Span]) -> bool:
    """Whether two cycles of a community would both be running on some day."""

    def last(stages: Sequence[Span]) -> date:
        return stages[-1].ends_on or date.max

    return first[0].starts_on <= last(second) and second[0].starts_on <= last(first)
