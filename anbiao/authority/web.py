"""Doors of the administrators: accounts, one-time passwords, grants."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext

from anbiao.authority import actions, delegating, queries, sessions
from anbiao.authority.actions import identities
from anbiao.authority.forms import (
    AccountForm,
    EndGrantForm,
    GrantForm,
    IdentityForm,
    ReasonForm,
    WhichForm,
    show_refused,
)
from anbiao.authority.handing import hanging_on
from anbiao.authority.models import User
from anbiao.authority.naming import joined_duties, name_grants, name_identities, said
from anbiao.authority.registers import account_state
from anbiao.kit.doors import Visit, door
from anbiao.rules import delegation as law
from anbiao.rules.identifiers import mask_phone
from anbiao.rules.places import Place
from anbiao.rules.refusal import Refused


@door("read account")
def account_page(request: Visit, pk: UUID) -> HttpResponse:
    """One account: who it is, which duties it holds, and what may be done with it."""
    user = get_object_or_404(queries.accounts(request.actor.scope), pk=pk)
    return _show(request, user)


def _show(request: Visit, user: User, *, form: ReasonForm | None = None) -> HttpResponse:
    scope, place = (
        request.actor.scope,
        Place(region=user.organisation.region if user.organisation else user.district),
    )
    may_hand_over = scope.allows("give handover", place)
    may_end = scope.allows("create account", place) or scope.allows("grant duty", place)
    context = {
        "account": user,
        "hanging": hanging_on(request.actor, user) if may_hand_over or may_end else [],
        "may_hand_over": may_hand_over,
        "office": said(user.organisation),
        "phone": mask_phone(user.phone) if user.phone else "",
        "state": account_state(user),
        "state_label": gettext(account_state(user).label),
        "grants": name_grants(queries.grants_of(user, on=request.actor.today))
        if scope.may("read grant")
        else [],
        "has_factor": sessions.has_second_factor(user),
        "identities": name_identities(queries.identities_of(user)),
        "may_link": bool(settings.ANBIAO_OUTSIDE) and user.is_active and not user.is_demonstration,
        "may_manage": scope.allows("create account", place) and user.id != request.actor.person,
        "may_grant": scope.allows("grant duty", place) and user.id != request.actor.person,
        "form": form or ReasonForm(),
        "delegations": _delegations(request, user) if scope.may("read delegation") else [],
    }
    return render(request, "authority/account.html", context, status=422 if form else 200)


def _delegations(request: Visit, user: User) -> list[dict[str, object]]:
    """The account's delegations that are not over: whom it named, and for whom it acts."""
    today = request.actor.today
    return [
        {"row": row, "other": row.deputy if row.giver_id == user.pk else row.giver, "is_giver": row.giver_id == user.pk,
         "duties": joined_duties(row.duties), "state": law.standing(row.state, row.from_on, row.to_on, on=today)}
        for row in delegating.of_account(request.actor, user)
    ]  # fmt: skip


