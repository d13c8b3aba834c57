"""Benchmark units 标杆 and their experience cards 典型经验: named of certified units by two persons, ended with the certificate."""

from collections.abc import Collection
from datetime import date

from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites
from anbiao.rules.separation import did, nobody_known, own_unit

NAMED = "named"
STANDING = frozenset({"proposed", NAMED})


@cites("Anbiao separation of duties 4.2 (4)")
def another_names(facts: Facts, today: date) -> Refusal | None:
    """A benchmark is named or refused by another person than who proposed it, and by nobody of the unit."""
    if did(facts, "proposed_by"):
        text = N_("You proposed this benchmark. A second person decides.")
        return Refusal("same-person", text, article="Anbiao 4.2 (4)")
    return nobody_known(facts) or own_unit(facts)


@cites("地方规则 local.rules certificates.events")
def certificate_holds(facts: Facts, today: date) -> Refusal | None:
    """Only a unit whose certificate is in force on the day is a benchmark."""
    return against_certificate(str(facts["certificate_state"]), str(facts["certificate_until"] or ""), today)


def against_certificate(state: str, until: str, today: date) -> Refusal | None:
    """The same of a certificate's state and last day (ISO, "" for none)."""
    if state == "valid" and until and date.fromisoformat(until) >= today:
        return None
    return Refusal("no-certificate", N_("Only a unit with a certificate in force is a benchmark."))


@cites("Anbiao separation of duties 4.2 (4)")
def another_publishes(facts: Facts, today: date) -> Refusal | None:
    """An experience is published by another person than who wrote it, and by nobody of the unit."""
    if did(facts, "written_by"):
        text = N_("You wrote this card. A second person publishes it.")
        return Refusal("same-person", text, article="Anbiao 4.2 (4)")
    return nobody_known(facts) or own_unit(facts)


def is_benchmark(facts: Facts, today: date) -> Refusal | None:
    """A card is published while its unit is a benchmark."""
    if facts["benchmark_state"] == NAMED:
        return None
    return Refusal("no-benchmark", N_("The unit is not named a benchmark, or not any more."))


def wrong_card(texts: Collection[str]) -> Refusal | None:
    """A card says what was done and what came of it, under a title."""
    if all(text.strip() for text in texts):
        return None
    return Refusal("text-missing", N_("A card has a title, the practice and its effect."))


# Facts beside its own: `certificate_state` and `certificate_until`.
BENCHMARK = Machine(
    name="benchmark",
    label=N_("Benchmark unit"),
    initial="proposed",
    states=(
        State("proposed", N_("Proposed"), "wait"),
        State(NAMED, N_("Benchmark"), "done"),
        State("refused", N_("Not named"), "off"),
        State("ended", N_("Benchmark no more"), "off"),
    ),
    steps=(
        Step("name", N_("Name it a benchmark"), frozenset({"proposed"}), NAMED, "approve benchmark", (another_names, certificate_holds)),
        Step("refuse", N_("Do not name it"), frozenset({"proposed"}), "refused", "approve benchmark", (another_names,), needs_note=True),
        Step("end", N_("End the benchmark"), frozenset({NAMED}), "ended", "approve benchmark", needs_note=True),
        Step("end_by_rule", N_("Ended with its certificate"), STANDING, "ended", "approve benchmark"),
    ),
)  # fmt: skip
# What the program does by itself; no page offers it.
BY_ITSELF = frozenset({"end_by_rule"})

# Facts beside its own: `benchmark_state`.
EXPERIENCE = Machine(
    name="experience",
    label=N_("Experience card"),
    initial="written",
    states=(
        State("written", N_("Written, to be published"), "wait"),
        State("published", N_("Published"), "done"),
        State("withdrawn", N_("Withdrawn"), "off"),
    ),
    steps=(
        Step("publish", N_("Publish the card"), frozenset({"written"}), "published", "approve benchmark", (another_publishes, is_benchmark)),
        Step("withdraw", N_("Withdraw the card"), frozenset({"written", "published"}), "withdrawn", "approve benchmark", needs_note=True),
    ),
)  # fmt: skip
