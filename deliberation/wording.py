"""What people type, made safe to keep and to show: tidied text, masked names and numbers. Pure."""

import re
import unicodedata

# Zero-width and direction marks, and the byte-order mark: invisible, and good only for deceiving.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0]"
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)")
CITIZEN = re.compile(r"(?<!\d)(\d{4})\d{10}(\d{3}[\dXx])(?!\d)")
BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u3000]+")


def tidy(text: str | None) -> str:
    """One line: no invisible characters, no line breaks, single blanks, nothing at the ends."""
    return BLANKS.sub(" ", tidy_lines(text).replace("\n", " ")).strip()


def tidy_lines(text: str | None) -> str:
    """Several lines: unified line ends, no invisible characters, at most one empty line in a row."""
    plain = unicodedata.normalize("NFC", (text or "").replace("\r\n", "\n").replace("\r", "\n"))
    plain = CONTROL.sub("", INVISIBLE.sub("", plain)).replace("\u2028", "\n").replace("\u2029", "\n")
    plain = plain.encode("utf-8", "ignore").decode()
    lines = [line.rstrip() for line in plain.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def mask_name(name: str) -> str:
    """张三丰 → 张**: the family name stays, the rest is hidden."""
    return name[:1] + "*" * min(2, max(1, len(name) - 1)) if name else ""


def mask_phone(phone: str) -> str:
    """13812341234 → 138****1234."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****"


def mask_numbers(text: str) -> str:
    """A text as outsiders read it: mobile numbers as 138****1234, identity numbers without their middle."""
    return MOBILE.sub(r"\1****\2", CITIZEN.sub(r"\1**********\2", text))
