"""Behind a proxy of ours the visitor's address stands in X-Forwarded-For; without one that header is anybody's word."""

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
