"""WeCom 企业微信: members of one corporation. The page with the QR code at a desk; inside WeCom itself nothing is asked at all.

WeCom knows neither nonce nor PKCE: that the answer belongs to this browser rests on the state, and the code works once, for five minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from anbiao.kit.notices.channels.calling import call
from anbiao.kit.notices.channels.tokens import Token, error
from anbiao.kit.notices.channels.wecom import BUSY, STALE
from anbiao.kit.outside.proof import Asking, Unanswered, Unproven, code_of, good, named_in, plain_name

INSIDE = "wxwork"  # WeCom's own browser calls itself so


@dataclass
class WeCom:
    """One application of one corporation."""

    server: str
    page: str
    page_inside: str
    corp: str
    agent: str
    secret: str = field(repr=False)
    label: str = "WeCom"
    token: Token = field(init=False, repr=False)

    def __post_init__(self) -> None:
        asked = {"corpid": self.corp, "corpsecret": self.secret}
        self.token = Token(self.server, "/cgi-bin/gettoken", asked)

    @property
    def source(self) -> str:
        """Members are named by their corporation."""
        return self.corp

    def address(self, asking: Asking, *, browser: str) -> str:
        """The QR code, or inside WeCom the silent question."""
        told = {
            "appid": self.corp,
            "agentid": self.agent,
            "redirect_uri": asking.callback,
            "state": asking.state,
        }
        if INSIDE in browser.lower():
            silent = told | {"response_type": "code", "scope": "snsapi_base"}
            return f"{self.page_inside}/connect/oauth2/authorize?{urlencode(silent)}#wechat_redirect"
        return f"{self.page}/wwlogin/sso/login?{urlencode(told | {'login_type': 'CorpApp'})}"

    def prove(self, given: Mapping[str, str], asking: Asking) -> str:
        """The account of a member; whoever is none (a customer, a visitor) has only an `openid`."""
        code = code_of(given, "code")
        token, refused = self.token.read()
        if refused is not None:
            raise Unanswered(refused.reason())
        reply = call(f"{self.server}/cgi-bin/auth/getuserinfo", query={"access_token": token, "code": code})
        said = good(reply)
        wrong = error(said)
        if wrong in STALE:
            self.token.forget()
        if wrong in STALE | BUSY:
            raise Unanswered(reply.reason())
        if wrong or "errcode" not in said:
            raise Unproven(reply.reason())
        return self.plain(named_in(said.get("userid") or said.get("UserId")))

    def plain(self, subject: str) -> str:
        """WeCom does not tell small letters from large ones."""
        return plain_name(subject.lower())
