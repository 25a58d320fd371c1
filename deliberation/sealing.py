"""What must not be readable in a stolen database: encryption of personal values and their blind index.

A value is sealed with AES-256-GCM under a key from the environment (or the key directory), and found again by
a keyed hash of its normal form, so that neither the column nor the index can be tried out without the key.
"""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from deliberation.errors import Refusal

NONCE_BYTES = 12


class Sealer:
    """Seals and opens short texts; holds two keys derived from one secret."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(hashlib.blake2b(secret, digest_size=32, person=b"seal").digest())
        self._index_key = hashlib.blake2b(secret, digest_size=32, person=b"index").digest()

    def seal(self, text: str) -> bytes:
        """The text, encrypted: nonce and ciphertext."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode(), None)

    def open(self, sealed: bytes) -> str:
        """The text again; refuses when the key is another one or the bytes were altered."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None).decode()
        except InvalidTag:
            raise Refusal("sealing.cannot_open") from None

    def blind(self, text: str) -> str:
        """A keyed hash (64 hex digits) to look the value up by, saying nothing without the key."""
        return hmac.new(self._index_key, text.encode(), hashlib.sha256).hexdigest()
