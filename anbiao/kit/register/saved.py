"""Views that people save: the address of a list under a name, kept for oneself or shared with a duty, pinned, read as a feed."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.models import SavedView, ViewUse
from anbiao.kit.secret import kept_as
from anbiao.rules.duties import DUTIES, duty_named
from anbiao.rules.refusal import N_, Refusal, Refused

MOST, MOST_PINNED = 12, 8


@dataclass(frozen=True)
class Kept:
    """What a list keeps for a person: views of her own, then those shared with her, and how she last set up the columns."""

    views: Sequence[SavedView] = ()
    remembered: str = ""


def kept_of(actor: Actor, register: str) -> Kept:
    """The views of a list that the actor sees, by name. One query."""
    own_first = Case(When(person=actor.person, then=0), default=1)
    rows = list(readable(actor).filter(register=register).order_by(own_first, "name")[: 3 * MOST])
    own = [row for row in rows if row.person == actor.person and row.name]
    shared = [row for row in rows if row.person != actor.person]
    remembered = next((row.query for row in rows if row.person == actor.person and not row.name), "")
    return Kept(own[:MOST] + shared[:MOST], remembered)


def readable(actor: Actor) -> QuerySet[SavedView, SavedView]:
    """The actor's own views and those that are shared with a duty which she holds, in the office where she holds it."""
    if actor.person is None or not actor.scope.may("save view"):
        return SavedView.objects.none()
    found = Q(person=actor.person)
    for grant in actor.scope.allowing("save view"):
        here = Q(organisation=None) | Q(organisation=grant.organisation or None)
        found |= Q(duty=grant.duty) & here & ~Q(name="")
    return SavedView.objects.of_district(actor.district).filter(found)


def view_of(actor: Actor, view_id: UUID) -> SavedView | None:
    """A view that the actor sees; None when there is none (absent and another's look alike)."""
    return readable(actor).filter(pk=view_id).exclude(name="").first()


def save_view(actor: Actor, register: str, *, name: str, query: str) -> SavedView:
    """Keeps an address under a name; the same name again replaces it. Raises Refused without a name or with too many."""
    if not name:
        raise Refused(Refusal("name-missing", N_("Give the view a name."), field="name"))
    own = [view.name for view in kept_of(actor, register).views if view.person == actor.person]
    if len(own) >= MOST and name not in own:
        text = N_("You keep {number} views of this list already. Delete one first.")
        raise Refused(Refusal("too-many-views", text, {"number": str(MOST)}))
    return _keep(actor, register, name, query)


def remember(actor: Actor, register: str, query: str) -> None:
    """Keeps how the actor set up the columns of a list; nothing is the declaration's own order."""
    _keep(actor, register, "", query)


def _keep(actor: Actor, register: str, name: str, query: str) -> SavedView:
    key: dict[str, Any] = {
        "district": actor.district,
        "person": _account(actor),
        "register": register,
        "name": name,
    }
    view, made = SavedView.objects.update_or_create(**key, defaults={"query": query})
    journal.record(actor, journal.event("save" if made else "change", view))
    return view


def _account(actor: Actor) -> UUID:
    if actor.person is None:
        raise Refused(Refusal("no-account", N_("Views are kept with an account.")))
    return actor.person


def delete_view(actor: Actor, register: str, view_id: UUID) -> bool:
    """Deletes one of the actor's own views; False when there is none (absent and another's look alike)."""
    view = own_view(actor, view_id)
    if view is None or view.register != register:
        return False
    event = journal.Event("delete", "view", view.id, view.facts(), None)
    journal.record(actor, event)
    view.delete()
    return True


def own_view(actor: Actor, view_id: UUID) -> SavedView | None:
    """One of the actor's own views under a name."""
    rows = SavedView.objects.visible_to(actor.scope, "save view").filter(pk=view_id)
    return rows.exclude(name="").first()


# ---------- sharing ----------


