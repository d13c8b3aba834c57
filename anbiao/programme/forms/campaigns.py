"""Forms of campaigns and tasks."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register.columns import said_colour
from anbiao.programme.models import CampaignException
from anbiao.programme.words import week_days
from anbiao.registry import queries as roster
from anbiao.rules import grading
from anbiao.rules import tasks as law
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.colours import COLOURS

AHEAD = 26  # weeks that a choice of weeks offers


def week_choices(first: IsoWeek, number: int = AHEAD) -> list[tuple[str, str]]:
    """Weeks to choose from, with their days."""
    return [(str(week), week_days(week)) for week in first.until(first.plus(number - 1))]


def slip_choices() -> list[tuple[str, str]]:
    """Why something slipped."""
    return [("", gettext("Choose a reason")), *((code, gettext(label)) for code, label in law.SLIPS.items())]


def _offer(form: forms.Form, name: str, choices: Any) -> None:
    field: Any = form.fields[name]
    field.choices = choices


def _boxes(label: Any, *, help_text: Any = "") -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple(attrs={"class": "check"})
    return forms.MultipleChoiceField(label=label, required=False, widget=widget, help_text=help_text)


def _text(
    label: Any, *, rows: int = 2, most: int = 500, required: bool = True, help_text: Any = ""
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=help_text, widget=widget
    )


class DraftForm(forms.Form):
    """Which campaign, from which week, by which document of the district."""

    edition = forms.ChoiceField(label=_("Campaign"), widget=forms.RadioSelect(attrs={"class": "check"}))
    start = forms.ChoiceField(label=_("First week"), help_text=_("All weeks of its steps count from here."))
    number = forms.CharField(
        label=_("Document number"), max_length=100, required=False, help_text=_("The district's own document, if there is one already")
    )  # fmt: skip
    file = forms.FileField(
        label=_("The document"), required=False, help_text=_("PDF or Word; it stays with the campaign")
    )

    def __init__(self, actor: Actor, editions: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "edition", editions)
        _offer(self, "start", week_choices(IsoWeek.of(actor.today)))

    def clean_start(self) -> IsoWeek:
        """As a week."""
        return IsoWeek.parse(self.cleaned_data["start"])


class ScopeForm(forms.Form):
    """Which units a campaign is for. Nothing ticked in a group asks nothing."""

    regions = _boxes(_("Town"))
    classes = _boxes(_("Class"))
    sectors = _boxes(_("Sector"))
    colours = _boxes(pgettext_lazy("risk", "Colour"))
    features = _boxes(_("Risk feature"))
    results = _boxes(_("Result of the last assessment"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        towns = [
            (code, roster.in_words(names))
            for code, names in roster.regions_of(actor.district).items()
            if len(code) == roster.TOWN
        ]
        given = {
            "regions": towns, "classes": list(roster.listed("classes").items()),
            "sectors": [(code, roster.in_words(names)) for code, names in roster.sectors().items()],
            "colours": [(code, said_colour(code)) for code in COLOURS], "features": list(roster.listed("features").items()),
            "results": [*((name, gettext(label)) for name, label in grading.RESULTS.items()), ("", gettext("not assessed yet"))],
        }  # fmt: skip
        for name, choices in given.items():
            _offer(self, name, choices)


class ExceptionForm(forms.Form):
    """A unit that takes part or does not, whatever the scope says."""

    unit = forms.CharField(label=_("Unit"), max_length=100, help_text=_("Its credit code or its whole name"))
    kind = forms.ChoiceField(
        label=_("What holds for it"), choices=CampaignException.Kind.choices, widget=forms.RadioSelect(attrs={"class": "check"})
    )  # fmt: skip
    reason = _text(_("Reason"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor
        kinds = [(name, gettext(str(label))) for name, label in CampaignException.Kind.choices]
        _offer(self, "kind", kinds)

    def clean_unit(self) -> Any:
        """The unit that is meant."""
        found = roster.found_by(self._actor, self.cleaned_data["unit"])
        if found is None:
            raise ValidationError(
                gettext("No unit, or several, are found by these words. Use the credit code.")
            )
        return found


class NoteForm(forms.Form):
    """A step with a reason, or without."""

    note = _text(_("Reason"), help_text=_("It stays in the journal."))

    def __init__(self, *args: Any, required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = required


class DoneForm(forms.Form):
    """What was done, where the evidence is, and why it slipped where it did."""

    done_note = _text(_("What was done, and where the evidence is"))
    slip = forms.ChoiceField(
        label=_("Why it slipped"), help_text=_("Asked once: the scheduled week has passed.")
    )

    def __init__(self, *args: Any, evidence: str, asks_slip: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_note"].required = evidence != "none"
        if asks_slip:
            _offer(self, "slip", slip_choices())
        else:
            del self.fields["slip"]


class WeekForm(forms.Form):
    """Another week, with the reason."""

    week = forms.ChoiceField(label=_("Planned week"))
    slip = forms.ChoiceField(label=_("Reason"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(
        self, actor: Actor, data: Any = None, *, prefix: str | None = None, initial: Any = None
    ) -> None:
        super().__init__(data, prefix=prefix, initial=initial)
        _offer(self, "week", week_choices(IsoWeek.of(actor.today)))
        _offer(self, "slip", slip_choices())

    def clean_week(self) -> IsoWeek:
        """As a week."""
        return IsoWeek.parse(self.cleaned_data["week"])


class BulkWeekForm(WeekForm):
    """The same for the ticked rows of a list."""

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(actor, data, prefix="f")
