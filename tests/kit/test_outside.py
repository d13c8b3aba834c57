"""Who is believed: OpenID Connect, WeCom and DingTalk against servers on this machine that lie in every way they can."""

import json
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from anbiao.kit.notices.channels.calling import Reply
from anbiao.kit.outside import Unanswered, Unproven, ask, ways_of
from anbiao.kit.outside.dingtalk import DingTalk
from anbiao.kit.outside.oidc import OIDC
from anbiao.kit.outside.wecom import WeCom
from tests.kit.ways import server

KEY, OTHER_KEY = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
CALLBACK = "https://a.example.test/signin/by/oidc/back/"
TOKEN = {"errcode": 0, "access_token": "t", "expires_in": 7200}


def public(key: ec.EllipticCurvePrivateKey, **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key()))
    return told | {"kid": "1", "alg": "ES256", "use": "sig"} | more


@dataclass
class Provider:
    """A service that says what a test wants it to say."""

    issuer: str = ""
    keys: list[dict[str, Any]] = field(default_factory=lambda: [public(KEY)])
    discovery: dict[str, Any] = field(default_factory=dict)
    token: Callable[[dict[str, Any]], str] = lambda claims: jwt.encode(claims, KEY, "ES256", {"kid": "1"})
    claims: dict[str, Any] = field(default_factory=dict)
    status: int = 200

    def answers(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if path.endswith("openid-configuration"):
            places = {"authorization_endpoint": "/ask", "token_endpoint": "/redeem", "jwks_uri": "/keys"}
            return 200, {
                "issuer": self.issuer,
                **{k: self.issuer + v for k, v in places.items()},
            } | self.discovery
        if path == "/keys":
            return 200, {"keys": self.keys}
        return self.status, {"id_token": self.token(self.claims), "token_type": "Bearer"}


@contextmanager
def provider(**over: Any) -> Iterator[tuple[OIDC, Provider, list[Any]]]:
    standing = Provider(**over)
    with server(standing.answers) as (address, got):
        standing.issuer = address
        yield OIDC(address, "us", "s3:cret"), standing, got


def proved(service: OIDC, standing: Provider, **claims: Any) -> str:
    """Asks, lets the service answer with these claims instead of good ones, and returns whom it proves."""
    asking, now = ask(CALLBACK), int(time.time())
    good = {
        "iss": standing.issuer, "aud": "us", "sub": "lin-1", "iat": now, "exp": now + 300, "nonce": asking.nonce,
    }  # fmt: skip
    standing.claims = {key: value for key, value in (good | claims).items() if value is not None}
    service.address(asking, browser="")
    return service.prove({"code": "c0de", "state": asking.state}, asking)


def test_a_good_answer_proves_who_it_is_and_the_question_carries_its_secrets() -> None:
    with provider() as (service, standing, got):
        assert proved(service, standing) == "lin-1"
        asking = ask(CALLBACK)
        there = urlsplit(service.address(asking, browser=""))
    asked = {key: value[0] for key, value in parse_qs(there.query).items()}
    assert asked == {
        "response_type": "code", "client_id": "us", "scope": "openid", "redirect_uri": CALLBACK, "state": asking.state,
        "nonce": asking.nonce, "code_challenge": asking.challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    assert asking.verifier not in there.query
    _path, fields, headers = next(each for each in got if each[0] == "/redeem")
    assert (fields["grant_type"], fields["code"], fields["redirect_uri"]) == (
        "authorization_code",
        "c0de",
        CALLBACK,
    )
    assert len(fields["code_verifier"]) >= 43 and "client_secret" not in fields
    assert b64decode(headers["Authorization"].split()[1]) == b"us:s3%3Acret"


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"iss": "https://evil.example"}, id="another issuer"),
        pytest.param({"iss": None}, id="no issuer"),
        pytest.param({"aud": "them"}, id="for another program"),
        pytest.param({"aud": ["us", "them"]}, id="for two, and for whom is not said"),
        pytest.param({"aud": ["us", "them"], "azp": "them"}, id="for two, made for the other"),
        pytest.param({"azp": "them"}, id="made for another"),
        pytest.param({"exp": -120}, id="ended"),
        pytest.param({"exp": None}, id="never ends"),
        pytest.param({"iat": 600}, id="from the future"),
        pytest.param({"nbf": 600}, id="not yet"),
        pytest.param({"nonce": "another"}, id="answers another question"),
        pytest.param({"nonce": None}, id="answers no question"),
        pytest.param({"sub": None}, id="nobody"),
        pytest.param({"sub": " "}, id="a blank"),
        pytest.param({"sub": 7}, id="a number"),
        pytest.param({"sub": "x" * 256}, id="too long"),
        pytest.param({"sub": "a\nb"}, id="two lines"),
    ],
)
def test_a_token_that_is_signed_but_not_for_us_now_and_for_this_question_proves_nothing(claims: Any) -> None:
    # Times stand as seconds from now: what is collected may run a quarter of an hour later.
    now = int(time.time())
    said = {
        key: now + value if key in ("exp", "iat", "nbf") and value is not None else value
        for key, value in claims.items()
    }
    with provider() as (service, standing, _got), pytest.raises(Unproven):
        proved(service, standing, **said)


