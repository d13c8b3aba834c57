"""The ways a notice takes out of the house: mail, WeCom, DingTalk, and the office's own message system. None is there without its setting.

Each says what its own answer is worth: "delivered" only where the channel names the receiver as reached. None of them knows the database.
"""

from collections.abc import Mapping

from anbiao.kit.notices.channels.dingtalk import DingTalk
from anbiao.kit.notices.channels.mail import Mail
from anbiao.kit.notices.channels.message import Answer, Channel, Message
from anbiao.kit.notices.channels.webhook import Webhook
from anbiao.kit.notices.channels.wecom import WeCom

__all__ = ["Answer", "Channel", "Message", "channels_of"]

# Environment variables of each way: those that it cannot do without, and those that have a default.
NEEDED = {
    "mail": ("ANBIAO_MAIL", "ANBIAO_MAIL_FROM"),
    "wecom": ("ANBIAO_WECOM_CORP", "ANBIAO_WECOM_AGENT", "ANBIAO_WECOM_SECRET"),
    "dingtalk": ("ANBIAO_DINGTALK_KEY", "ANBIAO_DINGTALK_AGENT", "ANBIAO_DINGTALK_SECRET"),
    "webhook": ("ANBIAO_WEBHOOK", "ANBIAO_WEBHOOK_SECRET"),
}
WECOM, DINGTALK = "https://qyapi.weixin.qq.com", "https://oapi.dingtalk.com"


def channels_of(environment: Mapping[str, str]) -> dict[str, Channel]:
    """The ways that the environment sets up, by name. Raises ValueError with a sentence for one that is set up by half."""
    found: dict[str, Channel] = {}
    for name, needed in NEEDED.items():
        given = [environment.get(key, "").strip() for key in needed]
        if not any(given):
            continue
        if not all(given):
            missing = ", ".join(key for key, value in zip(needed, given, strict=True) if not value)
            raise ValueError(f"{missing} is not set, but {name} is set up otherwise; see docs/running.md")
        found[name] = _made(name, given, environment)
    return found


def _made(name: str, given: list[str], environment: Mapping[str, str]) -> Channel:
    if name == "mail":
        return Mail(given[0], given[1])
    if name == "wecom":
        return WeCom(environment.get("ANBIAO_WECOM") or WECOM, *given)
    if name == "dingtalk":
        return DingTalk(environment.get("ANBIAO_DINGTALK") or DINGTALK, *given)
    return Webhook(given[0], given[1])
