"""Whether plain JSON has the shape of a paper's facts: what comes from outside is looked at first."""

import types
from datetime import date
from typing import Any, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

BIGGEST = 2**63
MOST_LETTERS = 100_000
MOST_ITEMS = 10_000
DAYS = ("_on", "_from", "_to")


def misfit(value: Any, shape: Any, way: str = "") -> str | None:
    """Where (`rows.3.name`) a value does not have a shape made of TypedDict, list, str, int, bool and None;
    None when it fits. Days (`…_on`, `…_from`, `…_to`) must be ISO days."""
    origin = get_origin(shape)
    if origin in (Union, types.UnionType):
        inside = [misfit(value, each, way) for each in get_args(shape)]
        return None if None in inside else inside[0]
    if is_typeddict(shape):
        return _misfit_of_table(value, shape, way)
    if origin is list:
        if not isinstance(value, list) or len(value) > MOST_ITEMS:
            return way
        found = (misfit(each, get_args(shape)[0], f"{way}.{place}") for place, each in enumerate(value))
        return next((each for each in found if each is not None), None)
    return None if _plain(value, shape, way) else way


def _misfit_of_table(value: Any, shape: Any, way: str) -> str | None:
    if not isinstance(value, dict):
        return way
    hints = get_type_hints(shape, include_extras=True)
    if set(value) - set(hints):
        return f"{way}.{sorted(set(value) - set(hints))[0]}"
    for key, kind in hints.items():
        optional = get_origin(kind) is NotRequired
        if key not in value:
            if optional:
                continue
            return f"{way}.{key}"
        wrong = misfit(value[key], get_args(kind)[0] if optional else kind, f"{way}.{key}")
        if wrong is not None:
            return wrong
    return None


def _plain(value: Any, shape: Any, way: str) -> bool:
    if shape is type(None):
        return value is None
    if shape is bool:
        return isinstance(value, bool)
    if shape is int:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < BIGGEST
    if shape is str and isinstance(value, str) and len(value) <= MOST_LETTERS and _storable(value):
        return not way.endswith(DAYS) or _day(value)
    return False


def _storable(text: str) -> bool:
    """Whether a database and a file can hold a text: no halves of characters, no nought."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _day(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True
