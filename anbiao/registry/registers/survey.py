"""What the survey found, and what became of it."""

from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register import Column, Empty, Filter, Option, Register, View
from anbiao.registry import queries
from anbiao.registry.models import SurveyFinding
from anbiao.registry.registers.words import bare, page_of, states, towns
from anbiao.rules import surveys


def _findings(number: int, shown: str) -> str:
    return ngettext("%(number)s finding", "%(number)s findings", number) % {"number": shown}


def _kinds(_actor: Actor) -> list[Option]:
    return [Option(kind, gettext(label)) for kind, label in surveys.KINDS.items()]


SURVEY_FINDINGS = Register(
    name="survey-findings",
    path="survey-findings",
    group=_("Roster"),
    title=_("Survey findings"),
    capability="read survey",
    model=SurveyFinding,
    columns=(
        Column("serial", pgettext_lazy("serial", "No."), lambda row: row.serial, kind="code", width=94),
        Column("kind", _("Kind"), lambda row: row.kind, words=lambda kind: gettext(surveys.KINDS[kind]), width=104, group="kind"),
        Column("name", _("Unit"), lambda row: row.name, kind="name"),
        Column("town", _("Town"), lambda row: row.region[:9], words=queries.region_name, width=94, short=bare, group="region", group_digits=9),
        Column("finder", _("Found by"), lambda row: row.finder, width=94, on_phone=False),
        Column("found_on", _("Found"), lambda row: row.found_on, kind="day", width=84, on_phone=False),
        Column("reported_at", _("Arrived"), lambda row: row.reported_at, kind="day", width=94, sort="reported_at"),
        Column("decider", _("Decided by"), lambda row: row.decider, width=94, on_phone=False),
        Column("state", _("State"), lambda row: row.state, words=surveys.SURVEY.state, kind="state", width=128, group="state"),
    ),
    sort="-reported_at",
    noun=_findings,
    empty=Empty(_("Nothing was found by a survey. What grid members find on the way, with the phone under “All units”, will stand here.")),
    filters=(
        Filter("state", _("State"), states(surveys.SURVEY), lambda _actor, values: Q(state__in=values), first=True),
        Filter("kind", _("Kind"), _kinds, lambda _actor, values: Q(kind__in=values), first=True),
        Filter("town", _("Town"), towns, lambda _actor, values: queries.in_regions(values, "region"), first=True),
    ),
    views=(View("open", _("To be decided"), "state=reported"), View("all", _("All"), "")),
    search=lambda words: Q(name__icontains=words) | Q(address__icontains=words) | Q(serial__startswith=words),
    search_hint=_("Name, address or number"),
    summary=_("What takes a unit out of the count is decided by another person than who found it."),
    url=lambda row: page_of("survey-finding", row.pk),
    label_of=lambda row: row.name,
)  # fmt: skip
