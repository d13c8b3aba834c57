"""Every address of the program with its policy, and what each address with an id opens in a given place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

from anbiao.authority.models import User
from anbiao.inspection.models import Picture
from anbiao.kit.doors import Policy
from anbiao.kit.models import ImportRun, StoredFile
from anbiao.programme.models import Evidence, KeyPeriod
from anbiao.registry.models import DuplicatePair, Enterprise, Responsibility
from anbiao.standards.models import LocalRule
from anbiao.standards.queries import parameters
from tests import people, pictures
from tests.everywhere import lists


@dataclass(frozen=True)
class Address:
    """One pattern of the address list."""

    name: str
    route: str
    policy: Policy | None
    takes: tuple[str, ...]

    def at(self, **values: Any) -> str:
        """The path with its places filled in."""
        path = "/" + self.route
        for key, value in values.items():
            for shape in (f"<uuid:{key}>", f"<str:{key}>", f"<slug:{key}>", f"<int:{key}>", f"<{key}>"):
                path = path.replace(shape, str(value))
        return path


def addresses() -> list[Address]:
    """Every address that people open, flat; those that a token opens are walked in test_api.py."""
    return [each for each in every_address() if each.policy is None or not each.policy.by_token]


def every_address() -> list[Address]:
    """Every address, flat."""
    return [
        Address(
            p.name or str(p.pattern),
            str(p.pattern),
            getattr(p.callback, "policy", None),
            tuple(p.pattern.converters),
        )
        for p in _flat(get_resolver().url_patterns)
    ]


def _flat(patterns: list[URLPattern | URLResolver]) -> list[URLPattern]:
    found: list[URLPattern] = []
    for pattern in patterns:
        found += _flat(pattern.url_patterns) if isinstance(pattern, URLResolver) else [pattern]
    return found


Place = dict[str, str]  # of make_enterprise: region and, elsewhere, district
OWN: Place = {"region": people.SHUANGYANG}
SIBLING: Place = {"region": people.HESHI}
ELSEWHERE: Place = {"region": "350503001", "district": people.OTHER}
PLACES = {"own": OWN, "sibling": SIBLING, "elsewhere": ELSEWHERE}


def _unit(place: Place) -> UUID:
    return people.make_enterprise(name="测试学校", sector="schools", **place).id


def _responsibility(place: Place) -> UUID:
    unit = people.make_enterprise(name="测试学校", sector="schools", **place)
    return Responsibility.objects.filter(enterprise=unit, kind="sector").get().id


def _pair(place: Place) -> UUID:
    one, other = people.make_enterprises({**place, "sector": "schools"}, {**place, "sector": "schools"})
    return DuplicatePair.objects.create(
        district=one.district, first=one, second=other, score=0.9, reasons=["same_name"], found_at=people.NOW
    ).id


def _finding(place: Place) -> UUID:
    return lists.finding_at(**place).id


def _account(place: Place) -> UUID:
    district = place.get("district", people.DISTRICT)
    return people.make_user(f"opened-{place['region']}", district=district, slug=place["region"]).id


def _grant(place: Place) -> UUID:
    user = User.objects.get(pk=_account(place))
    return people.grant(user, "town_officer", region=place["region"]).id


def _run(place: Place, spec: str = "enterprises") -> UUID:
    """Somebody else's import: an import belongs to whoever began it."""
    district = place.get("district", people.DISTRICT)
    owner = people.make_user(f"importer-{spec}-{place['region']}", district=district, slug=None)
    file = StoredFile.objects.create(
        district=district, name="a.xlsx", kind="roster", size=1, sha256="0" * 64, at=people.NOW, by=owner.id
    )
    return ImportRun.objects.create(
        district=district, spec=spec, region=place["region"], file=file, by=owner.id, who="x", started_at=people.NOW,
        changed_at=people.NOW,
    ).id  # fmt: skip


def _photo(place: Place) -> UUID:
    unit = people.make_enterprise(name="测试学校", sector="schools", **place)
    return pictures.ready_photo(unit).id