@door("create account", writes=True)
def account_new(request: Visit) -> HttpResponse:
    """A new account of an office; its one-time password is on the next page, once."""
    form = AccountForm(request.actor, request.POST or None)
    if form.is_valid():
        try:
            user, password = actions.create_account(request.actor, **form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            return _hand_over(request, user, password)
    return render(request, "authority/account_new.html", {"form": form}, status=422 if form.errors else 200)


@door("create account", writes=True)
def account_reset(request: Visit, pk: UUID) -> HttpResponse:
    """A new one-time password for an account."""
    user = get_object_or_404(queries.accounts(request.actor.scope, "create account"), pk=pk)
    if request.method != "POST":
        return redirect("account_page", pk=pk)
    return _hand_over(request, user, actions.reset_password(request.actor, user))


def _hand_over(request: Visit, user: User, password: str) -> HttpResponse:
    """Not on the answer itself: answers to forms are kept, passwords are not."""
    sessions.keep_once(request.session, "password", [str(user.id), password])
    return redirect("account_password", pk=user.id)


@door("create account")
def account_password(request: Visit, pk: UUID) -> HttpResponse:
    """The one-time password that was just made; the second time there is none."""
    user = get_object_or_404(queries.accounts(request.actor.scope, "create account"), pk=pk)
    holder, password = sessions.take_once(request.session, "password") or ("", "")
    context = {
        "account": user,
        "office": said(user.organisation),
        "password": password if holder == str(pk) else "",
    }
    response = render(request, "authority/account_password.html", context)
    response["Cache-Control"] = "no-store"
    return response


@door("create account", writes=True)
def account_factor(request: Visit, pk: UUID) -> HttpResponse:
    """The second factor that its holder has lost goes."""
    user = get_object_or_404(queries.accounts(request.actor.scope, "create account"), pk=pk)
    form = ReasonForm(request.POST or None)
    if not form.is_valid():
        return _show(request, user, form=form if form.is_bound else None)
    identities.reset_second_factor(request.actor, user, reason=form.cleaned_data["reason"])
    return redirect("account_page", pk=pk)


@door("create account", writes=True)
def account_disable(request: Visit, pk: UUID) -> HttpResponse:
    """The account can no longer sign in."""
    user = get_object_or_404(queries.accounts(request.actor.scope, "create account"), pk=pk)
    form = ReasonForm(request.POST or None)
    if not form.is_valid():
        return _show(request, user, form=form if form.is_bound else None)
    actions.disable_account(request.actor, user, reason=form.cleaned_data["reason"])
    return redirect("account_page", pk=pk)


@door("create account", writes=True)
def account_enable(request: Visit, pk: UUID) -> HttpResponse:
    """The account can sign in again."""
    user = get_object_or_404(queries.accounts(request.actor.scope, "create account"), pk=pk)
    form = ReasonForm(request.POST or None)
    if not form.is_valid():
        return _show(request, user, form=form if form.is_bound else None)
    actions.enable_account(request.actor, user, reason=form.cleaned_data["reason"])
    return redirect("account_page", pk=pk)


@door("create account", writes=True)
def account_identity(request: Visit, pk: UUID) -> HttpResponse:
    """A name at a service outside opens an account from now on."""
    user = get_object_or_404(queries.accounts(request.actor.scope, "create account"), pk=pk)
    if not settings.ANBIAO_OUTSIDE:
        return redirect("account_page", pk=pk)
    form = IdentityForm(request.POST or None)
    if form.is_valid():
        try:
            identities.link_identity(request.actor, user, **form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("account_page", pk=pk)
    context = {"form": form, "account": user, "office": said(user.organisation)}
    return render(request, "authority/identity_new.html", context, status=422 if form.errors else 200)


@door("create account", writes=True)
def account_identity_end(request: Visit, pk: UUID) -> HttpResponse:
    """It opens it no more."""
    user = get_object_or_404(queries.accounts(request.actor.scope, "create account"), pk=pk)
    form = WhichForm(request.POST or None)
    if form.is_valid():
        identity = get_object_or_404(queries.identities_of(user), pk=form.cleaned_data["identity"])
        identities.unlink_identity(request.actor, identity)
    return redirect("account_page", pk=pk)


@door("grant duty", writes=True)
def grant_new(request: Visit, pk: UUID) -> HttpResponse:
    """A duty for an account."""
    user = get_object_or_404(queries.accounts(request.actor.scope, "grant duty"), pk=pk)
    form = GrantForm(request.actor, user, request.POST or None)
    if form.is_valid():
        dated = {key: form.cleaned_data[key] for key in ("duty", "from_on", "to_on", "reason")}
        try:
            actions.grant_duty(request.actor, user, **dated, **form.reach(), organisation=user.organisation)
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("account_page", pk=pk)
    context = {"form": form, "account": user}
    return render(request, "authority/grant_new.html", context, status=422 if form.errors else 200)


@door("grant duty", writes=True)
def grant_end(request: Visit, pk: UUID) -> HttpResponse:
    """A duty ends, at once or with a day to come."""
    grant = get_object_or_404(queries.grants(request.actor.scope, "grant duty"), pk=pk)
    form = EndGrantForm(request.POST or None)
    if form.is_valid():
        try:
            actions.end_grant(request.actor, grant, **form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("account_page", pk=grant.user_id)
    context = {"form": form, "grant": name_grants([grant])[0], "account": grant.user}
    return render(request, "authority/grant_end.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("accounts/new/", account_new, name="account_new"),
    path("accounts/<uuid:pk>/", account_page, name="account_page"),
    path("accounts/<uuid:pk>/password/", account_password, name="account_password"),
    path("accounts/<uuid:pk>/reset/", account_reset, name="account_reset"),
    path("accounts/<uuid:pk>/factor/", account_factor, name="account_factor"),
    path("accounts/<uuid:pk>/disable/", account_disable, name="account_disable"),
    path("accounts/<uuid:pk>/enable/", account_enable, name="account_enable"),
    path("accounts/<uuid:pk>/identity/", account_identity, name="account_identity"),
    path("accounts/<uuid:pk>/identity/end/", account_identity_end, name="account_identity_end"),
    path("accounts/<uuid:pk>/grant/", grant_new, name="grant_new"),
    path("grants/<uuid:pk>/end/", grant_end, name="grant_end"),
]
