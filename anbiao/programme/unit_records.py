"""What campaigns, assessments and certificates keep of a unit for ever, where two units become one or one becomes two."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anbiao.programme.models import (
    Assessment,
    Benchmark,
    CampaignException,
    Certificate,
    Experience,
    Membership,
    Task,
)
from anbiao.registry.queries import Kept, register_kept
from anbiao.rules.tasks import OPEN, TASK

register_kept(
    # The program spreads tasks over a unit that joins; only what somebody has begun is a record.
    Kept(Task, _("Tasks"), "read task", open=Q(state__in=sorted(OPEN)), made=~Q(state__in=(TASK.initial, "exempted"))),
    Kept(Assessment, _("Assessments"), "read assessment", made=Q()),
    Kept(Certificate, _("Certificates"), "read certificate", made=Q()),
    Kept(Benchmark, _("Benchmarks"), "read benchmark", made=Q()),
    Kept(Experience, _("Experience told"), "read experience", made=Q()),
    Kept(CampaignException, _("Exceptions of campaigns"), "read task", made=Q()),
    Kept(Membership),
)  # fmt: skip
