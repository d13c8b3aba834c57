"""WeCom 企业微信, messages of an application to one account.

The server answers 0 for an account that does not exist and names it in `invaliduser`; one without a licence stands in `unlicenseduser`.
`msgid` and standing in neither is the receipt: WeCom has the message for this account. Whether she read it, WeCom does not tell.
"""

from dataclasses import dataclass, field

from anbiao.kit.notices.channels.calling import call, server_of
from anbiao.kit.notices.channels.message import Answer, Message
from anbiao.kit.notices.channels.tokens import Token, error

STALE = frozenset({40001, 40014, 42001})  # the token
BUSY = frozenset({-1, 45009, 45033})  # the server, or our quota of the minute
REMEMBERED = 4 * 3600  # seconds in which the server shows the same content only once; four hours is its most


@dataclass
class WeCom:
    """One application of one corporation."""

    server: str
    corp: str
    agent: str
    secret: str = field(repr=False)
    token: Token = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.server = server_of(self.server)
        if not self.agent.isdigit():
            raise ValueError(f"ANBIAO_WECOM_AGENT={self.agent!r}: a number")
        asked = {"corpid": self.corp, "corpsecret": self.secret}
        self.token = Token(self.server, "/cgi-bin/gettoken", asked)

    def send(self, message: Message, address: str) -> Answer:
        """One text card. A repeat within four hours is shown once."""
        token, refused = self.token.read()
        if refused is not None:
            return Answer("later", words=refused.reason())
        card = {"title": message.title[:64], "description": message.text[:500], "url": message.url}
        reply = call(
            f"{self.server}/cgi-bin/message/send",
            query={"access_token": token},
            body={
                "touser": address, "msgtype": "textcard", "agentid": int(self.agent), "textcard": card,
                "enable_duplicate_check": 1, "duplicate_check_interval": REMEMBERED,
            },
        )  # fmt: skip
        code = error(reply.said)
        if code in STALE:
            self.token.forget()
        if reply.is_for_later or code in STALE | BUSY:
            return Answer("later", words=reply.reason())
        if reply.status != 200 or code or "errcode" not in reply.said:
            return Answer("failed", words=reply.reason())
        left_out = f"{reply.said.get('invaliduser') or ''}|{reply.said.get('unlicenseduser') or ''}"
        if address.lower() in left_out.lower().split("|"):
            return Answer("failed", words=reply.reason())
        receipt = str(reply.said.get("msgid") or "")
        return Answer("delivered" if receipt else "sent", receipt, reply.reason())

    def ask(self, receipt: str, address: str) -> Answer | None:
        """WeCom says nothing later."""
        return None
