"""Rules about people: phones, passwords, codes, ages, locks."""

import secrets
import unicodedata
from collections.abc import Iterable
from datetime import timedelta

from deliberation.actors import Role

ADULT_AGE = 18
GUARDIAN_AGE = 14
MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=30)
INVITATION_DAYS = 90
# From one address: a whole office may sit behind it, so more than for one phone; codes are read from paper.
MOST_FROM_ADDRESS = 50
MOST_WRONG_CODES = 20
MOST_INLINE_ROWS = 500
MOST_STAFF_ROWS = 200
MOST_INLINE_SLIPS = 200
UPLOAD_KEPT = timedelta(days=1)
# GB/T 22239: one person never holds two of these.
SEPARATED = frozenset({Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR})
IN_A_COMMUNITY = frozenset({Role.RESIDENT, Role.REPRESENTATIVE, Role.WORKER, Role.LEAD, Role.PLANNER})
STAFF_ROLES = (
    Role.WORKER, Role.LEAD, Role.PLANNER, Role.OFFICER, Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR,
)  # fmt: skip
CODE_LENGTH = 12
# No 0 O 1 I L: read from paper by old eyes, told over the phone.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CONSENT_VERSION = "2026-01"
SHORTEST_PASSWORD = 8
COMMON_PASSWORDS = frozenset(
    {"12345678", "123456789", "1234567890", "password", "88888888", "11111111", "a1234567"}
)


def normal_phone(text: str) -> str | None:
    """A mainland mobile number as 11 digits, or None; blanks, dashes and +86 are taken off."""
    if len(text) == 11 and text.isascii() and text.isdigit():
        return text if text[0] == "1" else None
    digits = "".join(ch for ch in text if ch.isdigit())
    digits = digits.removeprefix("0086") if digits.startswith("0086") else digits
    digits = digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
    return digits if len(digits) == 11 and digits[0] == "1" and digits.isascii() else None


def weak_password(password: str, phone: str = "") -> str | None:
    """Why a password is too weak (a word), or None: 8 characters, two kinds, not common, not the phone."""
    if len(password) < SHORTEST_PASSWORD:
        return "short"
    if len(password) > 128:
        return "long"
    kinds = sum(any(test(ch) for ch in password) for test in (str.isdigit, str.isalpha, _is_sign))
    if kinds < 2:
        return "one_kind"
    if password.lower() in COMMON_PASSWORDS or (phone and phone in password):
        return "common"
    return None


def _is_sign(ch: str) -> bool:
    return not ch.isalnum()


def new_code() -> str:
    """A fresh invitation code: 12 characters, about 59 bits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def normal_code(text: str) -> str:
    """A code as typed by anybody: capitals, full-width letters narrowed, no blanks or dashes."""
    return "".join(ch for ch in unicodedata.normalize("NFKC", text).upper() if ch in CODE_ALPHABET)


def shown_code(code: str) -> str:
    """A code in groups of four, as printed."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def is_adult(birth_year: int | None, year: int) -> bool:
    """18 or over this year; somebody the roll gives no year for counts as adult."""
    return birth_year is None or year - birth_year >= ADULT_AGE


def may_register_alone(birth_year: int, year: int) -> bool:
    """14 or over for sure: only the year is asked, so the year somebody turns 14 still counts as younger."""
    return year - birth_year > GUARDIAN_AGE


def scope_fits(role: Role, scope: str) -> bool:
    """Community roles hold in a community, an officer's in a street or district, the others anywhere."""
    if not (scope.isascii() and (scope.isdigit() or not scope)):
        return False
    if role in IN_A_COMMUNITY:
        return len(scope) == 12
    return len(scope) in ((6, 9) if role == Role.OFFICER else (0, 6, 9, 12))


def breaks_separation(held: Iterable[Role], role: Role) -> bool:
    """Whether a role may not be added to those held: of the three administering roles one only."""
    return role in SEPARATED and any(each in SEPARATED and each != role for each in held)


def new_password() -> str:
    """A first or temporary password, easy to read from paper: letters and digits, about 48 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz"
    while True:
        word = "".join(secrets.choice(letters) for _ in range(4))
        digits = "".join(secrets.choice("23456789") for _ in range(4))
        tail = "".join(secrets.choice(letters) for _ in range(4))
        password = f"{word}-{digits}-{tail}"
        if weak_password(password) is None:
            return password
