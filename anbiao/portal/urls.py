"""Every address. Each view declares its action and object type; a test walks this list."""

from django.urls import URLPattern, path

from anbiao.authority.delegation_list import DELEGATIONS
from anbiao.authority.registers import ACCOUNTS, GRANTS, HAND_OVERS, ORGANISATIONS, TOKENS
from anbiao.inspection import api as field_api
from anbiao.inspection import registers as inspection_registers
from anbiao.inspection import web as inspection_web
from anbiao.kit.photos import web as photos_web
from anbiao.kit.register import views_web
from anbiao.kit.register.web import register_urls
from anbiao.oversight import registers as oversight_registers
from anbiao.oversight import web as oversight_web
from anbiao.portal import about, account_urls, feeds, health_web, home, icon_web, measures_web
from anbiao.portal.api import pages as api_pages
from anbiao.portal.api import tokens_web
from anbiao.portal.api.application import urls as api_urls
from anbiao.programme import registers as programme_registers
from anbiao.programme import web as programme_web
from anbiao.readiness import registers as readiness_registers
from anbiao.readiness import web as readiness_web
from anbiao.registry import importing_web, registers, web
from anbiao.standards import registers as standards_registers
from anbiao.standards import web as standards_web

REGISTERS = (
    *registers.ALL,
    *standards_registers.ALL,
    *inspection_registers.ALL,
    *readiness_registers.ALL,
    *programme_registers.ALL,
    *oversight_registers.ALL,
)
# Those of the administrators stand in account_urls.
API_REGISTERS = (*REGISTERS, ACCOUNTS, GRANTS, ORGANISATIONS, HAND_OVERS, TOKENS, DELEGATIONS)

handler500 = "anbiao.portal.numbered.failed"
urlpatterns: list[URLPattern] = [
    path("", home.my_work, name="home"),
    path("counts/", home.navigation_counts, name="navigation-counts"),
    path("healthz", health_web.healthz, name="healthz"),
    path("about/", about.about, name="about"),
    path("metrics", measures_web.metrics, name="metrics"),
    path("favicon.ico", icon_web.favicon, name="favicon"),
    *account_urls.urlpatterns,
    *[pattern for register in REGISTERS for pattern in register_urls(register)],
    *web.urlpatterns,
    *importing_web.urlpatterns,
    *standards_web.urlpatterns,
    *inspection_web.urlpatterns,
    *readiness_web.urlpatterns,
    *programme_web.urlpatterns,
    *oversight_web.urlpatterns,
    *field_api.urlpatterns,
    *photos_web.urlpatterns,
    # the API, and the tokens that open it
    *register_urls(TOKENS),
    *tokens_web.urlpatterns,
    *api_urls(API_REGISTERS),
    *api_pages.urlpatterns,
    *views_web.urlpatterns,
    *feeds.urlpatterns,
]
