"""Views that people save: the address of a list under a name of their own."""

from typing import Any
from uuid import UUID

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.models import SavedView
from anbiao.rules.refusal import N_, Refusal, Refused

MOST = 12


def saved_views(actor: Actor, register: str) -> list[SavedView]:
    """The actor's own views of a list, by name. One query."""
    rows = SavedView.objects.visible_to(actor.scope, "save view").filter(register=register)
    return list(rows.order_by("name")[:MOST])


def save_view(actor: Actor, register: str, *, name: str, query: str) -> SavedView:
    """Keeps an address under a name; the same name again replaces it. Raises Refused without a name or with too many."""
    if not name:
        raise Refused(Refusal("name-missing", N_("Give the view a name."), field="name"))
    if actor.person is None:
        raise Refused(Refusal("no-account", N_("Views are kept with an account.")))
    known = saved_views(actor, register)
    if len(known) >= MOST and name not in {view.name for view in known}:
        text = N_("You keep {number} views of this list already. Delete one first.")
        raise Refused(Refusal("too-many-views", text, {"number": str(MOST)}))
    key: dict[str, Any] = {
        "district": actor.district,
        "person": actor.person,
        "register": register,
        "name": name,
    }
    view, made = SavedView.objects.update_or_create(**key, defaults={"query": query})
    journal.record(actor, journal.event("save" if made else "change", view))
    return view


def delete_view(actor: Actor, register: str, view_id: UUID) -> bool:
    """Deletes one of the actor's own views; False when there is none (absent and another's look alike)."""
    view = (
        SavedView.objects.visible_to(actor.scope, "save view").filter(register=register, pk=view_id).first()
    )
    if view is None:
        return False
    event = journal.Event("delete", "view", view.id, view.facts(), None)
    journal.record(actor, event)
    view.delete()
    return True
