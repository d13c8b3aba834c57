"""The page of a unit (一企一档): its head, and the sections on which later parts hang theirs with `UNIT.add`."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register.beside import SECTIONS
from anbiao.kit.register.columns import joined
from anbiao.kit.register.counting import Count
from anbiao.kit.register.detail import (
    Detail,
    Fact,
    Section,
    Sections,
    StepLink,
    Timeline,
    step_links,
    timeline,
)
from anbiao.kit.register.following import star_of
from anbiao.kit.templatetags.kit import say_day
from anbiao.kit.workflow import offers
from anbiao.registry import queries
from anbiao.registry.journal_words import WORDS
from anbiao.registry.models import Enterprise, Responsibility
from anbiao.rules import likeness, units
from anbiao.rules.coordinates import to_gcj
from anbiao.rules.identifiers import mask_phone

UNIT = Sections()
SECTIONS["enterprises"] = UNIT
MOST_FACTS = 4
HEAD_STEPS = frozenset({"suspend", "resume", "miss", "move_away", "close", "reopen"})


def name_of(row: Any) -> str:
    """An organisation, a person or a unit in the reader's language."""
    return queries.in_words((row.name, getattr(row, "name_en", ""))) if row else ""


def _once(row: Any, name: str, read: Any) -> Any:
    """What several sections show is read once for the page."""
    if name not in row.__dict__:
        row.__dict__[name] = read()
    return row.__dict__[name]


def standing(actor: Actor, unit: Enterprise) -> list[Responsibility]:
    """Who answers for the unit now or will."""
    found: list[Responsibility] = _once(unit, "_standing", lambda: queries.standing(actor, unit))
    return found


def _missing(actor: Actor, unit: Enterprise) -> tuple[str, ...]:
    if unit.state not in units.ALIVE:
        return ()
    held = frozenset(row.kind for row in standing(actor, unit) if row.from_on <= actor.today)
    return units.gaps(held)


def kind_words(kind: str) -> str:
    """A kind of responsibility as words."""
    return gettext(str(Responsibility.Kind(kind).label))


# ---------- head ----------


def detail(actor: Actor, unit: Enterprise) -> Detail:
    """Everything above and beside the sections, of a unit that `with_stars` found."""
    return Detail(
        title=unit.name,
        crumbs=[(_("Roster"), ""), (_("Units"), reverse("enterprises")), _town_crumb(unit)],
        code=unit.uscc or "",
        lines=_lines(unit),
        tags=_tags(actor, unit),
        facts=[*(fact for add in UNIT.facts for fact in add(actor, unit)), *_facts(actor, unit)][:MOST_FACTS],
        steps=[*(step for add in UNIT.steps for step in add(actor, unit)), *_steps(actor, unit)],
        timeline=_timeline(actor, unit),
        colour=unit.colour,
        star=star_of(actor, "enterprises", unit),
    )


def _town_crumb(unit: Enterprise) -> tuple[str, str]:
    town = unit.region[: queries.TOWN]
    return queries.region_name(town), f"{reverse('enterprises')}?town={town}"


def _lines(unit: Enterprise) -> list[list[str]]:
    sector = queries.sector_name(unit.sector) or gettext("no sector yet")
    staff = ngettext("%(number)s employee", "%(number)s employees", unit.employees or 0) % {
        "number": f"{unit.employees or 0:,}"
    }
    code = "" if unit.uscc else gettext("no credit code")
    first = [
        code, f"{sector} ({unit.industry})" if unit.industry else sector, queries.listed("classes").get(unit.size_class, ""),
        "" if unit.employees is None else staff,
    ]  # fmt: skip
    return [first, [place_words(unit.region), unit.address]]


def place_words(region: str) -> str:
    """Town and village of a region."""
    town, village = queries.region_name(region[: queries.TOWN]), ""
    if len(region) > queries.TOWN:
        village = queries.region_name(region)
    return f"{town} {village}".strip()


