"""The four reference books: to open, to print, to keep."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from anbiao.kit.doors import Visit, door
from anbiao.standards import documents
from anbiao.standards.documents.books import TITLES, Asked
from anbiao.standards.forms import UnitsForm


@door("read standard")
def books(request: Visit) -> HttpResponse:
    """The four of them, and for which units they are made."""
    shown = [{"name": name, "title": title, "purpose": purpose} for name, (title, purpose) in TITLES.items()]
    return render(
        request,
        "standards/books.html",
        {"books": shown, "form": UnitsForm(request.GET), "query": _query(request)},
    )


@door("read standard")
def book_page(request: Visit, book: str) -> HttpResponse:
    """One book as a page."""
    context: dict[str, Any] = {
        "book": _made(request, book),
        "form": UnitsForm(request.GET),
        "query": _query(request),
    }
    return render(request, "standards/book.html", context)


@door("read standard")
def book_pdf(request: Visit, book: str) -> HttpResponse:
    """The same as PDF."""
    made = _made(request, book)
    response = HttpResponse(documents.pdf(made, on=request.actor.today), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{book}-{request.actor.today.isoformat()}.pdf"'
    return response


def _made(request: Visit, book: str) -> documents.Book:
    if book not in TITLES:
        raise Http404
    sector, size_class, features = UnitsForm(request.GET).chosen()
    actor = request.actor
    return documents.book(book, Asked(actor.district, sector, size_class, features, actor.today))


def _query(request: Visit) -> str:
    return request.GET.urlencode()
