"""A service on this machine that is OpenID Connect, WeCom and DingTalk at once. Its page asks for a name and believes it.

What our program asks of it is answered as the three answer, after what they check: a code counts once, secret and PKCE have to fit.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

KEY = ec.generate_private_key(ec.SECP256R1())
LABEL = "洛江统一认证（示例）"
CLIENT, SECRET, CORP = "anbiao", "s3:cret", "ww-example"
ASKS = ("/ask", "/wwlogin/sso/login", "/oauth2/auth")
Fields = dict[str, str]


@dataclass
class Service:
    """Where it stands, the codes that it gave with what was asked, and whom it names on the page."""

    address: str = ""
    codes: dict[str, Fields] = field(default_factory=dict)

    def settings(self) -> dict[str, str]:
        """What the program has to know of it (docs/running.md)."""
        own = ("ANBIAO_WECOM", "ANBIAO_WECOM_PAGE", "ANBIAO_WECOM_PAGE_INSIDE")
        others = ("ANBIAO_DINGTALK", "ANBIAO_DINGTALK_PAGE", "ANBIAO_DINGTALK_API", "ANBIAO_OIDC")
        return dict.fromkeys((*own, *others), self.address) | {
            "ANBIAO_SIGNIN": "oidc,wecom,dingtalk", "ANBIAO_OIDC_CLIENT": CLIENT, "ANBIAO_OIDC_SECRET": SECRET,
            "ANBIAO_OIDC_NAME": LABEL, "ANBIAO_WECOM_CORP": CORP, "ANBIAO_WECOM_AGENT": "7",
            "ANBIAO_WECOM_SECRET": SECRET, "ANBIAO_DINGTALK_KEY": CLIENT, "ANBIAO_DINGTALK_AGENT": "7",
            "ANBIAO_DINGTALK_SECRET": SECRET,
        }  # fmt: skip

    def page(self, asked: Fields) -> str:
        """A name, and two ways to answer."""
        hidden = "".join(
            f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in asked.items()
        )
        return (
            f'<!DOCTYPE html><html lang="zh"><title>{LABEL}</title><h1>{LABEL}</h1><form action="/answer">{hidden}'
            '<label>姓名代号 <input name="who"></label> <button>登录</button> <button name="error" value="access_denied">取消</button></form>'
        )

    def answer(self, asked: Fields) -> str:
        """The address to go back to, with a code or without."""
        told = {"state": asked["state"]}
        if "error" in asked:
            told["error"] = asked["error"]
        else:
            told["code"] = secrets.token_hex(8)
            self.codes[told["code"]] = asked
        return f"{asked['redirect_uri']}?{urlencode(told)}"

    def says(self, path: str, given: Fields, secret: str) -> dict[str, Any] | None:
        """What a program is told; nothing where it is not known, or the code is spent."""
        if path == "/.well-known/openid-configuration":
            places = {"authorization_endpoint": "/ask", "token_endpoint": "/redeem", "jwks_uri": "/keys"}
            return {"issuer": self.address} | {key: self.address + value for key, value in places.items()}
        if path == "/keys":
            told = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(KEY.public_key()))
            return {"keys": [told | {"kid": "1", "alg": "ES256", "use": "sig"}]}
        if path in ("/cgi-bin/gettoken", "/gettoken"):
            right = SECRET in (given.get("corpsecret"), given.get("appsecret"))
            return {"errcode": 0, "access_token": "ours", "expires_in": 7200} if right else {"errcode": 40001}
        return self._redeemed(path, given, secret)

    def _redeemed(self, path: str, given: Fields, secret: str) -> dict[str, Any] | None:
        if path == "/v1.0/contact/users/me":
            return {"unionId": secret}
        if path == "/topapi/user/getbyunionid":
            return {"errcode": 0, "result": {"contact_type": 0, "userid": given["unionid"]}}
        asked = self.codes.pop(given.get("code", ""), None)
        if asked is None:
            return None
        if path == "/cgi-bin/auth/getuserinfo":
            return {"errcode": 0, "userid": asked["who"]}
        if path == "/v1.0/oauth2/userAccessToken":
            return {"accessToken": asked["who"]} if given["clientSecret"] == SECRET else None
        return self._token(asked, given, secret)

    def _token(self, asked: Fields, given: Fields, secret: str) -> dict[str, Any] | None:
        proof = base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest()).rstrip(
            b"="
        )
        if proof.decode() != asked["code_challenge"] or secret != f"{CLIENT}:s3%3Acret":
            return None
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": CLIENT, "sub": asked["who"], "iat": now, "exp": now + 300, "nonce": asked["nonce"],
        }  # fmt: skip
        return {"id_token": jwt.encode(claims, KEY, "ES256", {"kid": "1"}), "token_type": "Bearer"}


class Handler(BaseHTTPRequestHandler):
    """Its pages for people, and what programs ask of it."""

    service: Service

    def do_GET(self) -> None:
        self._reply({})

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        is_form = "urlencoded" in self.headers.get("Content-Type", "")
        self._reply(dict(parse_qsl(sent)) if is_form else json.loads(sent))

    def _reply(self, body: Fields) -> None:
        there = urlsplit(self.path)
        given = dict(parse_qsl(there.query)) | body
        if there.path in ASKS:
            self._send(200, self.service.page(given).encode(), "text/html; charset=utf-8")
        elif there.path == "/favicon.ico":
            self._send(204, b"", "image/x-icon")
        elif there.path == "/answer":
            self._send(302, b"", "text/plain", self.service.answer(given))
        else:
            told = self.service.says(there.path, given, self._secret())
            self._send(400 if told is None else 200, json.dumps(told or {}).encode(), "application/json")

    def _secret(self) -> str:
        """What stands in the header for us: name and secret, or the token of DingTalk."""
        shown = self.headers.get("Authorization", "")
        if shown.startswith("Basic "):
            return base64.b64decode(shown.removeprefix("Basic ")).decode()
        return self.headers.get("x-acs-dingtalk-access-token", "")

    def _send(self, status: int, content: bytes, kind: str, to: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if to:
            self.send_header("Location", to)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: Any) -> None:
        return


@contextmanager
def standing() -> Iterator[Service]:
    """The service, as long as it is needed."""
    service = Service()
    running = ThreadingHTTPServer(("127.0.0.1", 0), type("Its", (Handler,), {"service": service}))
    service.address = f"http://127.0.0.1:{running.server_port}"
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        running.shutdown()
        running.server_close()