def _hazard(place: Place) -> UUID:
    return lists.hazards_of(_unit_row(place), 1)[0].id


def _unit_row(place: Place) -> Enterprise:
    return people.make_enterprise(name="测试学校", sector="schools", **place)


def _extension(place: Place) -> UUID:
    return lists.extension_of(lists.hazards_of(_unit_row(place), 1)[0]).id


def _check(place: Place) -> UUID:
    return lists.checks_of(_unit_row(place), 1)[0].id


def _proposal(place: Place) -> UUID:
    return lists.proposal_of(_unit_row(place)).id


def _look_back(place: Place) -> UUID:
    return lists.look_of(_unit_row(place)).look_back_id


def _look(place: Place) -> UUID:
    return lists.look_of(_unit_row(place)).id


def _accident(place: Place) -> UUID:
    return lists.accident_of(_unit_row(place)).id


def _risk(place: Place) -> UUID:
    return lists.risk_of(_unit_row(place)).id


def _training(place: Place) -> UUID:
    return lists.training_of(_unit_row(place)).id


def _plan(place: Place) -> UUID:
    return lists.plan_of(_unit_row(place)).id


def _assessment(place: Place) -> UUID:
    return lists.assessment_of(_unit_row(place)).id


def _assessed_item(place: Place) -> UUID:
    return lists.assessment_of(_unit_row(place)).items.get().id


def _evidence(place: Place) -> UUID:
    """A photographed hazard, named beside an item."""
    unit = _unit_row(place)
    hazard, item = lists.hazards_of(unit, 1)[0], lists.assessment_of(unit).items.get()
    Picture.objects.create(
        district=unit.district, enterprise=unit, photo=pictures.ready_photo(unit).id, role="found", hazard=hazard, at=people.NOW, who="x"
    )  # fmt: skip
    return Evidence.objects.create(district=unit.district, item=item, hazard=hazard, by="x", at=people.NOW).id


def _task(place: Place) -> UUID:
    return lists.task_of(_unit_row(place)).id


def _absence(place: Place) -> UUID:
    return lists.absence_of(User.objects.get(pk=_account(place))).id


def _key_period(place: Place) -> UUID:
    district = place.get("district", people.DISTRICT)
    return KeyPeriod.objects.create(
        district=district, region=place["region"], title="元旦保障", first_on=people.TODAY, last_on=people.TODAY, who="x"
    ).id  # fmt: skip


def _certificate(place: Place) -> UUID:
    return lists.certificate_of(_unit_row(place)).id


def _benchmark(place: Place) -> UUID:
    return lists.benchmark_of(_unit_row(place)).id


def _draw(place: Place) -> UUID:
    return lists.draw_of(_unit_row(place)).id


def _objection(place: Place) -> UUID:
    return lists.objection_of(_unit_row(place)).id


def _local_rule(place: Place) -> UUID:
    """A proposed value of a local rule that has none waiting yet."""
    district = place.get("district", people.DISTRICT)
    waiting = set(LocalRule.objects.filter(district=district).values_list("code", flat=True))
    code = next(code for code in parameters() if code not in waiting)
    return LocalRule.objects.create(
        district=district, code=code, version=1, value=parameters()[code].form.value, from_on=people.TODAY.replace(year=2099),
        reason="test", proposed_by="test", proposed_on=people.TODAY,
    ).id  # fmt: skip


def _hazard_run(place: Place) -> UUID:
    return _run(place, "hazards")


def _list_run(place: Place) -> UUID:
    return _run(place, "checklist")


def _notice(place: Place) -> UUID:
    return lists.notice_at(place["region"], place.get("district", people.DISTRICT)).id


def _hand_over(place: Place) -> UUID:
    return lists.hand_over_of(User.objects.get(pk=_account(place)), place["region"]).id


def _delegation(place: Place) -> UUID:
    return lists.delegation_of(User.objects.get(pk=_account(place)), place["region"]).id


def _device(place: Place) -> UUID:
    return lists.device_of(User.objects.get(pk=_account(place))).id


