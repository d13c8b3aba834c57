"""What oversight hangs on the pages of other parts: an instruction is given where the thing lies that it is about."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register.detail import StepLink
from anbiao.registry.models import Enterprise
from anbiao.registry.sections import UNIT


def _instruct(actor: Actor, unit: Enterprise) -> Sequence[StepLink]:
    """A step of the unit's page, for whoever gives instructions."""
    if not actor.scope.may("give instruction"):
        return []
    return [StepLink(_("Give an instruction"), f"{reverse('instruction-new')}?about=unit:{unit.pk}")]


UNIT.steps.append(_instruct)
