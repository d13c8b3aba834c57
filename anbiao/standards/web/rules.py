"""Local rules 地方规则: read, propose with a preview of the effect, decide by a second person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from anbiao.kit.doors import Visit, door
from anbiao.kit.texts import say
from anbiao.kit.workflow import refusals
from anbiao.rules import local_rules as law
from anbiao.rules.refusal import Refused
from anbiao.standards import actions, effects, queries, rules_telling
from anbiao.standards.forms import AnswerForm, RuleForm, show_refused
from anbiao.standards.models import LocalRule


@door("read local_rule")
def local_rules(request: Visit) -> HttpResponse:
    """Every parameter with its present value, since when, on which basis, and what waits for approval."""
    rows = [
        rules_telling.line(each) for each in queries.rules_now(request.actor.district, request.actor.today)
    ]
    context = {
        "groups": rules_telling.grouped(rows), "number": len(rows), "changed": sum(1 for row in rows if row.is_changed),
        "waiting": sum(1 for row in rows if row.proposed),
    }  # fmt: skip
    return render(request, "standards/rules.html", context)


@door("read local_rule", writes=True)
def local_rule(request: Visit, code: str) -> HttpResponse:
    """One rule: value, history, and a form to propose another, with a preview of what it would change."""
    actor, parameter = request.actor, queries.parameter(code)
    if parameter is None or (request.method == "POST" and not actor.scope.may("propose local_rule")):
        raise Http404
    now = queries.local(actor.district, code, actor.today)
    asked = request.POST if request.method == "POST" else request.GET if "reason" in request.GET else None
    form = RuleForm(parameter, now, actor.today, asked)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.propose_rule(
                actor, code, given["value"], from_on=given["from_on"], reason=given["reason"]
            )
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("The change is proposed. A second person has to approve it."))
            return redirect("local-rule", code=code)
    return _rule_page(request, parameter, form, now)


def _rule_page(request: Visit, parameter: queries.Parameter, form: RuleForm, now: Any) -> HttpResponse:
    actor = request.actor
    versions = queries.versions(actor.district, parameter.code)
    current = queries.in_force(actor.district, actor.today, code=parameter.code).get(parameter.code)
    waiting = next((row for row in versions if row.state == "proposed"), None)
    context = {
        "told": rules_telling.detail(parameter, now, current), "form": form, "waiting": waiting,
        "versions": [rules_telling.version(parameter, row) for row in versions],
        "may_propose": actor.scope.may("propose local_rule") and waiting is None,
        "may_withdraw": waiting is not None and actor.scope.may("propose local_rule"),
        "may_decide": waiting is not None and actor.scope.may("approve local_rule"),
        "preview": _preview(request, parameter, form) if form.is_bound else None,
    }  # fmt: skip
    return render(request, "standards/rule.html", context, status=422 if form.errors else 200)


def _preview(request: Visit, parameter: queries.Parameter, form: RuleForm) -> dict[str, Any] | None:
    """What the typed value would change; None while it cannot stand."""
    if not form.is_valid():
        return None
    value = form.cleaned_data["value"]
    against = law.wrong(parameter.shape, value)
    if against:
        show_refused(form, Refused(*against))
        return None
    return {
        "value": rules_telling.value(parameter, value), "effects": effects.effects(request.actor, parameter.code, value),
        "is_read": effects.is_read(parameter.code),
    }  # fmt: skip


@door("approve local_rule", writes=True)
def rule_decide(request: Visit, pk: UUID) -> HttpResponse:
    """A proposed value beside the present one: approve it, or not and say why."""
    row = get_object_or_404(queries.rules(request.actor.scope, "approve local_rule"), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        decide = actions.approve_rule if request.POST.get("answer") == "approve" else actions.refuse_rule
        try:
            decide(request.actor, row, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("The decision is recorded."))
            return redirect("local-rule", code=row.code)
    return _decide_page(request, row, form)


def _decide_page(request: Visit, row: LocalRule, form: AnswerForm) -> HttpResponse:
    actor, parameter = request.actor, queries.parameters()[row.code]
    now = queries.local(actor.district, row.code, actor.today)
    current = queries.in_force(actor.district, actor.today, code=row.code).get(row.code)
    against = [
        say(each) for each in refusals(actor, row, law.LOCAL_RULE.step("approve_rule"), place=row.place())
    ]
    context = {
        "row": row, "told": rules_telling.detail(parameter, now, current), "version": rules_telling.version(parameter, row),
        "form": form, "against": against, "effects": effects.effects(actor, row.code, row.value),
        "is_read": effects.is_read(row.code),
    }  # fmt: skip
    return render(request, "standards/rule_decide.html", context, status=422 if form.errors else 200)


@door("propose local_rule", writes=True)
def rule_withdraw(request: Visit, pk: UUID) -> HttpResponse:
    """Takes a proposed value back; asked once, naming it."""
    row = get_object_or_404(queries.rules(request.actor.scope, "propose local_rule"), pk=pk)
    if request.method == "POST":
        actions.withdraw_rule(request.actor, row)
        messages.success(request, gettext("The proposal is withdrawn."))
        return redirect("local-rule", code=row.code)
    parameter = queries.parameters()[row.code]
    return render(
        request,
        "standards/rule_withdraw.html",
        {"row": row, "version": rules_telling.version(parameter, row)},
    )
