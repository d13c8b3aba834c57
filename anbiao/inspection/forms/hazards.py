"""Forms of hazards, each bound to one use-case; what was typed is kept, and each error says what would be right."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.inspection import actions
from anbiao.rules import hazards as law

LONG = forms.Textarea(attrs={"rows": 3})
MOST_PHOTOS = 9


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, picked or typed."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def text_field(
    label: Any, *, required: bool = False, most: int = 200, long: bool = False, help_text: Any = ""
) -> forms.CharField:
    """A line, or a few."""
    widget = forms.Textarea(attrs={"rows": 3}) if long else None
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=help_text, widget=widget
    )


class ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Photos from the desk; the bytes are judged by content when they are received."""

    widget = ManyFiles(attrs={"accept": "image/*"})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files, at most nine."""
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        if self.required and not files:
            raise forms.ValidationError(gettext("Add at least one photo."))
        if len(files) > MOST_PHOTOS:
            raise forms.ValidationError(
                gettext("At most %(number)s photos at once.") % {"number": MOST_PHOTOS}
            )
        return [super(PhotosField, self).clean(file, initial) for file in files]


class HazardForm(forms.Form):
    """A hazard at a desk: the four that must be said first."""

    title = text_field(_("What is wrong"), required=True)
    grade = forms.ChoiceField(
        label=_("Grade"), choices=list(law.GRADES.items()), widget=forms.RadioSelect, initial="general"
    )
    criterion = forms.ChoiceField(label=_("Criterion of a major hazard"), required=False)
    due_on = day_field(_("Rectified until"))
    responsible = text_field(_("Who rectifies it"), required=True, most=60)
    place = text_field(pgettext_lazy("in a unit", "Place"), help_text=_("Workshop, floor, equipment"))
    note = text_field(_("Remark"), most=2000, long=True)
    basis = text_field(_("Basis"), help_text=_("Law or clause"))
    control = text_field(
        _("Temporary control"),
        most=500,
        long=True,
        help_text=_("How people are kept safe meanwhile; required for a major hazard"),
    )
    photos = PhotosField(label=_("Photos"), required=False)

    def __init__(self, criteria: list[dict[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["criterion"]
        field.choices = [("", gettext("none: a general hazard")), *((c["ref"], c["title"]) for c in criteria)]
        grade: Any = self.fields["grade"]
        grade.choices = [(name, gettext(label)) for name, label in law.GRADES.items()]

    def finding(self, photos: list[Any]) -> actions.Finding:
        """As the use-case takes it."""
        keys = ("title", "grade", "criterion", "due_on", "responsible", "place", "note", "basis", "control")
        return actions.Finding(**{key: self.cleaned_data[key] for key in keys}, photos=photos)


class FillInForm(forms.Form):
    """The five fixings, and what else may come later."""

    responsible = text_field(_("Responsibility"), most=60, required=True)
    measure = text_field(_("Measures"), most=1000, long=True)
    funds = forms.IntegerField(label=_("Funds (yuan)"), required=False, min_value=0, max_value=10_000_000_000)
    plan = text_field(_("Contingency plan"), most=1000, long=True)
    control = text_field(_("Temporary control"), most=500, long=True)
    place = text_field(pgettext_lazy("in a unit", "Place"))
    note = text_field(_("Remark"), most=2000, long=True)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """What the use-case takes."""
        return {key: value for key, value in self.cleaned_data.items() if key != "version"}


class FixedForm(forms.Form):
    """The unit's answer."""

    fixed_on = day_field(_("Fixed on"))
    note = text_field(_("What was done"), required=True, most=1000, long=True)
    photos = PhotosField(label=_("Photos of the place afterwards"))


class VerifyForm(forms.Form):
    """Looked at and found fixed."""

    note = text_field(_("What was seen"), most=1000, long=True)
    photos = PhotosField(label=_("Photos of the verification"), required=False)


class SendBackForm(forms.Form):
    """Looked at and not fixed."""

    note = text_field(_("What is still wrong"), required=True, most=1000, long=True)
    due_on = day_field(_("Second deadline"))
    photos = PhotosField(label=_("Photos of the verification"), required=False)


class NoteForm(forms.Form):
    """A step with a reason, or without."""

    note = text_field(_("Reason"), most=1000, long=True)

    def __init__(self, *args: Any, required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = required


class GradeForm(forms.Form):
    """Major by a criterion, or general after all."""

    criterion = forms.ChoiceField(label=_("Criterion of a major hazard"), required=False)
    note = text_field(_("Reason"), required=True, most=1000, long=True)

    def __init__(self, criteria: list[dict[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["criterion"]
        field.choices = [("", gettext("none: a general hazard")), *((c["ref"], c["title"]) for c in criteria)]


class SameForm(forms.Form):
    """Which hazard this one is a second report of."""

    other = forms.ChoiceField(label=_("The same as"), widget=forms.RadioSelect)

    def __init__(self, rows: list[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["other"]
        field.choices = [(str(row.pk), f"{row.serial} {row.title}") for row in rows]


class ExtensionForm(forms.Form):
    """More time."""

    until_on = day_field(_("Until which day"))
    reason = text_field(_("Reason"), required=True, most=1000, long=True)


class StopForm(forms.Form):
    """Work stopped."""

    scope = text_field(
        _("What is stopped"), required=True, help_text=_("The whole unit, or which part of it")
    )
    basis = text_field(_("Basis"))


class ListingForm(forms.Form):
    """Listed supervision proposed."""

    leader = text_field(_("Leader who answers"), required=True, most=60)
    due_on = day_field(_("Until"))
    reason = text_field(_("Reason"), required=True, most=1000, long=True)


class DecideListingForm(forms.Form):
    """Listed supervision decided."""

    published = text_field(_("Published where"))
    note = text_field(_("Reason"), most=1000, long=True)


def initial_deadline(today: date, days: int) -> date:
    """The day offered for a deadline."""
    return date.fromordinal(today.toordinal() + days)
