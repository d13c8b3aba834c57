"""What checks and hazards keep of a unit for ever, where two units become one or one becomes two."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.models import (
    Accident,
    Check,
    CheckList,
    ColourChange,
    ColourProposal,
    FieldConflict,
    FloorPlan,
    Hazard,
    Picture,
    Risk,
    Routine,
    Standing,
)
from anbiao.registry.queries import Kept, register_kept
from anbiao.rules import hazards as law

register_kept(
    Kept(Check, _("Checks"), "read check", open=Q(state="begun"), made=Q()),
    Kept(Hazard, _("Hazards"), "read hazard", open=Q(state__in=sorted(law.OPEN)), made=Q()),
    Kept(CheckList, _("Check-lists of its own"), "read check-list", made=Q()),
    Kept(Risk, _("Risk points"), "read risk", made=Q()),
    Kept(FloorPlan, _("Floor plans"), "read risk", made=Q()),
    Kept(Accident, _("Accidents"), "read accident", made=Q()),
    Kept(ColourProposal, _("Proposals of a colour"), "read colour", open=Q(state="proposed"), made=Q()),
    Kept(FieldConflict, _("Doubles from the field"), "read field_conflict", made=Q()),
    # Shown with the hazard or the check that they belong to, or worked out by the program.
    Kept(Picture),
    Kept(Routine),
    Kept(Standing),
    Kept(ColourChange),
)
