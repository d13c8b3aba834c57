"""Why a number of the board is what it is: how it is counted, of what, for which place and day, when, and the rows that were counted."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, pgettext

from anbiao.kit.register.columns import said_colour
from anbiao.kit.templatetags.kit import say_moment
from anbiao.oversight.figures import STATE, figure_named
from anbiao.oversight.queries.figures import Value
from anbiao.oversight.why_page import url_of
from anbiao.rules.colours import COLOURS

if TYPE_CHECKING:
    from anbiao.oversight.board_page import Board


def why(board: "Board", code: str) -> dict[str, Any]:
    """The reasons of a figure, each with its head, and the lists behind it."""
    figure = figure_named(code)
    sum_ = _sum(board.values[code])
    return {
        "told": [
            (gettext("Formula"), gettext(figure.formula)),
            *([(gettext("Reckoning"), sum_)] if sum_ else []),
            (gettext("Counted of"), gettext(figure.scope)),
            *_around(board, is_state=figure.period == STATE),
        ],
        "links": _links(board, code),
    }


def four(board: "Board") -> dict[str, Any]:
    """The same for the four colours together."""
    told = [(said_colour(code), gettext(figure_named(code).formula)) for code in COLOURS]
    by, key = line_of(board)
    links = [(said_colour(code), url_of(code, board.counting, by=by, key=key)) for code in COLOURS]
    return {"told": [*told, *_around(board, is_state=True)], "links": links}


def _sum(value: Value) -> str:
    """1,126 ÷ 3,000 = 37.53%; "" where nothing is divided."""
    if value.of is None:
        return ""
    rate = "—" if value.rate is None else f"{value.rate}%"
    return f"{value.number:,} ÷ {value.of:,} = {rate}"


def _around(board: "Board", *, is_state: bool) -> list[tuple[str, str]]:
    when = board.day.isoformat() if is_state else board.period
    return [
        (pgettext("figure", "For"), f"{board.title}; {when}"),
        (gettext("Counted at"), say_moment(board.counted.at, board.actor.today)),
    ]


def line_of(board: "Board") -> tuple[str, str]:
    """The open part as a line of a table of figures: by what, and its key."""
    asked, part = board.asked, board.part
    if part.region and asked.sector:
        return "cell", f"{part.region}|{asked.sector}"
    if part.region:
        return "region", part.region
    if asked.sector:
        return "sector", asked.sector
    return ("bureau", asked.at) if part.sectors is not None else ("district", "")


def _links(board: "Board", code: str) -> list[tuple[str, str]]:
    """The rows that were counted, and those that they are divided by."""
    by, key = line_of(board)
    found = [(gettext("The list behind it"), url_of(code, board.counting, by=by, key=key))]
    if figure_named(code).of:
        words = gettext("The list of what it is divided by")
        found.append((words, url_of(code, board.counting, by=by, key=key, part="of")))
    return found
