"""The doors of the field screens: JSON in, JSON out; each record by the id that the device gave it."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from pydantic import ValidationError

from anbiao.inspection import actions, queries
from anbiao.inspection.actions.records import Sent, receive
from anbiao.inspection.forms.records import (
    RECORD,
    CheckRecord,
    FixRecord,
    HazardRecord,
    LookRecord,
    SurveyRecord,
    VerifyRecord,
    device_time,
)
from anbiao.inspection.queries import briefs, conflicts, field, signs, surveys
from anbiao.kit.actor import Actor
from anbiao.kit.clock import day_of
from anbiao.kit.doors import Visit, door
from anbiao.kit.json_doors import id_in, refused, wrong
from anbiao.kit.register import ListState
from anbiao.kit.register.filters import clean
from anbiao.registry import queries as roster
from anbiao.registry.actions import report_finding
from anbiao.registry.registers import ENTERPRISES
from anbiao.rules import visits
from anbiao.rules.field import photos_named
from anbiao.rules.refusal import N_, Refusal

LARGEST_RECORD = 1024 * 1024
TOO_LARGE = Refusal("record-too-large", N_("The record is larger than 1 MB. Shorten its notes."))


@door("read hazard")
def today(request: Visit) -> HttpResponse:
    """What the day holds."""
    return JsonResponse(field.today(request.actor))


@door("read enterprise")
def units(request: Visit) -> HttpResponse:
    """Units found by the number at their door, or by name, pinyin, alias, code or address."""
    words = clean(request.GET.get("q", ""))[:60]
    found = field.units_found(request.actor, signs.with_number(request.actor, words).only(*SHOWN))
    if not found:
        rows = ENTERPRISES.rows(request.actor, ListState(q=words)).order_by("name_key", "id")
        found = field.units_found(request.actor, rows.only(*SHOWN))
    return JsonResponse({"units": found})


SHOWN = ("id", "district", "name", "colour", "uscc", "region", "address", "longitude", "latitude", "sign")


@door("read hazard")
def unit(request: Visit, pk: UUID) -> HttpResponse:
    """A unit before a visit."""
    row = get_object_or_404(briefs.units(request.actor), pk=pk)
    return JsonResponse(briefs.brief(request.actor, row))


@door("read hazard")
def hazard(request: Visit, pk: UUID) -> HttpResponse:
    """A hazard before it is fixed or verified."""
    row = get_object_or_404(queries.hazards(request.actor), pk=pk)
    return JsonResponse(field.hazard(request.actor, row))


@door("read look-back")
def look(request: Visit, pk: UUID) -> HttpResponse:
    """A closed hazard before somebody looks at it again."""
    row = get_object_or_404(queries.looks(request.actor), pk=pk)
    return JsonResponse(field.look(request.actor, row))


@door("read hazard")
def sent(request: Visit) -> HttpResponse:
    """What the actor sent before, with the receipts."""
    after = request.GET.get("after", "")
    return JsonResponse(surveys.sent(request.actor, after=id_in(after) if after else None))


@door("read hazard")
def own_conflicts(request: Visit) -> HttpResponse:
    """What became of other contents that the actor's account sent."""
    return JsonResponse({"conflicts": conflicts.own_conflicts(request.actor)})


@door("read standard")
def phrases(request: Visit) -> HttpResponse:
    """Phrases offered for what is typed."""
    actor = request.actor
    sector = clean(request.GET.get("sector", ""))[:40]
    words = clean(request.GET.get("q", ""))[:60]
    return JsonResponse({"phrases": briefs.phrases(words, sector, actor.today, actor.district)})


@door("report hazard", writes=True)
def record(request: Visit) -> HttpResponse:
    """A record: done once; the receipt names its id and the hash of its content."""
    if request.method != "POST":
        raise Http404
    body = request.body
    if len(body) > LARGEST_RECORD:
        return refused([TOO_LARGE], status=413)
    try:
        given = RECORD.validate_json(body)
    except ValidationError as found:
        return wrong(found)
    content = json.loads(body)["content"]
    sent = Sent(
        given.id, given.kind, given.made_at, content_hash(content), content, photos=[UUID(each) for each in photos_named(content)],
        clock_at=device_time(request.headers.get("X-Device-Time", "")), browser=request.headers.get("User-Agent", ""),
    )  # fmt: skip
    receipt = receive(request.actor, sent, lambda: _act(request.actor, given))
    response = JsonResponse(receipt, status=409 if receipt.get("conflict") else 200)
    response.keeps = True  # type: ignore[attr-defined]
    return response


