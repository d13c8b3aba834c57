"""What standards have for a person to do: local rules that wait for approval."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.work import Item, Source, register_work
from anbiao.standards import queries, words
from anbiao.standards.models import LocalRule


def _to_decide(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    return queries.waiting(actor.scope, "approve local_rule")


def _item(_actor: Actor, row: LocalRule) -> Item:
    parameter = queries.parameters()[row.code]
    title = queries.in_words(parameter.clause.zh.title, parameter.clause.en.title)
    return Item(
        subject=title, url=reverse("local-rule-decide", args=[row.pk]),
        what=gettext("New value: %(value)s") % {"value": words.value(parameter.form, row.value)},
        place=gettext("Local rules"), due_on=row.from_on, mark="wait", state=gettext("To be approved"), step=pgettext("local rule", "Decide"),
    )  # fmt: skip


RULES = register_work(
    Source(
        "local_rules",
        _("Local rules to approve"),
        "approve local_rule",
        _to_decide,
        _item,
        "/rules/",
        due="from_on",
    )
)
