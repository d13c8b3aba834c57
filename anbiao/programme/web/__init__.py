"""The doors of the programme."""

from anbiao.programme.web import assessments

urlpatterns = [*assessments.urlpatterns]