def where(row: Any) -> str:
    """The address of a unit or a site, with town and village before it where it names no town itself."""
    town = queries.regions_of(row.region[:6]).get(row.region[: queries.TOWN], ("",))[0]
    return row.address if town and town in row.address else f"{place_words(row.region)} {row.address}".strip()


def _tags(actor: Actor, unit: Enterprise) -> list[str]:
    known = queries.listed("features")
    tags = [known.get(code, code) for code in unit.features]
    if _tenants(actor, unit):
        tags.append(gettext("Landlord of a plant within a plant"))
    if any(site.landlord_id and site.to_on is None for site in _sites(actor, unit)):
        tags.append(gettext("Tenant in another unit's plant"))
    return tags


def _facts(actor: Actor, unit: Enterprise) -> list[Fact]:
    state, today = units.UNIT.state(unit.state), actor.today
    since = next(iter(_changes(actor, unit)), None)
    on = say_day(since.on if since else unit.registered_on, today)
    missing = _missing(actor, unit)
    needed = len(units.REQUIRED_KINDS)
    lacking = (
        gettext("missing: %(kinds)s") % {"kinds": joined(kind_words(kind) for kind in missing)}
        if missing
        else gettext("no gap")
    )
    verified = gettext("by %(name)s") % {"name": unit.verified_by} if unit.verified_by else ""
    return [
        Fact(_("Status"), gettext(state.label), gettext("since %(day)s") % {"day": on}, state.mark),
        Fact(_("Supervision"), f"{needed - len(missing)}/{needed}", lacking, "late" if missing else ""),
        Fact(
            _("Verified"),
            say_day(unit.verified_on, today) if unit.verified_on else gettext("never"),
            verified,
        ),
        Fact(_("Registered"), say_day(unit.registered_on, today), gettext("in this roster")),
    ]


def period(row: Any, today: date) -> str:
    """From which day to which; "from" alone while it has no end."""
    if row.to_on is None:
        return gettext("from %(day)s") % {"day": say_day(row.from_on, today)}
    return f"{say_day(row.from_on, today)} – {say_day(row.to_on, today)}"


# ---------- steps ----------


def _steps(actor: Actor, unit: Enterprise) -> list[StepLink]:
    allows, place = actor.scope.allows, unit.place()
    own = [row for row in standing(actor, unit) if row.state == "proposed" and is_own(actor, row)]
    links = [
        StepLink(gettext("Answer: %(kind)s") % {"kind": kind_words(row.kind)}, _answer_url(row), is_main=True)
        for row in own[:1]
    ]
    alive = unit.state in units.ALIVE
    if alive and allows("verify enterprise", place):
        links.append(
            StepLink(_("Verify on the spot"), reverse("enterprise-verify", args=[unit.pk]), is_main=not links)
        )
    if allows("change enterprise", place):
        links.append(StepLink(_("Change the facts"), reverse("enterprise-edit", args=[unit.pk])))
    if alive and allows("assign responsibility", place):
        label = _("Assign a grid member") if "grid" in _missing(actor, unit) else _("Change the grid member")
        links.append(StepLink(label, assign_url(unit)))
    if alive and allows("route enterprise", place) and not unit.sector:
        links.append(StepLink(_("Decide the sector"), reverse("enterprise-route", args=[unit.pk])))
    if alive and allows("issue activation", place):
        links.append(
            StepLink(_("Issue an activation code"), reverse("enterprise-activation", args=[unit.pk]))
        )
    if allows("move enterprise", place):
        links.append(StepLink(_("Change the status"), "#status"))
    return links


def assign_url(unit: Enterprise) -> str:
    """Where a grid member is put in charge of one unit: the bulk action of the list, with this unit chosen."""
    return f"{reverse('enterprises-assign-grid')}?pick={unit.pk}"


