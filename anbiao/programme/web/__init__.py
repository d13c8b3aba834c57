"""The doors of the programme."""

from anbiao.programme.web import assessments, board, campaigns, tasks

urlpatterns = [*board.urlpatterns, *assessments.urlpatterns, *campaigns.urlpatterns, *tasks.urlpatterns]
