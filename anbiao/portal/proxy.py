"""Whose address counts. Behind a proxy of ours the visitor's address stands in X-Forwarded-For; without one that header is anybody's word."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from anbiao.kit.doors import View


class BehindProxy:
    """Takes the address that our own proxy saw, so that lock-out and sessions mean the visitor and not the proxy."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """With ANBIAO_PROXIES=n the n-th address from the right counts; what a visitor wrote before it never does."""
        header = request.META.get("HTTP_X_FORWARDED_FOR", "")
        named = header.split(",") if header else []
        if 0 < settings.ANBIAO_PROXIES <= len(named):
            address = named[-settings.ANBIAO_PROXIES].strip()
            try:
                request.META["REMOTE_ADDR"] = str(ip_address(address))
            except ValueError:
                return HttpResponse(status=400)
        return self.get_response(request)


MONITORED = frozenset({"/healthz", "/metrics"})
PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP")


def is_from_here(request: HttpRequest) -> bool:
    """A program of this machine asks, and nobody through a proxy that stands on it, whether the settings know of that proxy or not."""
    try:
        near = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return near and not any(header in request.META for header in PASSED_ON)


class Monitors:
    """A monitor on this machine asks by number (127.0.0.1:8000) and cannot choose its Host: at these two addresses it is answered."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """As if it had asked by one of our names."""
        if request.path in MONITORED and is_from_here(request) and "*" not in settings.ALLOWED_HOSTS:
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].lstrip(".")
        return self.get_response(request)
