"""What training keeps of a unit for ever, where two units become one or one becomes two."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anbiao.readiness.models import Training
from anbiao.registry.queries import Kept, register_kept

register_kept(Kept(Training, _("Training records"), "read training", made=Q()))
