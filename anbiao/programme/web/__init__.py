"""The doors of the programme."""

from anbiao.programme.web import assessments, certificates, reviews, verify

urlpatterns = [
    *certificates.urlpatterns,
    *reviews.urlpatterns,
    *verify.urlpatterns,
    *assessments.urlpatterns,
]