def is_own(actor: Actor, row: Responsibility) -> bool:
    """True for what the actor has to answer herself."""
    if row.person_id:
        return row.person_id == actor.person
    return row.kind == "enterprise" and any(
        grant.enterprise == str(row.enterprise_id) for grant in actor.scope.grants
    )


def _answer_url(row: Responsibility) -> str:
    return reverse("responsibility-step", args=[row.pk, "acknowledge"])


# ---------- timeline ----------


def _timeline(actor: Actor, unit: Enterprise) -> Timeline:
    """What the journal says of the unit and of who answers for it. A unit's own people and experts see their own acts."""
    ids = [unit.pk, *(row.pk for row in standing(actor, unit))]
    ids += [pk for told in UNIT.told for pk in told.ids(actor, unit)]
    others = {told.object_type: told.words for told in UNIT.told}
    told = timeline(actor, ids, words=WORDS, reveal=is_revealed(unit), others=others)
    if any(grant.region for grant in actor.scope.allowing("read enterprise")):
        return told
    own = [each for each in told.happenings if each.who == actor.who]
    return Timeline(own, Count(len(own)))


# ---------- sections ----------


def is_revealed(unit: Enterprise) -> bool:
    """True on the one page after the telephone numbers were asked for."""
    return bool(unit.__dict__.get("_revealed"))


def reveal(unit: Enterprise) -> None:
    """Shows the telephone numbers on the page that is drawn next; the door has entered it in the journal."""
    unit.__dict__["_revealed"] = True


def _sites(actor: Actor, unit: Enterprise) -> list[Any]:
    found: tuple[list[Any], list[Any]] = _once(unit, "_sites", lambda: queries.sites_and_tenants(actor, unit))
    return found[0]


def _tenants(actor: Actor, unit: Enterprise) -> list[Any]:
    found: tuple[list[Any], list[Any]] = _once(unit, "_sites", lambda: queries.sites_and_tenants(actor, unit))
    return found[1]


def _changes(actor: Actor, unit: Enterprise) -> list[Any]:
    found: list[Any] = _once(unit, "_changes", lambda: queries.status_changes(actor, unit))
    return found