def _quarantine(place: Place) -> UUID:
    return lists.quarantine_of(User.objects.get(pk=_account(place))).id


def _conflict(place: Place) -> UUID:
    return lists.conflict_of(_unit_row(place)).id


def _token(place: Place) -> UUID:
    return lists.token_of(User.objects.get(pk=_account(place))).id


def _merger(place: Place) -> UUID:
    return lists.merger_of(_unit_row(place)).id


def _split(place: Place) -> UUID:
    return lists.split_of(_unit_row(place)).id


def _transfer(place: Place) -> UUID:
    return lists.transfer_of(_unit_row(place)).id


def _banner(place: Place) -> UUID:
    return lists.banner_of(_unit_row(place)).id


def _address_run(place: Place) -> UUID:
    return _run(place, "addresses")


# An import belongs to whoever began it: nobody else reaches one.
OWN_ONLY = (
    "my-tokens/",
    "my-delegations/",
    "my-notices/",
    "my-hand-over/",
    "import/",
    "hazard-import/",
    "check-list-import/",
    "address-points/",
)
# The first word of an address tells what its id opens.
OPENS: dict[str, Callable[[Place], UUID]] = {
    "units": _unit, "responsibilities": _responsibility, "duplicates": _pair, "accounts": _account, "grants": _grant,
    "import": _run, "check": _check, "hazard": _hazard, "hazard-request": _extension, "colour-proposal": _proposal,
    "look-back": _look_back, "look": _look, "accident": _accident, "risk": _risk, "field-unit": _unit, "field-hazard": _hazard,
    "field-photo": _unit, "photos": _photo, "rules": _local_rule, "hazard-import": _hazard_run, "check-list-import": _list_run,
    "map-unit": _unit, "field-look": _look, "floor-plan": _plan, "training": _training,
    "assessment": _assessment, "assessed-item": _assessed_item,
    "task": _task, "task-why": _task, "absence": _absence, "key-period": _key_period,
    "certificate": _certificate, "objection": _objection, "review-draw": _draw,
    "benchmark": _benchmark, "evidence": _evidence,
    "device": _device, "quarantine": _quarantine,
    "survey": _finding,
    "merger": _merger, "split": _split, "banner": _banner, "transfer": _transfer, "transfer-own": _transfer,
    "field-conflict": _conflict,
    "address-points": _address_run,
    "token": _token, "my-tokens": _token,
    "my-notices": _notice, "notice": _notice, "hand-over": _hand_over, "my-hand-over": _hand_over,
    "delegation": _delegation, "my-delegations": _delegation,
}  # fmt: skip
STEPS = {
    "survey": "match",
    "merger": "refuse",
    "transfer": "refuse",
    "transfer-own": "withdraw",
    "responsibilities": "acknowledge",
    "hazard": "fill-in",
    "hazard-request": "grant",
    "assessment": "begin-review",
    "task": "plan",
    "certificate": "suspend",
    "benchmark": "end",
}
# Values for places that are no id.
FILL = {
    "step": "suspend", "username": "nobody", "kind": "xlsx", "urn": "cn.risk", "number": "1", "old": "1", "book": "guide",
    "code": "visits.cap", "method": "ls", "paper": "certificate",
    "figure": "surveyed",
    "sheet": "heat",
}  # fmt: skip


def values_for(address: Address, pk: UUID) -> dict[str, Any]:
    """Values for every place of an address that opens the object `pk`. Raises KeyError for a place not declared here."""
    values: dict[str, Any] = {key: FILL[key] for key in address.takes if key not in ("pk", "photo")}
    values["pk"] = pk
    if "photo" in address.takes:
        values["photo"] = Evidence.objects.get(pk=values["pk"]).hazard.pictures.get().photo  # type: ignore[union-attr]
    if "step" in address.takes:
        values["step"] = STEPS.get(address.route.split("/")[0], values["step"])
    if address.route.startswith("hazard-request/"):
        values["kind"] = "extension"
    return values
