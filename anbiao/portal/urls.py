"""Every address. Each view declares its action and object type; a test walks this list."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, path

from anbiao.kit.register.web import register_urls
from anbiao.portal import account_urls, health_web
from anbiao.registry import registers

urlpatterns: list[URLPattern] = [
    path("healthz", health_web.healthz, name="healthz"),
    *account_urls.urlpatterns,
    *[pattern for register in registers.ALL for pattern in register_urls(register)],
]
# TEMPORARY while the pages are being written: each joins as soon as it is there.
if find_spec("anbiao.portal.home"):
    urlpatterns.append(path("", import_module("anbiao.portal.home").my_work, name="home"))
for _name in ("anbiao.registry.web", "anbiao.registry.importing_web"):
    if find_spec(_name):
        urlpatterns += import_module(_name).urlpatterns
