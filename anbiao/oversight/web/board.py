"""The doors of the progress board: the page or the part of it that changed, the wall screen, and each table to take along."""

from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from anbiao.kit.doors import Visit, door
from anbiao.oversight import board_page
from anbiao.oversight.board_page import Asked, Board
from anbiao.oversight.documents import board as documents


@door("read figure")
def board(request: Visit) -> HttpResponse:
    """The board; `?wall=1` is its wall screen."""
    found = Board(request.actor, Asked.of(request.GET, request.actor))
    if found.asked.unit and found.items is None:
        raise Http404
    context = board_page.context(found)
    if "wall" in request.GET:
        return render(request, "oversight/board/wall.html", context)
    part = request.htmx and request.htmx.target == "board"
    return render(request, f"oversight/board/{'board' if part else 'page'}.html", context)


@door("read figure")
def table(request: Visit, sheet: str) -> HttpResponse:
    """A table of the board as a workbook."""
    if sheet not in board_page.SHEETS:
        raise Http404
    found = Board(request.actor, Asked.of(request.GET, request.actor))
    made = documents.workbook(request.actor, found, sheet)
    response = HttpResponse(made.content, content_type=documents.KIND)
    file_name = f"{found.sheet(sheet).title}-{found.day.isoformat()}.xlsx"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name)}"
    return response


urlpatterns = [
    path("oversight/", board, name="board"),
    path("oversight/table/<str:sheet>/", table, name="board-table"),
]
