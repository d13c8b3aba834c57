"""The office's own message system (a short-message gateway, a government chat): one signed POST for each notice.

The body is signed by HMAC-SHA256 in `X-Anbiao-Signature`; `Idempotency-Key` is the same at every try. Answered {"receipt": "…"}, it counts as
delivered; any other 2xx only as taken.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass, field

from anbiao.kit.notices.channels.calling import call, server_of
from anbiao.kit.notices.channels.message import Answer, Message


@dataclass
class Webhook:
    """One address."""

    server: str
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        self.server = server_of(self.server)

    def send(self, message: Message, address: str) -> Answer:
        """One notice for one account, known there by its sign-in name."""
        said = {
            "key": message.key, "account": address, "title": message.title, "text": message.text, "url": message.url,
        }  # fmt: skip
        body = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
        signed = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Anbiao-Signature": f"sha256={signed}", "Idempotency-Key": message.key}
        reply = call(self.server, body=body, headers=headers)
        if reply.is_for_later:
            return Answer("later", words=reply.reason())
        if not 200 <= reply.status < 300:
            return Answer("failed", words=reply.reason())
        receipt = str(reply.said.get("receipt") or "")
        return Answer("delivered" if receipt else "sent", receipt, reply.reason())

    def ask(self, receipt: str, address: str) -> Answer | None:
        """It says at once what it has to say."""
        return None
