"""Whose address counts."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from anbiao.portal.proxy import BehindProxy


def seen(settings: object, proxies: int, header: str | None) -> str:
    settings.ANBIAO_PROXIES = proxies  # type: ignore[attr-defined]
    found: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        found.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    headers = {"x-forwarded-for": header} if header else {}
    answer = BehindProxy(view)(RequestFactory().get("/", headers=headers))
    return found[0] if found else str(answer.status_code)


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "10.1.1.1", "127.0.0.1"),
        (1, "10.1.1.1", "10.1.1.1"),
        (1, "6.6.6.6, 10.1.1.1", "10.1.1.1"),
        (2, "6.6.6.6, 10.1.1.1, 10.0.0.9", "10.1.1.1"),
        (2, "10.1.1.1", "127.0.0.1"),
        (1, None, "127.0.0.1"),
        (1, "<script>", "400"),
    ],
)
def test_only_what_our_own_proxy_wrote_is_believed(
    settings: object, proxies: int, header: str | None, address: str
) -> None:
    assert seen(settings, proxies, header) == address
