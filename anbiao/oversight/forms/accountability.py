"""Forms of instructions, measures and meetings, each bound to one use-case."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.forms.hazards import day_field, text_field
from anbiao.kit.actor import Actor
from anbiao.oversight.accountability_words import name_of
from anbiao.rules import accountability, instructions, meetings

MOST_FILE = 20 * 1024 * 1024
# What evidence is, by how a file begins: photos, PDF, and the formats of office programs. Nothing is run or drawn from it.
BEGINNINGS = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
ROWS = 6  # empty lines of a page that gives several instructions


class OfficeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An office by its name in the reader's language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"empty_label": _("Choose an office"), **kwargs})

    def label_from_instance(self, obj: Any) -> str:
        """Its name."""
        return name_of(obj)


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A person by name, post and office."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"empty_label": _("Choose a person"), **kwargs})

    def label_from_instance(self, obj: Any) -> str:
        """Her name with what she is."""
        return " · ".join(filter(None, (obj.name, obj.post, name_of(obj.organisation))))


class EvidenceField(forms.FileField):
    """A file as evidence, judged by its content."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file, or None. Raises ValidationError for anything but photos, PDF and office documents."""
        file = super().clean(data, initial)
        if not file:
            return None
        start = file.read(12)
        file.seek(0)
        if file.size > MOST_FILE:
            raise forms.ValidationError(gettext("The file is larger than 20 MB. Hand in a smaller one."))
        if not start.startswith(BEGINNINGS) and start[4:8] != b"ftyp":
            raise forms.ValidationError(gettext("Hand in a photo, a PDF or an office document."))
        return file


def _days(given: dict[str, Any], names: Iterable[tuple[str, str]]) -> list[tuple[date, str]]:
    return [(given[day], given[title]) for day, title in names if given.get(day)]


NODES = (("first_on", "first"), ("second_on", "second"))


