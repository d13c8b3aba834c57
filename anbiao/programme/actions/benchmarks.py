"""The writers of benchmarks and experience cards: proposed, named, ended with the certificate; written, published, withdrawn."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.models import Photo
from anbiao.kit.numbers import take_numbers
from anbiao.kit.search import bigrams
from anbiao.kit.workflow import take
from anbiao.programme.models import Benchmark, Certificate, Experience
from anbiao.registry.queries import place_of
from anbiao.rules import benchmarks as law
from anbiao.rules.refusal import N_, Refusal, Refused

SERIAL = "experience"


@transaction.atomic
def propose_benchmark(actor: Actor, certificate: Certificate, *, reason: str) -> Benchmark:
    """Proposes the unit of a certificate as a benchmark; a second person names it. Raises Refused."""
    against = []
    if not actor.scope.allows("propose benchmark", place_of(actor, certificate.enterprise)):
        against.append(Refusal("no-duty", N_("Your duties do not include proposing benchmarks here.")))
    until = certificate.valid_until.isoformat() if certificate.valid_until else ""
    if refusal := law.against_certificate(certificate.state, until, actor.today):
        against.append(refusal)
    if not reason.strip():
        against.append(Refusal("reason-missing", N_("Say what others learn from it."), field="reason"))
    if against:
        raise Refused(*against)
    row = Benchmark(
        district=certificate.district, enterprise=certificate.enterprise, certificate=certificate, reason=reason.strip(),
        proposed_on=actor.today, proposed_by=actor.human, proposer=actor.who,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        text = N_("This unit is a benchmark already, or is proposed.")
        raise Refused(Refusal("benchmark-already", text)) from error
    journal.record(actor, journal.event("propose", row))
    return row


@transaction.atomic
def decide_benchmark(actor: Actor, row: Benchmark, step: str, *, note: str = "") -> Benchmark:
    """Names, refuses or ends a benchmark; gives the row as it then is. Raises Refused."""
    rows = Benchmark.objects.of_district(actor.district).select_related("enterprise", "certificate")
    fresh = rows.select_for_update(of=("self",)).get(pk=row.pk)
    values: dict[str, Any] = {"answer": note.strip()}
    if step == "end":
        values["ended_on"] = actor.today
    else:
        values |= {"decided_on": actor.today, "decided_by": actor.human, "decider": actor.who}
    take(actor, fresh, step, place=place_of(actor, fresh.enterprise), note=note, **values)
    return fresh


def end_with(actor: Actor, certificate: Certificate) -> None:
    """What stands on a certificate ends with it; the program does so, whoever moved the certificate."""
    rows = Benchmark.objects.of_district(certificate.district).filter(certificate=certificate)
    for row in rows.filter(state__in=sorted(law.STANDING)).select_related("enterprise", "certificate"):
        take(actor, row, "end_by_rule", place=place_of(actor, row.enterprise), ended_on=actor.today)


@transaction.atomic
def end_expired(actor: Actor) -> int:
    """Every night: benchmarks whose certificate has expired end; how many. One query, and a step for each one found."""
    rows = Benchmark.objects.of_district(actor.district).filter(state__in=sorted(law.STANDING))
    late = list(rows.filter(certificate__valid_until__lt=actor.today).select_related("certificate"))
    for row in late:
        end_with(actor, row.certificate)
    return len(late)


@transaction.atomic
def write_experience(actor: Actor, benchmark: Benchmark, *, title: str, practice: str, effect: str, photos: Sequence[UUID] = ()) -> Experience:  # fmt: skip
    """Writes a card of a benchmark: by the unit or by the office, with photos of the unit. A second person publishes it. Raises Refused."""
    unit = benchmark.enterprise
    against = []
    if not actor.scope.allows("write experience", place_of(actor, unit)):
        against.append(Refusal("no-duty", N_("Your duties do not include writing cards of this unit.")))
    for refusal in (law.is_benchmark({"benchmark_state": benchmark.state}, actor.today), law.wrong_card((title, practice, effect))):  # fmt: skip
        against += [refusal] if refusal else []
    shown = Photo.objects.of_district(actor.district).filter(pk__in=photos, enterprise=unit.pk)
    if shown.count() != len(set(photos)):
        text = N_("A card shows photos of its own unit.")
        against.append(Refusal("photo-foreign", text, field="photos"))
    if against:
        raise Refused(*against)
    serial = f"{actor.today.year}-{take_numbers(actor.district, SERIAL, actor.today.year)[0]:03d}"
    texts = [title.strip(), practice.strip(), effect.strip()]
    # What is typed is searched without its dashes, so the number stands there so too.
    row = Experience.objects.create(
        district=actor.district, benchmark=benchmark, enterprise=unit, serial=serial, sector=unit.sector,
        title=texts[0], practice=texts[1], effect=texts[2], photos=[str(each) for each in photos], written_on=actor.today, written_by=actor.human, writer=actor.who,
        initials=unit.initials, terms=sorted(bigrams(" ".join([*texts, unit.name]))), search_text=" ".join([*texts, unit.name, unit.search_text, serial.replace("-", "")]).lower(),
    )  # fmt: skip
    journal.record(actor, journal.event("write", row))
    return row


@transaction.atomic
def decide_experience(actor: Actor, row: Experience, step: str, *, note: str = "") -> Experience:
    """Publishes a card, or withdraws it with the reason. Raises Refused."""
    rows = Experience.objects.of_district(actor.district).select_related("enterprise", "benchmark")
    fresh = rows.select_for_update(of=("self",)).get(pk=row.pk)
    values: dict[str, Any] = {}
    if step == "publish":
        values = {"published_on": actor.today, "published_by": actor.human, "publisher": actor.who}
    take(actor, fresh, step, place=place_of(actor, fresh.enterprise), note=note, **values)
    return fresh
