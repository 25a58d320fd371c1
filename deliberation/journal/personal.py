"""Sealing the personal values of the journal: readable only with the key, which lies outside the database."""

from deliberation.sealing import Sealer

_sealers: list[Sealer] = []


def use_sealer(sealer: Sealer) -> None:
    """Which keys seal the personal values (set once by create_app)."""
    _sealers[:] = [sealer]


def seal(text: str) -> bytes:
    """A personal value's canonical text, sealed."""
    return _sealers[0].seal(text)


def opened(sealed: bytes) -> str:
    """A personal value's canonical text again; refuses what was altered."""
    return _sealers[0].open(sealed)
