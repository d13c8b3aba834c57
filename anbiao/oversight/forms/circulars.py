"""Forms of circulars."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.oversight.outlines import of_district
from anbiao.oversight.queries.circulars import offices_to_sign
from anbiao.programme.models import Campaign
from anbiao.programme.queries.board import running
from anbiao.programme.words import title_of, week_days
from anbiao.registry.queries import in_words
from anbiao.rules import circulars as law
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.refusal import N_

BEHIND = 52  # weeks that may be told


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field: Any = form.fields[name]
    field.choices = choices


def _text(label: Any, *, rows: int = 2, most: int = 500, **how: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **how)


# How many months, quarters and half-years are offered, and how each is said.
OFFERED = (
    ("M", 12, N_("Month {number} of {year}")), ("Q", 5, N_("Quarter {number} of {year}")), ("H", 4, N_("Half-year {number} of {year}")),
)  # fmt: skip


def _whole_periods(today: date) -> list[tuple[str, str]]:
    """Months, quarters and half-years, the newest first; one that is not over is told up to today."""
    return [
        (name, gettext(words).format(year=name[:4], number=name[6:]))
        for kind, number, words in OFFERED
        for name in law.periods_before(today, kind=kind, number=number)
    ]


class DraftForm(forms.Form):
    """By which outline, of which campaign, over which weeks."""

    outline = forms.ChoiceField(label=_("Outline"), widget=forms.RadioSelect(attrs={"class": "check"}))
    campaign = forms.ChoiceField(label=_("Campaign"), required=False, help_text=_("Its units and its tasks are counted. Without one: the whole roster."))  # fmt: skip
    whole = forms.ChoiceField(label=_("Period"), required=False, help_text=_("A month, quarter or half-year, or the weeks below."))  # fmt: skip
    first = forms.ChoiceField(label=_("From week"))
    last = forms.ChoiceField(label=_("To week"), help_text=_("A week that is not over is told up to today."))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaigns: dict[str, Campaign] = {str(row.pk): row for row in running(actor)}
        this = IsoWeek.of(actor.today)
        weeks = [
            (str(week), f"{week.year} {week_days(week)}") for week in (this.plus(-n) for n in range(BEHIND))
        ]
        _offer(self, "outline", [(each.code, in_words(each.name)) for each in of_district().values()])
        _offer(self, "campaign", [*((key, title_of(row)) for key, row in self.campaigns.items()), ("", gettext("No campaign"))])  # fmt: skip
        _offer(self, "whole", [("", gettext("By weeks")), *_whole_periods(actor.today)])
        _offer(self, "first", weeks)
        _offer(self, "last", weeks)
        self.fields["outline"].initial = next(iter(of_district()))
        self.fields["campaign"].initial = next(iter(self.campaigns), "")
        self.fields["first"].initial = self.fields["last"].initial = str(this)

    def clean(self) -> dict[str, Any]:
        """As outline, campaign and days."""
        given = super().clean() or {}
        if self.errors:
            return given
        first, last = IsoWeek.parse(given["first"]), IsoWeek.parse(given["last"])
        days = law.whole_period(given["whole"]) if given["whole"] else (first.monday, last.sunday)
        if days[1] < days[0]:
            raise ValidationError({"last": gettext("The period ends before it begins.")})
        return {
            "outline": of_district()[given["outline"]], "campaign": self.campaigns.get(given["campaign"]), "first_on": days[0], "last_on": days[1],
        }  # fmt: skip


class HeadForm(forms.Form):
    """What stands around the text, and who has to sign for it."""

    title = _text(_("Title"), help_text=_("A line break here is a line break in the document."), most=200)
    addressees = _text(_("Main addressees"), most=1000)
    copies_to = _text(_("Copies to"), most=1000, required=False)
    issuer = forms.CharField(label=_("Issuer"), max_length=100)
    office_code = forms.CharField(
        label=_("Code of the office in the number"), max_length=20, help_text=_("Such as 洛安办; the number is given when it is issued.")
    )  # fmt: skip
    recipients = forms.MultipleChoiceField(
        label=_("Offices that have to sign for it"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "check"})
    )  # fmt: skip

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(office.pk): office for office in offices_to_sign(actor.district)}
        _offer(self, "recipients", [(key, in_words((row.name, row.name_en))) for key, row in self.offices.items()])  # fmt: skip

    def clean_recipients(self) -> list[Any]:
        """As ids."""
        return [self.offices[key].pk for key in self.cleaned_data["recipients"]]


class NoteForm(forms.Form):
    """A step with a reason, or without."""

    note = _text(_("Reason"), help_text=_("It stays in the journal."))

    def __init__(self, *args: Any, required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = required


class CorrectForm(forms.Form):
    """Why an issued circular is corrected; the figures of its period are counted anew."""

    reason = _text(_("What is corrected and why"))


class TextForm(forms.Form):
    """A part of the text with the version that it follows; or back to what the figures tell."""

    version = forms.IntegerField(min_value=0)
    text = forms.CharField(max_length=20_000, required=False, strip=False)
    restore = forms.BooleanField(required=False)