def content_hash(content: Any) -> str:
    """The hash of a record's content as device and server both compute it: JSON with sorted keys and no blanks."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _act(actor: Actor, given: Any) -> tuple[UUID, Mapping[str, Any]]:
    does: dict[str, Callable[[Actor, Any], tuple[UUID, Mapping[str, Any]]]] = {
        "check": _check, "hazard": _hazard, "fix": _fix, "verify": _verify, "look": _look, "survey": _survey,
    }  # fmt: skip
    return does[given.kind](actor, given)


def _check(actor: Actor, given: CheckRecord) -> tuple[UUID, Mapping[str, Any]]:
    content = given.content
    row = get_object_or_404(roster.enterprises(actor, "make check"), pk=content.enterprise)
    begun = actions.begin_check(
        actor,
        row,
        kind=content.type,
        frequency=content.frequency,
        for_a_case=content.for_a_case,
        check_id=given.id,
        begun_at=content.begun_at or given.made_at,
        list_version=content.list_version,
    )
    done = actions.finish_check(actor, begun, content.visit(given.made_at))
    found = [each.serial for each in done.hazards.order_by("serial")]
    return done.pk, {"serial": done.serial, "hazards": found}


def _hazard(actor: Actor, given: HazardRecord) -> tuple[UUID, Mapping[str, Any]]:
    row = get_object_or_404(roster.enterprises(actor, "report hazard"), pk=given.content.enterprise)
    found_on = visits.made_on(day_of(given.made_at), received_on=actor.today)
    finding = replace(given.content.hazard.finding(), found_on=found_on)
    made = actions.report_hazard(actor, row, finding, hazard_id=given.id)
    return made.pk, {"serial": made.serial}


def _fix(actor: Actor, given: FixRecord) -> tuple[UUID, Mapping[str, Any]]:
    row = get_object_or_404(queries.hazards(actor, "rectify hazard"), pk=given.content.hazard)
    content = given.content
    if content.fixings:
        row = actions.fill_in(actor, row, values=content.fixings.given(), version=row.version)
    actions.report_fixed(actor, row, fixed_on=content.fixed_on, note=content.note, photos=content.photos)
    return row.pk, {"serial": row.serial}


def _verify(actor: Actor, given: VerifyRecord) -> tuple[UUID, Mapping[str, Any]]:
    content = given.content
    row = get_object_or_404(queries.hazards(actor, "verify hazard"), pk=content.hazard)
    if content.is_fixed:
        actions.verify(actor, row, note=content.note, photos=content.photos)
    else:
        due = content.due_on or actor.today
        actions.send_back(actor, row, note=content.note, due_on=due, photos=content.photos)
    return row.pk, {"serial": row.serial}


def _look(actor: Actor, given: LookRecord) -> tuple[UUID, Mapping[str, Any]]:
    content = given.content
    row = get_object_or_404(queries.looks(actor, "make look-back"), pk=content.look)
    actions.look(actor, row, content.step, note=content.note, photos=content.photos, due_on=content.due_on)
    return row.pk, {}


def _survey(actor: Actor, given: SurveyRecord) -> tuple[UUID, Mapping[str, Any]]:
    content, unit = given.content, None
    if content.enterprise:
        unit = get_object_or_404(roster.enterprises(actor, "report survey"), pk=content.enterprise)
    made = report_finding(actor, content.found(), unit=unit, key=given.id, found_at=given.made_at)
    return made.pk, {"serial": made.serial}


urlpatterns: list[URLPattern] = [
    path("field/api/today.json", today, name="field-today"),
    path("field/api/units.json", units, name="field-units"),
    path("field/api/phrases.json", phrases, name="field-phrases"),
    path("field/api/sent.json", sent, name="field-sent"),
    path("field/api/conflicts.json", own_conflicts, name="field-own-conflicts"),
    path("field/api/records/", record, name="field-records"),
    path("field-unit/<uuid:pk>.json", unit, name="field-unit"),
    path("field-hazard/<uuid:pk>.json", hazard, name="field-hazard"),
    path("field-look/<uuid:pk>.json", look, name="field-look"),
]
