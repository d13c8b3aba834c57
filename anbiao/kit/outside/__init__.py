"""Proving by a service outside who one is: OpenID Connect, WeCom, DingTalk. None is there without its setting.

A way answers with a name and its source, and knows neither accounts nor the database. It opens nothing by itself: an account opens where
somebody has linked this name to it.
"""

from collections.abc import Mapping

from anbiao.kit.outside.dingtalk import DingTalk
from anbiao.kit.outside.oidc import OIDC
from anbiao.kit.outside.proof import Asking, Unanswered, Unproven, Way, ask, safe_server
from anbiao.kit.outside.wecom import WeCom
from anbiao.rules.refusal import N_

__all__ = ["NAMES", "Asking", "Unanswered", "Unproven", "Way", "ask", "ways_of"]

# What cannot be left out, by the name that ANBIAO_SIGNIN opens it with. WeCom and DingTalk are those of the notices.
NEEDED = {
    "oidc": ("ANBIAO_OIDC", "ANBIAO_OIDC_CLIENT", "ANBIAO_OIDC_SECRET"),
    "wecom": ("ANBIAO_WECOM_CORP", "ANBIAO_WECOM_AGENT", "ANBIAO_WECOM_SECRET"),
    "dingtalk": ("ANBIAO_DINGTALK_KEY", "ANBIAO_DINGTALK_SECRET"),
}
NAMES = {"oidc": N_("Unified sign-in"), "wecom": N_("WeCom"), "dingtalk": N_("DingTalk")}
# The public servers; each may be another, for an office that runs its own or goes by a proxy.
SERVERS = {
    "ANBIAO_WECOM": "https://qyapi.weixin.qq.com",
    "ANBIAO_WECOM_PAGE": "https://login.work.weixin.qq.com",
    "ANBIAO_WECOM_PAGE_INSIDE": "https://open.weixin.qq.com",
    "ANBIAO_DINGTALK": "https://oapi.dingtalk.com",
    "ANBIAO_DINGTALK_PAGE": "https://login.dingtalk.com",
    "ANBIAO_DINGTALK_API": "https://api.dingtalk.com",
}


def ways_of(environment: Mapping[str, str], *, https: bool) -> dict[str, Way]:
    """The ways that ANBIAO_SIGNIN opens, by name, in its order. Raises ValueError with a sentence for one that is set up by half."""
    wanted = [name.strip() for name in environment.get("ANBIAO_SIGNIN", "").split(",") if name.strip()]
    return {name: _made(name, environment, https=https) for name in wanted}


def _made(name: str, environment: Mapping[str, str], *, https: bool) -> Way:
    if name not in NEEDED:
        raise ValueError(f"ANBIAO_SIGNIN={name!r}: allowed are {', '.join(NEEDED)}")
    given = [environment.get(key, "").strip() for key in NEEDED[name]]
    if not all(given):
        missing = ", ".join(key for key, value in zip(NEEDED[name], given, strict=True) if not value)
        raise ValueError(f"{missing} is not set, but ANBIAO_SIGNIN names {name}; see docs/running.md")

    def place(key: str) -> str:
        return safe_server(environment.get(key) or SERVERS[key], https=https)

    one, two, three = given if len(given) == 3 else (*given, "")
    if name == "wecom":
        server, page, inside = (place(f"ANBIAO_WECOM{part}") for part in ("", "_PAGE", "_PAGE_INSIDE"))
        return WeCom(server, page, inside, one, two, three, label=NAMES[name])
    if name == "dingtalk":
        server, page, api = (place(f"ANBIAO_DINGTALK{part}") for part in ("", "_PAGE", "_API"))
        return DingTalk(server, page, api, one, two, label=NAMES[name])
    safe_server(one, https=https)
    return OIDC(one, two, three, label=environment.get("ANBIAO_OIDC_NAME", "").strip() or NAMES[name])
