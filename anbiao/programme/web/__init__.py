"""The doors of the programme."""

from anbiao.programme.web import (
    assessments,
    benchmarks,
    board,
    campaigns,
    certificates,
    courses,
    evidence,
    reviews,
    tasks,
    verify,
)

urlpatterns = [
    *board.urlpatterns,
    *benchmarks.urlpatterns,
    *certificates.urlpatterns,
    *reviews.urlpatterns,
    *verify.urlpatterns,
    *assessments.urlpatterns,
    *courses.urlpatterns,
    *evidence.urlpatterns,
    *campaigns.urlpatterns,
    *tasks.urlpatterns,
]
