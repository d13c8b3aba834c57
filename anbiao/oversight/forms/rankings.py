"""Forms of rankings, each bound to one use-case."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.forms.hazards import day_field, text_field
from anbiao.kit.actor import Actor
from anbiao.oversight import ranking_words as words
from anbiao.programme.queries.campaigns import named_campaigns
from anbiao.programme.words import title_of
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.ranking import KINDS

Choices = Sequence[tuple[str, Any]]


def _choice(label: Any, *, required: bool = True, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=required, help_text=help_text)


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=10_000_000)


def _offer(form: forms.Form, name: str, choices: Choices) -> None:
    field: Any = form.fields[name]
    field.choices = choices


class DraftForm(forms.Form):
    """Who is ranked, over which period, in which campaign."""

    kind = _choice(_("Who is ranked"))
    first_on = day_field(_("First day of the period"))
    last_on = day_field(
        _("Last day of the period"),
        help_text=_("What happened until then counts, if it reaches the server by the cut-off."),
    )
    campaign = _choice(
        _("Campaign"), required=False, help_text=_("Its units and tasks only; without one, the whole roster.")
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        week = IsoWeek.of(actor.today).previous
        running = [(str(row.pk), title_of(row)) for row in named_campaigns(actor)]
        kwargs["initial"] = {"first_on": week.monday, "last_on": week.sunday, "campaign": running[0][0] if running else ""}  # fmt: skip
        super().__init__(*args, **kwargs)
        _offer(self, "kind", [(name, words.kind(name)) for name in KINDS])
        _offer(self, "campaign", [("", gettext("The whole roster")), *running])


class StepForm(forms.Form):
    """A step, with a reason where one is asked for."""

    note = text_field(_("Reason"), long=True, most=1000)

    def __init__(self, *args: Any, required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = required


class LineForm(forms.Form):
    """What is decided on a line: exempt, or a figure put right."""

    key = _choice(_("Line"))
    code = _choice(
        _("What is decided"), required=False, help_text=_("A figure is put right only after an objection was found right, or in a correction.")
    )  # fmt: skip
    number = _count(_("Number"))
    of = _count(_("Of how many"))
    reason = text_field(_("Reason"), required=True, long=True, most=1000)
    field_order = ("key", "code", "number", "of", "reason")

    def __init__(self, lines: Choices, figures: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "key", lines)
        _offer(self, "code", [("", gettext("Exempt: it is not ranked")), *figures])


class ObjectionForm(forms.Form):
    """What an office says against its own line."""

    key = _choice(_("Line"))
    code = _choice(_("Figure"), required=False)
    text = text_field(_("What is objected, and why"), required=True, long=True, most=2000)

    def __init__(self, lines: Choices, figures: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "key", lines)
        _offer(self, "code", [("", gettext("The line as a whole")), *figures])
        if len(lines) == 1:
            self.fields["key"].widget = forms.HiddenInput()
            self.fields["key"].initial = lines[0][0]


class AnswerForm(forms.Form):
    """The answer to an objection; where it is right, the figure may be put right at once."""

    note = text_field(_("Answer"), required=True, long=True, most=2000)
    number = _count(_("Number, put right"))
    of = _count(_("Of how many, put right"))

    def __init__(self, *args: Any, about_figure: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not about_figure:
            del self.fields["number"], self.fields["of"]


class CorrectionForm(forms.Form):
    """Why a published ranking is corrected, and on which basis."""

    reason = text_field(_("Reason and basis of the correction"), required=True, long=True, most=1000)
