"""The sheet of an assessment as its page shows it: elements with their progress, items with both sides, how the score came about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from anbiao.kit.actor import Actor
from anbiao.kit.texts import say
from anbiao.kit.workflow import Offer, offers
from anbiao.programme.models.assessments import AssessedItem, Assessment, told_reason
from anbiao.programme.queries import assessments as queries
from anbiao.programme.queries import certificates as held
from anbiao.programme.queries import evidence as records
from anbiao.programme.queries import reviews
from anbiao.rules import assessing, grading, scoring
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal
from anbiao.rules.scoring import Score
from anbiao.standards import queries as standards

MAIN = ("submit", "begin_review", "conclude", "accept", "take_own")
DECIDED = ("accepted", "corrected")
SHOWN = ("review", "reviewed", "accepted", "returned", "corrected")
STANDING_MARKS = {"late": "late", "soon": "back"}
SAMPLES = {assessing.DRAWN: N_("drawn for review"), assessing.OWN: N_("left out of the draw")}


def plain(value: Decimal | None) -> str:
    """A number of marks without needless zeros: 5, 2.5."""
    return "" if value is None else f"{value.normalize():f}"


@dataclass(frozen=True)
class Side:
    """One side of an item: marks left, whether it does not apply, the reason, and who gave it."""

    marks: str
    is_na: bool
    reason: str
    by: str
    is_done: bool
    is_marked: bool


@dataclass(frozen=True)
class Row:
    """An item with its words and both sides; `heading` where a new heading begins; `difference` of the marks where both are given."""

    item: AssessedItem
    title: str
    how: str
    source: str
    full: str
    own: Side
    review: Side
    heading: str
    difference: str
    url: str
    hazard_url: str
    evidence: Sequence[dict[str, Any]] = ()

    @property
    def anchor(self) -> str:
        """Where the page jumps to."""
        return f"i-{self.item.ref}"


@dataclass(frozen=True)
class Element:
    """An element in the list beside the table: how much of it is done, and where it begins."""

    ref: str
    title: str
    done: int
    total: int
    first: str

    @property
    def is_done(self) -> bool:
        """True when nothing of it is left."""
        return self.done == self.total


@dataclass(frozen=True)
class Told:
    """A score with the sum it came from: "766 ÷ (1,000 − 60) × 100", and its elements by name."""

    score: Score
    formula: str
    elements: Sequence[tuple[str, scoring.ElementScore]]


def side_of(item: AssessedItem, side: str) -> Side:
    """One side of an item."""
    mark = item.mark(side)
    left = plain(scoring.earned(item.item, mark)) if mark and not mark.is_na else ""
    by, reason = getattr(item, f"{side}_by"), getattr(item, f"{side}_reason")
    return Side(left, bool(mark and mark.is_na), reason, by, item.is_done(side), mark is not None)


def row_of(table: queries.Table, item: AssessedItem, before: str = "") -> Row:
    """An item as a line; `before` is the heading above it."""
    line = table.lines[item.ref]
    words = standards.in_words(line.clause.zh.title, line.clause.en.title)
    score = line.clause.score
    how = standards.in_words(score.deduct.zh, score.deduct.en) if score else ""
    heading = f"{line.heading.ref} {standards.in_words(line.heading.zh, line.heading.en)}"
    return Row(
        item, words, how, line.clause.source, plain(item.full), side_of(item, "own"), side_of(item, "review"),
        heading if line.heading.ref != before else "", difference(item), reverse("assessed-item", args=[item.pk]),
        reverse("hazard", args=[item.hazard_id]) if item.hazard_id else reverse("assessed-item-hazard", args=[item.pk]),
    )  # fmt: skip


def difference(item: AssessedItem) -> str:
    """How many marks the reviewer gave more (+) or less (−) than the unit gave itself; "" where one of them has not."""
    own, review = item.mark("own"), item.mark("review")
    if own is None or review is None or own.is_na or review.is_na:
        return ""
    left = scoring.earned(item.item, review) - scoring.earned(item.item, own)
    sign = "−" if left < 0 else "+" if left > 0 else ""
    return f"{sign}{plain(abs(left))}"


def evidence_words(piece: records.Piece) -> dict[str, Any]:
    """A record beside an item: what it is, its day, where it stands."""
    row = piece.row
    if piece.kind == "check_made":
        said = f"{gettext(row.Kind(row.kind).label)} {row.serial}"
    elif piece.kind == "training":
        said = gettext("Training: %(topic)s") % {"topic": row.topic}
    elif piece.kind == "hazard":
        said = gettext("Hazard %(serial)s: %(title)s") % {"serial": row.serial, "title": row.title}
    else:
        said = gettext("Check-list, version %(number)s") % {"number": row.version}
    return {"key": piece.key, "said": said, "url": record_url(piece), "on": piece.on, "stands": piece.stands}


def record_url(piece: records.Piece) -> str:
    """The record's own page, for whoever reaches the unit."""
    row = piece.row
    if piece.kind == "check_list":
        return reverse("check-list", args=[row.enterprise_id])
    return reverse({"check_made": "check"}.get(piece.kind, piece.kind), args=[row.pk])


