"""Forms of the roster, each bound to one use-case."""

from anbiao.registry.forms.fields import region_choices, show_refused
from anbiao.registry.forms.steps import AnswerForm, ContactForm, DuplicateForm, RouteForm, SiteForm, StepForm
from anbiao.registry.forms.units import UnitEditForm, UnitForm, differing, facts_typed

__all__ = [
    "AnswerForm",
    "ContactForm",
    "DuplicateForm",
    "RouteForm",
    "SiteForm",
    "StepForm",
    "UnitEditForm",
    "UnitForm",
    "differing",
    "facts_typed",
    "region_choices",
    "show_refused",
]
