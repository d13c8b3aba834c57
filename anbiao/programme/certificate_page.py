"""The page of a certificate: head, offered steps, what was granted, objections, the code to verify it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register.detail import Detail, Fact, Section, Sections, StepLink, timeline
from anbiao.kit.templatetags.kit import say_day
from anbiao.kit.texts import say
from anbiao.kit.workflow import offers
from anbiao.programme import certificate_words as words
from anbiao.programme.journal_words import CERTIFICATE_WORDS
from anbiao.programme.models import Certificate
from anbiao.programme.queries import benchmarks
from anbiao.programme.queries import certificates as queries
from anbiao.registry.queries import place_of
from anbiao.registry.sections import place_words
from anbiao.rules import certificates as law
from anbiao.rules import visits
from anbiao.rules.benchmarks import STANDING
from anbiao.standards.queries import in_words, parameters

MAIN = ("grant", "recommend", "record_grant", "revoke")
sections = Sections(styles=["portal/roster.css", "programme/programme.css"])


def detail(actor: Actor, row: Certificate) -> Detail:
    """Everything above and beside the sections."""
    unit, state = row.enterprise, words.state(row, actor.today)
    ids = [row.pk, *queries.objections(actor).filter(certificate=row).values_list("pk", flat=True)]
    return Detail(
        title=f"{words.result(row.result)} · {unit.name}",
        crumbs=[(_("Certificates"), reverse("certificates")), (unit.name, reverse("enterprise", args=[unit.pk]))],
        code=row.number,
        lines=[[place_words(unit.region), unit.uscc or ""]],
        facts=[
            Fact(_("State"), gettext(state.label), words.ground(row.ground), state.mark),
            *_days(actor, row),
            Fact(_("Proposed"), say_day(row.proposed_on, actor.today), row.proposer),
        ],
        steps=_steps(actor, row),
        timeline=timeline(actor, ids, words=CERTIFICATE_WORDS, reveal=False),
    )  # fmt: skip


def _days(actor: Actor, row: Certificate) -> list[Fact]:
    if row.valid_until and row.valid_from:
        renewable = law.renewable_from(
            row.valid_until, months=queries.local(row.district, actor.today).waiting.renewal
        )
        again = gettext("renewal from %(day)s") % {"day": say_day(renewable, actor.today)}
        return [
            Fact(_("Valid until"), say_day(row.valid_until, actor.today), again if row.state in law.HELD else ""),
            Fact(_("Valid from"), say_day(row.valid_from, actor.today), words.authority(row)),
        ]  # fmt: skip
    if row.publicity_to and row.state == law.PUBLISHED:
        return [Fact(_("Made public until"), say_day(row.publicity_to, actor.today))]
    return []


def _steps(actor: Actor, row: Certificate) -> list[StepLink]:
    place = place_of(actor, row.enterprise)
    row.around = queries.surroundings(actor, row)
    links = []
    for offer in offers(actor, row, place=place):
        codes = {each.code for each in offer.refusals}
        if offer.step.name in law.BY_ITSELF or codes & law.NOT_THIS_WAY:
            continue
        reasons = [say(each) for each in offer.refusals if each.code != "note-missing"]
        url = reverse("certificate-step", args=[row.pk, offer.step.name.replace("_", "-")])
        links.append(StepLink(gettext(offer.step.label), url, offer.step.name in MAIN, reasons))
    if row.state == law.PUBLISHED and actor.scope.allows("propose certificate", place):
        links.append(StepLink(_("Keep an objection"), reverse("certificate-objection", args=[row.pk])))
    links += _benchmark(actor, row)
    return sorted(links, key=lambda link: (bool(link.reasons), not link.is_main))


def _benchmark(actor: Actor, row: Certificate) -> list[StepLink]:
    """From a certificate in force to the benchmark that stands on it, or to proposing one."""
    made = benchmarks.of_certificate(actor, row)
    if made and (made.state in STANDING or row.state != "valid"):
        return [StepLink(_("Benchmark unit"), reverse("benchmark", args=[made.pk]))]
    place = place_of(actor, row.enterprise)
    if row.state != "valid" or not actor.scope.allows("propose benchmark", place):
        return []
    return [StepLink(_("Propose as a benchmark"), reverse("benchmark-propose", args=[row.pk]))]


# ---------- sections ----------


def may_print(row: Certificate) -> bool:
    """The district prints what it granted itself; a grade is printed by its authority."""
    return row.state == "valid" and not law.is_national(row.result)


def _granted(actor: Actor, row: Certificate) -> dict[str, Any]:
    assessment = row.assessment
    return {
        "result": words.result(row.result), "authority": words.authority(row), "ground": words.ground(row.ground),
        "prints": may_print(row), "assessment": assessment if assessment and actor.scope.may("read assessment") else None,
        "code": f"{row.district}{row.token}" if row.state in law.GRANTED and row.token else "",
        "national": law.is_national(row.result),
    }  # fmt: skip


def _objections(actor: Actor, row: Certificate) -> dict[str, Any]:
    """What was objected; who objected only for the office that keeps it."""
    rows = list(queries.objections(actor).filter(certificate=row).order_by("received_on", "id"))
    keeps = actor.scope.allows("approve certificate", place_of(actor, row.enterprise))
    shown = [
        {"row": each, "state": law.OBJECTION.state(each.state), "answers": keeps and each.state == "received"}
        for each in rows
    ]
    return {"objections": shown, "count": len(rows), "names": keeps, "public": row.state == law.PUBLISHED}


def levers(actor: Actor, result: str) -> dict[str, Any]:
    """What a result brings by the local rule, and what its loss costs."""
    rules = queries.local(actor.district, actor.today)
    names = {each.code: in_words(each.zh, each.en) for each in _lever_options()}
    rows = [
        (
            names.get(row["lever"], row["lever"]),
            in_words(row["brings"], row.get("brings_en") or ""),
            in_words(row["loss"] or "", row.get("loss_en") or ""),
        )
        for row in rules.brings
        if row["result"] == result
    ]
    return {"levers": rows, "percent": rules.visit_percents.get(result, visits.FULL), "count": len(rows) + 1}


def _lever_options() -> Any:
    columns = {column.name: column for column in parameters()["levers.brings"].form.columns}
    return columns["lever"].options


def _levers(actor: Actor, row: Certificate) -> dict[str, Any]:
    return levers(actor, row.result)


sections.add(
    Section("grant", _("What it says"), "programme/certificate/grant.html", _granted, "read certificate")
)
sections.add(
    Section(
        "objections",
        _("Objections"),
        "programme/certificate/objections.html",
        _objections,
        "read certificate",
    )
)
sections.add(
    Section("levers", _("What it brings"), "programme/certificate/levers.html", _levers, "read certificate")
)
