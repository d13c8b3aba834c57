"""What each way out of the house makes of what a server answers; the servers are on this machine."""

import hashlib
import hmac
import json
import smtplib
from email.message import EmailMessage
from typing import Any

import pytest

from anbiao.kit.notices.channels import Message, channels_of
from anbiao.kit.notices.channels.dingtalk import DingTalk
from anbiao.kit.notices.channels.mail import Mail
from anbiao.kit.notices.channels.webhook import Webhook
from anbiao.kit.notices.channels.wecom import WeCom
from tests.kit.ways import server

MESSAGE = Message("0199-key", "To do today: 3", "Hazards to rectify 3", "https://a.example.cn/my-notices/1/")
TOKEN = {"errcode": 0, "access_token": "t", "expires_in": 7200}


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        pytest.param((200, {"errcode": 0, "msgid": "m1"}), "delivered", id="taken for this account"),
        pytest.param(
            (200, {"errcode": 0, "invaliduser": "other|LIN", "msgid": "m1"}),
            "failed",
            id="0, but no such account",
        ),
        pytest.param(
            (200, {"errcode": 0, "unlicenseduser": "lin", "msgid": "m1"}), "failed", id="0, but no licence"
        ),
        pytest.param((200, {"errcode": 0}), "sent", id="no receipt: taken only"),
        pytest.param((200, {"errcode": 81013}), "failed", id="refused"),
        pytest.param((200, {"errcode": 42001}), "later", id="the token has ended"),
        pytest.param((200, {"errcode": 45009}), "later", id="over the quota"),
        pytest.param((502, {}), "later", id="broken for now"),
        pytest.param((200, {}), "failed", id="not WeCom at all"),
    ],
)
def test_wecom_is_believed_only_where_it_does_not_name_the_account_as_left_out(
    answer: Any, outcome: str
) -> None:
    with server(lambda path, _body: (200, TOKEN) if path.endswith("gettoken") else answer) as (address, got):
        channel = WeCom(address, "corp", "7", "secret")
        assert channel.send(MESSAGE, "lin").outcome == outcome
        path, body, _headers = got[-1]
    assert path == "/cgi-bin/message/send"
    assert (body["touser"], body["agentid"], body["enable_duplicate_check"]) == ("lin", 7, 1)


def test_a_token_is_asked_for_once_and_again_after_it_ended() -> None:
    ends = iter([{"errcode": 0, "msgid": "1"}, {"errcode": 42001}, {"errcode": 0, "msgid": "2"}])
    with server(lambda path, _body: (200, TOKEN if path.endswith("gettoken") else next(ends))) as (
        address,
        got,
    ):
        channel = WeCom(address, "corp", "7", "secret")
        assert [channel.send(MESSAGE, "lin").outcome for _ in range(3)] == ["delivered", "later", "delivered"]
        assert sum(path.endswith("gettoken") for path, _body, _headers in got) == 2


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        ({"read_user_id_list": ["lin"]}, "delivered"),
        ({"unread_user_id_list": ["lin"]}, "delivered"),
        ({"invalid_user_id_list": ["lin"]}, "failed"),
        ({"unread_user_id_list": ["other"]}, None),
        ({}, None),
    ],
)
def test_dingtalk_is_taken_first_and_delivered_only_once_it_names_the_account(
    result: Any, outcome: str | None
) -> None:
    def answers(path: str, _body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if path == "/gettoken":
            return 200, TOKEN
        if path.endswith("asyncsend_v2"):
            return 200, {"errcode": 0, "task_id": 256271667526}
        return 200, {"errcode": 0, "send_result": result}

    with server(answers) as (address, _got):
        channel = DingTalk(address, "key", "7", "secret")
        sent = channel.send(MESSAGE, "lin")
        assert (sent.outcome, sent.receipt) == ("sent", "256271667526")
        answer = channel.ask(sent.receipt, "lin")
    assert (answer.outcome if answer else None) == outcome


@pytest.mark.parametrize(
    ("status", "said", "outcome"),
    [
        (200, {"receipt": "r1"}, "delivered"),
        (202, {}, "sent"),
        (400, {}, "failed"),
        (429, {}, "later"),
        (503, {}, "later"),
    ],
)
def test_the_offices_own_system_gets_a_signed_post_with_its_key(
    status: int, said: dict[str, str], outcome: str
) -> None:
    with server(lambda _path, _body: (status, said)) as (address, got):
        assert Webhook(f"{address}/in", "s3cret").send(MESSAGE, "linzhiyuan").outcome == outcome
        path, body, headers = got[0]
    told = json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
    assert headers["X-Anbiao-Signature"] == "sha256=" + hmac.new(b"s3cret", told, hashlib.sha256).hexdigest()
    assert (path, body["account"], headers["Idempotency-Key"]) == ("/in", "linzhiyuan", MESSAGE.key)


def test_a_server_that_is_not_there_is_tried_again() -> None:
    assert Webhook("http://127.0.0.1:9/", "s").send(MESSAGE, "lin").outcome == "later"
    assert WeCom("http://127.0.0.1:9", "c", "7", "s").send(MESSAGE, "lin").outcome == "later"


class Server:
    """A mail server as smtplib shows it, which takes or refuses."""

    refusal: Exception | None = None
    taken: list[EmailMessage] = []

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        return

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_args: object) -> None:
        return

    def send_message(self, mail: EmailMessage) -> None:
        if self.refusal:
            raise self.refusal
        self.taken.append(mail)


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [
        (None, "sent"),
        (smtplib.SMTPRecipientsRefused({"lin@example.cn": (550, b"no such user")}), "failed"),
        (smtplib.SMTPRecipientsRefused({"lin@example.cn": (451, b"greylisted")}), "later"),
        (smtplib.SMTPDataError(554, b"spam"), "failed"),
        (ConnectionRefusedError("no"), "later"),
    ],
)
def test_a_mail_server_says_that_it_took_a_mail_never_that_it_was_delivered(
    monkeypatch: pytest.MonkeyPatch, refusal: Exception | None, outcome: str
) -> None:
    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setattr(Server, "refusal", refusal)
    monkeypatch.setattr(Server, "taken", [])
    sent = Message("k", "one\r\nBcc: x@y.cn", "text", "https://a.example.cn/")
    assert Mail("smtp://127.0.0.1", "anbiao@example.cn").send(sent, "lin@example.cn").outcome == outcome
    if refusal is None:
        assert Server.taken[0]["Message-ID"] == "<k@example.cn>"
        assert (Server.taken[0]["Subject"], Server.taken[0]["Bcc"]) == ("one Bcc: x@y.cn", None)


def test_without_settings_there_is_no_way_out_and_half_a_setting_is_an_error() -> None:
    assert channels_of({}) == {}
    given = {"ANBIAO_WECOM_CORP": "c", "ANBIAO_WECOM_AGENT": "7", "ANBIAO_WECOM_SECRET": "s"}
    assert set(channels_of(given)) == {"wecom"}
    assert "secret" not in repr(channels_of({**given, "ANBIAO_WECOM_SECRET": "secret"}))
    with pytest.raises(ValueError, match="ANBIAO_WECOM_SECRET"):
        channels_of({**given, "ANBIAO_WECOM_SECRET": ""})
    with pytest.raises(ValueError, match="https://"):
        channels_of({"ANBIAO_WEBHOOK": "ftp://x", "ANBIAO_WEBHOOK_SECRET": "s"})