def given_url(piece: records.Piece) -> str:
    """The page on which a reviewer reads it to whom the assessment alone is given."""
    return reverse("evidence", args=[piece.link])


def rows_of(row: Assessment, items: Sequence[AssessedItem], beside: Mapping[Any, Sequence[records.Piece]] = MappingProxyType({}), opens: Callable[[records.Piece], str] = record_url) -> list[Row]:  # fmt: skip
    """All lines, headings at their first one; `beside` is what stands beside each item, `opens` gives the address of such a record."""
    table = queries.table(row.district, row.urn, row.edition)
    found: list[Row] = []
    before = ""
    for item in items:
        named = [{**evidence_words(each), "url": opens(each)} for each in beside.get(item.pk, ())]
        found.append(replace(row_of(table, item, before), evidence=named))
        before = table.lines[item.ref].heading.ref
    return found


def items_told(actor: Actor, row: Assessment) -> list[dict[str, Any]]:
    """Each item as plain values, for programs: its clause, its full marks, and the sides that the actor sees. Four queries."""
    items = queries.items_of(row)
    sides = ["own", "review"] if queries.sees_review(actor, row, queries.place_in(actor, row)) else ["own"]
    return [
        {
            "id": str(line.item.pk), "ref": line.item.ref, "title": line.title, "full": line.full, "version": line.item.version,
            **{side: asdict(getattr(line, side)) for side in sides},
        }
        for line in rows_of(row, items)
    ]  # fmt: skip


def progress(row: Assessment, items: Sequence[AssessedItem], side: str, sees_review: bool) -> dict[str, Any]:
    """What changes with every item: how many are done, by element, and the scores so far."""
    table = queries.table(row.district, row.urn, row.edition)
    by_element: dict[str, list[AssessedItem]] = {}
    for item in items:
        by_element.setdefault(item.element, []).append(item)
    elements = [
        Element(
            ref, standards.in_words(table.elements[ref].zh, table.elements[ref].en),
            sum(1 for each in rows if each.is_done(side)), len(rows), f"i-{rows[0].ref}",
        )
        for ref, rows in by_element.items()
    ]  # fmt: skip
    return {
        "elements": elements, "done": sum(each.done for each in elements), "total": len(items),
        "own": told(table, queries.scored(row, items, "own")),
        "review": told(table, queries.scored(row, items, "review")) if sees_review else None,
    }  # fmt: skip


def told(table: queries.Table, score: Score) -> Told:
    """A score with its sum in figures."""
    got, full, out = plain(score.earned), plain(score.full), plain(score.na)
    base = f"({full} − {out})" if score.na else full
    formula = "" if score.is_weighted or score.score is None else f"{got} ÷ {base} × 100"
    elements = [
        (standards.in_words(table.elements[each.ref].zh, table.elements[each.ref].en), each)
        for each in score.elements
    ]
    return Told(score, formula, elements)


def extra_rows(row: Assessment, *, sees_review: bool) -> list[dict[str, Any]]:
    """What was taken off elements beyond their items, with who and why."""
    table = queries.table(row.district, row.urn, row.edition)
    labels = {"own": gettext("Self-assessment"), "review": pgettext("assessment", "Review")}
    return [
        {
            "row": each, "side": labels[each.side], "marks": plain(each.marks),
            "element": standards.in_words(table.elements[each.element].zh, table.elements[each.element].en),
        }
        for each in queries.extras(row)
        if each.side == "own" or sees_review
    ]  # fmt: skip


def step_links(actor: Actor, row: Assessment, place: Place) -> list[dict[str, Any]]:
    """The offered steps with what stands against them; a reason is asked for on the step's own page."""
    found = offers(actor, row, place=place)
    links = [_link(row, offer) for offer in found if not _is_hidden(offer)]
    links += _certificate(actor, row, place) + _further(actor, row, place)
    return sorted(links, key=lambda link: (bool(link["reasons"]), not link["main"]))


def _is_hidden(offer: Offer) -> bool:
    """What the program does by itself, the short way where no draw opened it, and applying with what is an application already."""
    codes = {each.code for each in offer.refusals}
    return offer.step.name in assessing.BY_ITSELF or bool(codes & assessing.NOT_THIS_WAY)


