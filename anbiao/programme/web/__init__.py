"""The doors of the programme."""

from anbiao.programme.web import assessments, campaigns, tasks

urlpatterns = [*assessments.urlpatterns, *campaigns.urlpatterns, *tasks.urlpatterns]
