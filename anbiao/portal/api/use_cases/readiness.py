"""Training."""

from django.utils.translation import gettext_lazy as _

from anbiao.portal.api.use_cases.declaring import by_form
from anbiao.readiness import actions as readiness
from anbiao.readiness.forms import TrainingForm
from anbiao.registry import queries as units

ALL = (
    by_form("record-training", "enterprises/{uuid:pk}/record-training", "record training", _("Record a training"), form=TrainingForm,
        find=units.enterprises, act=lambda actor, unit, form: readiness.record_training(actor, unit, **form.cleaned_data)),
)  # fmt: skip
