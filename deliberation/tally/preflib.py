"""Rankings in the PrefLib layout (`.soc .soi .toc .toi`): a strict reader, and a writer for closed rounds.

A header of `# KEY: value` lines, then one line an order: `count: 1,3,{2,4}`, each order once, options by
their numbers from 1, those ranked alike in braces. The type says what orders may be: complete or not (its
last letter, c or i), with options ranked alike or not (its first, t or s). Source: preflib.org/format.
A header without its type takes it from the name of the file. Whatever could change a result without anybody
noticing is refused with its line.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deliberation.tally.refused_files import FileRefused
from deliberation.tally.schulze import MOST_OPTIONS
from deliberation.tally.sheet_rows import lines_of

TYPES = ("soc", "soi", "toc", "toi")
NUMBERS = ("NUMBER ALTERNATIVES", "NUMBER VOTERS", "NUMBER UNIQUE ORDERS")
NAME = "ALTERNATIVE NAME "
COUNT = re.compile(r"[0-9]{1,9}")

Order = tuple[Any, ...]


@dataclass(frozen=True)
class Rankings:
    """One file of rankings: `options` are (number as text, name) in order; `ballots` as in `ballots.Ballots`.

    `header`: every key of the file with its value.
    """

    path: str
    header: dict[str, str]
    options: tuple[tuple[str, str], ...]
    ballots: dict[Order, int] = field(repr=False)

    @property
    def data_type(self) -> str:
        """`soc`, `soi`, `toc` or `toi`."""
        return self.header["DATA TYPE"]


def read(path: str | Path) -> Rankings:
    """Read one file, or refuse it. Errors: FileRefused with path, line, reason and facts."""
    return _Reader(str(path)).rankings()


class _Reader:
    """One pass through one file; `lines` remembers where each key of the header stood."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.header: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self.ids: dict[str, str] = {}
        self.data_type = ""
        self.ballots: dict[Order, int] = {}

    def rankings(self) -> Rankings:
        """Read the header, then the orders, and check that they agree."""
        number, checked = 0, False
        for number, line in enumerate(lines_of(self.path), 1):
            text = line.strip()
            if text.startswith("#"):
                if checked:
                    raise self.refused(number, "header_after_orders")
                self.read_header(text, number)
            elif text:
                if not checked:
                    self.check_header(number)
                    checked = True
                self.read_order(text, number)
        if not checked:
            self.check_header(number)
        self.agree("NUMBER VOTERS", sum(self.ballots.values()))
        self.agree("NUMBER UNIQUE ORDERS", len(self.ballots))
        options = tuple((option, self.header[NAME + option] or option) for option in self.ids)
        return Rankings(self.path, self.header, options, self.ballots)

    def refused(self, line: int, reason: str, **facts: object) -> FileRefused:
        """The refusal of this file at one line."""
        return FileRefused(self.path, line, reason, **facts)

    # header

    def read_header(self, text: str, number: int) -> None:
        """One `# KEY: value`; no key stands twice."""
        key, colon, value = text[1:].partition(":")
        key = key.strip()
        if not colon or not key:
            raise self.refused(number, "header_row")
        if key in self.header:
            raise self.refused(number, "header_repeated", key=key)
        self.header[key], self.lines[key] = value.strip(), number

    def check_header(self, number: int) -> None:
        """The type is one of the four and the file is named after it; every option has its name."""
        suffix = Path(self.path).suffix.removeprefix(".")
        if suffix in TYPES:
            self.header.setdefault("DATA TYPE", suffix)
        for key in ("DATA TYPE", *NUMBERS):
            if key not in self.header:
                raise self.refused(number, "header_key_missing", key=key)
        self.data_type = self.header["DATA TYPE"]
        if self.data_type not in TYPES:
            raise self.refused(self.lines["DATA TYPE"], "data_type_unknown", data_type=self.data_type)
        if suffix in TYPES and suffix != self.data_type:
            facts = {"suffix": suffix, "data_type": self.data_type}
            raise self.refused(self.lines["DATA TYPE"], "data_type_and_name", **facts)
        self.check_options(number)

    def check_options(self, number: int) -> None:
        """There are as many names as options, numbered from 1, and not too many."""
        options = self.number("NUMBER ALTERNATIVES", least=1)
        if options > MOST_OPTIONS:
            raise self.refused(self.lines["NUMBER ALTERNATIVES"], "too_many_options", most=MOST_OPTIONS)
        self.ids = {str(option): str(option) for option in range(1, options + 1)}
        for option in self.ids:
            if NAME + option not in self.header:
                raise self.refused(number, "header_key_missing", key=NAME + option)
        for key in self.header:
            if key.startswith(NAME) and key.removeprefix(NAME) not in self.ids:
                raise self.refused(self.lines[key], "option_beyond", key=key, options=options)

    def number(self, key: str, least: int = 0) -> int:
        """A whole number of the header, not below the least that makes sense."""
        value = self.header[key]
        if not COUNT.fullmatch(value) or int(value) < least:
            raise self.refused(self.lines[key], "not_a_count", column=key, value=value, least=least)
        return int(value)

    def agree(self, key: str, found: int) -> None:
        """What the header states is what the file holds, so that a cut-off file is noticed."""
        stated = self.number(key)
        if stated != found:
            raise self.refused(self.lines[key], "number_wrong", key=key, stated=stated, found=found)

    # orders

    def read_order(self, text: str, number: int) -> None:
        """One `count: order`; the order is of the file's type, and stands there for the first time."""
        count, colon, written = text.partition(":")
        if not colon:
            raise self.refused(number, "order_row")
        count = count.strip()
        if not COUNT.fullmatch(count) or int(count) < 1:
            raise self.refused(number, "not_a_count", column="count", value=count, least=1)
        ties = "{" in written or "}" in written
        order = self.places(written, number) if ties else self.options_in(written, number)
        self.check_order(order, number)
        self.ballots[order] = int(count)

    def check_order(self, order: Order, number: int) -> None:
        """No option twice, all of them where the type says so, and the order is not in the file yet."""
        named = [option for place in order for option in (place if isinstance(place, tuple) else (place,))]
        if len(set(named)) != len(named):
            repeated = next(option for place, option in enumerate(named) if option in named[:place])
            raise self.refused(number, "order_repeats_option", option=repeated)
        if self.data_type.endswith("c") and len(named) != len(self.ids):
            facts = {"data_type": self.data_type, "named": len(named), "options": len(self.ids)}
            raise self.refused(number, "order_incomplete", **facts)
        if order in self.ballots:
            raise self.refused(number, "order_repeated")

    def options_in(self, written: str, number: int) -> Order:
        """The options of an order without braces."""
        return tuple([self.option(item, number) for item in written.split(",")])

    def places(self, written: str, number: int) -> Order:
        """The places of an order with braces, those ranked alike as a tuple in the order of their numbers."""
        if self.data_type.startswith("s"):
            raise self.refused(number, "order_ties", data_type=self.data_type)
        places: list[Any] = []
        together: list[str] | None = None
        for item in written.split(","):
            name, opens = item.strip(), item.strip().startswith("{")
            closes = name.endswith("}")
            if (opens and together is not None) or (closes and not opens and together is None):
                raise self.refused(number, "order_braces")
            together = [] if opens else together
            option = self.option(name[opens : len(name) - closes], number)
            if together is None:
                places.append(option)
                continue
            together.append(option)
            if closes:
                places.append(tuple(sorted(together, key=int)) if len(together) > 1 else option)
                together = None
        if together is not None:
            raise self.refused(number, "order_braces")
        return tuple(places)

    def option(self, item: str, number: int) -> str:
        """The option that one item of an order names."""
        name = item.strip()
        if name not in self.ids:
            raise self.refused(number, "order_unknown_option" if name else "order_empty_place", option=name)
        return self.ids[name]
