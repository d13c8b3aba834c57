"""The lists of the administrators: accounts, grants, organisations."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.authority import queries
from anbiao.authority.models import Grant, HandOver, Organisation, Token, User
from anbiao.authority.naming import is_english, name_grants, said, said_duty, said_units
from anbiao.kit.actor import Actor
from anbiao.kit.register import Act, Column, Empty, Filter, Option, Register, View
from anbiao.rules.duties import DUTIES
from anbiao.rules.handing import HAND_OVER
from anbiao.rules.machine import State
from anbiao.rules.refusal import N_

GROUP = _("Offices and accounts")
ACTIVE = State("active", N_("active"), "done")
NEW = State("new", N_("one-time password"), "wait")
DISABLED = State("disabled", N_("disabled"), "off")
IN_FORCE = State("in_force", N_("in force"), "done")
TO_COME = State("to_come", N_("to come"), "wait")
ENDED = State("ended", N_("ended"), "off")


def _duty_options(_actor: Actor) -> list[Option]:
    return [Option(duty.name, gettext(duty.label)) for duty in DUTIES]


# ---------- accounts ----------


def account_state(user: User) -> State:
    """Whether an account can sign in."""
    if not user.is_active:
        return DISABLED
    return NEW if user.must_change_password else ACTIVE


def _name_duties(actor: Actor, rows: Sequence[Any]) -> None:
    held = queries.duties_of_accounts(actor.scope, rows)
    comma = ", " if is_english() else "、"
    units = queries.units_of_accounts(actor.scope, rows)
    names = said_units(actor.district, set(units.values()))
    for row in rows:
        row.office_name = said(row.organisation) or names.get(units.get(row.pk, row.pk), "")
        row.duty_labels = comma.join(dict.fromkeys(said_duty(duty) for duty in held.get(row.pk, [])))


ACCOUNT_STATES = {
    "active": Q(is_active=True, must_change_password=False),
    "new": Q(is_active=True, must_change_password=True),
    "disabled": Q(is_active=False),
}


def _by_state(_actor: Actor, values: Sequence[str]) -> Q:
    wanted = Q(pk__in=[])
    for value in values:
        wanted |= ACCOUNT_STATES[value]
    return wanted


def _account_options(_actor: Actor) -> list[Option]:
    return [Option(state.name, gettext(state.label)) for state in (ACTIVE, NEW, DISABLED)]


def _kind_options(_actor: Actor) -> list[Option]:
    kinds = [Option(kind.value, gettext(str(kind.label))) for kind in Organisation.Kind]
    return [*kinds, Option("unit", gettext("Unit"))]


def _by_kind(_actor: Actor, values: Sequence[str]) -> Q:
    units = Q(organisation=None) if "unit" in values else Q(pk__in=[])
    return units | Q(organisation__kind__in=[value for value in values if value != "unit"])


ACCOUNTS = Register(
    name="accounts",
    path="accounts",
    group=GROUP,
    title=_("Accounts"),
    capability="read account",
    model=User,
    columns=(
        Column("name", _("Name"), said, kind="name"),
        Column("username", _("Account name"), lambda row: row.username, kind="code", width=168),
        Column("office", pgettext_lazy("column", "Office or unit"), lambda row: row.office_name, width=220),
        Column("post", _("Post"), lambda row: row.post, width=128),
        Column("duties", _("Duties"), lambda row: row.duty_labels, width=220),
        Column("state", _("State"), account_state, kind="state", width=104),
        Column("made", _("Made"), lambda row: row.created_at, kind="day", sort="id", width=94),
    ),
    sort="-made",
    noun=lambda number, count: ngettext("%(count)s account", "%(count)s accounts", number) % {"count": count},
    empty=Empty(
        _("Here the accounts of the district would stand."),
        Act(_("Create an account"), "account_new", "create account"),
    ),
    filters=(
        Filter("state", _("State"), _account_options, _by_state, first=True),
        Filter("kind", _("Kind of office"), _kind_options, _by_kind, first=True),
    ),
    views=(View("all", _("All"), ""), View("disabled", _("Disabled"), "state=disabled")),
    acts=(Act(_("Create an account"), "account_new", "create account", is_main=True),),
    search=lambda text: (
        Q(name__icontains=text) | Q(username__icontains=text.lower()) | Q(post__icontains=text)
    ),
    search_hint=_("Name, account name, post"),
    rests_on=("organisation",),
    prepare=_name_duties,
    url=lambda row: reverse("account_page", args=[row.pk]),
    label_of=said,
)

# ---------- grants ----------


def _name_grants(actor: Actor, rows: Sequence[Any]) -> None:
    for row in name_grants(rows):
        ended = row.to_on is not None and row.to_on < actor.today
        row.standing = ENDED if ended else TO_COME if row.from_on > actor.today else IN_FORCE  # type: ignore[attr-defined]


def _grant_standing(actor: Actor, values: Sequence[str]) -> Q:
    today = actor.today
    standing = {
        "in_force": Q(from_on__lte=today) & (Q(to_on=None) | Q(to_on__gte=today)),
        "to_come": Q(from_on__gt=today),
        "ended": Q(to_on__lt=today),
    }
    wanted = Q(pk__in=[])
    for value in values:
        wanted |= standing[value]
    return wanted


GRANTS = Register(
    name="grants",
    path="grants",
    group=GROUP,
    title=_("Grants"),
    capability="read grant",
    model=Grant,
    columns=(
        Column("holder", _("Holder"), lambda row: said(row.user), kind="name"),
        Column("username", _("Account name"), lambda row: row.user.username, kind="code", width=168),
        Column("duty", _("Duty"), lambda row: row.duty_label, width=220),
        Column("over", _("Over"), lambda row: row.over, width=220),
        Column("from", _("From"), lambda row: row.from_on, kind="day", width=94),
        Column("until", _("Until"), lambda row: row.to_on, kind="day", width=94),
        Column("state", _("State"), lambda row: row.standing, kind="state", width=104),
        Column("reason", _("Reason"), lambda row: row.reason, width=128),
    ),
    sort="-id",
    noun=lambda number, count: ngettext("%(count)s grant", "%(count)s grants", number) % {"count": count},
    empty=Empty(
        _("Here the duties would stand that accounts hold. A duty is granted on the page of an account.")
    ),
    filters=(
        Filter("duty", _("Duty"), _duty_options, lambda _actor, values: Q(duty__in=values), first=True),
        Filter(
            "state",
            _("State"),
            lambda _actor: [Option(s.name, gettext(s.label)) for s in (IN_FORCE, TO_COME, ENDED)],
            _grant_standing,
            first=True,
        ),
    ),
    views=(View("in_force", _("In force"), "state=in_force"), View("all", _("All"), "")),
    search=lambda text: Q(user__name__icontains=text) | Q(user__username__icontains=text.lower()),
    search_hint=_("Name, account name"),
    rests_on=("user",),
    prepare=_name_grants,
    url=lambda row: reverse("account_page", args=[row.user_id]),
    label_of=lambda row: said(row.user),
)

# ---------- organisations ----------


def _name_places(_actor: Actor, rows: Sequence[Any]) -> None:
    names = {region.code: said(region) for region in queries.regions_named(row.region for row in rows)}
    for row in rows:
        row.place_name = names.get(row.region, row.region)


ORGANISATIONS = Register(
    name="organisations",
    path="organisations",
    group=GROUP,
    title=_("Organisations"),
    capability="read organisation",
    model=Organisation,
    columns=(
        Column("name", _("Name of the organisation"), said, kind="name"),
        Column("kind", _("Kind"), lambda row: gettext(str(row.get_kind_display())), width=128),
        Column("full_name", _("Full name"), lambda row: row.full_name, width=220),
        Column("region", _("Region"), lambda row: row.place_name, width=128),
        Column("parent", _("Belongs to"), lambda row: said(row.parent), width=128),
    ),
    sort="id",
    noun=lambda number, count: (
        ngettext("%(count)s organisation", "%(count)s organisations", number) % {"count": count}
    ),
    empty=Empty(
        _("Here the offices of the district would stand. “anbiao found” makes them from the template.")
    ),
    filters=(
        Filter(
            "kind",
            _("Kind"),
            lambda _actor: [Option(kind.value, gettext(str(kind.label))) for kind in Organisation.Kind],
            lambda _actor, values: Q(kind__in=values),
            first=True,
        ),
    ),
    views=(
        View("all", _("All"), ""),
        View("bureaus", _("Bureaus"), "kind=bureau"),
        View("towns", _("Towns and streets"), "kind=town"),
        View("grids", _("Village grids"), "kind=grid"),
    ),
    search=lambda text: Q(name__icontains=text) | Q(full_name__icontains=text) | Q(name_en__icontains=text),
    search_hint=_("Name of the organisation"),
    rests_on=("parent",),
    prepare=_name_places,
    label_of=said,
)

# ---------- hand-overs ----------

HAND_OVERS = Register(
    name="hand-overs",
    path="hand-overs",
    group=GROUP,
    title=_("Hand-overs"),
    capability="read handover",
    model=HandOver,
    columns=(
        Column("leaver", _("Handed over by"), lambda row: said(row.leaver), kind="name", width=128),
        Column("successor", _("Successor"), lambda row: said(row.successor), width=128),
        Column("reason", _("Reason"), lambda row: row.reason),
        Column("passed", _("Passed on"), lambda row: len(row.passed), kind="number", width=84),
        Column("left", _("Not passed on"), lambda row: len(row.left), kind="number", width=84),
        Column("giver", _("Arranged by"), lambda row: row.giver, width=128, on_phone=False),
        Column("given", pgettext_lazy("hand-over", "On"), lambda row: row.given_on, kind="day", sort="given_on", width=84),
        Column("state", _("State"), lambda row: row.state, words=lambda name: HAND_OVER.state(name), kind="state", width=128, group="state"),
    ),
    sort="-given",
    noun=lambda number, count: ngettext("%(count)s hand-over", "%(count)s hand-overs", number) % {"count": count},
    empty=Empty(_("Nothing was handed over yet. A hand-over begins on the page of the account of who leaves.")),
    filters=(
        Filter(
            "state", _("State"), lambda _actor: [Option(state.name, gettext(state.label)) for state in HAND_OVER.states],
            lambda _actor, values: Q(state__in=values), first=True,
        ),
    ),
    views=(View("all", _("All"), ""), View("open", _("To be acknowledged"), "state=given"), View("declined", _("Declined"), "state=declined")),
    search=lambda text: Q(leaver__name__icontains=text) | Q(successor__name__icontains=text),
    search_hint=_("Name"),
    rests_on=("leaver", "successor"),
    url=lambda row: reverse("hand-over", args=[row.pk]),
    label_of=lambda row: said(row.leaver),
)  # fmt: skip

# ---------- tokens ----------

REVOKED = State("revoked", N_("revoked"), "off")


def token_state(token: Token, today: date) -> State:
    """Whether a token holds."""
    return REVOKED if token.revoked_at else ENDED if token.expires_on < today else IN_FORCE


def _stand(actor: Actor, rows: Sequence[Any]) -> None:
    for row in rows:
        row.standing = token_state(row, actor.today)


def _token_standing(actor: Actor, values: Sequence[str]) -> Q:
    over = Q(revoked_at=None, expires_on__lt=actor.today)
    holds = Q(revoked_at=None, expires_on__gte=actor.today)
    standing = {"in_force": holds, "ended": over, "revoked": Q(revoked_at__isnull=False)}
    wanted = Q(pk__in=[])
    for value in values:
        wanted |= standing[value]
    return wanted


TOKENS = Register(
    name="tokens",
    path="tokens",
    group=GROUP,
    title=_("Tokens of programs"),
    capability="read token",
    model=Token,
    columns=(
        Column("name", _("Program"), lambda row: row.name, kind="name"),
        Column("number", _("Token number"), lambda row: row.number, kind="code", width=94),
        Column("user", _("Who answers for it"), lambda row: said(row.user), width=128),
        Column("office", _("Office"), lambda row: said(row.user.organisation), width=168),
        Column("made", _("Made"), lambda row: row.made_at, kind="day", sort="id", width=94),
        Column("until", _("Until"), lambda row: row.expires_on, kind="day", width=94),
        Column("used", _("Last used"), lambda row: row.used_at, kind="day", width=94),
        Column("state", _("State"), lambda row: row.standing, kind="state", width=104),
    ),
    sort="-made",
    noun=lambda number, count: ngettext("%(count)s token", "%(count)s tokens", number) % {"count": count},
    empty=Empty(_("No program acts for anybody here. Who may, makes a token under “My tokens”.")),
    filters=(
        Filter(
            "state", _("State"), lambda _actor: [Option(s.name, gettext(s.label)) for s in (IN_FORCE, ENDED, REVOKED)],
            _token_standing, first=True,
        ),
    ),
    views=(View("in_force", _("In force"), "state=in_force"), View("all", _("All"), "")),
    search=lambda text: Q(name__icontains=text) | Q(user__name__icontains=text),
    search_hint=_("Program, name"),
    rests_on=("user", "user__organisation"),
    prepare=_stand,
    url=lambda row: reverse("token", args=[row.pk]),
    label_of=lambda row: row.name,
)  # fmt: skip
