"""The doors of the roster: one page a unit, what is done to it, and what is decided about doubtful ones."""

from django.urls import path

from anbiao.registry.web import banners, changes, decisions, merging, pages, positions, survey, transfers

urlpatterns = [
    path("search/", pages.search, name="search"),
    path("units/new/", changes.unit_new, name="enterprise-new"),
    path("units/<uuid:pk>/", pages.unit_page, name="enterprise"),
    path("units/<uuid:pk>/reveal/", pages.unit_reveal, name="enterprise-reveal"),
    path("units/<uuid:pk>/activation/", pages.unit_activation, name="enterprise-activation"),
    path("units/<uuid:pk>/edit/", changes.unit_edit, name="enterprise-edit"),
    path("units/<uuid:pk>/step/<str:step>/", changes.unit_step, name="enterprise-step"),
    path("units/<uuid:pk>/verify/", changes.unit_verify, name="enterprise-verify"),
    path("units/<uuid:pk>/site/", changes.unit_site, name="enterprise-site"),
    path("units/<uuid:pk>/contact/", changes.unit_contact, name="enterprise-contact"),
    path("units/<uuid:pk>/route/", decisions.unit_route, name="enterprise-route"),
    path("duplicates/<uuid:pk>/", decisions.duplicate, name="duplicate"),
    path("responsibilities/<uuid:pk>/<str:step>/", decisions.responsibility_step, name="responsibility-step"),
    *survey.urlpatterns,
    *merging.urlpatterns,
    *banners.urlpatterns,
    *transfers.urlpatterns,
    *positions.urlpatterns,
]
