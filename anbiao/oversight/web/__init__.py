"""The doors of oversight."""

from anbiao.oversight.web import circulars

urlpatterns = [*circulars.urlpatterns]