def _supervision(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    rows = standing(actor, unit)
    missing = _missing(actor, unit)
    may_assign = actor.scope.allows("assign responsibility", unit.place())
    return {
        "rows": [_responsibility(actor, row) for row in rows],
        "gaps": [
            {
                "kind": kind_words(kind),
                "url": assign_url(unit) if kind == "grid" and may_assign else _route_url(actor, unit, kind),
            }
            for kind in missing
        ],
        "past": [_responsibility(actor, row) for row in queries.past(actor, unit)],
        "remark": gettext("somebody answers in every respect") if not missing else "",
        "count": len(rows),
    }


def _route_url(actor: Actor, unit: Enterprise, kind: str) -> str:
    return (
        reverse("enterprise-route", args=[unit.pk])
        if kind == "sector" and actor.scope.may("read routing")
        else ""
    )


def _responsibility(actor: Actor, row: Responsibility) -> dict[str, Any]:
    state = units.RESPONSIBILITY.state(row.state)
    mine = row.state == "proposed" and is_own(actor, row)
    return {
        "kind": kind_words(row.kind),
        "office": name_of(row.organisation),
        "person": name_of(row.person),
        "basis": queries.basis_words(row.basis),
        "why": _route_url(actor, row.enterprise, row.kind) if row.to_on is None else "",
        "period": period(row, actor.today),
        "mark": "late" if _is_late(row, actor.today) else state.mark,
        "state": gettext(state.label),
        "answered_on": row.answered_on,
        "due_on": row.due_on if row.state == "proposed" else None,
        "answer": _answer_url(row) if mine else "",
        "again": assign_url(row.enterprise) if row.state == "declined" and row.kind == "grid" and actor.scope.may("assign responsibility") else "",
    }  # fmt: skip


def _is_late(row: Responsibility, today: date) -> bool:
    return row.state == "proposed" and row.due_on is not None and row.due_on < today


def _basics(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    place = unit.place()
    shown = is_revealed(unit)
    point = None
    if unit.longitude is not None and unit.latitude is not None:
        gcj = to_gcj(unit.longitude, unit.latitude)
        point = {"wgs": f"{unit.longitude:.6f}, {unit.latitude:.6f}", "gcj": f"{gcj[0]:.6f}, {gcj[1]:.6f}"}
    return {
        "place": place_words(unit.region),
        "placed": queries.placed_words(unit.placed_by),
        "sector": queries.sector_name(unit.sector),
        "why": _route_url(actor, unit, "sector"),
        "basis": queries.basis_words(unit.routed_by),
        "industry_name": queries.industry_name(unit.industry),
        "size_class": queries.listed("classes").get(unit.size_class, ""),
        "features": joined(queries.listed("features").get(code, code) for code in unit.features),
        "phone": unit.phone if shown else mask_phone(unit.phone) if unit.phone else "",
        "may_reveal": not shown and actor.scope.allows("reveal personal", place),
        "point": point,
        "may_change": actor.scope.allows("change enterprise", place),
    }


def _places(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    sites, tenants = _sites(actor, unit), _tenants(actor, unit)
    seen = queries.seen_units(actor, [site.landlord_id for site in sites if site.landlord_id])
    return {
        "sites": [_place(actor, site) | {"open": site.landlord_id in seen} for site in sites],
        "tenants": [_place(actor, site) | {"unit": site.enterprise} for site in tenants],
        "may_change": actor.scope.allows("change enterprise", unit.place()),
        "count": len(sites) + len(tenants),
    }


def _place(actor: Actor, site: Any) -> dict[str, Any]:
    return {"site": site, "address": where(site), "period": period(site, actor.today)}


def _contacts(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    rows, shown = queries.contacts(actor, unit), is_revealed(unit)
    return {
        "people": [{"name": row.name, "post": row.post, "phone": row.phone if shown else mask_phone(row.phone)} for row in rows],
        "may_reveal": bool(rows) and not shown and actor.scope.allows("reveal personal", unit.place()),
        "may_change": actor.scope.allows("change enterprise", unit.place()),
        "count": len(rows),
    }  # fmt: skip


def _status(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    changes = _changes(actor, unit)
    moves = step_links(
        [
            offer
            for offer in offers(actor, queries.ask(unit), place=unit.place())
            if offer.step.name in HEAD_STEPS
        ],
        lambda name: reverse("enterprise-step", args=[unit.pk, name]),
    )
    told = [{"row": row, "state": units.UNIT.state(row.state)} for row in changes]
    return {"changes": told, "moves": moves, "count": len(changes)}


def _names(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    codes, names = queries.former_codes(actor, unit), queries.former_names(actor, unit)
    return {"codes": codes, "names": names, "count": len(codes) + len(names) + len(unit.aliases)}


def _doubts(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    pairs = queries.doubts(actor, unit)
    told = [
        {
            "pair": pair,
            "other": pair.second if pair.first_id == unit.pk else pair.first,
            "reasons": joined(gettext(likeness.REASONS[reason]) for reason in pair.reasons),
            "score": f"{pair.score:.0%}",
        }
        for pair in pairs
    ]
    return {"pairs": told, "count": len(told)}


def _section(name: str, label: Any, context: Any, capability: str = "read enterprise") -> None:
    UNIT.add(Section(name, label, f"registry/sections/{name}.html", context, capability))


_section("supervision", _("Responsibilities"), _supervision, "read responsibility")
_section("basics", _("Basic facts"), _basics)
_section("places", _("Sites and tenancy"), _places)
_section("contacts", _("Contacts"), _contacts)
_section("status", _("History of the status"), _status)
_section("names", _("Codes and names"), _names)
_section("doubts", _("Doubtful"), _doubts, "read duplicate")
