"""The words of papers: official papers are printed in Chinese, a caller may ask for a translation."""

from collections.abc import Callable
from typing import Any

Translate = Callable[..., str]


def as_written(text: str, /, **facts: Any) -> str:
    """The Chinese of the template, its `%(name)s` places filled: what every official paper uses."""
    return text % facts if facts else text


def from_catalogue(text: str, /, **facts: Any) -> str:
    """The same words in the language of the request, for a reading copy."""
    from flask_babel import gettext

    return str(gettext(text, **facts))
