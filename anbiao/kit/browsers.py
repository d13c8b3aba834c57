"""What a browser says of itself, cut down to what its user recognises."""

# The first that fits: most browsers also name those whose pages they want to be served.
BROWSERS = (
    ("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"),
    ("HuaweiBrowser", "Huawei Browser"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("OpenHarmony", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"),
    ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser_of(user_agent: str) -> str:
    """
    >>> browser_of("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36")
    'Chrome · Windows'
    """
    found = [next((name for sign, name in known if sign in user_agent), "") for known in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in found if name) or user_agent[:40]
