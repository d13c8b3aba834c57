"""Forms of the week board: another week for ticked tasks, who is away, which days are kept free."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.authority.models import User
from anbiao.kit.actor import Actor
from anbiao.programme.forms.campaigns import WeekForm
from anbiao.registry.queries import TOWN, in_words, regions_of
from anbiao.rules.capacity import ABSENCES


class MoveForm(WeekForm):
    """Another week for what is ticked in a cell."""

    pick = forms.TypedMultipleChoiceField(
        required=True, error_messages={"required": _("Tick what is to be moved.")}
    )

    def __init__(self, actor: Actor, ids: Sequence[str], data: Any = None, *, initial: Any = None) -> None:
        super().__init__(actor, data, initial=initial)
        field: Any = self.fields["pick"]
        field.choices = [(each, each) for each in ids]
        self.fields["slip"].required = bool(data) and "write" in data  # looking needs no reason yet


def _days(form: forms.Form) -> None:
    for name in ("first_on", "last_on"):
        form.fields[name].widget = forms.DateInput(attrs={"type": "date"})


class AbsenceForm(forms.Form):
    """Who is away, why, and how long."""

    person = forms.ChoiceField(label=_("Person"))
    kind = forms.ChoiceField(label=_("Why"))
    first_on = forms.DateField(label=_("First day"))
    last_on = forms.DateField(label=_("Last day"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, people: Sequence[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _days(self)
        fields: Any = self.fields
        fields["person"].choices = [(str(each.pk), _person(each)) for each in people]
        fields["kind"].choices = [(code, gettext(label)) for code, label in ABSENCES.items()]


def _person(user: User) -> str:
    office = user.organisation
    return (
        f"{in_words((user.name, user.name_en))} · {in_words((office.name, office.name_en)) if office else ''}"
    )


class KeyPeriodForm(forms.Form):
    """Days on which nobody is sent on visits."""

    title = forms.CharField(
        label=_("What for"), max_length=60, help_text=_("New Year safeguarding, flood alert, a great event")
    )
    region = forms.ChoiceField(label=_("Where"))
    first_on = forms.DateField(label=_("First day"))
    last_on = forms.DateField(label=_("Last day"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _days(self)
        held = sorted(
            {
                grant.region
                for grant in actor.scope.allowing("plan task")
                if grant.region and grant.sectors is None
            }
        )
        names = regions_of(actor.district)
        below = [code for code in names if len(code) == TOWN and any(code.startswith(each) for each in held)]
        field: Any = self.fields["region"]
        field.choices = [
            (code, in_words(names[code])) for code in dict.fromkeys([*held, *below]) if code in names
        ]
