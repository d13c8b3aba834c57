"""Views as programs read them: a secret in the address stands for a person and one view, and her rights are read at every fetch."""

from django.http import Http404, HttpRequest, HttpResponse

from anbiao.authority.models import User
from anbiao.authority.people import actor_of
from anbiao.kit import clock
from anbiao.kit.doors import ANYONE, door
from anbiao.kit.models import ViewUse
from anbiao.kit.register import saved
from anbiao.kit.register.feeds import KINDS, Feed
from anbiao.kit.register.known import register_for


@door(ANYONE)
def feed(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """A view as JSON, calendar or Atom. What was taken back, what is no longer hers, and what never was look alike."""
    use = saved.feed_by(token)
    found = _feed(request, use) if use else None
    form = KINDS.get(kind)
    if found is None or form is None or not form.fits(found.register, found.actor):
        raise Http404
    answer = HttpResponse(form.write(found), content_type=form.content_type)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _feed(request: HttpRequest, use: ViewUse) -> Feed | None:
    """The feed with the rights that its owner has now; None where she has an account or the view no longer."""
    user = User.objects.filter(district=use.district, pk=use.person, is_active=True).first()
    if user is None or user.must_change_password:
        return None
    actor = actor_of(user, clock.now(), "feed")
    view = saved.view_of(actor, use.view.pk)
    register = register_for(actor, view.register) if view else None
    return Feed(use, actor, register, request.build_absolute_uri("/").rstrip("/")) if register else None