def _further(actor: Actor, row: Assessment, place: Place) -> list[dict[str, Any]]:
    """What is no step of the machine: who reviews, and the correction of what was decided."""
    found = []
    if row.state in reviews.TO_REVIEW and actor.scope.allows("assign review", place):
        found.append((gettext("Assign reviewers"), "assessment-reviewers"))
    if row.state == "accepted" and actor.scope.allows("approve assessment", place):
        found.append((gettext("Correct the result"), "assessment-correct"))
    return [
        {"label": label, "url": reverse(name, args=[row.pk]), "main": False, "reasons": []}
        for label, name in found
    ]


def _certificate(actor: Actor, row: Assessment, place: Place) -> list[dict[str, Any]]:
    """From a decided application to its certificate: to propose it, or to see it."""
    if row.state != "accepted" or row.kind != "application" or not row.result:
        return []
    made = held.of_assessment(actor, row)
    if made:
        return [
            {
                "label": gettext("Its certificate"),
                "url": reverse("certificate", args=[made.pk]),
                "main": False,
                "reasons": [],
            }
        ]
    if not actor.scope.allows("propose certificate", place):
        return []
    url = reverse("certificate-propose", args=[row.pk])
    return [{"label": gettext("Propose the certificate"), "url": url, "main": True, "reasons": []}]


def _link(row: Assessment, offer: Offer) -> dict[str, Any]:
    reasons = [say(each) for each in offer.refusals if each.code != "note-missing"]
    url = reverse("assessment-step", args=[row.pk, offer.step.name.replace("_", "-")])
    return {
        "label": gettext(offer.step.label),
        "url": url,
        "main": offer.step.name in MAIN,
        "reasons": reasons,
    }


def result(actor: Actor, row: Assessment, items: Sequence[AssessedItem]) -> dict[str, Any] | None:
    """How the result came about: frozen when it is decided; before that what would follow today, once the review is concluded."""
    if row.state not in ("reviewed", *DECIDED):
        return None
    table = queries.table(row.district, row.urn, row.edition)
    reasons: Sequence[Refusal]
    decided = row.state in DECIDED
    if decided:
        name, reasons, score = row.result, [told_reason(each) for each in row.reasons], None
    else:
        score, graded = queries.judged(actor, row, items)
        name, reasons = graded.result, graded.reasons
    by = grading.granted_by(name)
    return {
        "word": gettext(grading.RESULTS.get(name, name)), "passed": bool(name), "reasons": [say(each) for each in reasons],
        "score": row.score if decided else score.score if score else None,
        "granted_by": gettext(by) if by else "", "decided": decided,
        "told": told(table, queries.scored(row, items, "review")),
    }  # fmt: skip


def context(actor: Actor, row: Assessment, place: Place) -> dict[str, Any]:
    """Everything of the page. `writing` is the side that this reader may fill now, with what stands against it."""
    items = queries.items_of(row)
    row.around = queries.surroundings(actor, row, items)
    writing, sees = queries.writes(actor, row, place), queries.sees_review(actor, row, place)
    against = (
        assessing.may_review({**row.facts(), **actor.facts}, actor.today) if writing == "review" else None
    )
    side = writing or ("review" if sees and row.state in ("review", "reviewed", *DECIDED) else "own")
    table = queries.table(row.district, row.urn, row.edition)
    reaches = queries.reaches_unit(actor, place)
    beside = records.beside(actor, row) if reaches else records.given(actor, row)
    return {
        "row": row, "unit": row.enterprise, "table": table, "state": assessing.ASSESSMENT.state(row.state),
        "kind": gettext(assessing.KINDS[row.kind]), "writing": "" if against else writing,
        "against": say(against) if against else "", "side": side, "sample": gettext(SAMPLES[row.sample]) if row.sample else "",
        "newer": queries.corrected_by(row) if row.state in DECIDED else None, "standing": assessing.nearness(due=row.due_on, warned=row.warned_on, today=actor.today),
        "shows_review": sees and row.state in SHOWN,
        "reaches_unit": reaches, "reads_draw": any(grant.region for grant in actor.scope.allowing("read assessment")),
        "rows": rows_of(row, items, beside, opens=record_url if reaches else given_url), "extras": extra_rows(row, sees_review=sees), "progress": progress(row, items, side, sees),
        "steps": step_links(actor, row, place), "open_items": queries.undone(items, side), "result": result(actor, row, items) if sees else None,
    }  # fmt: skip


def after_item(actor: Actor, row: Assessment, side: str) -> dict[str, Any]:
    """What an item's saving changes around it: the progress, and the steps that may be open now."""
    place, items = queries.place_in(actor, row), queries.items_of(row)
    row.around = queries.surroundings(actor, row, items)
    return {
        "progress": progress(row, items, side, queries.sees_review(actor, row, place)),
        "steps": step_links(actor, row, place), "open_items": queries.undone(items, side),
    }  # fmt: skip
