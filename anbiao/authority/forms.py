"""Forms of the administrators: an account, a grant, a reason; and of the hand-over."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.authority import queries
from anbiao.authority.actions import UNIT_DUTIES
from anbiao.authority.models import Organisation, Region, Sector, User
from anbiao.authority.naming import is_english, said, said_duty, said_way
from anbiao.kit.actor import Actor
from anbiao.kit.holding import Holding
from anbiao.kit.register.counting import Count
from anbiao.kit.texts import say
from anbiao.rules import delegation
from anbiao.rules.duties import DUTIES, duty_named
from anbiao.rules.machine import Machine
from anbiao.rules.refusal import Refused

DAY = {"type": "date"}


def show_refused(form: forms.BaseForm, refused: Refused) -> None:
    """Puts each reason at its field, or at the head of the form."""
    for refusal in refused.refusals:
        form.add_error(refusal.field if refusal.field in form.fields else None, say(refusal))


class OfficeChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An organisation, by its name in the language of the screen."""

    def label_from_instance(self, row: Any) -> str:
        """Its name, and its region's code for a grid, since grids of two towns may share a name."""
        return f"{said(row)} ({row.region})" if row.kind == Organisation.Kind.GRID else said(row)


class PlaceChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A region, set in by its level."""

    def label_from_instance(self, row: Any) -> str:
        """A village stands under its town."""
        return ("　" if row.level == 5 else "") + said(row)


class SectorChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Sectors, by their names."""

    def label_from_instance(self, row: Any) -> str:
        """The whole name."""
        return str(row.name_en if is_english() else row.name_zh)


class AccountForm(forms.Form):
    """Who gets an account, and in which office."""

    name = forms.CharField(label=_("Name"), max_length=60)
    organisation = OfficeChoice(
        label=_("Office"), queryset=Organisation.objects.none(), empty_label=_("Choose an office")
    )
    post = forms.CharField(label=_("Post"), max_length=60, required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=20, required=False,
        help_text=_("Two accounts with one name and phone number belong to one person; duties are kept apart by person."),
    )  # fmt: skip
    username = forms.CharField(
        label=_("Account name"),
        max_length=60,
        min_length=3,
        help_text=_("Small letters, digits, dots, hyphens, underscores."),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = queries.open_organisations(actor.district)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A reason that the journal keeps."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class IdentityForm(ReasonForm):
    """The name of an account's holder at a service outside."""

    way = forms.ChoiceField(label=_("Service"))
    subject = forms.CharField(
        label=_("Name at that service"), max_length=255,
        help_text=_("WeCom and DingTalk: the account name in their administration. Otherwise what the service tells her when she tries to sign in here."),
    )  # fmt: skip
    field_order = ("way", "subject", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(name, said_way(name)) for name in settings.ANBIAO_OUTSIDE]  # type: ignore[attr-defined]


class WhichForm(forms.Form):
    """Which of the links of an account."""

    identity = forms.UUIDField()


class EndGrantForm(ReasonForm):
    """When a duty ends, and why."""

    to_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text=_("Without a day it ends at once."),
    )  # fmt: skip


