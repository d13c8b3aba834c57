"""The doors of the programme."""

from anbiao.programme.web import assessments, certificates, verify

urlpatterns = [
    *certificates.urlpatterns,
    *verify.urlpatterns,
    *assessments.urlpatterns,
]
