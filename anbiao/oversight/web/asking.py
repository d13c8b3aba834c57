"""One form bound to one use-case, then back to where it came from: what the doors of instructions, measures, meetings and
reports share; and a part of a text edited in its place."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from anbiao.kit.documents import Document
from anbiao.kit.doors import Visit
from anbiao.kit.texts import say
from anbiao.oversight import circular_page
from anbiao.oversight.forms.circulars import TextForm
from anbiao.oversight.models.texts import TextPart
from anbiao.registry.forms import show_refused
from anbiao.rules.machine import Machine, Step
from anbiao.rules.refusal import Refused


def asked(request: Visit, form: Any, write: Callable[..., Any], *, label: Any, crumbs: Sequence[tuple[Any, str]], back: str, made: str = "", lead: str = "", answers: Sequence[tuple[str, Any]] = ()) -> HttpResponse:  # fmt: skip
    """Shows the form, or writes what it says and goes back; to the page named `made` of what was written, where there is one. `answers`
    are several buttons, each a step; their name is passed on.
    """
    if form.is_valid():
        chosen = {"step": request.POST.get("step", "")} if answers else {}
        if answers and chosen["step"] not in dict(answers):
            raise Http404
        try:
            row = write(**form.cleaned_data, **chosen)
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect(made, serial=row.serial) if made else redirect(back)
    context = {"form": form, "label": label, "crumbs": crumbs, "back": back, "lead": lead, "answers": answers, "multipart": form.is_multipart()}  # fmt: skip
    return render(request, "oversight/step.html", context, status=422 if form.errors else 200)


def edited(request: Visit, part: TextPart, write: Callable[..., TextPart], *, back: str) -> HttpResponse:
    """A part of a text in its place: what is typed is kept, or told why not."""
    if request.method != "POST":
        return render(request, "oversight/circular/saved.html", {"part": circular_page.part(part)})
    form = TextForm(request.POST)
    if not form.is_valid():
        raise Http404
    given = form.cleaned_data
    text = part.generated if given["restore"] else given["text"]
    try:
        kept = write(version=given["version"], text=text)
    except Refused as refused:
        if not request.htmx:
            raise
        told = {"part": circular_page.part(part), "errors": [say(each) for each in refused.refusals]}
        return render(request, "oversight/circular/saved.html", told, status=409)
    if not request.htmx:
        return redirect(back)
    answer = render(request, "oversight/circular/saved.html", {"part": circular_page.part(kept), "is_kept": True})  # fmt: skip
    answer["HX-Trigger"] = "kept"
    return answer


def posted(request: Visit) -> Any:
    """What was sent; None while the form is only looked at."""
    return request.POST if request.method == "POST" else None


def step_named(machine: Machine, name: str) -> Step:
    """The step of an address. Raises Http404."""
    taken = next((each for each in machine.steps if each.name == name.replace("-", "_")), None)
    if taken is None:
        raise Http404
    return taken


def pdf(name: str, made: Document) -> HttpResponse:
    """A document to be saved."""
    answer = HttpResponse(made.content, content_type="application/pdf")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
