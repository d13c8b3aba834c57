"""The forms of what is done with a unit: a step of its status, a site, a contact, its sector, a likely duplicate, an answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.registry import queries
from anbiao.registry.forms.fields import day_field, long_field, refuse_where, region_choices
from anbiao.registry.models import Enterprise
from anbiao.rules.identifiers import check_phone, normalise_phone
from anbiao.rules.machine import Step


class StepForm(forms.Form):
    """A step of a unit's status: from which day on, and why."""

    on = day_field(_("From which day on"))
    note = long_field(
        _("Reason"),
        rows=2,
        most=500,
        help_text=_("It stays in the journal and in the history of the status."),
    )

    def __init__(self, actor: Actor, step: Step, data: Any = None) -> None:
        super().__init__(data, initial={"on": actor.today})
        self.fields["note"].required = step.needs_note


class SiteForm(forms.Form):
    """A place where a unit works besides its address; inside another unit's where a landlord is named."""

    name = forms.CharField(
        label=_("Name of the site"), max_length=80, help_text=_("For example: workshop 2, third floor")
    )
    region = forms.ChoiceField(label=_("Town and village"), widget=forms.Select(attrs={"data-places": ""}))
    address = forms.CharField(label=_("Address"), max_length=300)
    landlord = forms.CharField(
        label=_("Landlord, when the site lies inside another unit's"), max_length=120, required=False,
        help_text=_("The landlord's credit code or whole name, as in the roster."),
    )  # fmt: skip
    agreement = forms.CharField(
        label=_("Safety agreement"), max_length=200, required=False,
        help_text=_("Number or date of the agreement on who sees to what (Work Safety Law, Art. 49)."),
    )  # fmt: skip
    from_on = day_field(_("From which day on"))
    to_on = day_field(_("Until"), required=False)

    def __init__(self, actor: Actor, unit: Enterprise, data: Any = None) -> None:
        super().__init__(data, initial={"from_on": actor.today, "region": unit.region})
        self.actor = actor
        region: Any = self.fields["region"]
        region.choices = region_choices(actor, "change enterprise")

    def clean_landlord(self) -> Enterprise | None:
        """The one unit of that code or name."""
        text = self.cleaned_data["landlord"].strip()
        if not text:
            return None
        found = queries.found_by(self.actor, text)
        if found is None:
            words = gettext(
                "“%(text)s” names no single unit that you can see. Search it first and copy its credit code."
            )
            raise forms.ValidationError(words % {"text": text})
        return found

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("from_on") and given.get("to_on") and given["to_on"] < given["from_on"]:
            self.add_error("to_on", gettext("The last day lies before the first."))
        return given


class ContactForm(forms.Form):
    """A person who can be reached at a unit."""

    name = forms.CharField(label=_("Name"), max_length=60)
    post = forms.CharField(label=_("Post"), max_length=60)
    phone = forms.CharField(label=_("Telephone"), max_length=40)

    def clean_phone(self) -> str:
        """A telephone number in plain digits."""
        refuse_where(check_phone(self.cleaned_data["phone"]))
        return normalise_phone(self.cleaned_data["phone"])


# ---------- decisions ----------


class RouteForm(forms.Form):
    """The district's decision on a unit's sector (业务相近原则), and the word by which others follow."""

    sector = forms.ModelChoiceField(label=_("Sector"), queryset=queries.no_sectors(), to_field_name="code")
    word = forms.CharField(
        label=_("Word from the name"), max_length=20, required=False,
        help_text=_("With a word the decision becomes a rule: every unit without a sector whose name holds it follows."),
    )  # fmt: skip
    reason = long_field(
        _("Reason"), rows=2, most=300, required=True, help_text=_("Which trade is nearest, and why.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sector: Any = self.fields["sector"]
        sector.queryset = queries.sector_rows()
        sector.empty_label = gettext("Choose a sector")
        sector.label_from_instance = lambda row: queries.in_words((row.name_zh, row.name_en))


class DuplicateForm(forms.Form):
    """Two units, or one; if one, which of the two stays."""

    TWO, FIRST, SECOND = "two", "first", "second"

    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect(attrs={"class": "check"}))
    note = long_field(_("Remark"), rows=2, most=500)

    def __init__(self, names: tuple[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stays = gettext("They are one unit; “%(name)s” stays")
        decision: Any = self.fields["decision"]
        decision.choices = [
            (self.TWO, gettext("They are two units; both stay")),
            (self.FIRST, stays % {"name": names[0]}),
            (self.SECOND, stays % {"name": names[1]}),
        ]


class AnswerForm(forms.Form):
    """The answer to a responsibility; to decline it takes a reason."""

    note = long_field(_("Reason"), rows=2, most=500)

    def __init__(self, step: Step, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if step.needs_note:
            self.fields["note"].required = True
        else:
            del self.fields["note"]
