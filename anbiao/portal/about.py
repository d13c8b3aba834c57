"""`GET /about/`: which version this is, and whose work is in it."""

import json
from importlib import metadata

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from anbiao.kit.doors import SIGNED_IN, Visit, door

NOTICES = settings.ROOT / "build" / "vendor" / "notices.json"  # written by tools/assets.py


@door(SIGNED_IN)
def about(request: Visit) -> HttpResponse:
    """Version, what goes to browsers with the whole of its licences, what runs on the server by name."""
    notices = json.loads(NOTICES.read_text()) if NOTICES.exists() else {"browser": [], "server": []}
    context = {"version": metadata.version("anbiao"), **notices}
    return render(request, "portal/about.html", context)
