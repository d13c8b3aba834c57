"""The page of a ranking: its table with every point explained, what stands apart, the rule, decisions on lines, objections, steps."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register.detail import StepLink, timeline
from anbiao.kit.texts import say
from anbiao.kit.workflow import offers
from anbiao.oversight import ranking_words as words
from anbiao.oversight.models import Ranking, RankingObjection
from anbiao.oversight.queries import ranking_content as contents
from anbiao.oversight.queries import rankings as queries
from anbiao.registry.queries import in_words
from anbiao.rules import ranking as law
from anbiao.rules import ranking_course as course
from anbiao.rules.places import Place

MAIN = ("send_out", "conclude", "publish", "publish_correction")
LATEST = 60  # days after its cut-off for which a page says what came late; later nothing counts any more
Plain = dict[str, Any]


def page(actor: Actor, row: Ranking) -> Plain:
    """All that the page shows."""
    said = contents.for_reader(actor, row)
    mine = queries.own_keys(actor)[row.kind]
    objections = list(queries.objections(actor).filter(ranking=row).order_by("number"))
    sees_all = row.snapshot_id is not None or actor.scope.may("read preview")
    return {
        "row": row,
        "title": words.title(row),
        "period": words.period(row.first_on, row.last_on),
        "campaign": in_words((said["campaign"][0], said["campaign"][1])) if said["campaign"] else "",
        "state": course.RANKING.state(row.state),
        "who": words.WHO[row.kind],
        "heads": heads(said),
        "lines": [shown(line, said, mine) for line in said["lines"]],
        "former": row.former,
        "without": said["without"],
        "least": row.least,
        "sees_all": sees_all,
        "steps": _steps(actor, row),
        "changes": _changes(actor, row, said) if sees_all else [],
        "may_change": actor.scope.may("draft ranking") and row.state in (course.DRAFT, course.OUT),
        "objections": [_objection(actor, each, said) for each in objections],
        "late": _late(actor, row, said) if sees_all else [],
        "correction": queries.correction(row) if sees_all else None,
        "timeline": timeline(actor, [row.pk, *(each.pk for each in objections)], words=words.RANKING_WORDS, reveal=False)
        if actor.scope.may("read preview")
        else None,
    }  # fmt: skip


# ---------- the table ----------


def heads(said: Plain) -> Sequence[Plain]:
    """The figures that count, with their points and what earns none and all of them."""
    weights = queries.weights_of(said["weights"])
    return [
        {
            "label": words.figure(weight.code), "points": f"{weight.points:f}", "none_at": f"{weight.none_at:f}", "full_at": f"{weight.full_at:f}",
            "least": weight.least, "better": weight.better,
            "beside": words.figure(contents.BESIDE[weight.code]) if weight.code in contents.BESIDE else "",
        }
        for weight in weights
    ]  # fmt: skip


def shown(line: Plain, said: Plain, mine: frozenset[str] = frozenset()) -> Plain:
    """One line as the page says it."""
    up = law.moved(line["rank"], line["before"])
    return {
        "key": line["key"], "name": words.name(line), "units": line["units"], "rank": line["rank"], "total": line["total"],
        "up": up, "places": abs(up) if up else 0, "before": line["before"], "is_own": line["key"] in mine,
        "against": words.told(line["against"]), "lacking": words.lacking(line["lacking"]),
        "parts": [_part(part, line["beside"]) for part in line["parts"]],
    }  # fmt: skip


def _part(part: Plain, beside: Mapping[str, Sequence[int]]) -> Plain:
    total = beside.get(part["code"])
    late = part["late"]
    return {
        "label": words.figure(part["code"]), "number": part["number"], "of": part["of"], "value": words.share(part["number"], part["of"]),
        "points": part["points"], "most": part["most"], "left_out": words.told(part["left_out"]), "changed": part["changed"],
        "late": gettext("%(number)s of %(of)s came late from the period before") % {"number": late[0], "of": late[1]} if late else "",
        "beside": words.share(*total) if total else "",
    }  # fmt: skip


# ---------- beside the table ----------


def _names(said: Plain) -> dict[str, str]:
    return {line["key"]: words.name(line) for line in said["lines"]}


def _changes(actor: Actor, row: Ranking, said: Plain) -> list[Plain]:
    names = _names(said)
    return [
        {
            "row": each, "name": names.get(each.key, each.key),
            "what": f"{words.figure(each.code)}: {each.number} / {each.of}" if each.code else gettext("Exempt"),
        }
        for each in queries.changes(row)
    ]  # fmt: skip


def _objection(actor: Actor, each: Any, said: Plain) -> Plain:
    steps = [
        offer
        for offer in offers(actor, each, place=Place(region=actor.district))
        if offer.step.name != "withdraw_objection"
    ]
    own = each.state == course.RECEIVED and each.objected_by in actor.people
    return {
        "row": each,
        "name": _names(said).get(each.key, each.key),
        "figure": words.figure(each.code) if each.code else "",
        "state": course.RANKING_OBJECTION.state(each.state),
        "answers": bool(steps),
        "own": own,
    }


def _late(actor: Actor, row: Ranking, said: Plain) -> list[Plain]:
    """What reached the server after the cut-off, by line: it counts in the next period. Told while it still may."""
    if row.cut_off_on >= actor.today or (actor.today - row.cut_off_on).days > LATEST:
        return []
    names = _names(said)
    found = contents.came_late(actor, row, actor.today)
    numbers = [(line.key, int(line.values["found"].number)) for line in found.lines]
    return [{"name": names.get(key, key), "number": number} for key, number in numbers if number]


# ---------- steps ----------


def _steps(actor: Actor, row: Ranking) -> list[StepLink]:
    row.around = queries.surroundings(row)
    links = []
    for offer in offers(actor, row, place=Place(region=actor.district)):
        codes = {each.code for each in offer.refusals}
        if offer.step.name in course.BY_ITSELF or codes & course.NOT_THIS_WAY:
            continue
        reasons = [say(each) for each in offer.refusals if each.code != "note-missing"]
        url = reverse("ranking-step", args=[row.serial, offer.step.name.replace("_", "-")])
        links.append(StepLink(gettext(offer.step.label), url, offer.step.name in MAIN, reasons))
    drops = [link for link in links if link.url.endswith("/drop/")]  # last: it is not what one came for
    links = [link for link in links if link not in drops] + _others(actor, row)
    return [*sorted(links, key=lambda link: (bool(link.reasons), not link.is_main)), *drops]


def _others(actor: Actor, row: Ranking) -> list[StepLink]:
    """What is no step of the course: objecting, deciding on a line, taking figures anew, correcting."""
    found = []
    drafts = actor.scope.may("draft ranking")
    if row.state == course.OUT and row.objections_to and row.objections_to >= actor.today and queries.own_keys(actor)[row.kind] & set(row.figures):  # fmt: skip
        found.append(
            StepLink(_("Object to the own line"), reverse("ranking-object", args=[row.serial]), is_main=True)
        )
    if drafts and row.state == course.DRAFT and not row.corrects_id:
        found.append(StepLink(_("Take the figures anew"), reverse("ranking-retake", args=[row.serial])))
    if drafts and row.state in (course.DRAFT, course.OUT):
        found.append(StepLink(_("Decide on a line"), reverse("ranking-line", args=[row.serial])))
    if drafts and row.state == course.PUBLISHED and queries.correction(row) is None:
        found.append(StepLink(_("Correct it"), reverse("ranking-correct", args=[row.serial])))
    return found


# ---------- two editions ----------


def differences(row: Ranking) -> list[Plain]:
    """What an edition changes, line by line."""
    said = contents.content(row)
    names = _names(said)
    return [
        {
            "name": names.get(each.key, each.key), "rank": [rank or words.NONE for rank in each.rank], "total": each.total,
            "figures": [
                {"label": words.figure(code), "before": _value(before), "after": _value(after)}
                for code, (before, after) in each.figures.items()
            ],
        }
        for each in contents.difference(row)
    ]  # fmt: skip


def _value(value: law.Value | None) -> str:
    return f"{words.share(value.number, value.of)}% ({value.number} / {value.of})" if value else words.NONE


def answering(actor: Actor, row: RankingObjection) -> Plain:
    """What the page of an answer shows beside its form: the objection, and the steps that the reader may take or not, and why not."""
    said = contents.content(row.ranking)
    place = queries.place_of_objection(actor, row)
    steps = [
        {
            "name": offer.step.name, "label": gettext(offer.step.label),
            "reasons": [say(each) for each in offer.refusals if each.code != "note-missing"],
        }
        for offer in offers(actor, row, place=place)
    ]  # fmt: skip
    return {
        "objection": row, "name": _names(said).get(row.key, row.key), "figure": words.figure(row.code) if row.code else "",
        "answers": steps,
    }  # fmt: skip
