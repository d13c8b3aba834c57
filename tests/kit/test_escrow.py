"""The installation's key pair: made once, shut without its secret, and what is sealed opens only under its own name."""

import base64
import os
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anbiao.kit import escrow


@pytest.fixture
def data(tmp_path: Path, settings: Any) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def sealed_to(spki: str, value: bytes) -> bytes:
    public = serialization.load_der_public_key(base64.b64decode(spki))
    assert isinstance(public, rsa.RSAPublicKey)
    return public.encrypt(value, escrow._OAEP)


def test_the_pair_is_made_once_and_only_its_owner_reads_the_file(data: Path, settings: Any) -> None:
    first = escrow.public_key()
    escrow._read.cache_clear()
    assert escrow.public_key() == first
    assert [each.name for each in data.iterdir()] == ["field-key.pem"]
    assert escrow.path().stat().st_mode & 0o777 == 0o600
    escrow._read.cache_clear()
    settings.SECRET_KEY = "another " * 10
    with pytest.raises(escrow.Shut, match=r"field-key\.pem"):
        escrow.public_key()
    escrow._read.cache_clear()


def test_what_is_sealed_opens_under_its_own_name_and_unchanged(data: Path) -> None:
    key, nonce = os.urandom(32), os.urandom(12)
    opened = escrow.opened_key(sealed_to(escrow.public_key().spki, key))
    assert opened == key
    sealed = nonce + AESGCM(key).encrypt(nonce, b"draft", b"drafts/1")
    assert escrow.opened(opened, sealed, name="drafts/1") == b"draft"
    for wrong, name in ((sealed, "drafts/2"), (sealed[:-1] + b"x", "drafts/1"), (b"short", "drafts/1")):
        with pytest.raises(escrow.Unopenable):
            escrow.opened(opened, wrong, name=name)


@pytest.mark.parametrize("value", [b"too short for a key", b"x" * 33])
def test_what_is_no_key_of_a_store_opens_nothing(data: Path, value: bytes) -> None:
    with pytest.raises(escrow.Unopenable):
        escrow.opened_key(sealed_to(escrow.public_key().spki, value))
    with pytest.raises(escrow.Unopenable):
        escrow.opened_key(value)