def part(said: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(lambda claims: f"{part({'alg': 'none', 'kid': '1'})}.{part(claims)}.", id="not signed"),
        pytest.param(
            lambda claims: f"{part({'alg': 'None'})}.{part(claims)}.", id="not signed, written differently"
        ),
        pytest.param(
            lambda claims: f"{part({'alg': 'ES256', 'kid': '1'})}.{part(claims)}.", id="no signature"
        ),
        pytest.param(
            lambda claims: jwt.encode(claims, OTHER_KEY, "ES256", {"kid": "1"}), id="by another key"
        ),
        pytest.param(
            lambda claims: jwt.encode(claims, KEY, "ES256", {"kid": "2"}), id="by a key nobody published"
        ),
        pytest.param(
            lambda claims: jwt.encode(claims, json.dumps(public(KEY)).ljust(64), "HS256", {"kid": "1"}),
            id="by the public key as a shared secret",
        ),
        pytest.param(lambda claims: jwt.encode(claims, "s3:cret".ljust(64), "HS256"), id="by our own secret"),
        pytest.param(lambda _claims: "a.b.c", id="no token"),
        pytest.param(lambda _claims: {"sub": "lin-1"}, id="no text"),
    ],
)
def test_what_the_published_key_did_not_sign_proves_nothing(token: Any) -> None:
    with provider(token=token) as (service, standing, _got), pytest.raises(Unproven):
        proved(service, standing)


def test_a_key_for_other_uses_is_not_taken_and_a_single_key_needs_no_name() -> None:
    with provider(keys=[public(KEY, use="enc")]) as (service, standing, _got), pytest.raises(Unproven):
        proved(service, standing)
    unnamed = [{key: value for key, value in public(KEY).items() if key not in ("kid", "alg", "use")}]
    with provider(keys=unnamed, token=lambda claims: jwt.encode(claims, KEY, "ES256")) as (
        service,
        standing,
        _,
    ):
        assert proved(service, standing) == "lin-1"


@pytest.mark.parametrize(
    "discovery",
    [{"issuer": "https://evil.example"}, {"token_endpoint": "file:///etc/passwd"}, {"jwks_uri": None}],
)
def test_a_service_that_calls_itself_otherwise_is_not_asked(discovery: dict[str, Any]) -> None:
    with provider(discovery=discovery) as (service, _standing, _got), pytest.raises(Unproven):
        service.address(ask(CALLBACK), browser="")


@pytest.mark.parametrize(
    "given",
    [
        {"code": "c", "iss": "https://evil.example"},
        {"error": "access_denied"},
        {"code": ""},
        {"code": "x" * 2001},
    ],
)
def test_an_answer_without_a_code_of_this_service_is_not_redeemed(given: dict[str, str]) -> None:
    with provider() as (service, _standing, got):
        with pytest.raises(Unproven):
            service.prove(given, ask(CALLBACK))
        assert not [path for path, _body, _headers in got if path == "/redeem"]


def test_the_secret_goes_in_the_body_where_the_service_wants_it_there() -> None:
    told = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    with provider(discovery=told) as (service, standing, got):
        assert proved(service, standing) == "lin-1"
    _path, fields, headers = next(each for each in got if each[0] == "/redeem")
    assert (fields["client_id"], fields["client_secret"]) == ("us", "s3:cret")
    assert "Authorization" not in headers


def test_a_refusal_and_an_absence_are_two_things() -> None:
    with provider(status=400) as (service, standing, _got), pytest.raises(Unproven) as refused:
        proved(service, standing)
    assert not isinstance(refused.value, Unanswered)
    with provider(status=502) as (service, standing, _got), pytest.raises(Unanswered):
        proved(service, standing)
    with pytest.raises(Unanswered):
        OIDC("http://127.0.0.1:9", "us", "x").address(ask(CALLBACK), browser="")


def test_a_service_that_is_away_is_not_asked_by_everybody_and_is_found_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = time.monotonic()
    monkeypatch.setattr("anbiao.kit.outside.oidc.time", SimpleNamespace(monotonic=lambda: now))
    with provider(discovery={"issuer": "https://evil.example"}) as (service, standing, got):
        for _each in range(3):
            with pytest.raises(Unproven) as why:
                service.address(ask(CALLBACK), browser="")
            assert type(why.value) is Unproven
        assert len(got) == 1
        now += 30
        with monkeypatch.context() as away:
            away.setattr(
                "anbiao.kit.outside.oidc.call", lambda *_asked, **_more: Reply(0, {}, "TimeoutError")
            )
            with pytest.raises(Unanswered):
                service.address(ask(CALLBACK), browser="")
        standing.discovery = {}
        with pytest.raises(Unanswered):
            service.address(ask(CALLBACK), browser="")
        now += 30
        assert proved(service, standing) == "lin-1"


