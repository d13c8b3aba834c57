"""Every address. Each view declares its action and object type; a test walks this list."""

from django.urls import URLPattern, path

from anbiao.kit.register.web import register_urls
from anbiao.portal import account_urls, health_web, home
from anbiao.registry import importing_web, registers, web

urlpatterns: list[URLPattern] = [
    path("", home.my_work, name="home"),
    path("healthz", health_web.healthz, name="healthz"),
    *account_urls.urlpatterns,
    *[pattern for register in registers.ALL for pattern in register_urls(register)],
    *web.urlpatterns,
    *importing_web.urlpatterns,
]