class GrantForm(forms.Form):
    """A duty for an account: over which region and sectors, from when to when, and why."""

    duty = forms.ChoiceField(label=_("Duty"))
    region = PlaceChoice(
        label=_("Region"), queryset=Region.objects.none(), to_field_name="code",
        help_text=_("Duties of the district reach over all of it. Town officers and grid members: choose their town or village."),
    )  # fmt: skip
    sectors = SectorChoice(
        label=_("Sectors"), queryset=Sector.objects.none(), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "check"}),
        help_text=_("For bureau officers: the sectors of the bureau. Other duties cover all sectors."),
    )  # fmt: skip
    from_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    to_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("For example the number of the appointment.")
    )

    def __init__(self, actor: Actor, user: User, *args: Any, **kwargs: Any) -> None:
        office = user.organisation
        kwargs["initial"] = {
            "region": office.region if office else actor.district,
            "sectors": queries.sectors_of(office) if office else [],
            "from_on": actor.today,
        }
        super().__init__(*args, **kwargs)
        self.user = user
        grantable = [duty.name for duty in DUTIES if duty.name not in UNIT_DUTIES]
        choices = [("", gettext("Choose a duty")), *((name, said_duty(name)) for name in grantable)]
        self.fields["duty"].choices = choices  # type: ignore[attr-defined]
        self.fields["region"].queryset = queries.regions_of_district(actor.district)  # type: ignore[attr-defined]
        self.fields["sectors"].queryset = queries.sectors()  # type: ignore[attr-defined]

    def reach(self) -> dict[str, Any]:
        """The reach that the chosen duty has: what does not belong to it is left out of what was typed."""
        given = self.cleaned_data
        duty = duty_named(given["duty"])
        if duty.level == "service":
            agencies = (Organisation.Kind.SERVICE, Organisation.Kind.INSURER)
            office = self.user.organisation
            return {"assignee": office.id if office and office.kind in agencies else self.user.id}
        if duty.level == "bureau":
            return {"region": given["region"].code, "sectors": [row.code for row in given["sectors"]] or None}
        return {"region": given["region"].code}


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An account, by the name of its holder and her office."""

    def label_from_instance(self, row: Any) -> str:
        """林志远 · 区安委办."""
        return f"{said(row)} · {said(row.organisation)}" if row.organisation else said(row)


class HandOverForm(forms.Form):
    """To whom it goes, which kinds of it, and why."""

    successor = PersonChoice(
        label=_("Successor"), queryset=User.objects.none(), empty_label=_("Choose a person"),
        help_text=_("She acknowledges it. For several successors pass on some kinds to each, one after the other."),
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=_("What is passed on"), widget=forms.CheckboxSelectMultiple(attrs={"class": "check"}),
        error_messages={"required": _("Tick what is to be passed on.")},
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(
        self,
        successors: QuerySet[User, User],
        found: Sequence[tuple[Holding, Count]],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        passable = [(each, number) for each, number in found if each.pass_on]
        kwargs["initial"] = {"kinds": [each.name for each, _number in passable]}
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["successor"].queryset = successors
        fields["kinds"].choices = [(each.name, f"{each.label} {number}") for each, number in passable]


class AnswerForm(forms.Form):
    """One of the steps that are offered, with what is to be said."""

    step = forms.ChoiceField()
    note = forms.CharField(
        label=_("Remark"), max_length=500, required=False, help_text=_("Needed for declining: say why.")
    )

    def __init__(self, machine: Machine, steps: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["step"].choices = [(name, machine.step(name).label) for name in steps]


class DelegationForm(AnswerForm):
    """The same for a delegation: a remark is asked for where the office ends it."""

    def __init__(self, machine: Machine, steps: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(machine, steps, *args, **kwargs)
        needed = any(machine.step(name).needs_note for name in steps)
        self.fields["note"].help_text = gettext("Say why. It stays in the journal.") if needed else ""
        self.fields["note"].required = needed


class DeputyForm(forms.Form):
    """Who stands in, for which duties, from when to when, and why."""

    deputy = PersonChoice(
        label=_("Deputy"), queryset=User.objects.none(), empty_label=_("Choose a person"),
        help_text=_("She has to accept. Until then nothing passes."),
    )  # fmt: skip
    grants = forms.MultipleChoiceField(
        label=_("Duties that pass"), widget=forms.CheckboxSelectMultiple(attrs={"class": "check"}),
        error_messages={"required": _("Tick at least one duty.")},
    )  # fmt: skip
    from_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    to_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), help_text=_("It ends by itself with this day.")
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(
        self, actor: Actor, people: QuerySet[User, User], grants: Sequence[Any], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["deputy"].queryset = people
        offered = [row for row in grants if delegation.passes(row.duty, [row.duty])]
        self.passable = {row.pk: row for row in offered}
        fields["grants"].choices = [(str(row.pk), f"{row.duty_label} · {row.over}") for row in offered]
        if len(offered) == 1:
            self.initial["grants"] = [str(offered[0].pk)]

    def given(self) -> dict[str, Any]:
        """As the action asks for it."""
        chosen = [row.pk for row in self.passable.values() if str(row.pk) in self.cleaned_data["grants"]]
        return {**self.cleaned_data, "grants": chosen}
