"""The installation's own key pair: a phone seals the key of its store to it, so that unsent work can be read here when the phone's PIN
is forgotten. The private half lies in the data folder, enciphered under a key made from SECRET_KEY: neither alone opens anything.

A sealed value is 12 bytes of nonce and the AES-256-GCM ciphertext with its tag; what it is named by on the device is bound to it.
"""

import base64
import contextlib
import hashlib
import hmac
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

BITS = 3072
NONCE = 12
_OAEP = padding.OAEP(mgf=padding.MGF1(algorithm=hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


class Unopenable(Exception):  # noqa: N818 - what was found, not what went wrong here
    """What was sealed on a device cannot be opened: another key, or changed on its way."""


@dataclass(frozen=True)
class PublicKey:
    """The public half as browsers read it (SPKI in base64), and a name by which it is known again."""

    id: str
    spki: str


class Shut(Exception):  # noqa: N818 - what was found, not what went wrong here
    """The private key does not open with this SECRET_KEY."""


def public_key() -> PublicKey:
    """The key to which phones seal theirs; the pair is made at the first call. Raises Shut."""
    der = (
        _pair()
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return PublicKey(hashlib.sha256(der).hexdigest()[:16], base64.b64encode(der).decode())


def opened_key(wrapped: bytes) -> bytes:
    """The key of a device's store, 32 bytes, from what it sealed to us. Raises Unopenable."""
    try:
        key = _pair().decrypt(wrapped, _OAEP)
    except ValueError as error:
        raise Unopenable("the key was not sealed to this installation") from error
    if len(key) != 32:
        raise Unopenable("what was sealed is no key of a store")
    return key


def opened(key: bytes, sealed: bytes, *, name: str) -> bytes:
    """What a device sealed with its key under a name. Raises Unopenable."""
    if len(sealed) < NONCE:
        raise Unopenable("too short")
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], name.encode())
    except InvalidTag as error:
        raise Unopenable(name) from error


def path() -> Path:
    """Where the enciphered private key lies. Without it no forgotten PIN is helped: it belongs in the backup."""
    return Path(settings.DATA) / "field-key.pem"


def _pair() -> rsa.RSAPrivateKey:
    return _read(path())


@cache
def _read(kept: Path) -> rsa.RSAPrivateKey:
    if not kept.exists():
        _make(kept)
    try:
        key = serialization.load_pem_private_key(kept.read_bytes(), _phrase())
    except ValueError as error:
        raise Shut(str(kept)) from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{kept} holds no RSA key")
    return key


def _make(kept: Path) -> None:
    """Written whole and synced under another name; of two processes at once the first to link its key wins, and both read that one."""
    pair = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = pair.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(_phrase()),
    )
    kept.parent.mkdir(parents=True, exist_ok=True)
    half = kept.with_name(f"{kept.name}.{os.getpid()}.part")
    half.touch(0o600)
    with half.open("wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        kept.hardlink_to(half)
    half.unlink()


def _phrase() -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), b"anbiao field key", hashlib.sha256).hexdigest().encode()
