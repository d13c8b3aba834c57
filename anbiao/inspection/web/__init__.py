"""The doors of checks and hazards."""

from django.urls import path

from anbiao.inspection.web import checks, conflicts, hazards, imports, maps, others, photos, risks, signs

urlpatterns = [
    *imports.urlpatterns,
    *photos.urlpatterns,
    *conflicts.urlpatterns,
    path("field/", checks.field, name="field"),
    path("check/<uuid:pk>/", checks.check, name="check"),
    path("check/<uuid:pk>/void/", checks.void, name="check-void"),
    path("units/<uuid:pk>/check-list/", checks.check_list, name="check-list"),
    path("units/<uuid:pk>/check-list/edit/", checks.check_list_edit, name="check-list-edit"),
    path("units/<uuid:pk>/check-list/begin/", checks.check_list_begin, name="check-list-begin"),
    path("units/<uuid:pk>/hazard/", hazards.new, name="hazard-new"),
    path("units/<uuid:pk>/colour/", others.colour_propose, name="colour-propose"),
    path("units/<uuid:pk>/risks/", risks.cards, name="risks-of-unit"),
    path("units/<uuid:pk>/risks/map/", risks.risk_map, name="risk-map"),
    path("units/<uuid:pk>/risks/new/<str:method>/", risks.new, name="risk-new"),
    path("units/<uuid:pk>/floor-plan/", risks.plan_new, name="floor-plan-new"),
    path("units/<uuid:pk>/scan/", signs.scan, name="unit-scan"),
    path("units/<uuid:pk>/door-sign/", signs.one, name="door-sign"),
    path("checks/door-signs/", signs.many, name="door-signs"),
    path("hazards/by-week/", hazards.by_week, name="hazards-by-week"),
    path("hazard/<uuid:pk>/", hazards.page, name="hazard"),
    path("hazard/<uuid:pk>/<str:step>/", hazards.step, name="hazard-step"),
    path("hazard-request/<uuid:pk>/<str:kind>/<str:step>/", hazards.decide, name="hazard-decide"),
    path("colour-proposal/<uuid:pk>/", others.colour_decide, name="colour-decide"),
    path("look-backs/new/", others.look_back_new, name="look-back-new"),
    path("look-back/<uuid:pk>/", others.look_back, name="look-back"),
    path("look/<uuid:pk>/", others.look, name="look"),
    path("accidents/new/", others.accident_new, name="accident-new"),
    path("accident/<uuid:pk>/", others.accident, name="accident"),
    path("map/", maps.page, name="map"),
    path("map/units.json", maps.units, name="map-units"),
    path("map-unit/<uuid:pk>/", maps.unit, name="map-unit"),
    path("risk/<uuid:pk>/", risks.card, name="risk"),
    path("risk/<uuid:pk>/place/", risks.place, name="risk-place"),
    path("risk/<uuid:pk>/remove/", risks.remove, name="risk-remove"),
    path("floor-plan/<uuid:pk>/replace/", risks.plan_replace, name="floor-plan-replace"),
    path("floor-plan/<uuid:pk>/remove/", risks.plan_remove, name="floor-plan-remove"),
]