# ---------- WeCom ----------


@pytest.mark.parametrize(
    ("answer", "who"),
    [
        ((200, {"errcode": 0, "userid": "LinZhiYuan"}), "linzhiyuan"),
        ((200, {"errcode": 0, "openid": "o1"}), Unproven),
        ((200, {"errcode": 40029}), Unproven),
        ((200, {"errcode": 42001}), Unanswered),
        ((200, {"userid": "lin"}), Unproven),
        ((500, {}), Unanswered),
    ],
)
def test_wecom_proves_members_only(answer: Any, who: Any) -> None:
    with server(lambda path, _body: (200, TOKEN) if path.endswith("gettoken") else answer) as (address, _got):
        service = WeCom(address, "https://page.test", "https://inside.test", "corp", "7", "secret")
        if isinstance(who, str):
            assert service.prove({"code": "c"}, ask(CALLBACK)) == who
            return
        with pytest.raises(who) as why:
            service.prove({"code": "c"}, ask(CALLBACK))
        assert type(why.value) is who


def test_inside_wecom_nothing_is_asked_and_at_a_desk_there_is_a_code_to_scan() -> None:
    service, asking = (
        WeCom("https://s.test", "https://page.test", "https://inside.test", "corp", "7", "x"),
        ask(CALLBACK),
    )
    desk = urlsplit(service.address(asking, browser="Mozilla/5.0"))
    phone = urlsplit(service.address(asking, browser="Mozilla/5.0 wxwork/4.1 MicroMessenger/7"))
    assert (desk.netloc, phone.netloc, phone.fragment) == ("page.test", "inside.test", "wechat_redirect")
    for asked in (parse_qs(desk.query), parse_qs(phone.query)):
        assert (asked["appid"], asked["redirect_uri"], asked["state"]) == (
            ["corp"],
            [CALLBACK],
            [asking.state],
        )
    assert asking.state.isalnum() and len(asking.state) <= 128


# ---------- DingTalk ----------


@pytest.mark.parametrize(
    ("result", "who"),
    [
        ({"contact_type": 0, "userid": "lin01"}, "lin01"),
        ({"contact_type": 1, "userid": "lin01"}, None),
        ({"contact_type": 0}, None),
        (None, None),
    ],
)
def test_dingtalk_proves_colleagues_only(result: Any, who: str | None) -> None:
    said: dict[str, dict[str, Any]] = {
        "/v1.0/oauth2/userAccessToken": {"accessToken": "hers"}, "/v1.0/contact/users/me": {"unionId": "u1"},
        "/gettoken": TOKEN, "/topapi/user/getbyunionid": {"errcode": 0, "result": result},
    }  # fmt: skip
    with server(lambda path, _body: (200, said[path])) as (address, got):
        service = DingTalk(address, "https://page.test", address, "key", "secret")
        if who:
            assert service.prove({"authCode": "c"}, ask(CALLBACK)) == who
            assert got[-1][1] == {"unionid": "u1"}
            return
        with pytest.raises(Unproven):
            service.prove({"authCode": "c"}, ask(CALLBACK))


# ---------- settings ----------

SET = {"ANBIAO_OIDC": "https://id.example.test/", "ANBIAO_OIDC_CLIENT": "us", "ANBIAO_OIDC_SECRET": "x"}


def test_nothing_is_there_without_its_setting() -> None:
    assert ways_of(SET, https=True) == {}
    found = ways_of(SET | {"ANBIAO_SIGNIN": "oidc", "ANBIAO_OIDC_NAME": "闽政通"}, https=True)
    assert {name: way.label for name, way in found.items()} == {"oidc": "闽政通"}
    assert found["oidc"].source == "https://id.example.test/"
    assert "x" not in repr(found["oidc"]).replace("example", "")


@pytest.mark.parametrize(
    "given",
    [
        {"ANBIAO_SIGNIN": "saml"},
        {"ANBIAO_SIGNIN": "wecom", "ANBIAO_WECOM_CORP": "c"},
        SET | {"ANBIAO_SIGNIN": "oidc", "ANBIAO_OIDC_SECRET": ""},
        SET | {"ANBIAO_SIGNIN": "oidc", "ANBIAO_OIDC": "http://id.example.test"},
        SET | {"ANBIAO_SIGNIN": "oidc", "ANBIAO_OIDC": "https://me:pw@id.example.test"},
    ],
)
def test_a_way_that_is_set_up_by_half_stops_the_program(given: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"ANBIAO|https"):
        ways_of(given, https=True)
