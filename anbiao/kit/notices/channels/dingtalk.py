"""DingTalk 钉钉, work notifications of an application to one account. Taken at first; asked later, it names whom it reached."""

from dataclasses import dataclass, field
from typing import Any

from anbiao.kit.notices.channels.calling import Reply, call, server_of
from anbiao.kit.notices.channels.message import Answer, Message
from anbiao.kit.notices.channels.tokens import Token, error

STALE = frozenset({40001, 40014, 42001})
BUSY = frozenset({-1, 90018, 88, 143106})
REACHED = ("read_user_id_list", "unread_user_id_list")
NOT_REACHED = ("invalid_user_id_list", "forbidden_user_id_list", "failed_user_id_list")


@dataclass
class DingTalk:
    """One application."""

    server: str
    key: str
    agent: str
    secret: str = field(repr=False)
    token: Token = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.server = server_of(self.server)
        if not self.agent.isdigit():
            raise ValueError(f"ANBIAO_DINGTALK_AGENT={self.agent!r}: a number")
        self.token = Token(self.server, "/gettoken", {"appkey": self.key, "appsecret": self.secret})

    def send(self, message: Message, address: str) -> Answer:
        """One text. The same text to the same account is shown once a day."""
        text = {"content": f"{message.title}\n{message.text}\n{message.url}"}
        body = {"agent_id": int(self.agent), "userid_list": address, "msg": {"msgtype": "text", "text": text}}
        answer = self._call("asyncsend_v2", body)
        if isinstance(answer, Answer):
            return answer
        task = str(answer.said.get("task_id") or "")
        return Answer("sent", task if task.isdigit() else "", answer.reason())

    def ask(self, receipt: str, address: str) -> Answer | None:
        """Whom it reached, once DingTalk knows."""
        answer = self._call("getsendresult", {"agent_id": int(self.agent), "task_id": int(receipt)})
        if isinstance(answer, Answer):
            return None
        result = answer.said.get("send_result")
        told: dict[str, Any] = result if isinstance(result, dict) else {}
        if any(address in (told.get(name) or ()) for name in REACHED):
            return Answer("delivered", receipt, answer.reason())
        if any(address in (told.get(name) or ()) for name in NOT_REACHED):
            return Answer("failed", receipt, answer.reason())
        return None

    def _call(self, name: str, body: dict[str, Any]) -> Reply | Answer:
        """The reply where it is a good one, else what it means."""
        token, refused = self.token.read()
        if refused is not None:
            return Answer("later", words=refused.reason())
        path = f"{self.server}/topapi/message/corpconversation/{name}"
        reply = call(path, query={"access_token": token}, body=body)
        code = error(reply.said)
        if code in STALE:
            self.token.forget()
        if reply.is_for_later or code in STALE | BUSY:
            return Answer("later", words=reply.reason())
        if reply.status != 200 or code or "errcode" not in reply.said:
            return Answer("failed", words=reply.reason())
        return reply
