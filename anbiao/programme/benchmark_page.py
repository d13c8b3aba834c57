"""The pages of a benchmark and of an experience card."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register.detail import Detail, Fact, Section, Sections, StepLink, timeline
from anbiao.kit.templatetags.kit import say_day
from anbiao.kit.texts import say
from anbiao.kit.workflow import offers
from anbiao.programme import certificate_words as words
from anbiao.programme.journal_words import BENCHMARK_WORDS
from anbiao.programme.models import Benchmark, Experience
from anbiao.programme.queries import benchmarks as queries
from anbiao.registry.queries import place_of, sector_name
from anbiao.registry.sections import place_words
from anbiao.rules import benchmarks as law

MAIN = ("name", "publish")
sections = Sections(styles=["portal/roster.css", "programme/programme.css"])
card_sections = Sections(
    styles=["portal/roster.css", "portal/photos.css", "inspection/inspection.css", "programme/programme.css"],
    modules=["portal/photos.js"],
)


def _steps(actor: Actor, row: Any, name: str, key: Any) -> list[StepLink]:
    links = [
        StepLink(
            gettext(offer.step.label), reverse(name, args=[key, offer.step.name.replace("_", "-")]), offer.step.name in MAIN,
            [say(each) for each in offer.refusals if each.code != "note-missing"],
        )
        for offer in offers(actor, row, place=place_of(actor, row.enterprise))
        if offer.step.name not in law.BY_ITSELF
    ]  # fmt: skip
    return sorted(links, key=lambda link: (bool(link.reasons), not link.is_main))


def detail(actor: Actor, row: Benchmark) -> Detail:
    """Everything above and beside the sections of a benchmark."""
    unit, state = row.enterprise, law.BENCHMARK.state(row.state)
    steps = _steps(actor, row, "benchmark-step", row.pk)
    if row.state == law.NAMED and actor.scope.allows("write experience", place_of(actor, unit)):
        steps.append(StepLink(_("Write an experience card"), reverse("experience-write", args=[row.pk])))
    facts = [Fact(_("State"), gettext(state.label), row.answer, state.mark), Fact(_("Proposed"), say_day(row.proposed_on, actor.today), row.proposer)]  # fmt: skip
    if row.decided_on:
        facts.append(Fact(_("Decided"), say_day(row.decided_on, actor.today), row.decider))
    return Detail(
        title=gettext("Benchmark unit: %(unit)s") % {"unit": unit.name},
        crumbs=[(_("Experience"), reverse("experience")), (unit.name, reverse("enterprise", args=[unit.pk]))],
        lines=[[place_words(unit.region), unit.uscc or ""]],
        facts=facts,
        steps=steps,
        timeline=timeline(actor, [row.pk], words=BENCHMARK_WORDS, reveal=False),
    )


def card(actor: Actor, row: Experience) -> Detail:
    """Everything above and beside the sections of a card."""
    state = law.EXPERIENCE.state(row.state)
    facts = [
        Fact(_("State"), gettext(state.label), "", state.mark),
        Fact(_("Sector"), sector_name(row.sector)),
    ]
    facts.append(Fact(pgettext_lazy("card", "Written"), say_day(row.written_on, actor.today), row.writer))
    if row.published_on:
        facts.append(Fact(_("Published"), say_day(row.published_on, actor.today), row.publisher))
    return Detail(
        title=row.title,
        crumbs=[(_("Experience"), reverse("experience"))],
        code=row.serial,
        lines=[[row.enterprise.name, place_words(row.enterprise.region)]],
        facts=facts,
        steps=_steps(actor, row, "experience-step", row.serial),
        timeline=timeline(actor, [row.pk], words=BENCHMARK_WORDS, reveal=False),
    )


def _why(actor: Actor, row: Benchmark) -> dict[str, Any]:
    return {"result": words.result(row.certificate.result), "certificate": row.certificate}


def _cards(actor: Actor, row: Benchmark) -> dict[str, Any]:
    rows = [{"row": each, "state": law.EXPERIENCE.state(each.state)} for each in queries.cards_of(actor, row)]
    return {"cards": rows, "count": len(rows)}


def _card(_actor: Actor, row: Experience) -> dict[str, Any]:
    """The photos stand at addresses of the card: who reads it reads them, whoever may open the unit's own."""
    return {
        "photos": [
            {"photo": photo, "url": reverse("experience-photo", args=[row.serial, photo.pk])}
            for photo in queries.photos(row).values()
        ]
    }


sections.add(
    Section("why", _("Why a benchmark"), "programme/certificate/benchmark.html", _why, "read benchmark")
)
sections.add(
    Section("cards", _("Experience cards"), "programme/certificate/cards.html", _cards, "read experience")
)
card_sections.add(
    Section("card", _("Experience"), "programme/certificate/card.html", _card, "read experience")
)  # fmt: skip