def share_view(actor: Actor, view: SavedView, *, duty: str, office: str) -> None:
    """Shares an own view with the holders of a duty in one of the actor's offices (its id), or in the district ("").

    The view shows each reader only what her own scope allows. Raises Refused for what the actor may not share with.
    """
    if duty not in {each.name for each in DUTIES}:
        raise Refused(Refusal("duty-unknown", N_("Choose the duty to share the view with."), field="duty"))
    if office not in offices(actor):
        text = N_("A view is shared inside the office in which you hold the duty for it.")
        raise Refused(Refusal("not-your-office", text, field="office"))
    _set_sharing(actor, view, duty, UUID(office) if office else None)


def unshare_view(actor: Actor, view: SavedView) -> None:
    """Keeps an own view for oneself again."""
    _set_sharing(actor, view, "", None)


def offices(actor: Actor) -> dict[str, str]:
    """Where the actor may share views: the ids of her offices with their words; "" stands for the whole district."""
    own = [grant for grant in actor.scope.allowing("share view") if grant.organisation]
    found = {}
    for grant in own:
        duty = gettext(duty_named(grant.duty).label)
        found[grant.organisation] = gettext("in my office (%(duty)s)") % {"duty": duty}
    wide = {"": gettext("in the whole district")} if actor.scope.may("publish view") else {}
    return found | wide


def _set_sharing(actor: Actor, view: SavedView, duty: str, office: UUID | None) -> None:
    before = view.facts()
    view.duty, view.organisation = duty, office
    view.save(update_fields=["duty", "organisation"])
    journal.record(actor, journal.event("share" if duty else "unshare", view, before=before))


# ---------- pins and feeds ----------


def pinned_views(actor: Actor) -> list[SavedView]:
    """The views that the actor pinned and may still see, in the order of pinning. One query."""
    pins = Q(uses__person=actor.person, uses__pinned_at__isnull=False)
    return list(readable(actor).filter(pins).order_by("uses__pinned_at")[:MOST_PINNED])


def uses_of(actor: Actor, view: SavedView) -> ViewUse | None:
    """What the actor does with a view."""
    return ViewUse.objects.visible_to(actor.scope, "save view").filter(view=view).first()


def pin_view(actor: Actor, view: SavedView) -> None:
    """Puts a view on the actor's home page. Raises Refused when it is full."""
    held = {each.pk for each in pinned_views(actor)}
    if view.pk not in held and len(held) >= MOST_PINNED:
        text = N_("{number} views are pinned already. Take one off first.")
        raise Refused(Refusal("too-many-pins", text, {"number": str(MOST_PINNED)}))
    _use(actor, view, "pin", pinned_at=actor.now)


def unpin_view(actor: Actor, view: SavedView) -> None:
    """Takes a view off the actor's home page."""
    _use(actor, view, "unpin", pinned_at=None)


def open_feed(actor: Actor, view: SavedView) -> str:
    """A new secret by which a program reads the view in the actor's name; the one before it ends. Shown this once."""
    token = secrets.token_urlsafe(32)
    _use(actor, view, "open feed", token_sha256=kept_as(token), feed_since=actor.now, sent_sha256="")
    return token


def close_feed(actor: Actor, view: SavedView) -> None:
    """Takes the secret back: from now on nothing is read by it."""
    _use(actor, view, "close feed", token_sha256="", feed_since=None)


def feed_by(token: str) -> ViewUse | None:
    """Whose feed a secret opens. One query."""
    return ViewUse.objects.filter(token_sha256=kept_as(token)).select_related("view").first()


def _use(actor: Actor, view: SavedView, verb: str, **values: Any) -> None:
    key: dict[str, Any] = {"district": actor.district, "person": _account(actor), "view": view}
    use, made = ViewUse.objects.get_or_create(**key)
    before = None if made else use.facts()
    for name, value in values.items():
        setattr(use, name, value)
    use.save(update_fields=list(values))
    journal.record(actor, journal.event(verb, use, before=before))
