"""The settings: whether they can be read at all, and whether what they say is safe together."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from anbiao.portal.doctor.found import OK, Found, checked


def readable() -> Found:
    """They say themselves what is wrong: a missing secret key, an unknown mode, an address that is none."""
    from django.core.exceptions import ImproperlyConfigured

    try:
        import_module("anbiao.portal.settings")
    except (ImproperlyConfigured, ValueError) as error:
        return checked("settings", False, f"{error}")
    except OSError as error:
        return checked("settings", False, f"{error.filename} cannot be read or made: {error.strerror}")
    return Found("settings", OK)


def safe(settings: Any) -> Iterator[Found]:
    """HTTPS, proxies and names as production needs them; a demonstration is open to everybody and says so on its pages."""
    if settings.DEMONSTRATION:
        yield Found("demonstration: anybody who reaches it signs in by a click", OK)
        return
    yield checked(
        "HTTPS", settings.HTTPS,
        "ANBIAO_HTTPS=0 sends passwords and sessions in the clear: set 1 and put the TLS proxy of docs/running.md in front",
    )  # fmt: skip
    yield checked(
        "visitors' own addresses", not settings.HTTPS or settings.ANBIAO_PROXIES > 0,
        "behind a TLS proxy all visitors share its address, and five wrong passwords lock everybody out: set ANBIAO_PROXIES=1",
    )  # fmt: skip
    yield checked(
        "host names", "*" not in settings.ALLOWED_HOSTS, "ANBIAO_HOSTS=* answers to any name: list the names"
    )
    url = settings.ANBIAO_URL
    yield checked(
        "links in messages",
        not url or not settings.HTTPS or url.startswith("https://"),
        f"ANBIAO_URL={url} does not begin with https://",
    )
