"""Views as programs read them: a secret in the address stands for a person and one view, and her rights are read at every fetch."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from anbiao.authority import sessions
from anbiao.authority.models import User
from anbiao.authority.people import actor_of
from anbiao.kit import clock
from anbiao.kit.doors import ANYONE, Visit, door
from anbiao.kit.models import ViewUse
from anbiao.kit.register import saved, views_web
from anbiao.kit.register.feeds import KINDS, Feed, kinds_for
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


@door("save view", writes=True)
def open_feed(request: Visit, pk: UUID) -> HttpResponse:
    """The addresses by which programs read a view: on the next page, once."""
    view, _register = views_web.view_to_write(request, pk)
    # Not on the answer itself: answers to forms are kept, secrets are not.
    sessions.keep_once(request.session, "feed", [str(view.pk), saved.open_feed(request.actor, view)])
    return redirect("view-feed-shown", pk=view.pk)


@door("save view")
def feed_shown(request: Visit, pk: UUID) -> HttpResponse:
    """The addresses that were just made; the second time there are none, and the list comes."""
    view, register = views_web.view_at(request, pk)
    back = views_web.address_of(register, view)
    of_view, token = sessions.take_once(request.session, "feed") or ("", "")
    if of_view != str(view.pk):
        return redirect(back)
    addresses = [
        (label, request.build_absolute_uri(reverse("feed", args=[token, kind])))
        for kind, label in kinds_for(register, request.actor)
    ]
    context = {"view": view, "register": register, "addresses": addresses, "back": back}
    response = render(request, "kit/register/feed.html", context)
    response["Cache-Control"] = "no-store"
    return response


urlpatterns: list[URLPattern] = [
    path("views/<uuid:pk>/feed/", open_feed, name="view-feed"),
    path("views/<uuid:pk>/feed/shown/", feed_shown, name="view-feed-shown"),
    path("feeds/<slug:token>.<slug:kind>", feed, name="feed"),
]
