"""Large type for elderly eyes, and high contrast: a cookie, so it holds before and after signing in."""

from dataclasses import dataclass

from flask import request

COOKIE = "display"
SIZES = (0, 1, 2)


@dataclass(frozen=True)
class Display:
    """Size 0 (17 px), 1 (24 px) or 2 (30 px); contrast on or off."""

    size: int = 0
    contrast: bool = False

    @property
    def elder(self) -> bool:
        return self.size > 0

    @property
    def value(self) -> str:
        return f"{self.size}{'c' if self.contrast else ''}"


def display() -> Display:
    """What this person chose on this device."""
    return parse(request.cookies.get(COOKIE, ""))


def parse(value: str) -> Display:
    """The choice in a cookie; nonsense is the normal size."""
    size = int(value[0]) if value[:1] in ("0", "1", "2") else 0
    return Display(size, value[1:] == "c")
