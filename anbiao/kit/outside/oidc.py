"""OpenID Connect: the unified identity service (统一身份认证) of a city or an office, by the code flow with PKCE and nonce.

What it says of a person is believed only as a token that its published key signed, for us, now, and for this question. An answer without
a signature, or signed with a secret that is shared (HS256), is none.
"""

import hmac
import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode

import jwt

from anbiao.kit.notices.channels.calling import call
from anbiao.kit.outside.proof import (
    Asking,
    Unanswered,
    Unproven,
    code_of,
    good,
    named_in,
    plain_name,
    safe_server,
)

SIGNED = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
NEEDED = ["iss", "aud", "exp", "iat", "sub"]
LEEWAY = 60  # seconds that two clocks may differ
KEPT = 600  # seconds in which the service is not asked again what it offers
AWAY = 30  # and in which one that did not say so is not asked again: nobody else waits for it that long
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


@dataclass(frozen=True)
class Offer:
    """What a service publishes of itself: where it asks, where codes are redeemed, where its keys are, how it wants to know us."""

    asks: str
    redeems: str
    keys: str
    methods: tuple[str, ...]


@dataclass
class OIDC:
    """One service that we are registered with."""

    issuer: str
    client: str
    secret: str = field(repr=False)
    label: str = "Unified sign-in"
    _known: Offer | Unproven = field(default=Unanswered("not asked yet"), init=False, repr=False)
    _until: float = field(default=0.0, init=False, repr=False)

    @property
    def source(self) -> str:
        """A `sub` means something only beside its issuer."""
        return self.issuer

    def address(self, asking: Asking, *, browser: str) -> str:
        """Its page."""
        asks = self._offered().asks
        told = {
            "response_type": "code", "client_id": self.client, "scope": "openid", "redirect_uri": asking.callback,
            "state": asking.state, "nonce": asking.nonce, "code_challenge": asking.challenge,
            "code_challenge_method": "S256",
        }  # fmt: skip
        return f"{asks}{'&' if '?' in asks else '?'}{urlencode(told)}"

    def prove(self, given: Mapping[str, str], asking: Asking) -> str:
        """The `sub` of the signed token."""
        if given.get("iss", self.issuer) != self.issuer:
            raise Unproven("another service answered")  # RFC 9207: the answer of one is not shown to another
        said = self._redeemed(code_of(given, "code"), asking)
        token = said.get("id_token")
        if not isinstance(token, str):
            raise Unproven("no id_token in the answer")
        return self._subject(token, asking)

    def plain(self, subject: str) -> str:
        """As it is: two that differ only by a small letter are two."""
        return plain_name(subject)

    def _offered(self) -> Offer:
        """What it offers, as it said within the last minutes. Raises Unproven, also where it said nothing good a moment ago."""
        if time.monotonic() >= self._until:
            try:
                self._known, kept = self._discovered(), KEPT
            except Unproven as why:
                self._known, kept = why, AWAY
            self._until = time.monotonic() + kept
        if isinstance(self._known, Unproven):
            raise type(self._known)(*self._known.args)
        return self._known

    def _discovered(self) -> Offer:
        said = good(call(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"))
        if said.get("issuer") != self.issuer:
            raise Unproven("the service calls itself by another name than ANBIAO_OIDC")
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        asks, redeems, keys = (self._place(said.get(name)) for name in names)
        methods = said.get("token_endpoint_auth_methods_supported")
        known = tuple(map(str, methods)) if isinstance(methods, list) else ("client_secret_basic",)
        return Offer(asks, redeems, keys, known)

    def _place(self, address: object) -> str:
        """An address that it names of itself, to the letter; with HTTPS where its own has it."""
        try:
            safe_server(str(address), https=self.issuer.startswith("https://"))
        except ValueError as wrong:
            raise Unproven(str(wrong)) from None
        return str(address)

    def _redeemed(self, code: str, asking: Asking) -> Mapping[str, object]:
        offer = self._offered()
        fields = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": asking.callback,
            "code_verifier": asking.verifier,
        }  # fmt: skip
        headers = dict(FORM)
        if "client_secret_basic" in offer.methods:
            pair = f"{quote_plus(self.client)}:{quote_plus(self.secret)}"  # RFC 6749 2.3.1
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        else:
            fields |= {"client_id": self.client, "client_secret": self.secret}
        return good(call(offer.redeems, body=urlencode(fields).encode(), headers=headers))

    def _subject(self, token: str, asking: Asking) -> str:
        try:
            claims = jwt.decode(
                token,
                key=self._key(token),
                algorithms=SIGNED,
                audience=self.client,
                issuer=self.issuer,
                leeway=LEEWAY,
                options={"require": NEEDED},
            )
        except jwt.PyJWTError as wrong:
            raise Unproven(f"id_token: {wrong}") from None
        if not hmac.compare_digest(str(claims.get("nonce")).encode(), asking.nonce.encode()):
            raise Unproven("id_token: it answers another question")
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", "" if several else self.client) != self.client:
            raise Unproven("id_token: made for another program")
        return named_in(claims["sub"])

    def _key(self, token: str) -> jwt.PyJWK:
        """The key that the token names, or the only one. Keys are read each time: they are replaced without notice."""
        header = jwt.get_unverified_header(token)
        method, name = header.get("alg"), header.get("kid")
        if method not in SIGNED:
            raise Unproven(f"id_token: not signed in a way that is believed ({method!s:.20})")
        listed = good(call(self._offered().keys)).get("keys")
        fit = [key for key in listed if _fits(key, method, name)] if isinstance(listed, list) else []
        if len(fit) != 1:
            self._until = 0.0
            raise Unanswered("id_token: its key is not published")
        return jwt.PyJWK(fit[0], algorithm=method)


def _fits(key: Any, method: str, name: str | None) -> bool:
    """A key for signing, of the name and the method that the token says; what is not said may be either."""
    if not isinstance(key, dict) or key.get("use", "sig") != "sig" or key.get("alg", method) != method:
        return False
    return name is None or key.get("kid") == name