class InstructionForm(forms.Form):
    """An instruction: what, to whom, by which days, from where."""

    text = text_field(_("What has to be done"), required=True, most=2000, long=True)
    organisation = OfficeField(None, label=_("Who has to do it"))
    person = PersonField(None, label=_("Person"), required=False, help_text=_("Somebody of that office who answers by name"))  # fmt: skip
    source = forms.ChoiceField(label=_("Where it comes from"))
    origin = text_field(_("Which one"), help_text=_("The meeting, the note with its day, or the rule"))
    due_on = day_field(_("To be done by"))
    first_on = day_field(_("First stage by"), required=False)
    first = text_field(_("What is there by then"), most=100)
    second_on = day_field(_("Second stage by"), required=False)
    second = text_field(_("What is there by then"), most=100)

    def __init__(self, offices: Any, people: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["organisation"].queryset = offices
        fields["person"].queryset = people
        fields["source"].choices = [(name, gettext(label)) for name, label in instructions.SOURCES.items() if name != "meeting"]  # fmt: skip

    def order(self) -> dict[str, Any]:
        """As the use-case takes it."""
        given = self.cleaned_data
        days = [*_days(given, NODES), (given["due_on"], "")]
        return {**{name: given[name] for name in ("text", "organisation", "person", "source", "origin")}, "days": days}  # fmt: skip


class ByRuleForm(forms.Form):
    """What the offices are told about hazards long overdue, and by which day they report."""

    text = text_field(_("What has to be done"), required=True, most=2000, long=True)
    due_on = day_field(_("To be done by"))

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(
            data,
            prefix="f",
            initial={"text": gettext("See to it that this hazard is fixed, and report what was done.")},
        )


class NoteForm(forms.Form):
    """A step with its note, which some steps need."""

    note = text_field(_("Note"), long=True, most=2000)

    def __init__(self, *args: Any, required: bool, label: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = required
        if label:
            self.fields["note"].label = label


class ProgressForm(forms.Form):
    """How far it is, with a file."""

    text = text_field(_("How far it is"), long=True, most=2000)
    file = EvidenceField(label=_("Evidence"), required=False, help_text=_("A photo, a PDF or an office document, at most 20 MB"))  # fmt: skip


class TimeForm(forms.Form):
    """More time for one day."""

    until = day_field(_("Until"))
    reason = text_field(_("Reason"), required=True, long=True, most=1000)


class MeasureForm(forms.Form):
    """A measure that a person proposes."""

    organisation = OfficeField(None, label=_("Office"))
    rung = forms.ChoiceField(label=_("Rung"), help_text=_("No rung is left out."))
    reason = text_field(_("What it rests on"), required=True, long=True, most=1000)

    def __init__(self, offices: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["organisation"].queryset = offices
        fields["rung"].choices = [(rung, gettext(accountability.RUNG_WORDS[rung])) for rung in accountability.RUNGS]  # fmt: skip


class IssueForm(forms.Form):
    """What is asked of the office where a measure is issued."""

    demands = text_field(_("What is asked of the office"), long=True, most=2000)


class CallForm(IssueForm):
    """The same for a talk: who is called."""

    called = text_field(_("Who is called"), required=True, most=60, help_text=_("The head of the office; nobody comes in her place"))  # fmt: skip


class ReferForm(IssueForm):
    """The same for a referral: to which body."""

    addressee = text_field(_("Referred to"), required=True, most=100)


class TalkForm(forms.Form):
    """A talk as it was held."""

    held_on = day_field(_("Held on"))
    attended = text_field(_("Who came"), required=True, most=60)
    minutes = text_field(_("Minutes of the talk"), required=True, long=True, most=8000)


class MeetingForm(forms.Form):
    """A meeting as it is planned."""

    title = text_field(_("Title of the meeting"), required=True, most=100)
    on = day_field(_("Day of the meeting"))
    begins = forms.RegexField(
        r"^([01]\d|2[0-3]):[0-5]\d$", label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write the time as 09:30.")}
    )  # fmt: skip
    place = text_field(_("Place of the meeting"), required=True, most=100)
    host = text_field(_("Presided by"), most=60)
    visited = text_field(_("Places visited"), long=True, most=2000, help_text=_("One a line: the unit, and what is looked at"))  # fmt: skip
    drill = text_field(_("Drill watched"), long=True, most=1000)
    agenda = text_field(_("Agenda"), long=True, most=4000, help_text=_("One item a line"))


class PlanForm(MeetingForm):
    """The same with the offices that are called."""

    called: Any = forms.ModelMultipleChoiceField(None, label=_("Offices called"), required=False, widget=forms.CheckboxSelectMultiple)  # fmt: skip

    def __init__(self, offices: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["called"]
        field.queryset = offices
        field.label_from_instance = name_of


class AttendForm(forms.Form):
    """Somebody who was there, entered by hand."""

    organisation = OfficeField(None, label=_("Office"), required=False)
    office = text_field(_("Or unit"), most=100, help_text=_("Where it is none of the offices"))
    name = text_field(pgettext_lazy("of a person", "Name"), required=True, most=60)
    post = text_field(_("Post"), most=60)

    def __init__(self, offices: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = offices


class SpeechForm(forms.Form):
    """Who says what."""

    kind = forms.ChoiceField(label=_("Kind of speech"))
    organisation = OfficeField(None, label=_("Office"), required=False)
    speaker = text_field(_("Speaker"), most=60)
    text = text_field(_("Gist"), long=True, most=4000)

    def __init__(self, offices: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["organisation"].queryset = offices
        fields["kind"].choices = [(name, gettext(label)) for name, label in meetings.SPEECHES.items()]


class StatementsForm(forms.Form):
    """How many of the last make a statement."""

    number = forms.IntegerField(label=_("How many of the last"), min_value=1, max_value=meetings.MOST_STATEMENTS, initial=3)  # fmt: skip


class MinutesForm(forms.Form):
    """The minutes."""

    text = forms.CharField(label=_("Minutes"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 16}))


class OrderForm(forms.Form):
    """One line of a page that gives several instructions. An empty line gives none."""

    organisation = OfficeField(None, label=_("Who has to do it"))
    text = forms.CharField(label=_("What has to be done"), max_length=2000)
    due_on = day_field(_("To be done by"))

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = offices


OrderFormSet = forms.formset_factory(OrderForm, extra=ROWS, max_num=meetings.MOST_ORDERS)
