"""DingTalk 钉钉: the people of the corporation to which the application belongs.

Anybody with a DingTalk account can sign in there, so that it is asked for whom of the corporation this is: whoever left it is nobody.
DingTalk knows neither nonce nor PKCE.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from anbiao.kit.notices.channels.calling import call
from anbiao.kit.notices.channels.dingtalk import BUSY, STALE
from anbiao.kit.notices.channels.tokens import Token, error
from anbiao.kit.outside.proof import Asking, Unanswered, Unproven, code_of, good, named_in, plain_name

COLLEAGUE = 0  # `contact_type`; 1 is somebody of another corporation


@dataclass
class DingTalk:
    """One application of one corporation."""

    server: str
    page: str
    api: str
    key: str
    secret: str = field(repr=False)
    label: str = "DingTalk"
    token: Token = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.token = Token(self.server, "/gettoken", {"appkey": self.key, "appsecret": self.secret})

    @property
    def source(self) -> str:
        """People are named by their corporation, which nothing here names but the application that belongs to it."""
        return self.key

    def address(self, asking: Asking, *, browser: str) -> str:
        """The page with the QR code; inside DingTalk it asks only for consent."""
        told = {
            "response_type": "code", "client_id": self.key, "scope": "openid", "prompt": "consent",
            "redirect_uri": asking.callback, "state": asking.state,
        }  # fmt: skip
        return f"{self.page}/oauth2/auth?{urlencode(told)}"

    def prove(self, given: Mapping[str, str], asking: Asking) -> str:
        """The account of a colleague: code → her token → who she is everywhere → who she is in this corporation."""
        code = code_of(given, "authCode", "code")
        body = {
            "clientId": self.key, "clientSecret": self.secret, "code": code, "grantType": "authorization_code",
        }  # fmt: skip
        said = good(call(f"{self.api}/v1.0/oauth2/userAccessToken", body=body))
        headers = {"x-acs-dingtalk-access-token": named_in_header(said.get("accessToken"))}
        person = good(call(f"{self.api}/v1.0/contact/users/me", headers=headers))
        return self._colleague(named_in(person.get("unionId")))

    def _colleague(self, union: str) -> str:
        token, refused = self.token.read()
        if refused is not None:
            raise Unanswered(refused.reason())
        reply = call(
            f"{self.server}/topapi/user/getbyunionid", query={"access_token": token}, body={"unionid": union}
        )
        said = good(reply)
        wrong = error(said)
        if wrong in STALE:
            self.token.forget()
        if wrong in STALE | BUSY:
            raise Unanswered(reply.reason())
        found = said.get("result")
        if wrong or not isinstance(found, dict) or found.get("contact_type") != COLLEAGUE:
            raise Unproven(reply.reason())
        return named_in(found.get("userid"))

    def plain(self, subject: str) -> str:
        """As it is."""
        return plain_name(subject)


def named_in_header(token: object) -> str:
    """A token that may stand in a header: no line ends in it. Raises Unproven."""
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
        raise Unproven("no token in the answer")
    return token
