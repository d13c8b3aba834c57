"""A security key in software: it answers what a page asks, or lies about it as a test wants."""

import hashlib
import json
import re
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

ORIGIN = "https://testserver"


def asked(page: str) -> dict[str, Any]:
    """What a page asks a key."""
    found = re.search(r'<script id="security-key" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found, page[:500]
    question: dict[str, Any] = json.loads(found[1])["publicKey"]
    return question


class SoftwareKey:
    """One key, with one pair."""

    def __init__(self, host: str = "testserver") -> None:
        self.id, self.host = uuid4().bytes, host
        self.pair = ec.generate_private_key(ec.SECP256R1())

    def make(self, question: dict[str, Any], **lies: Any) -> str:
        """Its public key, as the answer to a page that adds it."""
        credential = AttestedCredentialData.create(
            b"\0" * 16, self.id, ES256.from_cryptography_key(self.pair.public_key())
        )
        attestation = AttestationObject.create("none", self._data(0x41, credential), {})
        return self._told(
            {"attestationObject": websafe_encode(attestation)}, "webauthn.create", question, lies
        )

    def sign(self, question: dict[str, Any], **lies: Any) -> str:
        """Its signature, as the answer to a page that asks for it."""
        data = self._data(0x01)
        client = self._client("webauthn.get", question, lies)
        signature = self.pair.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        if "signature" in lies:
            signature = lies["signature"]
        response = {"authenticatorData": websafe_encode(data), "signature": websafe_encode(signature)}
        return self._told(response, "webauthn.get", question, lies)

    def _data(self, flags: int, credential: Any = b"") -> AuthenticatorData:
        return AuthenticatorData.create(hashlib.sha256(self.host.encode()).digest(), flags, 1, credential)

    def _client(self, kind: str, question: dict[str, Any], lies: dict[str, Any]) -> CollectedClientData:
        challenge = lies.get("challenge") or websafe_decode(question["challenge"])
        return CollectedClientData.create(kind, challenge, lies.get("origin", ORIGIN))

    def _told(
        self, response: dict[str, Any], kind: str, question: dict[str, Any], lies: dict[str, Any]
    ) -> str:
        client = websafe_encode(self._client(kind, question, lies))
        key = websafe_encode(self.id)
        said = {"id": key, "rawId": key, "type": "public-key", "clientExtensionResults": {}}
        return json.dumps(said | {"response": {"clientDataJSON": client, **response}})
