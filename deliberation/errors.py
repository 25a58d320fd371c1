"""How the rules say no: one exception, a code and the facts a sentence needs."""

from typing import Any


class Refusal(Exception):
    """A rule says no; `code` names the sentence (`room.reason`), `facts` fill it."""

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code
