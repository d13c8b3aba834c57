"""What a change of a local rule would do to assessments, reviews and certificates: told before a second person approves it."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext, ngettext

from anbiao.inspection.queries import safety
from anbiao.kit.actor import Actor
from anbiao.programme.actions import drawn
from anbiao.programme.models import Assessment, Certificate
from anbiao.programme.queries import assessments as queries
from anbiao.rules import assessing, certificates, grading
from anbiao.standards import queries as standards
from anbiao.standards.effects import register_effect

YEAR = timedelta(days=365)
# The reason by which a veto stood against a result.
REASONS = {
    "veto_item": "vetoed", "open_major_hazard": "open-major", "fatal_accident": "deadly", "overdue_order": "overdue-orders",
}  # fmt: skip


def _of_the_year(actor: Actor) -> Any:
    rows = Assessment.objects.of_district(actor.district).filter(state="accepted")
    return rows.filter(decided_on__gt=actor.today - YEAR)


def _bands(actor: Actor, value: Mapping[str, float]) -> list[str]:
    """How many results of the last year would be another one by their score alone. One query, the rule in Python for each."""
    rules = dict(standards.local_rules(actor.district, actor.today))
    moved: Counter[tuple[str, str]] = Counter()
    for row in _of_the_year(actor).only("district", "urn", "edition", "score"):
        was, will = (
            grading.band_of(row.score, queries.bands(row, {**rules, "review.bands": given}))
            for given in (rules["review.bands"], value)
        )
        if was != will:
            moved[was, will] += 1
    words = gettext("Of the results of the last twelve months %(number)s would be “%(after)s” instead of “%(before)s”; they stay as they are.")  # fmt: skip
    return [
        words % {"number": number, "before": _said(before), "after": _said(after)}
        for (before, after), number in sorted(moved.items(), key=lambda item: -item[1])
    ]


def _said(result: str) -> str:
    return gettext(grading.RESULTS.get(result, result))


def _vetoes(actor: Actor, value: Collection[str]) -> list[str]:
    """How many results of the last year stood under a veto that would no longer count, and what would count from then on."""
    now = set(standards.local(actor.district, "review.vetoes", actor.today))
    gone = {REASONS[code] for code in now - set(value) if code in REASONS}
    kept = _of_the_year(actor).filter(result=grading.FAILED).values_list("reasons", flat=True)
    number = sum(1 for reasons in kept if gone & {each["code"] for each in reasons})
    told = []
    if number:
        words = ngettext(
            "%(number)s result of the last twelve months was refused by what would no longer count; it stays as it is.",
            "%(number)s results of the last twelve months were refused by what would no longer count; they stay as they are.",
            number,
        )
        told.append(words % {"number": number})
    waiting = Assessment.objects.of_district(actor.district).filter(state__in=sorted(assessing.OPEN)).count()
    if set(value) != now and waiting:
        words = ngettext(
            "%(number)s assessment that is open would be decided by it.",
            "%(number)s assessments that are open would be decided by it.",
            waiting,
        )
        told.append(words % {"number": waiting})
    return told


def _sample(actor: Actor, value: Mapping[str, float]) -> list[str]:
    """How many of the self-assessments that wait now a draw would take."""
    ask: dict[str, Any] = {"region": actor.district, "seed": "effect"}
    now = standards.local(actor.district, "review.sample", actor.today)
    counted, was = drawn(actor, ratios=now, **ask)
    _counted, will = drawn(actor, ratios=value, **ask)
    if len(was) == len(will):
        return []
    words = gettext(
        "Of %(counted)s self-assessments that wait a draw would take %(will)s instead of %(was)s."
    )
    return [words % {"counted": counted, "will": len(will), "was": len(was)}]


def _limits(actor: Actor, _value: object) -> list[str]:
    rows = Assessment.objects.of_district(actor.district).exclude(due_on=None)
    words = gettext("It is counted from the next step on; %(number)s open assessments keep their day.")
    return [words % {"number": rows.count()}]


def _granted(actor: Actor, _value: object) -> list[str]:
    rows = Certificate.objects.of_district(actor.district).filter(state__in=sorted(certificates.HELD))
    words = gettext("It holds for what is granted from then on; %(number)s certificates keep their number and their days.")  # fmt: skip
    return [words % {"number": rows.count()}]


def _public(actor: Actor, _value: object) -> list[str]:
    rows = Certificate.objects.of_district(actor.district).filter(state=certificates.PUBLISHED)
    words = gettext("It holds for what is made public from then on; %(number)s keep their last day.")
    return [words % {"number": rows.count()}]


def _renewal(actor: Actor, value: int) -> list[str]:
    until = certificates.months_later(actor.today, value)
    rows = Certificate.objects.of_district(actor.district).filter(state="valid", valid_until__gte=actor.today)
    words = gettext("%(number)s units could apply for renewal today.")
    return [words % {"number": rows.filter(valid_until__lte=until).count()}]


def _waiting(actor: Actor, value: Mapping[str, int]) -> list[str]:
    """How many units would wait today."""
    rows = Certificate.objects.of_district(actor.district).filter(state__in=("refused", "revoked"), settled_on__isnull=False)  # fmt: skip
    waits = set()
    for unit, state, ground, on in rows.values_list("enterprise", "state", "ground", "settled_on"):
        months = max(value[state], value["false_pledge"] if ground == "fraud" else 0)
        if on and actor.today < certificates.months_later(on, months):
            waits.add(unit)
    return [gettext("%(number)s units would wait before they apply again.") % {"number": len(waits)}]


def _events(actor: Actor, value: Collection[str]) -> list[str]:
    """How many certificates the coming night would suspend."""
    if "major_overdue" not in value:
        return []
    late = safety.with_overdue_major(actor.district, actor.today)
    rows = Certificate.objects.of_district(actor.district).filter(state="valid", enterprise_id__in=late)
    words = gettext("The coming night would suspend %(number)s certificates.")
    return [words % {"number": rows.count()}]


def _visits(actor: Actor, value: Mapping[str, int]) -> list[str]:
    rows = Certificate.objects.of_district(actor.district).filter(state="valid", valid_until__gte=actor.today)
    now = standards.local(actor.district, "levers.visits", actor.today)
    changed = [result for result in value if value[result] != now.get(result)]
    number = rows.filter(result__in=changed).count()
    words = gettext("The visits of %(number)s units would come at another interval.")
    return [words % {"number": number}] if number else []


def _brings(_actor: Actor, _value: object) -> list[str]:
    return [gettext("It is shown to units; only the visit interval is applied by Anbiao.")]


def _load(actor: Actor, value: int) -> list[str]:
    rows = Assessment.objects.of_district(actor.district).filter(state__in=("submitted", "review"))
    open_now = Counter(person for persons in rows.values_list("assigned", flat=True) for person in persons)
    number = sum(1 for each in open_now.values() if each > value)
    words = gettext("%(number)s reviewers have more open than that; they keep them.")
    return [words % {"number": number}] if number else []


def _warned(actor: Actor, _value: int) -> list[str]:
    rows = Assessment.objects.of_district(actor.district).filter(due_on__gte=actor.today)
    words = gettext(
        "It holds for limits that begin from then on; %(number)s open ones keep their day of warning."
    )
    return [words % {"number": rows.count()}]


EFFECTS: Mapping[str, Callable[[Actor, Any], list[str]]] = {
    "review.bands": _bands, "review.vetoes": _vetoes, "review.sample": _sample, "review.time_limits": _limits, "review.load": _load, "review.warned": _warned,
    "certificates.number": _granted, "certificates.validity": _granted, "certificates.publicity": _public,
    "certificates.renewal": _renewal, "certificates.waiting": _waiting, "certificates.events": _events,
    "levers.visits": _visits, "levers.brings": _brings,
}  # fmt: skip
for _code, _effect in EFFECTS.items():
    register_effect(_code, _effect)
