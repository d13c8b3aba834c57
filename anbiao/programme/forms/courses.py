"""Forms of a draft's course: its stages, steps and targets."""

from typing import Any, get_args

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.programme.forms.campaigns import _boxes, _offer
from anbiao.programme.models import Campaign, CampaignStep
from anbiao.programme.queries import campaigns as queries
from anbiao.programme.schema import Answers
from anbiao.programme.words import answers_words, title_of, week_days
from anbiao.registry.queries import in_words
from anbiao.rules import tasks as law
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.duties import DUTIES, may


def _weeks(campaign: Campaign) -> list[tuple[str, str]]:
    return [(str(week), week_days(week)) for week in campaign.starts_week.until(campaign.ends_week)]


def _duties(capability: str) -> list[tuple[str, str]]:
    return [(duty.name, gettext(duty.label)) for duty in DUTIES if may(duty.name, capability)]


class CourseStepForm(forms.Form):
    """What of a step may be changed before the launch."""

    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=100)
    title_en = forms.CharField(label=_("Title in English"), max_length=100)
    opens_week = forms.ChoiceField(label=_("Opens"))
    closes_week = forms.ChoiceField(
        label=_("Closes"), help_text=_("Its last working day is the day on which the step is due.")
    )
    answers = forms.ChoiceField(label=_("Who answers"))
    doers = _boxes(_("Done by"))
    acceptors = _boxes(_("Accepted by"))
    evidence = forms.ChoiceField(label=_("Evidence"))
    minutes = forms.IntegerField(label=_("Minutes for one unit"), min_value=5, max_value=480)

    def __init__(self, step: CampaignStep, campaign: Campaign, data: Any = None) -> None:
        weeks = {"opens_week": str(step.opens_week), "closes_week": str(step.closes_week)}
        super().__init__(data, initial={**{name: getattr(step, name) for name in self.base_fields}, **weeks})
        _offer(self, "opens_week", _weeks(campaign))
        _offer(self, "closes_week", _weeks(campaign))
        _offer(self, "answers", [(kind, answers_words(kind)) for kind in get_args(Answers)])
        _offer(self, "doers", _duties("do task"))
        _offer(self, "acceptors", _duties("accept task"))
        _offer(self, "evidence", [(name, gettext(label)) for name, label in law.EVIDENCE.items()])

    def clean_opens_week(self) -> IsoWeek:
        """As a week."""
        return IsoWeek.parse(self.cleaned_data["opens_week"])

    def clean_closes_week(self) -> IsoWeek:
        """As a week."""
        return IsoWeek.parse(self.cleaned_data["closes_week"])


class StageForm(forms.Form):
    """From which week on a stage goes; its steps move with it."""

    opens = forms.ChoiceField(
        label=_("Opens"), help_text=_("Its steps move with it by as many weeks; single steps are changed one by one.")
    )  # fmt: skip

    def __init__(self, campaign: Campaign, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        _offer(self, "opens", _weeks(campaign))

    def clean_opens(self) -> IsoWeek:
        """As a week."""
        return IsoWeek.parse(self.cleaned_data["opens"])


class TargetForm(forms.Form):
    """A target for the whole district, or for one town's or bureau's units."""

    step = forms.ChoiceField(label=_("Accepted step"))
    organisation = forms.ChoiceField(label=_("Whose units"), required=False)
    percent = forms.DecimalField(
        label=_("Per cent of the units"), min_value=0.1, max_value=100, max_digits=4, decimal_places=1
    )
    by_week = forms.ChoiceField(label=_("By the end of"))

    def __init__(self, campaign: Campaign, data: Any = None) -> None:
        super().__init__(data)
        self.steps = {step.code: step for step in queries.steps_of(campaign)}
        self.offices = {str(office.pk): office for office in queries.offices_with_units(campaign.district)}
        named = [(pk, in_words((office.name, office.name_en))) for pk, office in self.offices.items()]
        _offer(self, "step", [(code, title_of(step)) for code, step in self.steps.items()])
        _offer(self, "organisation", [("", gettext("the whole district")), *named])
        _offer(self, "by_week", _weeks(campaign))

    def clean_by_week(self) -> IsoWeek:
        """As a week."""
        return IsoWeek.parse(self.cleaned_data["by_week"])
