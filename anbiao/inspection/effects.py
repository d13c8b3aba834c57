"""What a change of a local rule would do to checks, hazards and colours: told before a second person approves it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext, ngettext

from anbiao.inspection import queries
from anbiao.inspection.actions.colours import READ, measures
from anbiao.inspection.actions.lookback import drawn
from anbiao.inspection.models import Extension, Hazard, Standing
from anbiao.inspection.queries import devices
from anbiao.inspection.queries.local import criteria_of, local
from anbiao.kit.actor import Actor
from anbiao.registry import queries as roster
from anbiao.rules import colours, hazards, lookback, units, visits
from anbiao.rules.colours import Criterion
from anbiao.standards.effects import register_effect


def _alive(actor: Actor) -> Any:
    return Standing.objects.of_district(actor.district).filter(enterprise__state__in=sorted(units.ALIVE))


def _criteria(actor: Actor, value: Sequence[Mapping[str, Any]]) -> list[str]:
    return _recoloured(actor, criteria_of(value), local(actor).direct_red)


def _direct(actor: Actor, value: Sequence[str]) -> list[str]:
    return _recoloured(actor, local(actor).criteria, value)


def _recoloured(actor: Actor, criteria: Sequence[Criterion], direct: Sequence[str]) -> list[str]:
    """How many units would take which other colour. One query; the rule in Python for each unit."""
    moved: Counter[tuple[str, str]] = Counter()
    for row in _alive(actor).values(*READ):
        before = row["enterprise__colour"]
        after = colours.colour_of(measures(row, actor.today, direct), criteria).colour
        if before in colours.COLOURS and after != before:
            moved[before, after] += 1
    words = gettext("%(number)s units: %(before)s → %(after)s")
    return [
        words % {"number": number, "before": _colour(before), "after": _colour(after)}
        for (before, after), number in sorted(moved.items(), key=lambda item: -item[1])
    ]


def _colour(name: str) -> str:
    return gettext(colours.COLOURS[name])


def _intervals(actor: Actor, value: Mapping[str, int]) -> list[str]:
    """How many visits would be due by the end of this week, and how many are. One query."""
    last = queries.end_of_week(actor.today)
    was = will = 0
    rows = _alive(actor).values_list(
        "next_visit_on", "last_visit_on", "watched_from", "enterprise__colour", "visit_percent"
    )  # fmt: skip
    for due, visited, watched_from, colour, percent in rows:
        on = visits.next_visit_on(
            colour, last_on=visited, watched_from=watched_from, intervals=value, percent=percent
        )
        was += due <= last
        will += on is not None and on <= last
    if was == will:
        return []
    words = gettext("Visits due by the end of this week: %(will)s instead of %(was)s.")
    return [words % {"will": will, "was": was}]


def _cap(actor: Actor, value: int) -> list[str]:
    number = _alive(actor).filter(inspections_this_year__gte=max(value, 1)).count()
    words = ngettext(
        "%(number)s unit was inspected that often this year already.",
        "%(number)s units were inspected that often this year already.",
        number,
    )
    return [words % {"number": number}] if number else []


def _lately(actor: Actor, value: int) -> list[str]:
    number = _alive(actor).filter(last_visit_on__gte=actor.today - timedelta(days=value)).count()
    words = ngettext(
        "A visitor would be warned today at %(number)s unit.",
        "A visitor would be warned today at %(number)s units.",
        number,
    )
    return [words % {"number": number}] if number else []


def _deadline(actor: Actor, _value: object) -> list[str]:
    rows = Hazard.objects.of_district(actor.district).filter(state__in=sorted(hazards.TO_FIX))
    words = gettext("It is offered for hazards found from then on; %(number)s open ones keep their deadline.")
    return [words % {"number": rows.count()}]


def _requests(actor: Actor, _value: object) -> list[str]:
    number = Extension.objects.of_district(actor.district).filter(state="asked").count()
    words = ngettext(
        "It is asked of new requests; %(number)s request waits for its decision as it is.",
        "It is asked of new requests; %(number)s requests wait for their decision as they are.",
        number,
    )
    return [words % {"number": number}]


def _sample(actor: Actor, value: Mapping[str, float]) -> list[str]:
    """How many of the closings of the last 30 days a look-back would draw. Two queries of all their closings."""
    since = actor.today - timedelta(days=30)
    ask: dict[str, Any] = {"region": actor.district, "from_on": since, "to_on": actor.today, "seed": "effect"}
    closed, was = drawn(actor, sample=local(actor).look_back_sample, **ask)
    _, will = drawn(actor, sample=value, **ask)
    words = gettext(
        "Of %(closed)s closings of the last 30 days %(will)s would be looked at instead of %(was)s."
    )
    return [words % {"closed": closed, "will": len(will), "was": len(was)}] if len(will) != len(was) else []


def _after(actor: Actor, value: Mapping[str, int]) -> list[str]:
    """How many closed hazards would be ripe for a look-back today."""
    rows = Hazard.objects.of_district(actor.district).filter(state="closed", looked_back_on=None)
    counted = rows.filter(closed_on__gte=actor.today - timedelta(days=366)).values_list("grade", "closed_on")
    number = sum(
        1
        for grade, on in counted
        if on and lookback.looked_at_from(on, days=value[grade]) <= actor.today
    )  # fmt: skip
    words = gettext("%(number)s closings of the last year could be looked at today.")
    return [words % {"number": number}]


def _grid_units(actor: Actor, value: int) -> list[str]:
    number = roster.grid_members_above(actor, value)
    words = ngettext(
        "%(number)s grid member answers for more units than that.",
        "%(number)s grid members answer for more units than that.",
        number,
    )
    return [words % {"number": number}] if number else []


def _answers(_actor: Actor, _value: int) -> list[str]:
    return [gettext("It counts for whoever is named from then on.")]


def _keepings(actor: Actor, value: int) -> list[str]:
    """How many keepings are old enough to be removed the next night."""
    number = devices.decided(actor.district, before=actor.now - timedelta(days=value)).count()
    words = ngettext(
        "The content of %(number)s keeping would be removed the next night.",
        "The content of %(number)s keepings would be removed the next night.",
        number,
    )
    return [words % {"number": number}] if number else []


EFFECTS: Mapping[str, Callable[[Actor, Any], list[str]]] = {
    "colours.criteria": _criteria, "colours.direct_red": _direct, "visits.interval": _intervals, "visits.cap": _cap, "visits.repeat_warning": _lately,
    "hazards.deadline": _deadline, "hazards.deadline_most": _deadline, "hazards.extension_times": _requests,
    "hazards.extension_days": _requests, "lookback.sample": _sample, "lookback.after": _after, "visits.grid_units": _grid_units, "visits.answer_days": _answers,
    "field.keepings": _keepings,
}  # fmt: skip
for _code, _effect in EFFECTS.items():
    register_effect(_code, _effect)
